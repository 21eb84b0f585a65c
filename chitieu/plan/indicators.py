"""The plan's tables in `params/`: what it measures, of what, who reports it, what it must keep."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from chitieu.faults import CallError, Fault, did_you_mean
from chitieu.files import (
    YES_OR_NO,
    Check,
    matches,
    one_of,
    optional,
    read_table,
    text,
    unknown,
    words,
)
from chitieu.plan import identifiers
from chitieu.plan.agencies import CODE, agencies_file, without_successor
from chitieu.plan.expressions import WORD, parsed, terms
from chitieu.plan.groups import (
    dimensions,
    known_groups,
    read_groups,
    reported_groups,
    unknown_dimensions,
    with_groups,
)
from chitieu.plan.identifiers import alike
from chitieu.plan.kinds import RETIRED, of_kinds
from chitieu.plan.targets import KINDS, Sense

SHORT = 34  # characters: as much as a tile, a matrix or a map has room for
AREAS = "areas"
"""A `stock_or_flow`: how many areas of the lowest level lie in an area, which nobody reports."""
NATURES = ("stock", "flow", "school_year", AREAS)
_ONCE_AREAS = "communes"  # the variable that was of AREAS by its name

_IDENTIFIED = ("indicator", "target_no", "objective")  # what the plan itself names
_IDENTIFIER = matches(identifiers.PATTERN, "is no identifier", identifiers.REMEDY)
_KIND = Check(
    lambda kinds: kinds.isin([*KINDS, RETIRED]),
    error="is no kind of indicator",
    statistics={"allowed_values": sorted(KINDS)},
)
_SHORT = matches(rf".{{1,{SHORT}}}", f"is longer than {SHORT} characters", "shorten it")
_FORMS = matches(r"[^|]+(\|[^|]+)?", "is no word for one and for more", "write child|children")
OF_AREAS = "of_areas"
_AS_AREAS = f"write a line for it into params/variables.csv, with the stock_or_flow {AREAS}"
_SUM = matches(rf"{WORD}(\s*\+\s*{WORD})*", "is no sum of variables", "write a, or a + b")


def read_variables(root: Path) -> pd.DataFrame:
    """Return the variables, indexed by `variable`, with the columns of `params/variables.csv`.

    `unit_vi` is the word for one of what is counted ("em", "trường"), for use in sentences;
    `unit_en` the one for one and the one for more ("child|children").
    `commune_reports` marks what a commune is asked for on a form of its own. `sensitive_why_vi`
    says why a variable is sensitive; `sensitive` is "presence" where even that there is a case is.
    `by`: the dimensions that it is told by, "sex + residence"; each of the groups that are reported
    follows it as a variable of its own (see `plan.groups`).
    """
    columns = {
        "variable": text(matches(WORD, "is no name of a variable", "use a-z, 0-9 and _")),
        "name_vi": text(),
        "name_en": optional(),
        "unit_vi": optional(),
        "unit_en": text(_FORMS, blank=True, required=False),
        "stock_or_flow": text(one_of(NATURES, "kind of variable")),
        "agency": text(CODE),
        "sensitive": text(one_of(("yes", "no", "presence"), "answer")),
        "sensitive_why_vi": optional(),
        "sensitive_why_en": optional(),
        "definition_vi": optional(),
        "definition_en": optional(),
        "source": optional(),
        "source_en": optional(),
        "commune_reports": text(YES_OR_NO, blank=True, required=False),
        "by": optional(),
    }
    agencies = words(agencies_file(root), root, "agency")
    groups = known_groups(root)
    table = read_table(
        root / "params" / "variables.csv",
        root,
        columns,
        key=("variable",),
        also=lambda table, name: [
            *unknown(table, name, "agency", agencies, "agency"),
            *unknown_dimensions(table, name, groups),
            *_by_name_alone(table, name),
            *_reported_by_nobody(table, name, without_successor(root)),
        ],
        least="a variable a line",
    ).set_index("variable")
    return with_groups(table, reported_groups(read_groups(root))) if groups else table


def read_indicators(root: Path) -> pd.DataFrame:
    """Return the indicators in the plan's order, indexed by `indicator`.

    Columns are those of `params/indicators.csv`; `per` is a number, `sensitive` and
    `chance` are truth values. `chance`: whether a figure could have been another by
    chance; of all schools or communes, counted, it could not (yes where it is blank). `by`: the
    dimensions that it is told by; `by_asked`: those that its specification asks for. `of_areas`,
    which the file does not have: whether it is of the areas themselves. Raises Faults naming every
    cell that does not fit.
    """
    columns = {
        **{column: text(_IDENTIFIER) for column in _IDENTIFIED},
        "name_vi": text(),
        "name_en": optional(),
        "short_vi": text(_SHORT),
        "short_en": text(_SHORT, blank=True, required=False),
        "kind": text(_KIND),
        "numerator": text(_SUM),
        "denominator": text(_SUM, blank=True),
        "per": text(one_of(("1", "100", "1000", "10000", "100000"), "base of a rate")),
        "better": text(one_of(("higher", "lower"), "direction")),
        "sensitive": text(YES_OR_NO),
        "chance": text(YES_OR_NO, blank=True, required=False),
        "by": optional(),
        "by_asked": optional(),
        "section": optional(),
        "lead": optional(),
        "definition_vi": optional(),
        "definition_en": optional(),
        "source": optional(),
        "source_en": optional(),
        "checked_by": optional(),
        "why_vi": optional(),
        "why_en": optional(),
        "why_source": optional(),
        "why_source_en": optional(),
    }
    known = known_variables(root)
    agencies = words(agencies_file(root), root, "agency")
    groups, reported = known_groups(root), reported_by(root)

    def beyond(table: pd.DataFrame, name: str) -> list[Fault]:
        return [
            *unknown_dimensions(table, name, groups),
            *_told_by_what_is_reported(table, name, reported),
            *alike(table, name, _IDENTIFIED),
            *unknown_terms(table, name, ("numerator", "denominator"), known),
            *unknown(table, name, "lead", agencies, "agency"),
            *of_kinds(table, name),
            *_why_and_source(table, name),
        ]

    path = root / "params" / "indicators.csv"
    table = read_table(path, root, columns, ("indicator",), beyond, "an indicator a line")
    table = table.astype({"per": int})
    table["sensitive"] = table["sensitive"].eq("yes")
    table["chance"] = table["chance"].ne("no") if "chance" in table else True
    table[OF_AREAS] = table["denominator"].isin(counted_areas(root))
    return table.set_index("indicator")


def read_senses(root: Path) -> dict[str, Sense]:
    """Return the indicators' senses; none of rows that cannot be read, which their reader tells."""
    columns = ("indicator", "kind", "per", "better")
    found = words(root / "params" / "indicators.csv", root, *columns)
    return {
        indicator: Sense(kind, int(per), better)
        for indicator, kind, per, better in found
        if per.isdecimal() and len(per) < 7 and better in ("higher", "lower")
    }


