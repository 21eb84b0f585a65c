"""What is withheld of small tables that can be followed by hand, and what a withheld cell is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from chitieu.measure import protect
from chitieu.measure.disclosure import complementary, unprotected
from chitieu.measure.disclosure.complementary import ANY, told
from chitieu.measure.disclosure.hierarchy import grow, tree_of
from chitieu.measure.disclosure.primary import smallest_and_largest
from chitieu.measure.totals import add_totals
from chitieu.plan.areas import Areas
from chitieu.plan.expressions import terms
from chitieu.plan.indicators import read_indicators, read_variables

GONE = "x"
INDICATORS = pd.DataFrame(
    [
        ("8b", "proportion", "helped", "special", True),
        ("9", "rate", "abused", "children", True),
        ("22", "proportion", "asked", "children", False),
    ],
    columns=["indicator", "kind", "numerator", "denominator", "sensitive"],
).set_index("indicator")
SENSITIVE = {"helped": "yes", "special": "yes", "abused": "yes", "asked": "no", "children": "no",
             "deaths": "yes", "early": "yes"}  # fmt: skip
VARIABLES = pd.DataFrame({"sensitive": SENSITIVE, "stock_or_flow": "flow"})
CHECKS = pd.DataFrame(
    [("early", "deaths", "no"), ("helped", "special", "yes")],
    columns=["left", "right", "difference_sensitive"],
)
TREE = pd.DataFrame(
    [("D", None), ("a", "D"), ("b", "D"), ("c", "D"), ("d", "D"), ("e", "D")],
    columns=["area", "parent"],
).assign(edition="1", name="n", type="t")


def counts(tree=TREE, period="2022", edition="1", **columns) -> pd.DataFrame:
    """By variable the counts of the lowest areas in their order; None for one not received."""
    areas = Areas(tree[tree["edition"] == edition], edition)
    rows = [
        (area, variable, pd.NA if value is None else value, "O" if value is None else "A")
        for variable, values in columns.items()
        for area, value in zip(areas.leaves, values, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["area", "variable", "value", "obs_status"])
    table = table.assign(note="heard of").astype({"value": "Float64"})
    return add_totals(table, areas, list(columns), period)


def seen(table: pd.DataFrame, *order: str) -> dict[str, list]:
    """By variable what is published in D and below: a number, GONE, or None for no figure."""
    signs = {
        (row.variable, row.area): GONE if row.conf_status == "C"
        else None if pd.isna(row.value) else int(row.value)
        for row in table.itertuples()
    }  # fmt: skip
    return {v: [signs[v, a] for a in order] for v in table["variable"].unique() if v != "communes"}


def withheld(table, tree=TREE, insider=False, **plan) -> pd.DataFrame:
    """The counts as one may see them who knows none himself."""
    return protect(table, INDICATORS, VARIABLES, tree, insider=insider, **plan)


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        pytest.param((0, 7, 0, 12, 5), (24, 0, 7, 0, 12, 5), id="nothing small"),
        # 1 + 9 may be 4 + 6; so a may be all from 1 to 4.
        pytest.param((1, 9, 0, 12, 5), (27, GONE, GONE, 0, 12, 5), id="one and a complement"),
        # 9 would be 4 + 5 at most, so that what did not hold could not be 4: one more goes.
        pytest.param((0.4, 9.4, 0, 12, 5), (26, GONE, GONE, 0, 12, 5), id="estimates"),
        pytest.param((1, 8, 0, 12, 5), (26, GONE, GONE, 0, GONE, 5), id="two complements"),
        pytest.param((1, 2, 0, 12, 5), (20, GONE, GONE, 0, GONE, 5), id="two and a complement"),
        pytest.param((1, 2, 9, 0, 9), (21, GONE, GONE, GONE, 0, 9), id="zeros stay"),
        # 1 + 2 + 6 cannot be 4 + 1 + 5.
        pytest.param(
            (1, 2, 6, 0, 9), (18, GONE, GONE, GONE, 0, GONE), id="two complements for two"
        ),
        pytest.param((0, 0, 6, 12, 3), (21, 0, 0, GONE, GONE, GONE), id="whichever is small"),
        pytest.param((1, 0, 0, 0, 0), (GONE, GONE, 0, 0, 0, 0), id="a small total"),
        pytest.param((1, 5, 0, 0, 0), (GONE, GONE, GONE, 0, 0, 0), id="a total that would tell"),
        # What adds up to 7 or 8 in three leaves each of them all from 1 to 4, and so do 6 or less
        # and 9 or more, so that a reader may know which it is.
        pytest.param((3, 3, 2, 0, 0), (8, GONE, GONE, GONE, 0, 0), id="three that hide each other"),
        pytest.param(
            (4, 4, 2, 0, 0), (GONE, GONE, GONE, GONE, 0, 0), id="three that are too large"
        ),
        pytest.param(
            (2, 1, 1, 0, 0), (GONE, GONE, GONE, GONE, 0, 0), id="three that are too small"
        ),
        pytest.param((1, 4, 0, 0, 0), (GONE, GONE, GONE, 0, 0, 0), id="two and never enough"),
        pytest.param((1, 3, 0, 0, 0), (GONE, GONE, GONE, 0, 0, 0), id="two that do not"),
        # The sum of those that reported is told beside a gap, so that 12 goes with 3.
        pytest.param((3, None, 0, 12, 5), (None, GONE, None, 0, GONE, 5), id="beside a gap"),
    ],
)
def test_what_is_withheld_of_a_count(reported, expected):
    assert seen(withheld(counts(deaths=reported)), *"Dabcde")["deaths"] == list(expected)


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        # b, which knows its 9, would know a's 1.
        pytest.param((1, 9, 0, 12, 5), (27, GONE, GONE, 0, GONE, 5), id="one and two complements"),
        pytest.param((1, 2, 0, 12, 5), (20, GONE, GONE, 0, GONE, 5), id="three already"),
        pytest.param((1, 4, 0, 0, 0), (GONE, GONE, GONE, 0, 0, 0), id="two and their total"),
        pytest.param((1, 0, 0, 0, 0), (GONE, GONE, 0, 0, 0, 0), id="one that is all there is"),
    ],
)
def test_an_area_that_knows_its_own_count_learns_no_others(reported, expected):
    table = withheld(counts(deaths=reported), insider=True)
    assert seen(table, *"Dabcde")["deaths"] == list(expected)


@pytest.mark.parametrize(
    ("abused", "expected"),
    [
        pytest.param((0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0), id="none at the top: all know it"),
        pytest.param((0, 2, 0, 0, 0), (GONE, *[GONE] * 5), id="a few: not even where"),
        pytest.param((0, 2, 0, 3, 2), (7, *[GONE] * 5), id="more: the top stays"),
        pytest.param((0, 10, 8, 9, 9), (36, GONE, GONE, 8, 9, 9), id="one without any"),
    ],
)
def test_where_even_that_there_is_a_case_is_sensitive(abused, expected):
    variables = VARIABLES.assign(sensitive=VARIABLES["sensitive"].mask(
        VARIABLES.index == "deaths", "presence"))  # fmt: skip
    table = protect(counts(deaths=abused), INDICATORS, variables, TREE, insider=False)
    assert seen(table, *"Dabcde")["deaths"] == list(expected)


SEVEN = pd.DataFrame(
    [("D", None), *((area, "D") for area in "abcdefg")], columns=["area", "parent"]
).assign(edition="1", name="n", type="t")


@pytest.mark.parametrize(
    ("part", "whole", "expected_part", "expected_whole"),
    [
        pytest.param(
            (18, 30, 40, 50, 60), (20, 40, 50, 60, 70),
            (198, GONE, GONE, 40, 50, 60), (240, 20, 40, 50, 60, 70), id="two who are not helped",
        ),
        pytest.param(
            (20, 40, 50, 60, 70), (20, 40, 50, 60, 70),
            (240, 20, 40, 50, 60, 70), (240, 20, 40, 50, 60, 70), id="everybody is helped",
        ),
        # Of 8 who are special 2 are helped or 4, and 4 are not: 8 would say that it is not 1.
        pytest.param(
            (2, 30, 40, 50, 60), (8, 40, 50, 60, 70),
            (182, GONE, GONE, 40, 50, 60), (228, GONE, GONE, 50, 60, 70), id="a whole of eight",
        ),
    ],
)  # fmt: skip
def test_what_is_withheld_of_a_part_and_its_whole(part, whole, expected_part, expected_whole):
    found = seen(withheld(counts(helped=part, special=whole), checks=CHECKS), *"Dabcde")
    assert found == {"helped": list(expected_part), "special": list(expected_whole)}


def test_the_difference_is_a_count_only_where_the_plan_says_so():
    """18 of 20: the two who are not helped may be told if the plan does not call them sensitive."""
    table = counts(helped=(18, 30, 40, 50, 60), special=(20, 40, 50, 60, 70))
    told = CHECKS.assign(difference_sensitive="no")
    assert seen(withheld(table, checks=told), *"Da")["helped"] == [198, 18]
    silent = told.drop(columns="difference_sensitive")
    assert seen(withheld(table, checks=silent), *"Da")["helped"] == [198, 18]
    assert seen(withheld(table, checks=CHECKS), *"Da")["helped"] == [198, GONE]


def test_a_count_that_is_not_sensitive_is_never_withheld():
    """1 of 4 children: all know that it is not 5. The range ends at what is published always."""
    table = withheld(counts(abused=(1, 9, 0, 9, 9), children=(4, 90, 80, 70, 60)))
    found = seen(table, *"Dabcde")
    assert found["children"] == [304, 4, 90, 80, 70, 60]
    assert found["abused"] == [28, GONE, GONE, 0, 9, 9]


THREE = pd.DataFrame(
    [("D", None), *((area, "D") for area in "abc")], columns=["area", "parent"]
).assign(edition="1", name="n", type="t")  # fmt: skip


@pytest.mark.parametrize(
    ("early", "deaths", "expected_early", "expected_deaths"),
    [
        # 1 + 9 are 10; but if 9 died early in b, there are 9 there at least, and 1 in c.
        pytest.param((0, 9, 0), (0, 9, 1), (GONE, 0, GONE, 0), (10, 0, GONE, GONE), id="the part"),
        # 20 are room enough for those who died early; 3 are not, were it 4.
        pytest.param((2, 9, 0), (8, 12, 0), (11, GONE, GONE, 0), (20, 8, 12, 0), id="room enough"),
        pytest.param((2, 9, 0), (4, 12, 0), (11, GONE, GONE, 0), (16, GONE, GONE, 0), id="no room"),
    ],
)
def test_a_whole_goes_that_leaves_its_part_no_room(early, deaths, expected_early, expected_deaths):
    table = withheld(counts(THREE, early=early, deaths=deaths), THREE, checks=CHECKS)
    assert seen(table, *"Dabc") == {"early": list(expected_early), "deaths": list(expected_deaths)}


def test_merged_areas_are_totals_of_the_old_ones():
    """a and c went into N: withheld together, so that the new page does not tell the old one's."""
    later = pd.DataFrame(
        [("D", None), ("N", "D"), ("M", "D")], columns=["area", "parent"]
    ).assign(edition="2", name="n", type="t")  # fmt: skip
    areas = pd.concat([TREE, later], ignore_index=True)
    changes = pd.DataFrame(
        [("a", "N"), ("c", "N"), ("b", "M"), ("d", "M"), ("e", "M")],
        columns=["old_area", "new_area"],
    ).assign(old_edition="1", new_edition="2", share=1.0)
    old = counts(deaths=(1, 9, 9, 7, 6))
    new = counts(later, edition="2", deaths=(10, 22))
    table = withheld(pd.concat([old, new]), areas, changes=changes)
    by_edition = {edition: rows for edition, rows in table.groupby("edition")}
    assert seen(by_edition["1"], *"Dabcde")["deaths"] == [32, GONE, 9, GONE, 7, 6]
    assert seen(by_edition["2"], *"DNM")["deaths"] == [32, 10, 22]


