"""Which notebooks a workbook runs, and what the name of a page says. The standard library alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path

from chitieu.faults import Fault
from chitieu.root import of_language, relative
from chitieu.words.language import LANGUAGES

# The one sheet for the leader, which has no number: it comes before all that have one.
LEADING = "tom_tat"
METADATA = {  # of every notebook that is committed
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)
_NUMBERED = re.compile(r"[0-9][^_]*_.*", re.DOTALL)  # like 1_suc_khoe
_OWN_NAME = "give it a name of its own, like 8_name.ipynb, to have it run, or delete it"


def folder_of(root: Path, language: str) -> Path:
    """Return where a workbook's notebooks of a language lie: `notebooks/`, `notebooks/en/`."""
    return of_language(root / "notebooks", language)


def notebooks(root: Path, language: str = LANGUAGES[0]) -> list[str]:
    """Return the names of the notebooks that are run, in order: LEADING and those numbered like
    `1_suc_khoe`, but none that a program named as a copy of another."""
    found = _sorted_out(folder_of(root, language))
    return in_order(name for name, problem in found.items() if not problem)


def in_order(names: Iterable[str]) -> list[str]:
    """Return names of notebooks, or of their pages, in the order in which they are run and listed.

    >>> in_order(["1_suc_khoe", "tom_tat", "0_tong_hop"])
    ['tom_tat', '0_tong_hop', '1_suc_khoe']
    """
    return sorted(names, key=lambda name: (name != LEADING, name))


def title_of(notebook) -> str:
    """Return what a notebook calls itself: its first heading."""
    for cell in notebook["cells"]:
        found = _TITLE.search("".join(cell["source"]))
        if cell["cell_type"] == "markdown" and found:
            return found[1].strip()
    return "chitieu"


def objective_of(name: str) -> str:
    """Return the number that a notebook's name begins with, that of the objective that it is about;
    "0" for what is about the whole plan.

    >>> objective_of("1_suc_khoe"), objective_of("tom_tat")
    ('1', '0')
    """
    return "0" if name == LEADING else name.partition("_")[0]


def not_run(root: Path, language: str = LANGUAGES[0]) -> list[Fault]:
    """Return why each other notebook of the folder is not run."""
    folder = folder_of(root, language)
    return [
        Fault(relative(folder / f"{name}.ipynb", root), 0, "", f"not run: {problem}", _OWN_NAME)
        for name, problem in _sorted_out(folder).items()
        if problem
    ]


def _sorted_out(folder: Path) -> dict[str, str]:
    """Each notebook of a folder, and why it is not run; "" where it is."""
    files = (path for path in folder.glob("*.ipynb") if path.is_file())
    names = sorted(path.stem for path in files if not path.name.startswith((".", "~")))
    found = {}
    known = {_on_windows(name): name for name in names}  # of two, the one in small letters
    for name in names:
        of = next((other for other in names if is_copy(name, other)), "")
        same = known[_on_windows(name)]
        if name != LEADING and not _NUMBERED.fullmatch(name):
            found[name] = "its name does not begin with a number and _"
        elif of:
            found[name] = f"it is named as a copy of {of}"
        elif same != name:
            found[name] = f"to Windows its name is that of {same}"
        else:
            found[name] = ""
    return found


def _on_windows(name: str) -> str:
    """A name as a disk takes it that tells no capitals apart."""
    return unicodedata.normalize("NFC", name).casefold()


def is_copy(name: str, other: str) -> bool:
    """Whether a notebook is named as programs name a copy of another.

    >>> [is_copy(f"4_a{end}", "4_a") for end in ("-Copy1", " (1)", ".nbconvert", "_b", "b", "")]
    [True, True, True, False, False, False]
    """
    end = name.removeprefix(other)
    return end not in ("", name) and not re.match(r"\w", end)


def of_page(name: str, areas: Collection[str]) -> tuple[str, str]:
    """Return the notebook that a page is of, and its area, "" where it has none.

    What follows a hyphen is an area only if it is one of `areas`; a code may hold hyphens itself.

    >>> of_page("6_x-VN-65", {"VN-65", "65"}), of_page("4_x-Copy1", {"65"})
    (('6_x', 'VN-65'), ('4_x-Copy1', ''))
    """
    for hyphen in re.finditer("-", name):
        if name[hyphen.end() :] in areas:
            return name[: hyphen.start()], name[hyphen.end() :]
    return name, ""
