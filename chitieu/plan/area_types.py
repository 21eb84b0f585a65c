"""What areas are called by their types: the words of `params/types.csv`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from chitieu.files import matches, read_table
from chitieu.files import text as column
from chitieu.words import LANGUAGES, language, plural, text
from chitieu.words.columns import in_language

_NAMED = matches(r"[^{}]*\{name\}[^{}]*", "has no place for the name", "write {name} commune")
_FORMS = matches(r"[^|]+(\|[^|]+)?", "is no word for one and for more", "write commune|communes")
NAME = "{name}"
_WORDS = {"name": [_FORMS], "whole": [], "named": [_NAMED], "office": [_NAMED]}
COLUMNS = ("type", *(f"{word}_{spoken}" for word in _WORDS for spoken in LANGUAGES))


class AreaTypes:
    """The types of areas with their words, in the order in which several are told.

    `table`: as `types_table` returns it. A type without words is an area; each method speaks the
    language that is spoken.
    """

    def __init__(self, table: pd.DataFrame):
        self._table = table
        self._words: dict[str, dict[str, dict[str, str]]] = {}  # by language: names are asked often
        self._around: dict[str, list[tuple[str, str]]] = {}

    def word(self, level: str, many: int = 2) -> str:
        """Return what one area of a type is called, or many: "xã", "communes"."""
        return plural(many, self._of("name").get(level) or text("scene.areas"))

    def together(self, levels: Collection[str], many: int = 2) -> str:
        """Return what areas of several types are called: "xã, thị trấn"."""
        known = self._of("name")
        words = [known[level] for level in known if level in levels]
        words += [] if words and {*levels} <= {*known} else [text("scene.areas")]
        return text("scene.between").join(plural(many, word) for word in words)

    def whole(self, level: str) -> str:
        """Return what a page's own area is called as a whole: "toàn huyện"."""
        return self._of("whole").get(level) or text("parts.whole_area")

    def short(self, name: str) -> str:
        """Return an area's name without its type: "Đắk Kôi" of "Xã Đắk Kôi", in English "Dak Koi"
        of "Dak Koi commune"; a number is no name ("Thôn 1")."""
        for before, after in self._affixes():
            if name.startswith(before) and name.endswith(after):
                bare = name.removeprefix(before).removesuffix(after)
                return bare if any(map(str.isalpha, bare)) else name
        return name

    def inside(self, name: str) -> str:
        """Return a name as it stands inside a sentence: "xã Đắk Kôi"; what is no type in front of
        it keeps its letters ("Ashe")."""
        for before, _ in self._affixes():
            if before and name.startswith(before):
                return before[:1].lower() + name[1:]
        return name

    def office(self, level: str, name: str) -> str:
        """Return who reports for an area, as a letter addresses them: "Ủy ban nhân dân xã Đắk Kôi";
        the area itself where its type has no office."""
        office = self._of("office").get(level)
        return office.replace(NAME, self.inside(name)) if office else name

    def __eq__(self, other: object) -> bool:
        """The same words in the same order: a workbook's and its package's are two objects."""
        return isinstance(other, AreaTypes) and self._told() == other._told()

    def _told(self) -> dict[str, list[str]]:
        return self._table.fillna("").reset_index().to_dict("list")

    def _of(self, column: str) -> dict[str, str]:
        """The words of a column by type, in the language that is spoken; of those that have any."""
        if language() not in self._words:
            told = in_language(self._table) if len(self._table) else pd.DataFrame(columns=[*_WORDS])
            self._words[language()] = {
                word: told.loc[told[word].notna() & told[word].ne(""), word].to_dict()
                for word in _WORDS
            }
        return self._words[language()][column]

    def _affixes(self) -> list[tuple[str, str]]:
        """What stands before and behind a name, the longest first."""
        if language() not in self._around:
            around = (named.partition(NAME)[::2] for named in self._of("named").values())
            self._around[language()] = sorted(around, key=lambda pair: -len("".join(pair)))
        return self._around[language()]


def types_table(path: Path, root: Path) -> pd.DataFrame:
    """Return a table of types, indexed by `type`; none where there is no such file.

    Columns: name_vi ("xã"), name_en with both its forms ("commune|communes"); and, also with _en,
    whole_vi ("toàn xã"), named_vi, how a name is written with it ("Xã {name}"), office_vi, who
    reports for it ("Ủy ban nhân dân {name}").
    Raises Faults.
    """
    columns = {"type": column()} | {
        f"{word}_{spoken}": column(*held, blank=True, required=False)
        for word, held in _WORDS.items()
        for spoken in LANGUAGES
    }
    columns["name_vi"] = column(_FORMS)
    return read_table(path, root, columns, ("type",), may_be_absent=True).set_index("type")


def read_types(root: Path) -> AreaTypes:
    """Return the types of a workbook's areas, with the words of `params/types.csv`."""
    return AreaTypes(types_table(types_file(root), root))


def types_file(root: Path) -> Path:
    return root / "params" / "types.csv"