def test_a_share_of_a_withheld_count_is_withheld():
    later = pd.DataFrame(
        [("D", None), ("N", "D"), ("M", "D")], columns=["area", "parent"]
    ).assign(edition="2", name="n", type="t")  # fmt: skip
    areas = pd.concat([TREE, later], ignore_index=True)
    changes = pd.DataFrame(
        [("a", "N", 0.5), ("a", "M", 0.5), *((old, "M", 1.0) for old in "bcde")],
        columns=["old_area", "new_area", "share"],
    ).assign(old_edition="1", new_edition="2")
    old = counts(deaths=(1, 9, 8, 7, 6))
    new = counts(later, edition="2", deaths=(0.5, 30.5))
    table = withheld(pd.concat([old, new]), areas, changes=changes)
    rows = table[table["edition"].eq("2")].set_index(["variable", "area"])["conf_status"]
    assert [rows["deaths", area] for area in "DNM"] == ["F", "C", "C"]


def test_half_a_year_does_not_tell_the_other_half():
    """8 by July and 10 in the year: 2 after it, which no page states and every reader sees."""
    year = counts(deaths=(10, 20, 20, 20, 20))
    half = counts(period="2022-S1", deaths=(8, 9, 9, 9, 9))
    assert seen(withheld(half, TREE), *"Dab")["deaths"] == [44, 8, 9]
    table = withheld(pd.concat([year, half]), TREE)
    halves = seen(table[table["period"].eq("2022-S1")], *"Dabcde")
    assert halves["deaths"] == [44, GONE, GONE, 9, 9, 9]


