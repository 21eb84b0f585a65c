"""The packages that were made before: what they hold, which one to compare with, how they stay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from chitieu.publish.check_code import code_of
from chitieu.publish.package.archive import read_package
from chitieu.publish.package.manifest import Manifest
from chitieu.publish.package.publication import Publication, Unreadable
from chitieu.whole import write_whole

_PERIOD = re.compile(r"-\d{4}(-[SQ]\d)?$")


@dataclass(frozen=True)
class Earlier:
    """A package whose files are those of its manifest."""

    source: Publication
    manifest: Manifest

    @classmethod
    def read(cls, path: Path) -> Earlier | None:
        """Return a package that was made before; None where there is none that can be relied on."""
        if not path.is_file():
            return None
        files, faults = read_package(path)
        manifest, unread = Manifest.read(files)
        if manifest is None or faults or unread or manifest.against(files):
            return None
        try:
            return cls(Publication(files, f"{path.name}!"), manifest)
        except Unreadable:  # made by a program that wrote results otherwise
            return None

    @property
    def check_code(self) -> str:
        return self.manifest.content["check_code"]


def to_compare_with(path: Path, check_code: str) -> Earlier | None:
    """Return the last package of the period with other results than those of `check_code`.

    The one that stands at `path` may be of these very results: then it is the one which that was
    compared with, so that packing twice gives the same package.
    """
    last = Earlier.read(path)
    if last is None or last.check_code != check_code:
        return last
    earlier = last.manifest.content.get("compared_with")
    return Earlier.read(path.with_name(f"{path.stem}-{earlier}.zip")) if earlier else None


def beside(path: Path) -> list[Publication]:
    """Return what a reader has besides the package that is to stand at `path`: the packages of the
    place's other periods, and then, the newest first, those kept of this and of other periods."""
    place = path.stem.removesuffix(_PERIOD.search(path.stem)[0])
    name = re.compile(rf"{re.escape(place)}{_PERIOD.pattern[:-1]}(?P<kept>(-[0-9a-f]{{12}})+)?")
    own, last, kept = path.stem, [], []
    for other in sorted(path.parent.glob(f"{place}-*.zip")):
        found = name.fullmatch(other.stem)  # not of a place with a longer name
        if found:
            (kept if found["kept"] or other.stem == own else last).append(other)
    kept.sort(key=lambda other: (-other.stat().st_mtime, other.name))
    read = map(Earlier.read, [*last, *kept])
    return [each.source for each in read if each]


def keep(path: Path, parts: Path) -> Path:
    """Keep the package that stands at `path` under its check code, for it may have been signed;
    return where it is kept. `parts`: where it is written before it is renamed."""
    data, last = path.read_bytes(), Earlier.read(path)
    code = last.check_code if last else "unreadable"
    kept = path.with_name(f"{path.stem}-{code}.zip")
    if kept.is_file() and kept.read_bytes() != data:
        kept = path.with_name(f"{path.stem}-{code}-{code_of(data)}.zip")
    write_whole(kept, data, parts)
    return kept
