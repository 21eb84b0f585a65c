"""The places: areas of one edition as a tree, and how one edition turns into the next."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from chitieu.faults import CallError, Fault, did_you_mean
from chitieu.files import Check, matches, optional, read_table, text, words
from chitieu.plan.names import AreaNames, UnclearName

_DATE = Check(lambda cells: cells.map(is_date), error="is not a date; write it as 2025-07-01")
# What every format of the results takes for a code, and no spreadsheet for a formula.
CODE = "[A-Za-z0-9_][A-Za-z0-9_@$-]{0,63}"
_CODE = matches(
    CODE,
    "can be no code of a results file",
    "use at most 64 letters without marks, digits, _ and -; begin with a letter or a digit",
)
LEVELS = 20  # of areas above each other; a country has four or five
_ROUNDING = 0.001  # as far as shares of three decimals may miss their sum
ALL_PEOPLE, LAND_ONLY = "all people", "land only"  # where an area's land alone was split
_SHARES = {ALL_PEOPLE: "1", LAND_ONLY: "0"}
_SHARE = matches(
    rf"\d+(\.\d+)?|{ALL_PEOPLE}|{LAND_ONLY}", "is no share of an area's people",
    f"write 1, 0.4, {ALL_PEOPLE} or {LAND_ONLY}; leave it blank where nobody knows it",
)  # fmt: skip
_EARTH = 510_072_000  # km²
_SIZE = r"[0-9]{1,9}(\.[0-9]{1,9})?"
_KM2 = matches(_SIZE, "is not an area in km²", "write it as 51.2")


def read_areas(root: Path) -> pd.DataFrame:
    """Return all editions' areas, a row an area × edition, with the columns of `data/areas.csv`.

    `area` codes are strings, `km2` a number, as is `km2_drawn`: how large a map draws the area
    where that is not what is stated, for the reason in `km2_note`; `peers` what it is called with
    those beside it that are like it. Raises Faults for a parent that is not there or lies below its
    own child, for dates that are none and for ends before begins, and for peers of one alone.
    """
    columns = {
        "area": text(_CODE),
        "edition": text(_CODE),
        "name": text(),
        "name_en": optional(),
        "type": text(),
        "parent": text(blank=True),
        "km2": text(_KM2, blank=True, required=False),
        "km2_drawn": text(_KM2, blank=True, required=False),
        "km2_note": optional(),
        "valid_from": text(_DATE, blank=True, required=False),
        "valid_to": text(_DATE, blank=True, required=False),
        "peers": optional(),
        "peers_en": optional(),
    }
    path = root / "data" / "areas.csv"
    table = read_table(path, root, columns, ("area", "edition"), _faults, "an area a line")
    for column in ("km2", "km2_drawn"):
        table[column] = table[column].astype("Float64")
    return table.reset_index(drop=True)


def is_date(text: str) -> bool:
    """Whether a text is a day of the calendar as YYYY-MM-DD; `fromisoformat` takes others too."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _faults(table: pd.DataFrame, name: str) -> list[Fault]:
    return [
        # Its like are found by their parent: where that is wrong, there is one cause.
        *(_parent_faults(table, name) or _alone_among_peers(table, name)),
        *_size_faults(table, name),
        *_period_faults(table, name),
    ]


def _alone_among_peers(table: pd.DataFrame, name: str) -> list[Fault]:
    """An area that is called with others and has none: of one edition and below one parent."""
    told = table[table["peers"].notna()]
    alone = ~told.duplicated(["edition", "parent", "peers"], keep=False)
    return [
        Fault(name, row, "peers", f"no other area beside it is '{words}'",
              "write it as of its like, or leave it blank")
        for row, words in told.loc[alone, "peers"].items()
    ]  # fmt: skip


def _period_faults(table: pd.DataFrame, name: str) -> list[Fault]:
    """An area that ends before it begins; dates that are none are told by the schema."""
    return [
        Fault(name, row, "valid_to", f"it ends on {last}, before it begins on {first}",
              "mend one of the two dates")
        for row, first, last in table[["valid_from", "valid_to"]].dropna().itertuples()
        if is_date(first) and is_date(last) and last < first
    ]  # fmt: skip


def _size_faults(table: pd.DataFrame, name: str) -> list[Fault]:
    """Areas that no land has, and a drawn area without its reason or a stated one beside it."""
    faults = []
    for column in ("km2", "km2_drawn"):
        cells = table[column]
        size = pd.to_numeric(cells.where(cells.str.fullmatch(_SIZE, na=False)))
        for row in table.index[(size <= 0) | (size >= _EARTH)]:
            problem = f"'{table.at[row, column]}' is not the area of a place in km²"
            faults.append(Fault(name, row, column, problem, "correct it or leave it blank"))
    for row, stated, drawn, note in table[["km2", "km2_drawn", "km2_note"]].itertuples():
        if pd.notna(drawn) and (pd.isna(note) or pd.isna(stated)):
            lacking = "km2" if pd.isna(stated) else "km2_note"
            problem = "km2_drawn says how large the map draws it where km2 says otherwise, and why "
            problem += "stands in km2_note"
            faults.append(Fault(name, row, lacking, problem, "fill it in, or blank km2_drawn"))
    return faults