@pytest.mark.parametrize(
    ("third", "expected"),
    [
        # What a second quarter's own table says is what the half year's says less the first's.
        pytest.param((8, 9, 9), {"Q1": "ab", "Q2": "ab", "S1": "", "Q3": "", "": ""}, id="one"),
        # From July to September 2 in a, which the pages of June and of September would tell.
        pytest.param((2, 9, 9), {"Q1": "ab", "Q2": "ab", "S1": "ab", "Q3": "ab", "": ""}, id="two"),
    ],
)
def test_what_flowed_between_two_pages_is_a_count_too(third, expected):
    """A page tells of the year so far: of March, June, September and December."""
    parts = {"Q1": (1, 9, 8), "Q2": (9, 9, 8), "S1": (10, 18, 16), "Q3": third}
    tables = [counts(THREE, f"2022-{part}", deaths=of) for part, of in parts.items()]
    tables.append(counts(THREE, deaths=(25, 36, 34)))
    table = withheld(pd.concat(tables), THREE)
    gone = table.loc[table["conf_status"].eq("C"), ["period", "area"]]
    found = {part: "" for part in expected}
    for period, area in gone.itertuples(index=False):
        found[period[5:]] += area
    assert found == expected


def test_a_withheld_cell_has_nothing_left_but_its_name():
    table = protect(counts(deaths=(1, 8, 0, 12, 5)), INDICATORS, VARIABLES, TREE)
    hidden = table["conf_status"].eq("C")
    blank = ["value", "reported_value", "obs_status", "note"]
    assert table.loc[hidden, blank].isna().all(axis=None)
    assert set(table.loc[hidden, "reason"]) == {"withheld"}
    assert set(table.loc[~hidden, "conf_status"]) == {"F"}
    own = table["variable"].eq("deaths") & table["level"].eq("t") & table["area"].ne("D")
    assert table.loc[own & ~hidden, "note"].eq("heard of").all()


