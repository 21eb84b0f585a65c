"""Small districts to publish, many at once: their areas, and what is counted in them.

Nothing of the protection is used but its one door, `protect`: what a total is and what is a part of
what is written down anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from chitieu.measure import protect

THRESHOLD = 5
AT_ONCE = 400  # tables in one call

# By area what is below it; the second tree is a later edition, whose areas are merged ones.
SHAPES = {
    "two": [{"D": "ab"}],
    "three": [{"D": "abc"}],
    "four": [{"D": "abcd"}],
    "five": [{"D": "abcde"}],
    "seven": [{"D": "abcdefg"}],
    "two and two": [{"P": "ab", "Q": "cd", "D": "PQ"}],
    "below a province": [{"D": "abc", "E": "D"}],
    "neighbours merged": [{"D": "abc"}, {"M": "ab", "N": "c", "D": "MN"}],
    "the outer ones merged": [{"D": "abc"}, {"M": "ac", "N": "b", "D": "MN"}],
    "merged crosswise": [{"D": "abcd"}, {"M": "ac", "N": "bd", "D": "MN"}],
    "five merged into two": [{"D": "abcde"}, {"M": "ae", "N": "bcd", "D": "MN"}],
}

# What is published of people, each of whom is in one of the groups x, y, z, w: by period and
# variable the groups that are counted there. The page of a part of a year tells of the year so far.
FAMILIES = {
    "one variable": {"2022 deaths": "x"},
    "part of a whole that is not sensitive": {"2022 cases": "x", "2022 children": "xy"},
    "part of a sensitive whole": {"2022 helped": "x", "2022 special": "xy"},
    "part by a check": {"2022 early": "x", "2022 deaths": "xy"},
    "three nested": {"2022 first": "x", "2022 early": "xy", "2022 deaths": "xyz"},
    "a pair inside a third": {"2022 helped": "x", "2022 special": "xy", "2022 known": "xyz"},
    "two years": {"2021 deaths": "x", "2022 deaths": "y"},
    "half a year": {"2022 deaths": "xy", "2022-S1 deaths": "x"},
    "a quarter and half a year": {
        "2022 deaths": "xyz", "2022-Q1 deaths": "x", "2022-S1 deaths": "xy"},
    "half a year of a pair": {
        "2022 helped": "xy", "2022 special": "xyzw",
        "2022-S1 helped": "x", "2022-S1 special": "xz"},
    "half a year of a part": {
        "2022 early": "xy", "2022 deaths": "xyzw", "2022-S1 early": "x", "2022-S1 deaths": "xz"},
    "girls and boys": {"2022 deaths": "xy", "2022 deaths@sex=F": "x", "2022 deaths@sex=M": "y"},
    "by two dimensions": {
        "2022 deaths": "xyzw", "2022 deaths@sex=F": "xy", "2022 deaths@sex=M": "zw",
        "2022 deaths@kin=A": "xz", "2022 deaths@kin=B": "yw"},
    "girls and boys of a part": {
        "2022 early": "xy", "2022 early@sex=F": "x", "2022 early@sex=M": "y",
        "2022 deaths": "xyzw", "2022 deaths@sex=F": "xz", "2022 deaths@sex=M": "yw"},
    "girls and boys of a part that is not told of them": {
        "2022 early": "xy", "2022 deaths": "xyzw",
        "2022 deaths@sex=F": "xz", "2022 deaths@sex=M": "yw"},
}  # fmt: skip
INDICATORS = pd.DataFrame(
    [("6", "proportion", "cases", "children"), ("8b", "proportion", "helped", "special")],
    columns=["indicator", "kind", "numerator", "denominator"],
).assign(sensitive=True).set_index("indicator")  # fmt: skip
CHECKS = pd.DataFrame(
    [("cases", "children", "no"), ("helped", "special", "yes"), ("special", "known", "no"),
     ("first", "early", "no"), ("early", "deaths", "yes"),
     *((f"early@sex={g}", f"deaths@sex={g}", "yes") for g in "FM"),
     *(pair for v in ("early", "deaths") for one, other in (("sex=F", "sex=M"), ("kin=A", "kin=B"))
       for pair in ((f"{v}@{one} + {v}@{other}", v, "no"), (v, f"{v}@{one} + {v}@{other}", "no")))],
    columns=["left", "right", "difference_sensitive"],
)  # fmt: skip
SENSITIVE = ["cases", "helped", "special", "known", "first", "early", "deaths"]
SENSITIVE += [f"{v}@{g}" for v in ("early", "deaths") for g in ("sex=F", "sex=M", "kin=A", "kin=B")]
VARIABLES = pd.DataFrame({"sensitive": {"children": "no", **dict.fromkeys(SENSITIVE, "yes")}})
VARIABLES["stock_or_flow"] = "flow"


@dataclass(frozen=True)
class Shape:
    """`areas`: by edition and area the places of the lowest areas in it; `parents`: its parent."""

    areas: dict[tuple[str, str], tuple[int, ...]]
    parents: dict[tuple[str, str], str | None]
    lowest: list[str]

    @classmethod
    def of(cls, *trees: dict[str, str]) -> Shape:
        first, *_ = trees
        lowest = sorted(a for inside in first.values() for a in inside if a not in first)

        def places(area: str, tree: dict[str, str]) -> tuple[int, ...]:
            inside = [at for child in tree.get(area, ()) for at in places(child, tree)]
            return tuple(inside) or (lowest.index(area),)

        areas, parents = {}, {}
        for edition, tree in zip("12", trees, strict=False):
            above = {child: area for area, inside in tree.items() for child in inside}
            for area in [*lowest, *tree] if tree is first else tree:
                areas[edition, area] = places(area, tree)
                parents[edition, area] = above.get(area)
        return cls(areas, parents, lowest)

    def changes(self) -> list[tuple[str, str]]:
        """Which of the lowest areas went into which of the later edition."""
        later = [key for key, above in self.parents.items() if key[0] == "2" and above]
        return [(self.lowest[at], key[1]) for key in later for at in self.areas[key]]


def groups_of(family: dict[str, str]) -> list[str]:
    return sorted(set("".join(family.values())))


def columns_of(family: dict[str, str]) -> np.ndarray:
    """By column and group whether it is counted there."""
    return np.array([[g in column for g in groups_of(family)] for column in family.values()], int)


def counted(shape: Shape, family: dict[str, str], people: np.ndarray) -> np.ndarray:
    """By table, column and area what is counted; `people`: by table, group and lowest area."""
    of_column, lowest = columns_of(family), range(len(shape.lowest))
    of_area = np.array([[at in places for at in lowest] for places in shape.areas.values()], int)
    return np.einsum("tgl,cg,al->tca", people, of_column, of_area, optimize=True)


def spread(people: int, cells: int) -> Iterator[tuple[int, ...]]:
    """All ways in which so many people can be in so many cells."""
    for bars in combinations(range(people + cells - 1), cells - 1):
        ends = (-1, *bars, people + cells - 1)
        yield tuple(right - left - 1 for left, right in pairwise(ends))


def every_table(
    shape: Shape, family: dict[str, str], totals: range, there: list[str] | None = None
) -> np.ndarray:
    """All tables with so many people: by table, column and area what was counted.

    `there`: the groups that anybody is in, each with its lowest area ("xa"). No table with other
    groups looks like these, for that there is nobody is published.
    """
    groups, lowest = groups_of(family), shape.lowest
    cells = [f"{group}{area}" for group in groups for area in lowest]
    at = [cells.index(cell) for cell in there or cells]
    some = np.array([each for n in totals for each in spread(n, len(at))])
    people = np.zeros((len(some), len(cells)), int)
    people[:, at] = some
    return counted(shape, family, people.reshape(-1, len(groups), len(lowest)))


def told_in(family: dict[str, str]) -> dict[str, tuple[list[int], bool]]:
    """What a reader knows of a family where he knows its columns: the columns themselves, those in
    a whole alone and what flowed in between, each by its columns' signs and whether it is
    sensitive."""
    at = {key: number for number, key in enumerate(family)}

    def signs(*of: tuple[str, int]) -> list[int]:
        return [dict(of).get(key, 0) for key in family]

    found = {key: (signs((key, 1)), key.split()[1] in SENSITIVE) for key in family}
    spans = [("2022", "2022-S1"), ("2022", "2022-Q1"), ("2022-S1", "2022-Q1")]
    for late, early in spans:
        for variable in SENSITIVE:
            if {f"{late} {variable}", f"{early} {variable}"} <= set(at):
                name = f"{variable} from {early} to {late}"
                found[name] = signs((f"{late} {variable}", 1), (f"{early} {variable}", -1)), True
    for part, whole, sensitive in CHECKS.itertuples(index=False):
        for name, (of, _) in [*found.items()]:
            of_whole = dict(zip(family, of, strict=True))
            if sensitive == "yes" and set(key.split()[1] for key, s in of_whole.items() if s) == {
                whole
            }:
                of_part = {key.replace(whole, part): s for key, s in of_whole.items()}
                if set(of_part) & {key for key in at if key.endswith(f" {part}")} and all(
                    key in at for key, s in of_part.items() if s
                ):
                    both = [*of_whole.items(), *((k, -s) for k, s in of_part.items())]
                    found[f"{name} alone"] = signs(*((k, s) for k, s in both if s)), True
    return found


def hidden_in(
    shape: Shape, family: dict[str, str], tables: np.ndarray, insider: bool = False
) -> np.ndarray:
    """Which counts go, each table for itself: many are handed over at once, as so many districts
    side by side, since a call of its own for each takes ten times as long."""
    parts = [tables[at : at + AT_ONCE] for at in range(0, len(tables), AT_ONCE)]
    return np.concatenate([_hidden_in(shape, family, part, insider) for part in parts])


def _hidden_in(shape, family: dict[str, str], tables: np.ndarray, insider: bool) -> np.ndarray:
    keys = [key.split() for key in family]
    variables = {variable for _, variable in keys}

    def in_each(rows: list[tuple], names: list[str], *areas: str) -> pd.DataFrame:
        """One district's rows for every district, with its number before the areas' names."""
        one = pd.DataFrame(rows, columns=names)
        many = one.loc[one.index.repeat(len(tables))].reset_index(drop=True)
        number = pd.Series(np.tile(np.arange(len(tables)), len(rows)).astype(str), dtype=object)
        return many.assign(**{name: number + many[name] for name in areas})

    cells = [(*area, *key) for area in shape.areas for key in keys]
    counts = in_each(cells, ["edition", "area", "period", "variable"], "area")
    places = [(*area, above) for area, above in shape.parents.items()]
    changes = in_each(shape.changes(), ["old_area", "new_area"], "old_area", "new_area")
    done = protect(
        counts.assign(value=pd.array(tables.transpose(2, 1, 0).ravel(), dtype="Float64")),
        INDICATORS[INDICATORS["denominator"].isin(variables)],
        VARIABLES,
        in_each(places, ["edition", "area", "parent"], "area", "parent"),
        THRESHOLD,
        CHECKS[
            (CHECKS["left"] + " + " + CHECKS["right"]).map(
                lambda sums: {*sums.split(" + ")} <= variables
            )
        ],
        changes.assign(old_edition="1", new_edition="2", share=1.0),
        insider=insider,
    )
    hidden = done["conf_status"].eq("C").to_numpy()
    return hidden.reshape(len(shape.areas), len(keys), -1).transpose(2, 1, 0)