def _parent_faults(table: pd.DataFrame, name: str) -> list[Fault]:
    faults = []
    for edition, part in table.groupby("edition"):
        parents = dict(zip(part["area"], part["parent"], strict=True))
        for row, area, parent in zip(part.index, part["area"], part["parent"], strict=True):
            place = (name, row, "parent")
            if pd.notna(parent) and parent not in parents:
                problem = f"'{parent}' is no area of edition {edition}"
                faults.append(Fault(*place, problem, did_you_mean(parent, parents)))
            elif area in (above := _ancestors(area, parents)):
                faults.append(Fault(*place, f"'{area}' lies below itself", "mend the parents"))
            elif len(above) >= LEVELS:
                problem = f"'{area}' lies below {LEVELS} others or more"
                faults.append(
                    Fault(*place, problem, "mend the parents: no country has such levels")
                )
    return faults


def _ancestors(area: str, parents: dict) -> list[str]:
    """The areas above an area, upwards: at most `LEVELS`, for a faulty file may have no end."""
    seen: list[str] = []
    while len(seen) < LEVELS and pd.notna(parent := parents.get(area)) and parent not in seen:
        seen.append(parent)
        area = parent
    return seen


def read_area_changes(root: Path) -> pd.DataFrame:
    """Return what became of each area: the columns of `data/area_changes.csv`.

    `share`: how much of the old area's people went there, a number; 1 and 0 where the file says
    "all people" and "land only", what is left where one line alone has none, NaN where nobody
    knows.
    """
    key = ("old_area", "old_edition", "new_area", "new_edition")
    blank = {"date": text(_DATE, blank=True), "source": text(blank=True)}
    columns = {column: text() for column in key} | blank | {"share": text(_SHARE, blank=True)}
    known = words(root / "data" / "areas.csv", root, "area", "edition")

    def beyond(table: pd.DataFrame, name: str) -> list[Fault]:
        return [
            Fault(name, row, f"{side}_area", f"'{area}' is no area of edition {edition}",
                  did_you_mean(area, {a for a, e in known if e == edition}))
            for side in ("old", "new")
            for row, area, edition in table[[f"{side}_area", f"{side}_edition"]].itertuples()
            if known and (area, edition) not in known
        ] + _wrong_shares(table, name)  # fmt: skip

    path = root / "data" / "area_changes.csv"
    table = read_table(path, root, columns, key, beyond, may_be_absent=True)
    share, stated, lines = _shares(table)
    rest = share.isna() & (lines - stated["count"]).eq(1) & lines.gt(1)
    return table.assign(share=share.mask(rest, (1 - stated["sum"]).clip(lower=0).round(9)))


def _shares(table: pd.DataFrame) -> tuple[pd.Series, dict[str, pd.Series], pd.Series]:
    """The shares as numbers; of each line's old area the sum and the count of those that are
    stated; and how many lines it has."""
    share = pd.to_numeric(table["share"].replace(_SHARES), errors="coerce").astype(float)
    of = share.groupby([table[column] for column in ("old_area", "old_edition", "new_edition")])
    return share, {what: of.transform(what) for what in ("sum", "count")}, of.transform("size")


def _wrong_shares(table: pd.DataFrame, name: str) -> list[Fault]:
    """An old area is shared out whole: what went where adds up to 1, or to less where a part of it
    is not known; all of what one line alone tells is known."""
    _, stated, lines = _shares(table)
    total, first = stated["sum"], ~table.duplicated(["old_area", "old_edition", "new_edition"])
    wrong = (total - 1 > _ROUNDING) | (stated["count"].eq(lines) & (1 - total > _ROUNDING))
    return [
        Fault(name, row, "share", f"the shares of '{area}' add up to {total[row]:g}, not to 1",
              "add the line that is missing, or mend the shares")
        for row, area in table.loc[wrong & first, "old_area"].items()
    ] + [
        Fault(name, row, "share", f"'{area}' has one line, and no share",
              "write 1, or add the line of where the others went")
        for row, area in table.loc[table["share"].isna() & lines.eq(1), "old_area"].items()
    ]  # fmt: skip