def test_a_missing_total_does_not_tell_what_it_has_so_far():
    table = protect(counts(deaths=(1, None, 0, 1, 0)), INDICATORS, VARIABLES, TREE)
    (total,) = (r for r in table.itertuples() if (r.area, r.variable) == ("D", "deaths"))
    assert (total.reason, total.obs_status, total.conf_status) == ("part_missing", "O", "F")
    assert pd.isna(total.reported_value)


def test_the_rows_and_their_order_are_kept_and_the_choice_is_the_same_twice():
    given = counts(
        deaths=(1, 8, 0, 12, 5), helped=(18, 30, 40, 50, 60), special=(20, 40, 50, 60, 70)
    )
    mixed = given.sample(frac=1, random_state=3)
    columns = ["area", "variable"]
    table = protect(mixed, INDICATORS, VARIABLES, TREE)
    pd.testing.assert_frame_equal(table[columns], mixed[columns])
    again = protect(given, INDICATORS, VARIABLES, TREE)
    pd.testing.assert_series_equal(table["conf_status"].sort_index(), again["conf_status"])


@pytest.mark.parametrize("bigger", [(2, 7), (4, 5)], ids=["one more", "three more"])
def test_how_large_a_withheld_count_is_does_not_matter(bigger):
    one = protect(counts(deaths=(1, 8, 0, 12, 5)), INDICATORS, VARIABLES, TREE)
    other = protect(counts(deaths=(*bigger, 0, 12, 5)), INDICATORS, VARIABLES, TREE)
    pd.testing.assert_frame_equal(one, other)


