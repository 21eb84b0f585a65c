"""What lies in `outputs/` and belongs to nothing: told, left out, and moved away when asked.

Pages of a notebook or an area that is no more, copies, what was saved there by hand. The standard
library alone, as in `schedule`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from chitieu.faults import Fault
from chitieu.publish.schedule import RESULT_FILES, Pages, known_periods, outputs_of
from chitieu.publish.state import State, alone
from chitieu.root import relative
from chitieu.whole import telling
from chitieu.words.language import LANGUAGES

MANIFEST = "manifest.json"
TIDIED = "tidied"  # below outputs/: where strays are moved to
_PACKAGE = re.compile(r"[a-z0-9-]+-[0-9]{4}(-[SQ][0-9])?(-en)?(-[0-9a-f]{12}|-unreadable)*\.zip")
_SYSTEM = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Stray:
    """A file or a folder in `outputs/` that belongs to nothing, and why."""

    path: Path
    why: str

    def fault(self, root: Path) -> Fault:
        remedy = "it is left out; move it away with: chitieu tidy"
        return Fault(relative(self.path, root), 0, "", self.why, remedy)


def strays(root: Path) -> list[Stray]:
    """Return what belongs to nothing, in the order of its place.

    Of a page and its executed notebook, the page alone is told where both are strays.
    """
    known = known_periods(root)
    outputs = root / "outputs"
    found = []
    for audience, language in product(("review", "internal"), LANGUAGES):
        for place in _entries(outputs_of(root, audience, language)):
            if not place.name[0].isdigit():
                continue  # of another kind, which is not looked into
            if place.name not in known or not place.is_dir():
                found.append(Stray(place, "it is not of a year or a part of one that has figures"))
            else:
                found += _of_period(place, Pages(root, int(place.name[:4]), language))
    for path in _entries(outputs / "packages"):
        if not (path.is_file() and _PACKAGE.fullmatch(path.name)):
            found.append(Stray(path, "it is not named as a package is"))
    return found


def _of_period(folder: Path, pages: Pages) -> Iterator[Stray]:
    for path in _entries(folder):
        if path.name in (*RESULT_FILES, MANIFEST) and path.is_file():
            continue
        if path.suffix in (".html", ".ipynb") and path.is_file():
            if path.stem not in pages:
                yield Stray(path, f"it is the page of no notebook, or of no area of {folder.name}")
        else:
            yield Stray(path, "nothing that chitieu makes is called so")


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder, without what a system or a program keeps there for itself."""
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    return [
        path
        for path in there
        if not path.name.startswith((".", "~$")) and path.name.lower() not in _SYSTEM
    ]


def told(root: Path) -> list[Fault]:
    """Return a fault for each stray, a page and its executed notebook as one."""
    found = strays(root)
    pages = {stray.path for stray in found}
    return [
        stray.fault(root)
        for stray in found
        if stray.path.suffix != ".ipynb" or stray.path.with_suffix(".html") not in pages
    ]


def tidy(root: Path, only_tell: bool = False) -> list[tuple[Path, Path]]:
    """Move what belongs to nothing to `outputs/tidied/`, and return from where to where.

    Nothing is deleted, for a person may have put it there. Raises Busy where pages are being made.
    """
    outputs = root / "outputs"
    with alone(root):
        state = State(root)
        state.tidy()
        moves = []
        for stray in strays(root):
            to = _free(outputs / TIDIED / stray.path.relative_to(outputs))
            moves.append((stray.path, to))
            if not only_tell:
                with telling(stray.path):
                    to.parent.mkdir(parents=True, exist_ok=True)
                    os.rename(stray.path, to)
        for language in LANGUAGES if moves and not only_tell else ():
            for audience in ("review", "internal"):
                if State(root, language, audience).way_in.is_file():
                    from chitieu.publish.way_in import write_way_in  # late: loads every library

                    write_way_in(root, language, audience)
    return moves


def _free(path: Path) -> Path:
    """A path at which nothing lies: this one, or with a number behind its name."""
    free, number = path, 1
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free
