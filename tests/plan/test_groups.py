"""Groups: what is told by which, what follows from that, and what is wrong in their tables."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.faults import Faults
from chitieu.plan.checks import read_checks
from chitieu.plan.expressions import terms
from chitieu.plan.groups import (
    as_written,
    dimension_of,
    dimensions,
    grouped,
    known_groups,
    of_group,
    parted,
    read_groups,
    rules_in_groups,
    rules_of_groups,
)
from chitieu.plan.indicators import read_indicators, read_variables, reported_by

from ..grouped import tell_by_groups, without_groups

BY = {"5a": "sex", "4a": "ethnic_group+sex"}
CODES = {"sex": ["sex=F", "sex=M"], "age": ["age=A"]}


@pytest.fixture
def told(workbook_copy):
    tell_by_groups(workbook_copy, BY, [])
    path = workbook_copy / "params" / "groups.csv"
    pd.read_csv(path, dtype=str).assign(types="", ordered="").to_csv(path, index=False)
    return workbook_copy


@pytest.mark.parametrize(
    ("name", "counted", "group", "dimension"),
    [("children", "children", "", ""), ("children@sex=F", "children", "sex=F", "sex"),
     ("5a@ethnic_group=MIN", "5a", "ethnic_group=MIN", "ethnic_group")],
)  # fmt: skip
def test_a_name_is_what_is_counted_and_of_whom(name, counted, group, dimension):
    assert parted(name) == (counted, group)
    assert dimension_of(name) == (counted, dimension)
    assert (of_group(counted, group) if group else counted) == name


@pytest.mark.parametrize(
    ("cell", "named"),
    [("sex", ["sex"]), ("sex+age", ["sex", "age"]), (" sex + age ", ["sex", "age"]),
     (None, []), (float("nan"), []), ("", [])],
)  # fmt: skip
def test_a_cell_names_dimensions(cell, named):
    assert dimensions(cell) == named


def test_groups_stand_in_their_order_and_not_in_the_file_s(told, set_cell):
    set_cell(told / "params" / "groups.csv", 2, "order", "3")
    assert list(read_groups(told).index) == [
        "ethnic_group=MIN", "sex=M", "ethnic_group=KIN", "sex=F",
    ]  # fmt: skip


def test_a_workbook_without_groups_is_told_of_everyone_alone(workbook_copy):
    without_groups(workbook_copy)
    assert read_groups(workbook_copy).empty
    assert reported_by(workbook_copy) == {}
    assert grouped(read_indicators(workbook_copy), read_groups(workbook_copy)).empty


def test_each_group_s_variable_follows_its_own(told):
    variables = read_variables(told)
    place = list(variables.index).index("children_u1")
    assert list(variables.index[place : place + 3]) == [
        "children_u1", "children_u1@sex=F", "children_u1@sex=M",
    ]  # fmt: skip
    row = variables.loc["children_u1@sex=F"]
    assert (row["name_vi"], row["name_en"]) == ("Trẻ em dưới 1 tuổi: nữ", "Children under 1: girls")
    same = ["stock_or_flow", "agency", "sensitive", "unit_vi", "definition_vi"]
    assert row[same].equals(variables.loc["children_u1", same])
    assert pd.isna(row["by"])
    assert list(as_written(variables.reset_index(), "variable")["variable"]) == [
        each for each in variables.index if "@" not in each
    ]


def test_an_indicator_of_a_group_counts_that_group(told):
    table = grouped(read_indicators(told), read_groups(told))
    assert list(table.index) == [
        "4a@ethnic_group=MIN", "4a@ethnic_group=KIN", "4a@sex=F", "4a@sex=M",
        "5a@sex=F", "5a@sex=M",
    ]  # fmt: skip
    row = table.loc["5a@sex=M"]
    assert row["numerator"] == "children_u1_fully_vaccinated@sex=M"
    assert row["denominator"] == "children_u1@sex=M"


def test_nobody_reports_a_group_that_is_a_property_of_the_areas(told, set_cell):
    for line, kind in ((2, "township"), (3, "commune")):
        set_cell(told / "params" / "groups.csv", line, "types", kind)
    assert "sex" in known_groups(told)
    assert list(known_groups(told, reported=True)) == ["ethnic_group"]
    assert not any("@sex" in variable for variable in read_variables(told).index)
    assert "5a@sex=F" in grouped(read_indicators(told), read_groups(told)).index


@pytest.mark.parametrize(
    ("reported", "rules"),
    [
        pytest.param({"v": ["sex"]}, [("v@sex=F + v@sex=M", "v"), ("v", "v@sex=F + v@sex=M"),
                                      ("v@sex=F", "v"), ("v@sex=M", "v")], id="two groups"),
        pytest.param({"v": ["age"]}, [("v@age=A", "v"), ("v", "v@age=A")], id="one group"),
        pytest.param({"v": []}, [], id="of everyone"),
        pytest.param({"v": ["strange"]}, [], id="a dimension of no group"),
    ],
)  # fmt: skip
def test_groups_together_are_everyone(reported, rules):
    found = rules_of_groups(reported, CODES)
    assert [(rule["left"], rule["right"]) for rule in found] == rules


@pytest.mark.parametrize(
    ("reported", "rules"),
    [
        pytest.param({"a": ["sex"], "b": ["sex"], "c": ["sex", "age"]},
                     [("a@sex=F + b@sex=F", "c@sex=F"), ("a@sex=M + b@sex=M", "c@sex=M")],
                     id="what all are told by"),
        pytest.param({"a": ["sex"], "b": ["age"], "c": ["sex"]}, [], id="not all"),
        pytest.param({"a": ["sex"], "c": ["sex"]}, [], id="one by none"),
    ],
)  # fmt: skip
def test_what_holds_for_all_holds_in_each_group(reported, rules):
    checks = pd.DataFrame([{"left": "a + b", "right": "c", "difference_sensitive": "yes"}])
    found = rules_in_groups(checks, reported, CODES, terms)
    assert [(rule["left"], rule["right"]) for rule in found] == rules
    assert all(rule["difference_sensitive"] == "yes" for rule in found)


def test_the_plan_s_own_checks_come_first(told):
    all_of_them = read_checks(told)
    without_groups(told)
    own = read_checks(told)
    pd.testing.assert_frame_equal(all_of_them.iloc[: len(own)], own.reset_index(drop=True))
    assert len(all_of_them) > len(own)
    pd.testing.assert_frame_equal(as_written(all_of_them, "left", "right"), all_of_them[: len(own)])


@pytest.mark.parametrize(
    ("file", "line", "column", "value", "said"),
    [
        ("groups", 2, "dimension", "Sex", "'Sex' is no dimension's name"),
        ("groups", 2, "group", "F-1", "'F-1' is no group's code"),
        ("groups", 3, "group", "F", "repeats an earlier one (group)"),
        ("groups", 3, "group", "f", "'f' is too like 'F' (line 2)"),
        ("groups", 2, "order", "first", "'first' is no place in an order"),
        ("groups", 2, "types", "hamlet", "'hamlet' is no type of data/areas.csv"),
        ("groups", 2, "ordered", "perhaps", "'perhaps' is no answer"),
        ("variables", 2, "by", "gender", "'gender' is no dimension of params/groups.csv"),
        ("indicators", 2, "by", "gender", "'gender' is no dimension of params/groups.csv"),
        ("indicators", 4, "by", "sex", "neonatal_deaths, live_births is not reported by sex"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(told, set_cell, file, line, column, value, said):
    set_cell(told / "params" / f"{file}.csv", line, column, value)
    reader = {"groups": read_groups, "variables": read_variables, "indicators": read_indicators}
    with pytest.raises(Faults) as caught:
        reader[file](told)
    first = caught.value.faults[0]
    assert (first.file, first.row) == (f"params/{file}.csv", line)
    assert said in str(first)


def test_a_group_without_types_beside_one_that_has_them_is_told_itself(told, set_cell):
    set_cell(told / "params" / "groups.csv", 3, "types", "township")
    with pytest.raises(Faults) as caught:
        read_groups(told)
    assert caught.value.faults[0].row == 2
    assert "other groups of sex are of areas by their types" in str(caught.value.faults[0])