def test_the_threshold_is_the_years():
    table = counts(deaths=(3, 8, 0, 12, 5))
    assert seen(protect(table, INDICATORS, VARIABLES, TREE, 3), *"Da")["deaths"] == [28, 3]
    assert seen(protect(table, INDICATORS, VARIABLES, TREE, 4), *"Da")["deaths"] == [28, GONE]


def test_the_example_says_of_each_sensitive_count_why_it_is(root):
    """And what a sensitive indicator counts is sensitive, and the other way round."""
    variables, indicators = read_variables(root), read_indicators(root)
    sensitive = variables["sensitive"].ne("no")
    assert sensitive.eq(variables["sensitive_why_vi"].notna()).all()
    counted = indicators["numerator"].map(terms).explode()
    marked = sensitive.reindex(counted).groupby(counted.index).any()
    assert marked.reindex(indicators.index).eq(indicators["sensitive"]).all()


def test_the_internal_edition_is_whole():
    table = counts(deaths=(1, 8, 0, 12, 5))
    whole = unprotected(table)
    assert set(whole["conf_status"]) == {"F"}
    pd.testing.assert_frame_equal(whole[list(table.columns)], table)


def test_areas_of_another_edition_stand_between():
    areas = {"D": None, **dict.fromkeys("abcd", "D")}
    tree, node = grow(areas, {"N": ["a", "d"], "D'": ["a", "b", "c", "d"]})
    assert tree.children[node["N"]] == [node["a"], node["d"]]
    assert tree.children[node["D"]] == [node["N"], node["b"], node["c"]]
    assert tree.parent[node["D"]] == node["D'"]


def test_an_area_that_cuts_across_others_has_no_place():
    areas = {"E": None, "D": "E", "F": "E", "a": "D", "b": "D", "c": "F"}
    assert "N" not in grow(areas, {"N": ["b", "c"]})[1]


@pytest.mark.parametrize(
    ("count", "threshold", "presence", "expected"),
    [(0, 5, False, None), (1, 5, False, (1, 4)), (4, 5, False, (1, 4)), (5, 5, False, None),
     (0, 5, True, (0, 4)), (2, 3, False, (1, 2)), (3, 3, False, None)],
)  # fmt: skip
def test_which_counts_are_primary(count, threshold, presence, expected):
    assert smallest_and_largest(count, threshold, presence) == expected


