"""A plan on one sheet, a line an indicator, read into what `params/` holds; every cell that cannot
be understood is a fault, and what is taken for granted is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from chitieu.begin.given import Given, read_given
from chitieu.begin.plan_words import Read, read_by_type
from chitieu.begin.short_names import initials, shortened, target_numbers, word_of
from chitieu.faults import Fault, Faults, did_you_mean
from chitieu.plan import identifiers
from chitieu.plan.area_limits import Written, each_text
from chitieu.plan.indicators import AREAS
from chitieu.plan.kinds import RETIRED
from chitieu.plan.targets import KINDS, WITHOUT_DENOMINATOR, Sense, Target, against_sense
from chitieu.plan.written_targets import Unread, canonical
from chitieu.words import LANGUAGES, speaking, texts

FIELDS = (
    "number", "words", "kind", "counted", "whole", "per", "target", "lead", "objective", "better",
    "unit", "why", "why_source",
)  # fmt: skip
WHY = {"why": "why_vi", "why_source": "why_source"}  # columns that a plan need not have
NEEDED = ("number", "words", "kind", "counted", "lead")
PERS = {"%": 100, "‰": 1000} | {str(per): per for per in (1, 100, 1000, 10000, 100000)}
_BY_KIND = {"proportion": 100, "cohort": 100, "count": 1, "change": 100, "points": 100}
_LED = re.compile(rf"({identifiers.PATTERN})(?:[.:)]?\s+|[.:)]$|$)[-–—]?\s*(.*)")


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
    sheets = read_given(path)
    found = [(sheet, head) for sheet in sheets if (head := _head(sheet))]
    if not found:
        remedy = "write the plan into the sheet that 'chitieu new DIR --areas FILE' makes"
        problem = "no sheet has the headings of a plan"
        raise Faults([Fault(path.name, 0, "", problem, remedy)])
    return _Reading(*found[0], types).plan()


def headings() -> dict[str, str]:
    """Return each field of a plan sheet by every way to write its heading."""
    return {name: name for name in FIELDS} | _written(lambda: texts("plan_sheet.heading"))


def _bare(words: str) -> str:
    return " ".join(words.split()).casefold()


def _written(table: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The codes of a table of words, by the words in each language."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            found |= {_bare(words): code for code, words in table().items()}
    return found


def _head(sheet: Given) -> tuple[int, dict[str, int]] | None:
    """The line of the headings, and the column of each field."""
    known = headings()
    for line, cells in sheet.rows.items():
        columns = {known[_bare(t)]: n for n, t in cells.items() if _bare(t) in known}
        if set(NEEDED[:4]) <= set(columns):
            return line, columns
    return None


class _Reading:
    """One sheet as it is read, line by line."""

    def __init__(self, sheet: Given, head: tuple[int, dict[str, int]], types: Collection[str]):
        self.sheet, (first, self.columns), self.types = sheet, head, types
        self.lines = {line: cells for line, cells in sheet.rows.items() if line > first}
        self.faults: list[Fault] = []
        self.assumed: list[str] = []
        self.kinds = {kind: kind for kind in KINDS} | _written(lambda: texts("results.kind"))
        self.betters = _written(lambda: texts("plan_sheet.better"))
        self.places = {AREAS, *_written(lambda: texts("plan_sheet.places"))}
        self.each = _written(lambda: texts("plan_sheet.reporters"))
        self.variables: dict[str, dict] = {}
        self.agencies: dict[str, str] = {}
        self.objectives: dict[str, str] = {}
        self._lead = ""  # of the line that is read

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
            pd.DataFrame(self.variables.values()),
            pd.DataFrame([{"agency": c, "name_vi": n} for n, c in self.agencies.items()]),
            self.objectives,
            targets,
            self.assumed,
        )

    def _fault(self, line: int, field: str, problem: str, remedy: str) -> None:
        column = self.columns.get(field, 1)
        self.faults.append(self.sheet.fault(line, column, problem, remedy))

    def _row(self, line: int) -> dict | None:
        cells = self.lines[line]
        said = {name: cells.get(column, "") for name, column in self.columns.items()}
        said = {name: said.get(name, "") for name in FIELDS}
        before = len(self.faults)
        for name in NEEDED:
            if not said[name]:
                self._fault(line, name, "the cell is empty", "fill it in")
        if said["number"] and not re.fullmatch(identifiers.PATTERN, said["number"]):
            problem = f"'{said['number']}' is no identifier"
            self._fault(line, "number", problem, identifiers.REMEDY)
        kind = self._kind(line, said["kind"])
        better = self._better(line, said["better"])
        read = read_by_type(said["target"], self.types, better)
        per = self._per(line, said, kind, read.base)
        better = better or self._direction(line, said, per, read)
        target = self._target(line, said, Sense(kind, per, better), read)
        objective = self._objective(line, said["objective"])
        self._lead = _bare(said["lead"])
        agency = self._agency(said["lead"]) if said["lead"] else ""
        terms = [self._sum(line, "counted", said, agency, kind)]
        terms.append(self._sum(line, "whole", said, agency, kind))
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

    def _kind(self, line: int, words: str) -> str:
        kind = self.kinds.get(_bare(words), "")
        if words and not kind:
            remedy = did_you_mean(words, self.kinds)
            if _bare(words) == RETIRED:
                remedy = "write cohort or count_ratio"
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
            self._fault(line, "per", f"a {kind} needs a base", remedy)
        return 100

    def _better(self, line: int, words: str) -> str:
        better = self.betters.get(_bare(words), "")
        if words and not better:
            remedy = did_you_mean(words, self.betters)
            self._fault(line, "better", f"'{words}' is no direction", remedy)
        return better

    def _direction(self, line: int, said: dict, per: int, read: Read) -> str:
        """Which way is better, where the line does not say so: as the target asks."""
        remedy = "write higher or lower in the column 'better'"
        if not said["target"]:
            remedy = f"write the target, or {remedy.removeprefix('write ')}"
            self._fault(line, "target", "there is no target and no direction", remedy)
        for _, text in each_text({"": read.target}) if said["target"] else ():
            with suppress(Unread):  # told with the target
                if better := _direction(Target.parse(canonical(text)), per):
                    return better
                problem = f"'{text}' does not say which way is better"
                self._fault(line, "better", problem, remedy)
        return ""

    def _target(self, line: int, said: dict, sense: Sense, read: Read) -> Written:
        """The target as the year file has it."""
        if read.told:
            self.assumed.append(f"{said['number']}: {read.told}")
        for _, text in each_text({"": read.target}) if said["target"] else ():
            try:
                goal = Target.parse(canonical(text, sense if sense.kind and sense.better else None))
            except Unread as error:
                self._fault(line, "target", error.problem, error.remedy)
                continue
            for problem, remedy in (
                against_sense(goal, sense) if sense.kind and sense.better else ()
            ):
                self._fault(line, "target", f"'{text}': {problem}", remedy)
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

    def _agency(self, words: str) -> str:
        if words not in self.agencies:
            own = words if re.fullmatch("[A-Z0-9-]{1,12}", words) else initials(words)
            code, n = own, 1
            while code in self.agencies.values():
                n += 1
                code = f"{own}{n}"
            self.agencies[words] = code
        return self.agencies[words]

    def _sum(self, line: int, field: str, said: dict, agency: str, kind: str) -> str:
        """The variables that a cell adds up."""
        names = [part.strip() for part in re.split(r"\s\+\s", said[field]) if part.strip()]
        found = []
        for name in names:
            nature = self._nature(name, field, kind)
            if nature == AREAS and field == "counted":
                problem = "the areas themselves are counted, of which nobody reports a number"
                self._fault(line, field, problem, "write them in the column of the whole")
            found.append(self._variable(name, agency, said["unit"], nature))
        return " + ".join(found)

    def _nature(self, name: str, field: str, kind: str) -> str:
        """Whether a figure is of areas, of the whole year or of its end."""
        if _bare(name) in self.places:
            return AREAS
        flows = kind in ("rate", "count", "change") and field == "counted"
        return "flow" if flows else "stock"

    def _variable(self, name: str, agency: str, unit: str, nature: str) -> str:
        known = self.variables.get(_bare(name))
        if known is None:
            taken = {row["variable"] for row in self.variables.values()}
            known = {
                "variable": word_of(name, taken), "name_vi": name, "unit_vi": unit,
                "stock_or_flow": nature, "agency": agency, "sensitive": "no",
                "commune_reports": "yes" if self._lead in self.each else "no",
            }  # fmt: skip
            self.variables[_bare(name)] = known
        return known["variable"]

    def _fits(self, line: int, said: dict, kind: str) -> None:
        if kind in WITHOUT_DENOMINATOR and said["whole"]:
            remedy = "leave the cell empty, or mend the kind"
            self._fault(line, "whole", f"a {kind} is of nothing", remedy)
        elif kind and kind not in WITHOUT_DENOMINATOR and not said["whole"]:
            self._fault(line, "whole", "the cell is empty", f"write what the {kind} is of")

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
        agency = [row["agency"] for row in self.variables.values()]
        flows = [n["name_vi"] for n in self.variables.values() if n["stock_or_flow"] == "flow"]
        self.assumed += [
            "nothing counted is sensitive, so that no small count is withheld: see the column "
            "sensitive of params/variables.csv and params/indicators.csv",
            "no definition, source or section of the plan is stated: params/indicators.csv",
            f"each of the {len(agency)} figures is reported by the lead agency of the line that "
            "names it first: column agency of params/variables.csv",
            f"{len(flows)} figures are of the whole year (flow), the others of its end (stock): "
            "column stock_or_flow of params/variables.csv",
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