class Areas:
    """The tree of one edition, from `top` downwards.

    `table` is indexed by code, children before their parents, so that totals run in its order.
    `top` is a code or, where it means one area alone, a name.
    """

    def __init__(self, areas: pd.DataFrame, edition: str, top: str = ""):
        self.edition = edition
        self._all = areas[areas["edition"] == edition].set_index("area", drop=False)
        if self._all.empty:
            known = areas["edition"].unique()
            raise CallError(
                f"'{edition}' is no edition of data/areas.csv; {did_you_mean(edition, known)}"
            )
        self._parents = self._all["parent"].to_dict()
        self._children = {
            parent: list(part.index) for parent, part in self._all.groupby("parent", sort=False)
        }
        self.top = self._code_of(top) if top else self._lowest_common()
        self.table = self._all.loc[list(self._climb(self.top))]

    def _code_of(self, area: str) -> str:
        """The code of an area, which may be called by its name."""
        if area in self._all.index:
            return area
        try:
            return AreaNames(self._all["name"]).find(area)
        except UnclearName as error:
            if error.candidates:
                raise CallError(str(error)) from None
            remedy = did_you_mean(area, self._all.index)
            raise CallError(f"'{area}' is no area of edition {self.edition}; {remedy}") from None

    def with_table(self, table: pd.DataFrame) -> Areas:
        """The same tree with other cells."""
        other = copy(self)
        other.table = table
        return other

    @classmethod
    def all_of(cls, areas: pd.DataFrame, edition: str) -> list[Areas]:
        """Every whole tree of an edition."""
        roots = areas.loc[areas["edition"].eq(edition) & areas["parent"].isna(), "area"]
        return [cls(areas, edition, root) for root in roots]

    @cached_property
    def whole(self) -> str:
        """The area that the plan is of: the lowest that holds all others of the edition, or the
        one at the top where the edition has several trees."""
        roots = sum(pd.isna(parent) for parent in self._parents.values())
        return self._lowest_common() if roots == 1 else self.top

    def _lowest_common(self) -> str:
        """The lowest area that holds every area of the lowest level."""
        roots = [area for area, parent in self._parents.items() if pd.isna(parent)]
        if len(roots) != 1:
            raise CallError(
                f"edition {self.edition} has {len(roots)} areas without a parent "
                f"({', '.join(roots[:5])}); give data/areas.csv one, or name one with --area"
            )
        area = roots[0]
        while len(children := self.children(area)) == 1 and self.children(children[0]):
            area = children[0]
        return area

    def _climb(self, area: str) -> Iterator[str]:
        for child in self.children(area):
            yield from self._climb(child)
        yield area

    def down(self) -> list[str]:
        """All areas, each before those below it."""

        def descend(area: str) -> list[str]:
            return [area] + [below for child in self.children(area) for below in descend(child)]

        return descend(self.top)

    def children(self, area: str) -> list[str]:
        return self._children.get(area, [])

    @property
    def leaves(self) -> list[str]:
        """The areas without areas below them, in the order of the file."""
        return [area for area in self.table.index if not self.children(area)]

    @property
    def parts(self) -> list[str]:
        """The areas just below the top, or the top itself where there are none."""
        return self.children(self.top) or [self.top]

    @property
    def part_of(self) -> dict[str, str]:
        """The part that each area of the lowest level lies in; itself where it is one."""
        below = {part: self._climb(part) for part in self.parts}
        return {
            area: part for part, areas in below.items() for area in areas if not self.children(area)
        }

    def lowest_in(self) -> dict[str, list[str]]:
        """Of each area above others the lowest ones that lie in it."""
        found: dict[str, list[str]] = {}
        for area in reversed(self.down()):
            if children := self.children(area):
                found[area] = [low for child in children for low in found.get(child, [child])]
        return found

    def leaf_count(self) -> pd.Series:
        """How many areas of the lowest level lie in each area; 1 for such an area itself."""
        counts: dict[str, int] = {}
        for area in self.table.index:
            counts[area] = sum(counts[child] for child in self.children(area)) or 1
        return pd.Series(counts, name="leaves")

    def name(self, area: str) -> str:
        return str(self._all.loc[area, "name"])

    def names(self, language: str = "vi") -> pd.Series:
        """The names, indexed by code; in English where the file has them."""
        names = self._all["name"]
        other = self._all.get(f"name_{language}", names)
        return other.where(other.notna() & other.ne(""), names)

    def peers(self, language: str = "vi") -> pd.Series:
        """What areas are called with those that are like them, indexed by code, without those that
        have none; in English where the file has it."""
        own = self.table["peers"].dropna()
        other = self.table.get(f"peers_{language}", own).reindex(own.index)
        return other.where(other.notna(), own)

    def chain(self, area: str) -> list[str]:
        """The area and all that lie above it, upwards."""
        return [area, *_ancestors(area, self._parents)]