@pytest.mark.parametrize(
    ("least", "most", "a", "b", "expected"),
    [
        pytest.param(6, ANY, [6, 9], [ANY, ANY], (10, ANY), id="one beside a complement"),
        pytest.param(2, 8, [2, 5], [5, 8], (6, 4), id="two alone: never"),
        pytest.param(3, 12, [3, 6], [9, 12], (7, 8), id="three alone"),
        pytest.param(4, 16, [4, 7], [13, 16], (8, 12), id="four alone"),
        pytest.param(10, ANY, [10, 10], [ANY, ANY], (10, ANY), id="whatever it is"),
        pytest.param(0, 30, [0, 0], [26, 30], (0, 25), id="too large"),
        pytest.param(5, 9, [], [], (5, 9), id="nothing to keep"),
    ],
)
def test_from_which_count_a_cell_is_published(least, most, a, b, expected):
    assert told(least, most, a, b) == expected


def test_large_tables_are_asked_area_by_area_with_the_same_answers(monkeypatch):
    tree = pd.DataFrame(
        [("E", None), ("D", "E"), ("F", "E"),
         *((a, "D") for a in "abc"), *((a, "F") for a in "xyz")],
        columns=["area", "parent"],
    ).assign(edition="1", name="n", type="t")  # fmt: skip
    tables = [counts(tree, deaths=of) for of in [
        (1, 8, 0, 12, 5, 9), (3, 3, 2, 9, 9, 9), (1, 0, 0, 7, 7, 2),
        (2, 1, 1, 1, 1, 0)]]  # fmt: skip
    at_once = [seen(withheld(table, tree), *"EDFabcxyz") for table in tables]
    monkeypatch.setattr(complementary, "AT_ONCE", 0)
    assert [seen(withheld(table, tree), *"EDFabcxyz") for table in tables] == at_once


def test_the_threshold_of_a_level_holds_for_all_above_it():
    """A district's 4 may be told where its threshold is 3, but not beside communes that go at 5."""
    table = counts(deaths=(4, 0, 0, 0, 0)).assign(level=lambda t: t["area"].map(
        lambda area: "district" if area == "D" else "commune"))  # fmt: skip
    levels = {"district": 3, "commune": 5}
    table = protect(table, INDICATORS, VARIABLES, TREE, levels, insider=False)
    assert seen(table, *"Da")["deaths"] == [GONE, GONE]


def two_changes(*shares_of_c: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Areas a, b, c, d of edition 1 in 2 and, after another change, in 3, where c was split."""
    areas = {"1": "abcd", "2": "Mcd", "3": "NPQ"}
    rows = [(e, area, "T") for e, each in areas.items() for area in each]
    rows += [(e, "T", None) for e in areas]
    lines = ["a1M2", "b1M2", "c1c2", "d1d2", "M2N3", "d2Q3", "c2P3", "c2Q3"]
    columns = ["old_area", "old_edition", "new_area", "new_edition", "share"]
    changes = [(*line, share) for line, share in zip(lines, [*[1] * 6, *shares_of_c], strict=True)]
    table = pd.DataFrame(rows, columns=["edition", "area", "parent"])
    return table, pd.DataFrame(changes, columns=columns).astype({"share": float})


SUMS = {  # of which old areas an area two changes later is known to be the sum
    "all the people of c to P": ((1, 0), {"N": "ab", "P": "c", "Q": "d", "T": "abcd"}),
    "half of them": ((0.5, 0.5), {"N": "ab", "T": "abcd"}),
    "nobody knows": ((np.nan, np.nan), {"N": "ab"}),
}


@pytest.mark.parametrize(("shares", "sums"), SUMS.values(), ids=SUMS)
def test_an_area_stands_above_what_it_is_the_sum_of_also_two_changes_later(shares, sums):
    areas, changes = two_changes(*shares)
    tree, node = tree_of(areas, areas, changes)
    below = {
        area: {tree.key[n] for n in tree.below(at)} & {("1", each) for each in "abcd"}
        for (edition, area), at in node.items()
        if edition == "3"
    }
    assert {area: "".join(sorted(a for _, a in of)) for area, of in below.items()} == sums