def read_actions(root: Path) -> pd.DataFrame:
    """Return what the plan asks to be done, in its order; `indicators`, `agencies` are lists.

    Columns: action, section, objective, indicators, task_vi, task_en, agencies, inferred. A
    workbook without `params/actions.csv` has none.
    """
    names = ["action", "section", "objective", "indicators", "task_vi", "agencies", "inferred"]
    blank = {"objective", "indicators", "agencies", "inferred"}
    known = {
        "indicators": words(root / "params" / "indicators.csv", root, "indicator"),
        "agencies": words(agencies_file(root), root, "agency"),
    }
    table = read_table(
        root / "params" / "actions.csv",
        root,
        {column: text(blank=column in blank) for column in names} | {"task_en": optional()},
        key=("action",),
        also=lambda table, name: [
            Fault(name, row, column, f"'{word}' is not known", did_you_mean(word, known[column]))
            for column in known
            for row, cell in table[column].dropna().items()
            for word in _list(cell)
            if known[column] and word not in known[column]
        ],
        may_be_absent=True,
    )
    for column in known:
        table[column] = [_list(cell) for cell in table[column].fillna("")]
    return table


def read_breaks(root: Path) -> pd.DataFrame:
    """Return the years from which an indicator is counted in another way: where its series breaks
    although no border moved.

    Columns: indicator, year (a number, the first one counted so), what_vi, what_en, source. A
    workbook without `params/breaks.csv` has none.
    """
    columns = {
        "indicator": text(),
        "year": text(matches(r"\d{4}", "is no year", "write it as 2022")),
        "what_vi": text(),
        "what_en": optional(),
        "source": optional(),
    }
    known = words(root / "params" / "indicators.csv", root, "indicator")
    table = read_table(
        root / "params" / "breaks.csv",
        root,
        columns,
        key=("indicator", "year"),
        also=lambda table, name: unknown(table, name, "indicator", known, "indicator"),
        may_be_absent=True,
    )
    return table.astype({"year": int}).reset_index(drop=True)


def known_variables(root: Path) -> set[str]:
    """Return every variable that an expression may name; empty where the file cannot be read.

    Those of one group are named by no expression: what holds for all holds for each.
    """
    return words(root / "params" / "variables.csv", root, "variable")


