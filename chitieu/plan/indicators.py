"""What the plan measures: `params/indicators.csv`, `params/variables.csv`, `params/checks.csv`."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from chitieu.faults import CallError, Fault, did_you_mean
from chitieu.files import Schema, matches, one_of, read_table, text, unique, unknown, words

KINDS = ("proportion", "ratio", "rate", "count", "change")
SHORT = 34  # characters: as much as a tile, a matrix or a map has room for
AREA_COUNT = "communes"
"""The variable that nobody reports: how many areas of the lowest level lie in an area."""

_WORD = r"[a-z][a-z0-9_]*"
_AGENCY = matches(
    r"\w[\w.-]{0,63}", "can be no part of a form's name", "use at most 64 letters, digits, _ and -"
)
_SUM = matches(rf"{_WORD}(\s*\+\s*{_WORD})*", "is no sum of variables", "write a, or a + b")


def read_variables(root: Path) -> pd.DataFrame:
    """Return the variables, indexed by `variable`, with the columns of `params/variables.csv`.

    `unit_vi` is the word for one of what is counted ("em", "trường"), for use in sentences.
    `commune_reports` marks what a commune is asked for on a form of its own. `sensitive_why_vi`
    says why a variable is sensitive; `sensitive` is "presence" where even that there is a case is.
    """
    schema = Schema(
        {
            "variable": text(matches(_WORD, "is no name of a variable", "use a-z, 0-9 and _")),
            "name_vi": text(),
            "name_en": text(blank=True, required=False),
            "unit_vi": text(blank=True, required=False),
            "stock_or_flow": text(one_of(("stock", "flow", "school_year"), "kind of variable")),
            "agency": text(_AGENCY),
            "sensitive": text(one_of(("yes", "no", "presence"), "answer")),
            "sensitive_why_vi": text(blank=True, required=False),
            "definition_vi": text(blank=True, required=False),
            "source": text(blank=True, required=False),
            "commune_reports": text(one_of(("yes", "no"), "answer"), blank=True, required=False),
        },
        checks=unique("variable"),
        strict=True,
    )
    agencies = words(root / "params" / "agencies.csv", root, "agency")
    return read_table(
        root / "params" / "variables.csv",
        root,
        schema,
        also=lambda table, name: unknown(table, name, "agency", agencies, "agency"),
        least="a variable a line",
    ).set_index("variable")


def read_agencies(root: Path) -> pd.DataFrame:
    """Return the agencies, indexed by `agency`, with the columns of `params/agencies.csv`.

    A workbook without that file has none: then any agency's code is taken as it stands.
    """
    columns = ["agency", "name_vi", "short_vi", "section", "role_vi"]
    path = root / "params" / "agencies.csv"
    if not path.exists():
        return pd.DataFrame(columns=columns).set_index("agency")
    optional = {"short_vi", "section", "role_vi"}
    schema = Schema(
        {c: text(blank=c in optional, required=c not in optional) for c in columns}
        | {"agency": text(_AGENCY)},
        checks=unique("agency"),
        strict=True,
    )
    return read_table(path, root, schema).set_index("agency")


def read_indicators(root: Path) -> pd.DataFrame:
    """Return the indicators in the plan's order, indexed by `indicator`.

    Columns are those of `params/indicators.csv`; `target_no`, `objective` and `per` are numbers,
    `sensitive` is a truth value. Raises Faults naming every cell that does not fit.
    """
    schema = Schema(
        {
            "indicator": text(matches(r"\d+[a-z]?", "is no identifier", "write it as 3 or 3a")),
            "target_no": text(matches(r"\d+", "is no number of a target", "write it as 3")),
            "objective": text(matches(r"\d+", "is no number of an objective", "write it as 1")),
            "name_vi": text(),
            "short_vi": text(
                matches(rf".{{1,{SHORT}}}", f"is longer than {SHORT} characters", "shorten it")
            ),
            "name_en": text(blank=True),
            "kind": text(one_of(KINDS, "kind of indicator")),
            "numerator": text(_SUM),
            "denominator": text(_SUM, blank=True),
            "per": text(one_of(("1", "100", "1000", "10000", "100000"), "base of a rate")),
            "better": text(one_of(("higher", "lower"), "direction")),
            "sensitive": text(one_of(("yes", "no"), "answer")),
            "section": text(blank=True, required=False),
            "lead": text(blank=True, required=False),
            "definition_vi": text(blank=True, required=False),
            "source": text(blank=True, required=False),
            "checked_by": text(blank=True, required=False),
        },
        checks=unique("indicator"),
        strict=True,
    )
    known = known_variables(root)
    agencies = words(root / "params" / "agencies.csv", root, "agency")

    def beyond(table: pd.DataFrame, name: str) -> list[Fault]:
        needs = ~table["kind"].isin(["count", "change"]) & table["denominator"].isna()
        return [
            *_unknown_terms(table, name, "numerator", known),
            *_unknown_terms(table, name, "denominator", known),
            *unknown(table, name, "lead", agencies, "agency"),
            *(
                Fault(name, row, "denominator", "the cell is empty", f"a {kind} needs one")
                for row, kind in table.loc[needs, "kind"].items()
            ),
        ]

    path = root / "params" / "indicators.csv"
    table = read_table(path, root, schema, also=beyond, least="an indicator a line")
    table = table.astype({"target_no": int, "objective": int, "per": int})
    table["sensitive"] = table["sensitive"].eq("yes")
    return table.set_index("indicator")


def read_checks(root: Path) -> pd.DataFrame:
    """Return the rules between variables: no `left` may exceed its `right` (sums with + and -).

    Columns: left, right, difference_sensitive (yes or no: whether those in `right` alone are
    protected like a count of their own; no where the file does not say), why_vi. A workbook without
    `params/checks.csv` has none.
    """
    path = root / "params" / "checks.csv"
    if not path.exists():
        return pd.DataFrame(columns=["left", "right", "difference_sensitive", "why_vi"])
    expression = matches(rf"{_WORD}( *[+-] *{_WORD})*", "is no sum of variables", "write a + b - c")
    schema = Schema(
        {
            "left": text(expression),
            "right": text(expression),
            "difference_sensitive": text(
                one_of(("yes", "no"), "answer"), blank=True, required=False
            ),
            "why_vi": text(blank=True),
        },
        checks=unique("left", "right"),
        strict=True,
    )
    known = known_variables(root)
    return read_table(
        path,
        root,
        schema,
        also=lambda table, name: [
            fault
            for side in ("left", "right")
            for fault in _unknown_terms(table, name, side, known)
        ],
    )


def read_actions(root: Path) -> pd.DataFrame:
    """Return what the plan asks to be done, in its order; `indicators`, `agencies` are lists.

    Columns: action, section, objective, indicators, task_vi, agencies, inferred. A workbook
    without `params/actions.csv` has none.
    """
    columns = ["action", "section", "objective", "indicators", "task_vi", "agencies", "inferred"]
    path = root / "params" / "actions.csv"
    if not path.exists():
        return pd.DataFrame(columns=columns)
    blank = {"objective", "indicators", "agencies", "inferred"}
    schema = Schema(
        {column: text(blank=column in blank) for column in columns},
        checks=unique("action"),
        strict=True,
    )
    known = {
        "indicators": words(root / "params" / "indicators.csv", root, "indicator"),
        "agencies": words(root / "params" / "agencies.csv", root, "agency"),
    }
    table = read_table(
        path,
        root,
        schema,
        also=lambda table, name: [
            Fault(name, row, column, f"'{word}' is not known", did_you_mean(word, known[column]))
            for column in known
            for row, cell in table[column].dropna().items()
            for word in _list(cell)
            if known[column] and word not in known[column]
        ],
    )
    for column in known:
        table[column] = [_list(cell) for cell in table[column].fillna("")]
    return table


def known_variables(root: Path) -> set[str]:
    """Return every variable that an expression may name; empty where the file cannot be read."""
    found = words(root / "params" / "variables.csv", root, "variable")
    return found | {AREA_COUNT} if found else set()


def require_in_plan(what: str, asked: object, known: Collection) -> None:
    """Raise CallError where an indicator, a variable or an objective is not one of those known."""
    if asked not in known:
        raise CallError(f"{what}={asked!r} is not in the plan; {did_you_mean(str(asked), known)}")


def terms(expression: str) -> list[str]:
    """Return the variables that an expression like `a + b` adds up."""
    return [term.strip() for term in expression.split("+")]


def of_areas(indicators: pd.DataFrame) -> pd.Series:
    """Return which indicators are of the areas themselves: a commune has it or has it not."""
    return indicators["denominator"].eq(AREA_COUNT)


def _unknown_terms(table: pd.DataFrame, name: str, column: str, known: set) -> list[Fault]:
    return [
        Fault(name, row, column, f"'{word}' is no variable", did_you_mean(word, known))
        for row, expression in table[column].dropna().items()
        for word in re.split(r"\s*[+-]\s*", expression)
        if known and word not in known
    ]


def _list(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(";") if word.strip()]
