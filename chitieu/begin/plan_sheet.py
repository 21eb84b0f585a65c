"""A plan on one sheet, a line an indicator, read into what `params/` holds; every cell that cannot
be understood is a fault, and what is taken for granted is told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from chitieu.begin.given import Given, numbers_columns, read_given
from chitieu.begin.plan_figures import Figures
from chitieu.begin.plan_heads import FIELDS, NEEDED, Head, bare, every_way, find_plan
from chitieu.begin.plan_words import Read, names_of_types, read_by_type
from chitieu.begin.short_names import shortened, target_numbers
from chitieu.faults import Fault, Faults, did_you_mean
from chitieu.plan import identifiers
from chitieu.plan.area_limits import Written, each_text
from chitieu.plan.indicators import AREAS
from chitieu.plan.kinds import RETIRED
from chitieu.plan.targets import (
    AS_CHANGE,
    KINDS,
    POINTS,
    WITHOUT_DENOMINATOR,
    Sense,
    Target,
    against_sense,
)
from chitieu.plan.written_targets import FORMS, Unread, canonical
from chitieu.words import speaking, text, texts

WHY = {"why": "why_vi", "why_source": "why_source"}  # columns that a plan need not have
PERS = {"%": 100, "‰": 1000} | {str(per): per for per in (1, 100, 1000, 10000, 100000)}
_BY_KIND = {"proportion": 100, "cohort": 100, "count": 1, "change": 100, "points": 100}
_LED = re.compile(rf"({identifiers.PATTERN})(?:[.:)]?\s+|[.:)]$|$)[-–—]?\s*(.*)")
_NO_LINE = 3  # of the cells that a line needs: where as many are empty, it is a note or a title


@dataclass
class Plan:
    """What a sheet says: the tables of `params/` as they are written there, the plan's words for
    its objectives, the targets as they stand, and what was taken for granted, in sentences."""

    indicators: pd.DataFrame
    variables: pd.DataFrame
    agencies: pd.DataFrame
    objectives: dict[str, str]
    targets: dict[str, Written]
    assumed: list[str] = field(default_factory=list)


def read_plan(path: Path, types: Collection[str] = ()) -> Plan:
    """Read a plan sheet (.xlsx, or .csv). `types`: those of the areas, which limits may differ by.
    Raises Faults with every cell that is not understood."""
    return _Reading(*find_plan(read_given(path)), types).plan()


class _Reading:
    """One sheet as it is read, line by line."""

    def __init__(self, sheet: Given, head: Head, types: Collection[str]):
        self.sheet, self.head, self.columns, self.types = sheet, head, head.columns, types
        below = {line: cells for line, cells in sheet.rows.items() if line > head.line}
        self.lines = {n: cells for n, cells in below.items() if not numbers_columns(cells)}
        self.faults: list[Fault] = []
        self.assumed = [*head.told]
        self.kinds = {kind: kind for kind in KINDS} | every_way(lambda: texts("results.kind"))
        self.betters = every_way(lambda: texts("plan_sheet.better"))
        with speaking(head.language):
            self.kind_names = texts("results.kind")
            self.better_names = texts("plan_sheet.better")
            ways = text("plan_sheet.ways", high=95, low=12, few=5, many=10, part="12/20", none=0)
            self.ways = f"write it in the cell as: {ways}"
        self.figures = Figures()
        self.objectives: dict[str, str] = {}

    def plan(self) -> Plan:
        if not self.lines:
            first = max(self.sheet.rows) + 1
            self._fault(first, "number", "there is no line below the headings", "write one")
        rows = [row for line in self.lines if (row := self._row(line))]
        if not self.faults:
            self.faults += self._alike(rows)
        if self.faults:
            raise Faults(self.faults)
        table = pd.DataFrame(rows)
        table = table.drop(columns=[name for name in WHY.values() if not table[name].any()])
        table["target_no"] = target_numbers(table["indicator"])
        table["short_vi"] = table["name_vi"].map(shortened)
        cut = table.loc[table["short_vi"] != table["name_vi"], "indicator"]
        self._take_for_granted(table, cut)
        targets = dict(zip(table["indicator"], table.pop("target"), strict=True))
        return Plan(
            table.drop(columns="line"),
            pd.DataFrame(self.figures.variables.values()),
            pd.DataFrame(self.figures.agencies.values()),
            self.objectives,
            targets,
            self.assumed,
        )

    def _fault(self, line: int, field: str, problem: str, remedy: str) -> None:
        if field not in self.columns:
            name, line = self.head.name(field), self.head.line
            problem, remedy = f"the column '{name}' is lacking", "add it"
        column = self.columns.get(field, max(self.columns.values()) + 1)
        self.faults.append(self.sheet.fault(line, column, problem, remedy))

    def _row(self, line: int) -> dict | None:
        cells = self.lines[line]
        said = {name: cells.get(column, "") for name, column in self.columns.items()}
        said = {name: said.get(name, "") for name in FIELDS}
        before = len(self.faults)
        empty = [name for name in NEEDED if not said[name]]
        if len(empty) >= _NO_LINE:
            return self._no_line(line, cells, empty)
        for name in empty:
            self._fault(line, name, "the cell is empty", "fill it in")
        if said["number"] and not re.fullmatch(identifiers.PATTERN, said["number"]):
            problem = f"'{said['number']}' is no identifier"
            self._fault(line, "number", problem, identifiers.REMEDY)
        kind = self._kind(line, said["kind"])
        better = self._better(line, said["better"])
        read = self._read(line, said, better)
        per = self._per(line, said, kind, read.base)
        better = better or self._direction(line, said, per, read)
        target = self._target(line, said, Sense(kind, per, better), read)
        objective = self._objective(line, said["objective"])
        agency = self.figures.agency(said["lead"]) if said["lead"] else ""
        terms = [self._sum(line, which, said, kind) for which in ("counted", "whole")]
        self._fits(line, said, kind)
        if blank := [name for name in WHY if any(map(said.get, WHY)) and not said[name]]:
            self._fault(line, blank[0], "the cell is empty", "a reason stands with its source")
        if len(self.faults) > before:
            return None
        return {
            "line": line, "indicator": said["number"], "target_no": "", "objective": objective,
            "name_vi": said["words"], "short_vi": "", "kind": kind, "numerator": terms[0],
            "denominator": terms[1], "per": per, "better": better, "sensitive": "no",
            "lead": agency, "target": target, **{WHY[name]: said[name] for name in WHY},
        }  # fmt: skip

    def _no_line(self, line: int, cells: dict[int, str], empty: list[str]) -> None:
        """One fault for a note, a signature or a title among the lines, whatever it lacks."""
        first = min(cells)
        named = ", ".join(f"'{self.head.name(name)}'" for name in empty)
        problem = f"'{cells[first]}' is no line of a plan: empty are {named}"
        remedy = "remove it (notes stand on a sheet of their own), or fill them in"
        self.faults.append(self.sheet.fault(line, first, problem, remedy))

    def _kind(self, line: int, words: str) -> str:
        kind = self.kinds.get(bare(words), "")
        if words and not kind:
            remedy = did_you_mean(words, self.kinds)
            if bare(words) == RETIRED:
                both = (self.kind_names[kind] for kind in ("cohort", "count_ratio"))
                remedy = "write '{}' or '{}'".format(*both)
            self._fault(line, "kind", f"'{words}' is no kind of indicator", remedy)
        return kind

    def _per(self, line: int, said: dict, kind: str, of_target: int) -> int:
        words = said["per"].replace(" ", "").replace(".", "").replace(",", "")
        if words in PERS:
            if of_target not in (0, PERS[words]):
                remedy = "mend one of the two"
                problem = f"the target is per {of_target}, the line per {PERS[words]}"
                self._fault(line, "per", problem, remedy)
            return PERS[words]
        if of_target and not words:
            return of_target
        if words:
            remedy = f"use one of: {', '.join(PERS)}"
            self._fault(line, "per", f"'{said['per']}' is no base of a rate", remedy)
        elif kind in _BY_KIND:
            return _BY_KIND[kind]
        elif kind:
            remedy = "write 100, 1000, 10000 or 100000"
            self._fault(line, "per", f"{self._of_kind(kind)} needs a base", remedy)
        return 100

    def _better(self, line: int, words: str) -> str:
        better = self.betters.get(bare(words), "")
        if words and not better:
            remedy = did_you_mean(words, self.betters)
            self._fault(line, "better", f"'{words}' is no direction", remedy)
        return better

    def _of_kind(self, kind: str) -> str:
        return f"the kind '{self.kind_names[kind]}'"

    def _read(self, line: int, said: dict, better: str) -> Read:
        """The target, as the year file has it."""
        figures = [name for which in ("counted", "whole") for name in _terms(said[which])]
        units = [*figures, *said["unit"].split("|")]
        units += names_of_types() if any(map(self.figures.are_areas, figures)) else ()
        try:
            with speaking(self.head.language):
                return read_by_type(said["target"], self.types, better, units)
        except Unread as error:
            self._fault(line, "target", error.problem, error.remedy)
            return Read("", 0, "")

    @property
    def _which_way(self) -> str:
        names, column = self.better_names, self.head.name("better")
        return f"write '{names['higher']}' or '{names['lower']}' in the column '{column}'"

    def _direction(self, line: int, said: dict, per: int, read: Read) -> str:
        """Which way is better, where the line does not say so: as the target asks."""
        if not said["target"]:
            remedy = f"write the target, or {self._which_way.removeprefix('write ')}"
            self._fault(line, "target", "there is no target and no direction", remedy)
        for _, limit in each_text({"": read.target}) if read.target else ():
            with suppress(Unread):  # told with the target
                if better := _direction(Target.parse(canonical(limit)), per):
                    return better
                problem = f"'{said['target']}' does not say which way is better"
                self._fault(line, "target", problem, self._which_way)
        return ""

    def _target(self, line: int, said: dict, sense: Sense, read: Read) -> Written:
        """The target, once it is held against its indicator."""
        words, known = said["target"], bool(sense.kind and sense.better)
        if read.told:
            self.assumed.append(f"{said['number']}: {read.told}")
        if read.alone:
            problem = f"'{words}' has no sign, and nothing says which way is better"
            remedy = f"write '≥ {read.alone}' or '≤ {read.alone}', or {self._which_way}"
            self._fault(line, "target", problem, remedy)
            return read.target
        if read.behind:
            problem = f"'{words}': '{read.behind}' is neither the line's unit nor what it counts"
            unit, whole = self.head.name("unit"), self.head.name("whole")
            remedy = f"remove it, or mend the column '{unit}' or '{whole}'"
            self._fault(line, "target", problem, remedy)
            return read.target
        told_by = "the first of its limits says"
        if said["better"]:
            told_by = f"{self.sheet.at(line, self.columns['better'])} says"
        for _, limit in each_text({"": read.target}) if read.target else ():
            try:
                goal = Target.parse(canonical(limit, sense if known else None, words))
            except Unread as error:
                remedy = self.ways if error.remedy == FORMS else error.remedy
                self._fault(line, "target", error.problem, remedy)
                continue
            for problem, remedy in against_sense(goal, sense, told_by) if known else ():
                both = " or ".join(f"'{self.kind_names[kind]}'" for kind in ("change", POINTS))
                remedy = remedy.replace(AS_CHANGE, f"make its kind {both}")
                self._fault(line, "target", f"'{words}': {problem}", remedy)
        return read.target

    def _objective(self, line: int, words: str) -> str:
        """The objective: its identifier and the plan's words; of a blank cell, that of the line
        above."""
        if not words and self.objectives:
            return next(reversed(self.objectives))
        found = _LED.fullmatch(words)
        if not found or not re.search("[0-9IVXLC]", found[1]):
            problem = f"'{words}' does not begin with the objective's number" if words else (
                "the first objective is not named")  # fmt: skip
            remedy = "write its number and its words, as '1. Health' or 'II. Education'"
            self._fault(line, "objective", problem, remedy)
            return ""
        identifier = found[1].rstrip(".")
        if identifier not in self.objectives:
            self.objectives[identifier] = found[2]
        elif next(reversed(self.objectives)) != identifier:  # a blank cell below is of this one
            self.objectives[identifier] = self.objectives.pop(identifier)
        return identifier

    def _sum(self, line: int, field: str, said: dict, kind: str) -> str:
        """The variables that a cell adds up."""
        found = []
        for name in _terms(said[field]):
            flows = kind in ("rate", "count", "change") and field == "counted"
            nature = "flow" if flows else "stock"
            if self.figures.are_areas(name):
                nature = AREAS
            if nature == AREAS and field == "counted":
                problem = "the areas themselves are counted, of which nobody reports a number"
                remedy = f"write them in the column '{self.head.name('whole')}'"
                self._fault(line, field, problem, remedy)
            found.append(self.figures.variable(name, nature, said["unit"], said["lead"]))
        return " + ".join(found)

    def _fits(self, line: int, said: dict, kind: str) -> None:
        if kind in WITHOUT_DENOMINATOR and said["whole"]:
            remedy = "leave the cell empty, or mend the kind"
            self._fault(line, "whole", f"{self._of_kind(kind)} has nothing below it", remedy)
        elif kind and kind not in WITHOUT_DENOMINATOR and not said["whole"]:
            self._fault(
                line,
                "whole",
                "the cell is empty",
                f"write what it is of, as {self._of_kind(kind)} has it",
            )

    def _alike(self, rows: list[dict]) -> Iterator[Fault]:
        """Indicators that stand twice, or that pages and disks would take for one."""
        first: dict[str, dict] = {}
        for row in rows:
            key = identifiers.safe(row["indicator"]).casefold()
            if (other := first.setdefault(key, row)) is not row:
                problem = f"'{row['indicator']}' is too like '{other['indicator']}'"
                problem += f" (line {other['line']})"
                remedy = "let the two differ; write 1.10 as text, for a number loses its zero"
                yield self.sheet.fault(row["line"], self.columns["number"], problem, remedy)

    def _take_for_granted(self, table: pd.DataFrame, cut: pd.Series) -> None:
        self.assumed += [
            "nothing counted is sensitive, so that no small count is withheld: write yes into the "
            "column sensitive of params/variables.csv and params/indicators.csv",
            "no definition, source or section of the plan is stated: params/indicators.csv",
            *self.figures.taken_for_granted(),
        ]
        if len(cut):
            self.assumed.append(
                f"short names were cut from the words of {', '.join(cut)}: column short_vi of "
                "params/indicators.csv"
            )


def _direction(goal: Target, per: int) -> str:
    if goal.comparator != "=":
        return "lower" if goal.lower_is_better else "higher"
    whole = 1 if goal.of_whole else per
    return {0: "lower", whole: "higher"}.get(goal.limit, "")


def _terms(words: str) -> list[str]:
    """The figures that a cell adds up."""
    return [part.strip() for part in re.split(r"\s\+\s", words) if part.strip()]
