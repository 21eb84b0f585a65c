"""Results of each group, held against counts added up here; what is told of everyone stays."""

from __future__ import annotations

import operator

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from chitieu import Workbook
from chitieu.faults import CallError, Faults
from chitieu.measure.vocabulary import RESULT_COLUMNS

from ..grouped import tell_by_groups

BY = {"5a": "sex", "4a": "ethnic_group+sex", "4b": "ethnic_group", "18a": "sex"}
SIDES = {
    "5a": ("children_u1_fully_vaccinated", "children_u1"),
    "4a": ("children_underweight", "children_u5_weighed"),
    "4b": ("children_stunted", "children_u5_measured"),
    "18a": ("lower_secondary_completers", "grade6_entrants_t3"),
}
COMMUNES = 7
MEETS = {"lt": operator.lt, "le": operator.le, "ge": operator.ge}


@pytest.fixture(scope="module")
def told(root, tmp_path_factory):
    from ..collect.conftest import copy_inputs

    folder = copy_inputs(root, tmp_path_factory.mktemp("told") / "sổ tính")
    tell_by_groups(folder, BY, [2021, 2022])
    return folder


@pytest.fixture(scope="module")
def book(told) -> Workbook:
    return Workbook.open(year=2022, root=told)


@pytest.fixture(scope="module")
def reported(told) -> pd.DataFrame:
    table = pd.read_csv(told / "data" / "observations" / "2022.csv", dtype={"area": str})
    return table.assign(group=table["group"].fillna(""))


def test_what_is_told_of_everyone_is_what_it_was(root, book):
    before = Workbook.open(year=2022, root=root).results()
    pd.testing.assert_frame_equal(book.results(), before)
    assert set(before["dimension"]) == set(before["group"]) == {""}


@pytest.mark.parametrize(
    ("indicator", "dimension", "group"),
    [
        (indicator, dimension, group)
        for indicator, by in BY.items()
        for dimension in by.split("+")
        for group in {"sex": "FM", "ethnic_group": ("MIN", "KIN")}[dimension]
    ],
)
def test_each_group_s_result_is_of_the_counts_that_were_reported_of_it(
    book, reported, indicator, dimension, group
):
    table = book.results(by=dimension)
    assert list(table.columns) == list(RESULT_COLUMNS)
    rows = table[table["indicator"].eq(indicator) & table["group"].eq(group)]
    assert len(rows) == COMMUNES + 1
    own = reported[reported["group"].eq(f"{dimension}={group}")]
    top, bottom = (
        own[own["variable"].eq(variable)].set_index("area")["value"]
        for variable in SIDES[indicator]
    )
    for row in rows.itertuples():
        counts = [side.sum(skipna=False) if row.area == "614" else side[row.area]
                  for side in (top, bottom)]  # fmt: skip
        if any(pd.isna(count) for count in counts):
            assert row.status in ("no_data", "not_met")
            continue
        assert (row.numerator, row.denominator) == tuple(counts)
        if not counts[1]:
            assert (row.status, row.reason) == ("not_applicable", "zero_of_zero")
            continue
        assert row.value == pytest.approx(100 * counts[0] / counts[1])
        if counts[0] <= counts[1]:
            lower, upper = proportion_confint(*counts, alpha=0.05, method="wilson")
            assert (row.lower, row.upper) == pytest.approx((100 * lower, 100 * upper))
        met = MEETS[row.comparator](row.value, float(row.target))
        assert row.status == ("met" if met else "not_met")


def test_an_indicator_that_is_not_told_by_a_dimension_has_no_row_of_it(book):
    assert set(book.results(by="sex")["indicator"]) == {"5a", "4a", "18a"}
    assert set(book.results(objective=1, by="ethnic_group")["indicator"]) == {"4a", "4b"}


def test_a_limit_of_a_group_s_own_is_what_it_is_held_against(told, tmp_path):
    from ..collect.conftest import copy_inputs

    folder = copy_inputs(told, tmp_path / "by group")
    path = folder / "params" / "2022.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index('  "5a":')
    line = text[at : text.index("\n", at)]
    path.write_text(text.replace(line, '  "5a": {F: ">= 85", M: ">= 99"}'), encoding="utf-8")
    book = Workbook.open(year=2022, root=folder)
    groups = book.results(indicator="5a", by="sex").set_index(["group", "area"])
    assert {key[0]: row["target"] for key, row in groups.iterrows()} == {"F": "85", "M": "99"}
    assert groups.loc[("F", "614"), "status"] == "met"
    assert groups.loc[("M", "614"), "status"] == "not_met"
    everyone = book.results(indicator="5a")
    assert set(everyone["reason"]) == {"no_limit_for_type"}
    own = text[text.index('  "4b":') :].partition("\n")[0]
    path.write_text(text.replace(own, '  "4b": {F: ">= 85"}'), encoding="utf-8")
    with pytest.raises(Faults, match=r"'F' is a group, and 4b is not told by sex"):
        Workbook.open(year=2022, root=folder)


def test_a_year_that_tells_of_no_group_has_no_row_of_one(book, told):
    assert set(book.scene.group_history["period"]) == {"2021", "2022"}
    assert Workbook.open(year=2018, root=told).results(by="sex").empty


@pytest.mark.parametrize(
    ("by", "said"),
    [("gender", "by='gender' is not in the plan"), ("Sex", "did you mean 'sex'?")],
)
def test_a_dimension_that_is_none_is_told_in_one_line(book, by, said):
    with pytest.raises(CallError) as caught:
        book.results(by=by)
    assert said in str(caught.value)
