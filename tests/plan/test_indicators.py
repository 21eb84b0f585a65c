"""The plan's tables: how they are read, what is wrong in them, and that a new row needs no code."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from chitieu.faults import Faults
from chitieu.plan.agencies import read_agencies
from chitieu.plan.checks import read_checks, read_doubts
from chitieu.plan.expressions import terms
from chitieu.plan.indicators import (
    area_counts,
    of_areas,
    read_actions,
    read_breaks,
    read_indicators,
    read_variables,
    variables_of,
)
from chitieu.words import speaking
from chitieu.words.columns import in_language

READERS = {
    "indicators": read_indicators,
    "variables": read_variables,
    "agencies": read_agencies,
    "checks": read_checks,
    "actions": read_actions,
    "doubts": read_doubts,
    "breaks": read_breaks,
}


def faults_of(name: str, root) -> list[str]:
    with pytest.raises(Faults) as caught:
        READERS[name](root)
    return [str(fault) for fault in caught.value.faults]


def test_columns_have_their_types(root):
    table = read_indicators(root)
    assert table.index.name == "indicator"
    assert pd.api.types.is_integer_dtype(table["per"])
    assert {type(word) for column in ("target_no", "objective") for word in table[column]} == {str}
    assert table["sensitive"].dtype == bool


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param("a", ["a"], id="one"),
        pytest.param("a + b", ["a", "b"], id="two"),
        pytest.param("a+b +c", ["a", "b", "c"], id="spaces-do-not-matter"),
    ],
)
def test_an_expression_is_its_variables(expression, expected):
    assert terms(expression) == expected


def test_indicators_of_areas_are_those_over_a_number_of_areas(workbook_copy, replace_text):
    own = of_areas(read_indicators(workbook_copy))
    assert [*own.index[own]] == ["1", "21"]
    for name in ("variables.csv", "indicators.csv", "checks.csv"):  # by its nature, not its name
        path = workbook_copy / "params" / name
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(?m)(^|,)communes,", r"\1units,", text), "utf-8")
    table = read_indicators(workbook_copy)
    assert of_areas(table).equals(own)
    assert area_counts(table) == {"units"}
    assert not {"units", "communes"} & {*variables_of(table)}


# Line 4 is indicator 3a, line 16 is 10, line 20 is 13.
@pytest.mark.sampled(12)
@pytest.mark.parametrize(
    ("name", "row", "column", "value", "expected"),
    [
        pytest.param("indicators", 4, "indicator", "3_a", "'3_a' is no identifier", id="name"),
        pytest.param("indicators", 4, "target_no", "số 3", "'số 3' is no identifier; write at most "
                     "12 letters without marks, digits, points and hyphens, as 3a or 1.1",
                     id="target-no"),
        pytest.param("indicators", 4, "short_vi", "ă" * 35, f"'{'ă' * 35}' is longer than 34",
                     id="short-name"),
        pytest.param("indicators", 4, "short_en", "a" * 35, f"'{'a' * 35}' is longer than 34",
                     id="short-name-in-english"),
        pytest.param("indicators", 4, "why_source", "", "the cell is empty; fill it in: a reason "
                     "stands with its source", id="reason-without-source"),
        pytest.param("indicators", 4, "why_vi", "", "the cell is empty; fill it in: a reason "
                     "stands with its source", id="source-without-reason"),
        pytest.param("indicators", 4, "name_vi", "", "the cell is empty; fill it in", id="no-name"),
        pytest.param("indicators", 4, "kind", "rates", "'rates' is no kind of indicator; did you "
                     "mean 'rate'", id="kind"),
        pytest.param("indicators", 4, "numerator", "births", "'births' is no variable; did you "
                     "mean 'live_births'?", id="numerator"),
        pytest.param("indicators", 4, "numerator", "infant_deaths + births",
                     "'births' is no variable", id="a-term-of-the-numerator"),
        pytest.param("indicators", 4, "denominator", "live_brths", "'live_brths' is no variable",
                     id="denominator"),
        pytest.param("indicators", 4, "denominator", "", "the cell is empty; a rate needs one",
                     id="no-denominator"),
        pytest.param("indicators", 4, "numerator", "u5_deaths - infant_deaths",
                     "'u5_deaths - infant_deaths'", id="a-difference-is-no-sum"),
        pytest.param("indicators", 4, "numerator", "infant_deaths +", "'", id="half-a-sum"),
        pytest.param("indicators", 4, "per", "1.000", "'1.000' is no base of a rate", id="per"),
        pytest.param("indicators", 4, "better", "low", "'low' is no direction", id="better"),
        pytest.param("indicators", 4, "sensitive", "có", "'có' is no answer", id="sensitive"),
        pytest.param("indicators", 4, "lead", "YTE", "'YTE' is no agency", id="lead"),
        pytest.param("variables", 2, "variable", "Children U1", "'Children U1' is no name of a",
                     id="variable"),
        pytest.param("variables", 2, "stock_or_flow", "stocks", "'stocks' is no kind of variable",
                     id="stock-or-flow"),
        pytest.param("variables", 2, "unit_en", "child|children|kids", "'child|children|kids' is "
                     "no word for one and for more; write child|children", id="three-forms"),
        pytest.param("variables", 2, "unit_en", "child|", "'child|' is no word for one",
                     id="half-a-unit"),
        pytest.param("variables", 2, "agency", "CAH", "'CAH' is no agency", id="variables-agency"),
        pytest.param("agencies", 3, "name_vi", "", "the cell is empty", id="agencys-name"),
        pytest.param("checks", 2, "right", "infant_death", "'infant_death' is no variable; did you "
                     "mean 'infant_deaths'", id="check"),
        pytest.param("checks", 2, "left", "a * b", "'a * b' is no sum of variables", id="product"),
        pytest.param("actions", 2, "indicators", "3a;3x", "'3x' is not known", id="action"),
        pytest.param("actions", 2, "agencies", "YT;TTYTE", "'TTYTE' is not known; did you mean "
                     "'TTYT'", id="actions-agency"),
    ],
)  # fmt: skip
def test_a_fault_names_line_column_and_remedy(
    workbook_copy, set_cell, name, row, column, value, expected
):
    set_cell(workbook_copy / "params" / f"{name}.csv", row, column, value)
    found = faults_of(name, workbook_copy)
    assert found[0].startswith(f"params/{name}.csv:{row}:{column}: {expected}")
    assert all("; " in line for line in found)


@pytest.mark.parametrize(
    ("name", "column"),
    [("indicators", "indicator"), ("variables", "variable"), ("agencies", "agency")],
)
def test_a_name_stands_once(workbook_copy, name, column):
    path = workbook_copy / "params" / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]), encoding="utf-8")
    (line,) = faults_of(name, workbook_copy)
    assert f": the line repeats an earlier one ({column}); keep one of the two" in line


def test_indicator_number_34_is_a_row_and_no_code(workbook_copy):
    path = workbook_copy / "params" / "indicators.csv"
    last = path.read_text(encoding="utf-8").splitlines()[-1]
    row = last.replace("24,24,4", "25,25,4", 1).replace(
        "children_participating,children_11_15",
        "children_underweight + children_stunted,population",
    )
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    table = read_indicators(workbook_copy)
    assert len(table) == 34
    assert terms(table.at["25", "numerator"]) == ["children_underweight", "children_stunted"]


@pytest.mark.parametrize("name", ["agencies", "checks", "actions"])
def test_a_workbook_may_do_without(workbook_copy, name):
    (workbook_copy / "params" / f"{name}.csv").unlink()
    assert READERS[name](workbook_copy).empty
    assert len(read_indicators(workbook_copy)) == 33
    assert len(read_variables(workbook_copy)) == 56


@pytest.mark.parametrize("name", READERS)
def test_a_workbook_may_do_without_english(workbook_copy, name):
    path = workbook_copy / "params" / f"{name}.csv"
    if name == "breaks":
        path.write_text("indicator,year,what_vi,what_en\n4b,2021,thước mới,a new rod\n", "utf-8")
    there = READERS[name](workbook_copy)
    english = [column for column in there if column.endswith("_en")]
    pd.read_csv(path, dtype=str).drop(columns=english).to_csv(path, index=False)
    without = READERS[name](workbook_copy)
    with speaking("en"):
        told, as_it_was = in_language(there), in_language(without)
    assert english
    for column in english:
        word = column.removesuffix("_en")
        assert told[word].equals(there[column])
        assert as_it_was[word].equals(there[word if word.endswith("source") else f"{word}_vi"])


@pytest.mark.parametrize("name", ["indicators", "variables"])
def test_a_workbook_cannot_do_without(workbook_copy, name):
    (workbook_copy / "params" / f"{name}.csv").unlink()
    (line,) = faults_of(name, workbook_copy)
    assert line.startswith(f"params/{name}.csv: the file is missing")


@pytest.mark.parametrize(
    ("line", "name", "told"),
    [
        pytest.param("", "indicators", ":2:denominator: 'communes' is no variable; write a line "
                     "for it into params/variables.csv, with the stock_or_flow areas", id="none"),
        pytest.param("communes,C,,stock,CA,no,,,,,,,,,\n", "variables", ":10:stock_or_flow: "
                     "'communes' is no number of areas by its name; write areas, or", id="stock"),
    ],
)  # fmt: skip
def test_a_number_of_areas_by_its_name_alone_is_refused(workbook_copy, line, name, told):
    path = workbook_copy / "params" / "variables.csv"
    path.write_text(re.sub("(?m)^communes,.*\n", line, path.read_text("utf-8")), "utf-8")
    first, *_ = faults_of(name, workbook_copy)
    assert first.startswith(f"params/{name}.csv{told}")


def test_actions_hold_lists(root):
    actions = read_actions(root)
    assert actions["indicators"].map(type).eq(list).all()
    first = actions.iloc[0]
    assert first["indicators"][:3] == ["3a", "3b", "3c"]
    assert first["agencies"] == ["YT", "TTYT", "XA"]


def test_rules_between_variables_are_read(root):
    rules = set(read_checks(root)[["left", "right"]].itertuples(index=False, name=None))
    assert ("neonatal_deaths", "infant_deaths") in rules
    assert ("children_7_15 + children_u5", "children_u16") in rules
    assert ("children_u16 - children_u5", "children_5_17") in rules
