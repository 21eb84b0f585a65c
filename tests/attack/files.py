"""A reader who has the published files and the published definitions, and nothing else.

What is published of every count is written down as equations between whole numbers, and what the
definitions say of them as rules; then it is tried how many whole numbers each withheld count may
still be. Nothing of `chitieu` is imported here.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

LARGEST = 20_000  # more than any count is
ROUNDS, WALK = 30, 150  # how often, and how far, it is looked around before the solver is asked
OF_BOTH = ("value", "lower", "upper", "status", "evidence", "obs_status")  # of both counts
Cell = tuple[str, int, str, str]  # year, quarter in which it ends, lowest area, variable
Sum = dict[Cell, int]  # cells with their signs


@dataclass(frozen=True)
class Secret:
    """A count that the files withhold, or one whose smallness would have made them do so."""

    name: str
    cells: tuple[tuple[Cell, int], ...]
    counted: bool  # the numerator of a withheld row: to be hidden whatever it is


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def signed(expression: str, sign: int = 1) -> list[tuple[str, int]]:
    """ "a - b" as a and b with their signs."""
    words = re.findall(r"([+-]?)\s*(\w+)", expression)
    return [(word, -sign if minus == "-" else sign) for minus, word in words]


def year_and_end(period: str) -> tuple[str, int]:
    """The year, and how many of its quarters are over: what flows is published of the year so
    far."""
    ends = {"": 4, "S1": 2, "S2": 4, "Q1": 1, "Q2": 2, "Q3": 3, "Q4": 4}
    return period[:4], ends[period[5:]]


class Definitions:
    """What is published of the plan and the areas."""

    def __init__(self, root: Path):
        self.indicators = {row["indicator"]: row for row in table(root / "params/indicators.csv")}
        variables = table(root / "params/variables.csv")
        self.flows = {row["variable"] for row in variables if row["stock_or_flow"] == "flow"}
        self.sensitive = {row["variable"] for row in variables if row["sensitive"] != "no"}
        self.rules = [  # sums that are never less than none
            [*signed(row["right"]), *signed(row["left"], -1)]
            for row in table(root / "params/checks.csv")
        ]
        self.apart = {  # wholes and parts: those in the whole alone are to be protected
            (row["right"], row["left"])
            for row in table(root / "params/checks.csv")
            if row["difference_sensitive"] == "yes"
        }
        for row in self.indicators.values():
            if row["sensitive"] == "yes":
                self.sensitive |= {word for word, _ in signed(row["numerator"])}
            if row["kind"] in ("proportion", "rate"):
                self.rules.append([*signed(row["denominator"]), *signed(row["numerator"], -1)])
        self._areas = table(root / "data/areas.csv")
        self._changes = table(root / "data/area_changes.csv")

    @cached_property
    def lowest(self) -> dict[tuple[str, str], list[str]]:
        """By edition and area, the areas of the first edition that it is the sum of."""
        first = min(row["edition"] for row in self._areas)
        below = defaultdict(list)
        for row in self._areas:
            below[row["edition"], row["parent"]].append((row["edition"], row["area"]))
        for row in self._changes:
            old = row["old_edition"], row["old_area"]
            if old[0] == first and not below[old]:
                below[row["new_edition"], row["new_area"]].append(old)

        def under(place: tuple[str, str]) -> list[str]:
            return [leaf for each in below[place] for leaf in under(each)] or [place[1]]

        return {place: under(place) for row in self._areas
                for place in [(row["edition"], row["area"])]}  # fmt: skip


class Reader:
    """What can be known of the counts from some files of results.

    The reader knows the threshold: of counts that are bound together and withheld, one at least is
    smaller, or a complement or what flowed since an earlier part is. `start`: counts that agree
    with the files, to look around from; without them the solver finds some. Where in these nothing
    of a bound set is small, as where it went for the sake of another, the reader is not let guess.
    """

    def __init__(self, files: list[Path], root: Path, threshold: int = 5):
        self.defined, self.threshold = Definitions(root), threshold
        self.start: dict[Cell, int] = {}
        self._sums: dict[tuple, Sum] = {}
        self.rows = [(file.stem, row) for file in files for row in table(file)]
        self.first = min(row["period"][:4] for _, row in self.rows)
        self.ends: dict[str, list[int]] = self._ends()
        self.equations: list[tuple[Sum, int]] = []
        self.secrets: list[Secret] = []
        for file, row in self.rows:
            self._read(f"{file}: {row['indicator']} of {row['area']}", row)

    # ---- what stands there ----------------------------------------------------------------------

    def _ends(self) -> dict[str, list[int]]:
        found = defaultdict(set)
        for _, row in self.rows:
            year, end = year_and_end(row["period"])
            found[year].add(end)
            if row["kind"] == "change" and year != self.first:
                found[str(int(year) - 1)].add(end)
        return {year: sorted(ends) for year, ends in found.items()}

    def sum_of(self, words: list[tuple[str, int]], period: str, place, since: int = 0) -> Sum:
        """The cells of a sum of variables in a place: what flowed since a quarter, what stood."""
        key = (*words, period, place, since)
        if key not in self._sums:
            self._sums[key] = self._cells(words, *year_and_end(period), place, since)
        return self._sums[key]

    def _cells(self, words, year: str, end: int, place, since: int) -> Sum:
        found: Sum = defaultdict(int)
        for leaf in self.defined.lowest[place]:
            for variable, sign in words:
                flows = variable in self.defined.flows
                ends = [e for e in self.ends[year] if since < e <= end] if flows else [end]
                for each in ends:
                    found[year, each, leaf, variable] += sign
        return dict(found)

    def _sides(self, row: dict) -> dict[str, tuple[list, str]]:
        """The variables of a row's two counts, and the period that they are of."""
        own, period = self.defined.indicators[row["indicator"]], row["period"]
        sides = {"numerator": (signed(own["numerator"]), period)}
        if row["kind"] == "change" and period[:4] == self.first:
            return sides
        if row["kind"] == "change":
            before = f"{int(period[:4]) - 1}{period[4:]}"
            sides["denominator"] = (signed(own["numerator"]), before)
        elif own["denominator"]:
            sides["denominator"] = (signed(own["denominator"]), period)
        return sides

    def _read(self, name: str, row: dict) -> None:
        place, sides = (row["edition"], row["area"]), self._sides(row)
        for column, (words, period) in sides.items():
            if row[column]:
                cells = self.sum_of(words, period, place)
                self.equations.append((cells, int(float(row[column]))))
        for column, (words, period) in sides.items():
            if self._tells_of_a_child(words):
                counted = column == "numerator" and row["kind"] != "change"
                counted &= row["conf_status"] == "C" and not row[column]
                self._hide(f"{name}, {column}", words, period, place, counted)
        if self._others_tell_of_a_child(row):
            rest = [*sides["denominator"][0], *((w, -s) for w, s in sides["numerator"][0])]
            self._hide(f"{name}, the others", rest, row["period"], place, False)

    def _tells_of_a_child(self, words: list[tuple[str, int]]) -> bool:
        return {word for word, _ in words} <= self.defined.sensitive

    def _others_tell_of_a_child(self, row: dict) -> bool:
        own = self.defined.indicators[row["indicator"]]
        return (own["denominator"], own["numerator"]) in self.defined.apart

    def _hide(self, name: str, words, period: str, place, counted: bool) -> None:
        cells = self.sum_of(words, period, place)
        self.secrets.append(Secret(name, tuple(cells.items()), counted))
        year, end = year_and_end(period)
        if {word for word, _ in words} <= self.defined.flows:
            for since in self.ends[year]:
                if since < end:  # what flowed since an earlier part is a count as well
                    cells = self.sum_of(words, period, place, since)
                    name_since = f"{name} since quarter {since}"
                    self.secrets.append(Secret(name_since, tuple(cells.items()), False))

    def in_plain_sight(self) -> Iterator[str]:
        """What stands in a withheld row but for a count of two, and each small count anywhere."""
        for file, row in self.rows:
            name = f"{file}: {row['indicator']} of {row['area']}"
            if row["conf_status"] == "C":
                if (row["method"], row["reason"]) != ("none", "withheld"):
                    yield f"{name}, its method or reason stands"
                yield from (f"{name}, {column} stands" for column in OF_BOTH if row[column])
                if all(row[column] for column in self._sides(row)):
                    yield f"{name}, no count is blank"
            counts = {column: float(row[column]) for column in self._sides(row) if row[column]}
            for column, (words, _) in self._sides(row).items():
                small = column in counts and 0 < counts[column] < self.threshold
                if small and self._tells_of_a_child(words):
                    yield f"{name}, {column} is small"
            if self._others_tell_of_a_child(row) and len(counts) == 2:
                rest = counts["denominator"] - counts["numerator"]
                if 0 < rest < self.threshold:
                    yield f"{name}, the others are few"

    # ---- what follows from it -------------------------------------------------------------------

    @cached_property
    def rules(self) -> list[Sum]:
        """Sums of cells that cannot be less than none."""
        seen = {cell for cells, _ in self.equations for cell in cells}
        seen |= {cell for secret in self.secrets for cell, _ in secret.cells}
        places = {(year, leaf) for year, _, leaf, _ in seen}
        edition = min(edition for edition, _ in self.defined.lowest)
        found = []
        for words in self.defined.rules:
            all_flow = {word for word, _ in words} <= self.defined.flows
            for year, leaf in sorted(places):
                since = 0
                for end in self.ends[year]:
                    period = f"{year}-Q{end}"
                    cells = self.sum_of(words, period, (edition, leaf), since if all_flow else 0)
                    since = end
                    if seen & set(cells):
                        found.append(cells)
        return found

    @cached_property
    def known(self) -> dict[Cell, int]:
        """The cells that follow from equations with one unknown, one after the other."""
        known: dict[Cell, int] = {}
        waiting, before = self.equations, None
        while before != len(waiting):
            before, left = len(waiting), []
            for cells, count in waiting:
                unknown = [cell for cell in cells if cell not in known]
                if len(unknown) == 1:
                    rest = sum(sign * known[c] for c, sign in cells.items() if c in known)
                    known[unknown[0]] = (count - rest) * cells[unknown[0]]
                elif unknown:
                    left.append((cells, count))
            waiting = left
        return known

    def room(self, secret: Secret, truth: Mapping[Cell, int]) -> int:
        """How large a count can be by the wholes that nobody withholds, as few births."""
        parts = {cell[3] for cell, _ in secret.cells}
        found = [10**6]
        for rule in self.defined.rules:
            whole = [variable for variable, sign in rule if sign == 1]
            is_open = not self.defined.sensitive & {*whole}
            if is_open and {v for v, sign in rule if sign == -1} == parts:
                found.append(sum(self.known.get(cell, sum(truth[*cell[:3], v] for v in whole))
                                 for cell, _ in secret.cells))  # fmt: skip
        return min(found)

    def open_part(self, cells) -> tuple[Sum, int]:
        """A sum's unknown cells, and what the known ones add up to."""
        items = dict(cells)
        unknown = {cell: sign for cell, sign in items.items() if cell not in self.known}
        return unknown, sum(sign * self.known[c] for c, sign in items.items() if c in self.known)

    @cached_property
    def _systems(self) -> dict[Cell, System]:
        """The unknown cells, each with those that something known binds it to."""
        above: dict[Cell, Cell] = {}

        def top(cell: Cell) -> Cell:
            while above.setdefault(cell, cell) != cell:
                above[cell] = cell = above[above[cell]]
            return cell

        lines, reasons = [], []
        for cells, count in self.equations:
            unknown, rest = self.open_part(cells.items())
            if unknown:
                lines.append((unknown, count - rest, count - rest))
        for cells in self.rules:
            unknown, rest = self.open_part(cells.items())
            if unknown:
                lines.append((unknown, -rest, 100 * LARGEST))
        for secret in self.secrets:
            unknown, rest = self.open_part(secret.cells)
            if unknown:
                reasons.append((unknown, rest))
        for unknown in [*(line[0] for line in lines), *(reason[0] for reason in reasons)]:
            first, *others = map(top, unknown)
            for other in others:
                above[top(other)] = top(first)
        parts = defaultdict(lambda: ([], []))
        for line in lines:
            parts[top(next(iter(line[0])))][0].append(line)
        for reason in reasons:
            parts[top(next(iter(reason[0])))][1].append(reason)
        assert all(self.start[cell] == count for cell, count in self.known.items() if self.start)
        systems = {cell: System(*both, self.threshold, self.start) for cell, both in parts.items()}
        return {cell: systems[top(cell)] for cell in above}

    def values_of(self, secrets: list[Secret], enough: int) -> list[set[int]]:
        """Whole numbers that each count may be: all of them, or as many as are enough."""
        found: list[set[int]] = [set() for _ in secrets]
        asked = defaultdict(list)
        for number, secret in enumerate(secrets):
            unknown, rest = self.open_part(secret.cells)
            if unknown:
                asked[self._systems[next(iter(unknown))]].append((number, unknown, rest))
            else:
                found[number].add(rest)
        for system, those in asked.items():
            values = system.values_of([unknown for _, unknown, _ in those], enough)
            for (number, _, rest), some in zip(those, values, strict=True):
                found[number] = {value + rest for value in some}
        return found


