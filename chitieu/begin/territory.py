"""The areas of a new workbook: out of a map, or a list of them, `data/areas.csv`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import pandas as pd

from chitieu.begin.given import EXCEL, Given, as_text, numbers_columns, read_given
from chitieu.begin.list_heads import CODES, NAMES, OF_COMMUNES, TOTALS, find_head, heading
from chitieu.begin.official_codes import with_zeros
from chitieu.collect.boundaries.earth import km2
from chitieu.collect.boundaries.projection import stated_crs, to_degrees
from chitieu.collect.boundaries.source import Source
from chitieu.faults import Fault, Faults, did_you_mean
from chitieu.letters import clean
from chitieu.old_letters import READINGS, is_garbled, read_letters
from chitieu.plan.areas import CODE
from chitieu.plan.names import plain, split_kind, unmarked

COLUMNS = (
    "area", "edition", "name", "name_en", "type", "parent", "km2", "valid_from", "valid_to"
)  # fmt: skip
LISTS = (".csv", ".txt", *EXCEL)
OTHER = "area"  # the type of what a name's first words do not tell
_CODE = re.compile(CODE)


@dataclass
class Territory:
    """The areas as `data/areas.csv` has them; `map_column`: of a map, the column that names each
    one, "" of a list; `assumed`: what was taken for granted, in sentences."""

    areas: pd.DataFrame
    map_column: str = ""
    assumed: list[str] = field(default_factory=list)


@dataclass
class _Cells:
    """The columns of what was given, each cell as text by its line or feature; `head`: the line of
    a list that has the headings; `letters`: the number of each column of a list."""

    columns: dict[str, dict[int, str]]
    places: list[int]
    told: Given | Source
    head: int = 0
    letters: dict[str, int] = field(default_factory=dict)

    def fault(self, place: int, column: str, problem: str, remedy: str) -> Fault:
        if isinstance(self.told, Given):
            return self.told.fault(place, self.letters.get(column, 1), problem, remedy)
        return self.told.fault(f"feature {place}:{column}", problem, remedy)

    def fault_of_columns(self, problem: str, remedy: str) -> Fault:
        """Return a fault of the columns as a whole."""
        if isinstance(self.told, Given):
            first = min(self.letters.values(), default=1)
            return self.told.fault(self.head, first, problem, remedy)
        return Fault(self.told.name, 0, "", problem, remedy)


def read_territory(
    path: Path, columns: Mapping[str, str], name: str, slug: str, edition: str, crs: str = ""
) -> Territory:
    """Return the areas of a map or a list. `columns`: those that a call names, by "code", "name"
    and "parent"; `name`, `slug`: of the whole that the areas make up; `crs`: of the map.

    Raises Faults with all that is wrong, and where a column has to be named.
    """
    size = pd.Series(dtype=float)
    if path.suffix.lower() in LISTS:
        cells = _of_list(path, columns.values())
    else:
        source = Source(path)
        cells = _of_map(source)
        placed = to_degrees(source, source.layer, stated_crs(crs), None, source.layer)
        size = km2(placed.assign(area=placed.index))
    assumed: list[str] = []
    called = _named(cells, columns.get("name", ""), "names", "--name-column", NAMES, assumed)
    codes = _coded(cells, columns.get("code", ""), assumed)
    faults = [*_blank(cells, called), *_totals(cells, called), *_wrong_codes(cells, codes)]
    if faults:
        raise Faults(faults)
    names = cells.columns[called]
    codes, lost = _given_zeros(codes, names, assumed)
    table = pd.DataFrame({"name": names}, index=cells.places)
    table["area"] = pd.Series(codes[1])
    table["km2"] = size.round(3)
    above, tops = _parents(cells, columns.get("parent", ""), table, (slug, name), lost, assumed)
    table = pd.concat([above, table.assign(parent=tops)], ignore_index=True)
    table["type"] = [type_of(text) for text in table["name"]]
    table["edition"] = edition
    peers = cells.columns.get("peers", {})
    table["peers"] = table["area"].map({code: peers.get(at) for at, code in codes[1].items()})
    columns = [*COLUMNS, "peers"] if table["peers"].any() else list(COLUMNS)
    by = codes[0] or called
    return Territory(
        table.reindex(columns=columns), by if isinstance(cells.told, Source) else "", assumed
    )


def type_of(name: str) -> str:
    """Return the type of an area by the first words of its name, in English by its last ones.

    >>> type_of("Phường Ba Đình"), type_of("TT. Đắk Rve"), type_of("Ashe County"), type_of("Ashe")
    ('ward', 'township', 'county', 'area')
    """
    kind, written = split_kind(name)[0], clean(name).casefold()
    for level, before, after in _around():
        if written.startswith(before) and written.endswith(after):
            return level
        if kind and kind == unmarked(before).strip():
            return level
    return OTHER


def types_among(levels: Collection[str]) -> pd.DataFrame:
    """Return the words of types, as `params/types.csv` has them: of those that a workbook has."""
    table = known_types()
    return table[table["type"].isin([*levels])]


@cache
def known_types() -> pd.DataFrame:
    """Return the types that names are known to begin or end with, the lowest first."""
    with as_file(files("chitieu.begin") / "types.csv") as path:
        return pd.read_csv(path, dtype=str, keep_default_na=False)


@cache
def _around() -> list[tuple[str, str, str]]:
    """Each type with what stands before and behind a name of it, the longest first."""
    table = known_types().melt("type", ["named_vi", "named_en"], value_name="named")
    found = [
        (level, *named.casefold().split("{name}"))
        for level, named in zip(table["type"], table["named"], strict=True)
        if named
    ]
    return sorted(found, key=lambda each: -len("".join(each[1:])))


def _of_list(path: Path, named: Collection[str]) -> _Cells:
    given = read_given(path)[0]
    if not given.rows:
        raise Faults([Fault(given.file, 1, "", "there is nothing in it", "write a line an area")])
    head = find_head(given, named)
    below = {line: cells for line, cells in given.rows.items() if line > head}
    lines = [line for line, cells in below.items() if not numbers_columns(cells)]
    letters = {text: column for column, text in reversed(given.rows[head].items())}
    columns = {
        text: {line: given.rows[line].get(letters[text], "") for line in lines}
        for text in given.rows[head].values()
    }
    cells = _Cells(columns, lines, given, head, letters)
    if not lines:
        problem = f"there is no line below the headings (line {head})"
        raise Faults([cells.fault_of_columns(problem, "write a line an area")])
    return cells


def _of_map(source: Source) -> _Cells:
    table = source.layer.drop(columns=source.layer.geometry.name)
    found = {}
    for reading in READINGS:
        found = {
            read_letters(str(column), reading): {
                n: as_text(read_letters(cell, reading) if isinstance(cell, str) else
                           None if pd.isna(cell) else cell)
                for n, cell in cells.items()
            }
            for column, cells in table.items()
        }  # fmt: skip
        if not any(is_garbled(t) for cells in found.values() for t in cells.values()):
            break
    return _Cells(found, [*source.layer.index], source)


def _named(
    cells: _Cells, given: str, what: str, option: str, usual: tuple, assumed: list[str]
) -> str:
    """The column that a call names, or the one that is called as such columns usually are."""
    if given:
        found = [column for column in cells.columns if column.casefold() == given.casefold()]
        if not found:
            problem, remedy = f"there is no column '{given}'", did_you_mean(given, cells.columns)
            raise Faults([cells.fault_of_columns(problem, remedy)])
        assumed.append(f"column '{found[0]}' holds the {what}")
        return found[0]
    found = [column for column in cells.columns if heading(column) in usual]
    if len(found) == 1:
        assumed.append(f"column '{found[0]}' holds the {what}; if not, name it with {option}")
        return found[0]
    which = "more than one column may hold" if found else "no column is known to hold"
    shown = ", ".join(f"'{column}'" for column in found or cells.columns)
    if cells.head:
        which = f"line {cells.head} seems to be the headings, and {which}"
    raise Faults(
        [cells.fault_of_columns(f"{which} the {what}", f"name one with {option}: {shown}")]
    )


def _coded(cells: _Cells, given: str, assumed: list[str]) -> tuple[str, dict[int, str]]:
    """The column of the codes and the codes; where no column has them, numbers in order."""
    if given:
        column = _named(cells, given, "codes", "--code-column", (), assumed)
        return column, cells.columns[column]
    for column, texts in cells.columns.items():
        if heading(column) not in CODES:
            continue
        wrong = [*_wrong_codes(cells, (column, texts))]
        if not wrong:
            told = f"column '{column}' holds the codes; if not, name it with --code-column"
            assumed.append(told)
            return column, texts
        assumed.append(f"column '{column}' is not taken for codes: {wrong[0].problem}")
    room = len(str(len(cells.places)))
    assumed.append(
        "no column holds codes: areas are numbered in the order of the file; if one does, name it "
        "with --code-column"
    )
    return "", {place: f"{n:0{room}d}" for n, place in enumerate(cells.places, start=1)}


def _given_zeros(
    codes: tuple[str, dict[int, str]], names: Mapping[int, str], assumed: list[str]
) -> tuple[tuple[str, dict[int, str]], dict[str, str]]:
    """The codes with the zeros that a spreadsheet took from them, and these by what was left."""
    column, texts = codes
    if not column:
        return codes, {}
    types = {place: type_of(name) for place, name in names.items()}
    if heading(column) in OF_COMMUNES:
        types = {p: "commune" if level == OTHER else level for p, level in types.items()}
    whole, told = with_zeros(texts, types)
    assumed += told
    return (column, whole), {text: whole[place] for place, text in texts.items()}


def _totals(cells: _Cells, column: str) -> Iterator[Fault]:
    for place in cells.places:
        if heading(name := cells.columns[column][place]) in TOTALS:
            remedy = "remove the line: totals are added up"
            yield cells.fault(place, column, f"'{name}' is no area", remedy)


def _blank(cells: _Cells, column: str) -> Iterator[Fault]:
    for place in cells.places:
        if not cells.columns[column][place]:
            yield cells.fault(place, column, "the cell is empty", "write the area's name")


def _wrong_codes(cells: _Cells, codes: tuple[str, dict[int, str]]) -> Iterator[Fault]:
    column, texts = codes
    first: dict[str, int] = {}
    for place, code in texts.items() if column else ():
        if not _CODE.fullmatch(code):
            remedy = "write letters without marks, digits, _ and -, or name another --code-column"
            yield cells.fault(place, column, f"'{code}' can be no code of an area", remedy)
        elif first.setdefault(code, place) != place:
            problem = f"the code '{code}' stands twice (first in {first[code]})"
            yield cells.fault(place, column, problem, "keep one line or one feature an area")


def _parents(
    cells: _Cells, given: str, table: pd.DataFrame, top: tuple[str, str], lost: Mapping[str, str],
    assumed: list[str],
) -> tuple[pd.DataFrame, pd.Series]:  # fmt: skip
    """The areas above those given, the highest first, and the parent of each of those given.
    `lost`: the codes by what a spreadsheet left of them."""
    code, name = top
    if not given:
        assumed.append(
            f"no column holds what the areas lie in: all lie in '{name}'; if one does, name it "
            "with --parent-column"
        )
        code = _free(code, set(table["area"]))
        return _above([(code, name, None)]), pd.Series(code, index=table.index)
    column = _named(cells, given, "parents", "--parent-column", (), assumed)
    said = pd.Series(cells.columns[column]).reindex(table.index).map(lambda t: lost.get(t, t))
    codes = set(table["area"])
    if said[said != ""].isin(codes).all():  # the list has every level itself
        roots = table.loc[said == "", "area"]
        if len(roots) == 1:
            return _above([]), said.replace("", pd.NA)
        code = _free(code, codes)
        return _above([(code, name, None)]), said.replace("", code)
    if faults := [
        cells.fault(n, column, "the cell is empty", "write what the area lies in")
        for n in said.index[said == ""]
    ]:
        raise Faults(faults)
    made: dict[str, str] = {}
    for text in said.unique():
        own = text if _CODE.fullmatch(text) else plain(text)[:60]
        made[text] = _free(own, {*codes, *made.values(), code})
    alone = len(made) == 1
    code = _free(code, {*codes, *made.values()})
    rows = [] if alone else [(code, name, None)]
    rows += [(own, text, None if alone else code) for text, own in made.items()]
    return _above(rows), said.map(made)


def _above(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area", "name", "parent"], dtype="object")


def _free(code: str, taken: set[str]) -> str:
    """A code that no other area has."""
    found, n = code or "all", 1
    while found in taken:
        n += 1
        found = f"{code}-{n}"
    return found