def counted_areas(root: Path) -> set[str]:
    """Return the variables that are numbers of areas."""
    found = words(root / "params" / "variables.csv", root, "variable", "stock_or_flow")
    return {variable for variable, nature in found if nature == AREAS}


def _reported_by_nobody(table: pd.DataFrame, name: str, ended: set[str]) -> list[Fault]:
    remedy = "write its successor into succeeded_by of params/agencies.csv, or another agency here"
    rows = table.loc[table["agency"].isin(ended), "agency"]
    return [Fault(name, n, "agency", f"{code} ended and nobody succeeds it", remedy)
            for n, code in rows.items()]  # fmt: skip


def _by_name_alone(table: pd.DataFrame, name: str) -> list[Fault]:
    """A number of areas is one by its `stock_or_flow`; once it was by its name."""
    old = table["variable"].eq(_ONCE_AREAS) & table["stock_or_flow"].ne(AREAS)
    problem = f"'{_ONCE_AREAS}' is no number of areas by its name"
    remedy = f"write {AREAS}, or give another name to what is reported"
    return [Fault(name, row, "stock_or_flow", problem, remedy) for row in table.index[old]]


def reported_by(root: Path) -> dict[str, list[str]]:
    """Return the dimensions that each variable is reported by; of those alone that have any."""
    found = words(root / "params" / "variables.csv", root, "variable", "by")
    return {variable: dimensions(by) for variable, by in sorted(found)}


def _told_by_what_is_reported(table: pd.DataFrame, name: str, reported: dict) -> list[Fault]:
    """An indicator is told by a dimension where all that it counts is reported by it."""
    faults = []
    for row, cell in table.get("by", pd.Series(dtype=object)).dropna().items():
        sums = [each for each in table.loc[row, ["numerator", "denominator"]] if pd.notna(each)]
        variables = dict.fromkeys(term.variable for each in sums for term in parsed(each))
        for dimension in dimensions(cell):
            lacking = [each for each in variables if dimension not in reported.get(each, ())]
            if lacking:
                problem = f"{', '.join(lacking)} is not reported by {dimension}"
                remedy = f"write {dimension} into by of params/variables.csv too, or remove it here"
                faults.append(Fault(name, row, "by", problem, remedy))
    return faults


def _why_and_source(table: pd.DataFrame, name: str) -> list[Fault]:
    """Why an indicator matters is said with its source, and by its source alone nothing."""
    why = table[["why_vi", "why_source"]].isna()
    return [
        Fault(name, row, column, "the cell is empty", "fill it in: a reason stands with its source")
        for column in why
        for row in why.index[why[column] & ~why.all(axis="columns")]
    ]


def require_in_plan(what: str, asked: object, known: Collection) -> None:
    """Raise CallError where an indicator, a variable or an objective is not one of those known."""
    if asked not in known:
        raise CallError(f"{what}={asked!r} is not in the plan; {did_you_mean(str(asked), known)}")


def variables_of(indicators: pd.DataFrame) -> list[str]:
    """Return the variables that indicators count, above and below: those that are reported."""
    counted = [*indicators["numerator"], *indicators["denominator"].dropna()]
    found = dict.fromkeys(variable for expression in counted for variable in terms(expression))
    of_themselves = area_counts(indicators)
    return [variable for variable in found if variable not in of_themselves]


def of_areas(indicators: pd.DataFrame) -> pd.Series:
    """Return which indicators are of the areas themselves: a commune has it or has it not."""
    return indicators.get(OF_AREAS, pd.Series(False, indicators.index))


def area_counts(indicators: pd.DataFrame) -> set[str]:
    """Return the numbers of areas that indicators are of."""
    return {*indicators.loc[of_areas(indicators), "denominator"]}


def variables_of_areas(indicators: pd.DataFrame) -> set[str]:
    """Return the variables that say what areas themselves have or have not."""
    own = indicators.loc[of_areas(indicators), "numerator"]
    return {variable for expression in own for variable in terms(expression)}


def unknown_terms(
    table: pd.DataFrame, name: str, columns: Collection[str], known: set
) -> list[Fault]:
    """Return a fault for each variable that a sum names and that is none of `known`."""
    return [
        Fault(name, row, column, f"'{term.variable}' is no variable",
              _AS_AREAS if term.variable == _ONCE_AREAS else did_you_mean(term.variable, known))
        for column in columns
        for row, expression in table[column].dropna().items()
        for term in parsed(expression)
        if term.variable and known and term.variable not in known
    ]  # fmt: skip


def _list(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(";") if word.strip()]