class System:
    """Unknown counts that are bound together, and tables of them that agree with all.

    `lines`: sums with the least and the most that they are; `reasons`: sums of which one at least
    lies between none and `few`, each with what is added to it. `start`: see Reader.
    """

    def __init__(self, lines: list[tuple], reasons: list[tuple[Sum, int]], few: int, start: dict):
        cells = dict.fromkeys(cell for each in (*lines, *reasons) for cell in each[0])
        self.at = {cell: number for number, cell in enumerate(cells)}
        self.lines = self._matrix([line[0] for line in lines])
        self.low, self.high = (np.array([line[side] for line in lines], int) for side in (1, 2))
        reasons = list({(*unknown.items(), rest): (unknown, rest)
                        for unknown, rest in reasons}.values())  # fmt: skip
        self.start = np.array([start[cell] for cell in cells]) if start else None
        self._reckon_with(reasons, few)
        if start and not self.agrees(self.start):
            self._reckon_with([], few)
            assert self.agrees(self.start)
        self.random = np.random.default_rng(0)
        self.solves = 0

    def _matrix(self, sums: list[Sum]) -> np.ndarray:
        matrix = np.zeros((len(sums), len(self.at)), int)
        for line, unknown in enumerate(sums):
            for cell, sign in unknown.items():
                matrix[line, self.at[cell]] = sign
        return matrix

    def _reckon_with(self, reasons: list[tuple[Sum, int]], few: int) -> None:
        self.reasons = self._matrix([unknown for unknown, _ in reasons])
        self.rests, self.few = np.array([rest for _, rest in reasons], int), few

    def agrees(self, counts: np.ndarray) -> bool:
        sums, few = self.lines @ counts, self.reasons @ counts + self.rests
        told = ((self.low <= sums) & (sums <= self.high)).all() and (counts >= 0).all()
        return bool(told and (not len(few) or ((few > 0) & (few < self.few)).any()))

    def values_of(self, sums: list[Sum], enough: int) -> list[set[int]]:
        """What each sum may be: all values, or as many as are enough."""
        goals = self._matrix(sums)
        found: list[set[int]] = [set() for _ in sums]

        def still_open() -> list[int]:
            return [number for number, values in enumerate(found) if len(values) < enough]

        def look_around(counts: np.ndarray) -> None:
            numbers = still_open()
            for number, values in zip(numbers, self._near(counts, goals[numbers]), strict=True):
                found[number].update(values)

        at = self._solved(0 * goals[0]) if self.start is None else self.start
        for _ in range(ROUNDS):
            look_around(at)
            if not still_open():
                return found
            at = self._walk(at)
        for number in still_open():
            goal = goals[number]
            ends = [self._solved(sign * goal) for sign in (1, -1)]
            for end in ends:
                look_around(end)
            for value in range(*(int(goal @ end) for end in ends)):
                if len(found[number]) >= enough:
                    break
                if value not in found[number] and self._solved(goal, value) is not None:
                    found[number].add(value)
        return found

    # ---- near a table that agrees ---------------------------------------------------------------

    def _near(self, counts: np.ndarray, goals: np.ndarray) -> list[set[int]]:
        """The values of sums in a table that agrees, and in those a step away that agree too."""
        sums, few = self.lines @ counts, self.reasons @ counts + self.rests
        helps, now = goals @ self._steps, goals @ counts
        use = np.flatnonzero(helps.any(axis=0))
        of_lines, of_reasons = self._of_lines[:, use], self._of_reasons[:, use]
        low, high = (each - sums for each in (self.low, self.high))
        found = [{int(value)} for value in now]
        for times in (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5):
            told = times * of_lines
            fits = ((told >= low[:, None]) & (told <= high[:, None])).all(axis=0)
            fits &= (counts[:, None] + times * self._steps[:, use] >= 0).all(axis=0)
            if len(few):
                small = few[:, None] + times * of_reasons
                fits &= ((small > 0) & (small < self.few)).any(axis=0)
            for values, start, changes in zip(found, now, helps[:, use[fits]], strict=True):
                values.update((start + times * np.unique(changes)).tolist())
        return found

    def _walk(self, counts: np.ndarray) -> np.ndarray:
        """Another table that agrees, some steps away."""
        for step in self.random.integers(self._steps.shape[1], size=WALK):
            there = counts + self.random.integers(-3, 4) * self._steps[:, step]
            if self.agrees(there):
                counts = there
        return counts

    @cached_property
    def _of_lines(self) -> np.ndarray:
        return self.lines @ self._steps

    @cached_property
    def _of_reasons(self) -> np.ndarray:
        return self.reasons @ self._steps

    @cached_property
    def _steps(self) -> np.ndarray:
        """Small changes, a column each: of one count, from one area to another, from one part of
        the year to another; of a variable alone or with those that it is a part of."""
        places = {cell[:3]: number for number, cell in enumerate(self.at)}
        steps = set()
        for variables in self._together():
            ones = []
            for place in places:
                one = np.zeros(len(self.at), int)
                one[[self.at[c] for v in variables if (c := (*place, v)) in self.at]] = 1
                if one.any():
                    ones.append((place, one))
            steps |= {tuple(one) for _, one in ones}
            for (place, one), (other_place, other) in combinations(ones, 2):
                beside = place[:2] == other_place[:2]
                later = place[0] == other_place[0] and place[2] == other_place[2]
                if beside or later:
                    steps.add(tuple(one - other))
        return np.array(sorted(steps)).T

    def _together(self) -> set[frozenset[str]]:
        """Variables that may move together: one, it and a whole of it, it and all above it."""
        wholes: dict[str, set[str]] = {cell[3]: set() for cell in self.at}
        names = [cell[3] for cell in self.at]
        for line in self.lines[self.low != self.high]:
            parts = {names[n] for n in np.flatnonzero(line < 0)}
            for part in parts:
                wholes[part] |= {names[n] for n in np.flatnonzero(line > 0)}
        found = set()
        for variable, above in wholes.items():
            found |= {frozenset({variable})} | {frozenset({variable, each}) for each in above}
            every, more = {variable}, above
            while more - every:
                every |= more
                more = {each for whole in every for each in wholes[whole]}
            found.add(frozenset(every))
        return found

    # ---- the solver -----------------------------------------------------------------------------

    def _solved(self, goal: np.ndarray, value: int | None = None) -> np.ndarray | None:
        """The table that agrees and has the least of a sum; with a value, one that has just that.

        The reasons are left out first: the table that is found without them mostly has one."""
        found = self._solution(goal, value, 0)
        if found is None or self.agrees(found):
            return found
        return self._solution(goal, value, len(self.rests))

    def _solution(self, goal: np.ndarray, value: int | None, count: int) -> np.ndarray | None:
        """The same with so many reasons, each with a number that is 1 only where it holds."""
        size, choose = len(self.at), LARGEST * np.eye(count, dtype=int)
        reasons, rests = self.reasons[:count], self.rests[:count]
        rules = [
            (np.c_[self.lines, np.zeros((len(self.lines), count))], self.low, self.high),
            (np.c_[reasons, -choose], 1 - rests - LARGEST, np.full(count, np.inf)),
            (np.c_[reasons, choose], np.full(count, -np.inf), self.few - 1 - rests + LARGEST),
        ]
        if count:
            rules.append((np.r_[np.zeros(size), np.ones(count)][None], [1], [np.inf]))
        if value is not None:
            rules.append((np.r_[goal, np.zeros(count)][None], [value], [value]))
        found = milp(
            np.r_[goal, np.zeros(count)],
            constraints=LinearConstraint(*map(np.concatenate, zip(*rules, strict=True))),
            integrality=np.ones(size + count),
            bounds=Bounds(0, np.r_[np.full(size, LARGEST), np.ones(count)]),
            options={"presolve": False},
        )
        self.solves += 1
        return None if found.x is None else np.round(found.x[:size]).astype(int)
