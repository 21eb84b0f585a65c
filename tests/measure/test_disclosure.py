"""What is withheld of small tables that can be followed by hand, and what a withheld cell is."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.measure import protect
from chitieu.measure.disclosure import unprotected
from chitieu.measure.disclosure.choices import Part, fewest_choices
from chitieu.measure.disclosure.tree import grow
from chitieu.measure.totals import add_totals
from chitieu.plan.areas import Areas
from chitieu.plan.indicators import read_indicators, read_variables, terms

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
CHECKS = pd.DataFrame([("early", "deaths")], columns=["left", "right"])
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


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        pytest.param((0, 7, 0, 12, 5), (24, 0, 7, 0, 12, 5), id="nothing small"),
        # a and b go together; their sum of 9 may be known, since either can be the small one.
        pytest.param((1, 8, 0, 12, 5), (26, GONE, GONE, 0, 12, 5), id="a small count and its pair"),
        # a + b = 3 would leave 0 to 3: the first large count goes too, and 15 may be known.
        pytest.param(
            (1, 2, 0, 12, 5), (20, GONE, GONE, 0, GONE, 5), id="a pair too small to be told"
        ),
        # a + b + c = 9 would leave c no choice but to be large: all but the zeros go.
        pytest.param((1, 2, 6, 0, 9), (18, *[GONE] * 5), id="no large count beside it"),
        pytest.param((0, 0, 6, 12, 3), (21, 0, 0, GONE, GONE, GONE), id="three where one is over"),
        # Zeros are published; the total goes, for they would tell it of the pair.
        pytest.param((1, 0, 0, 0, 0), (GONE, GONE, GONE, 0, 0, 0), id="a small total"),
        # 5 in all is no small count, but it would have to be somebody's 1 to 4 and another's rest.
        pytest.param((1, 4, 0, 0, 0), (GONE, GONE, GONE, 0, 0, 0), id="a total that would tell"),
        # a is alone in its pair, so the next group goes with it.
        pytest.param((3, None, 0, 12, 5), (None, GONE, None, *[GONE] * 3), id="beside a gap"),
    ],
)
def test_what_is_withheld_of_a_count(reported, expected):
    table = protect(counts(deaths=reported), INDICATORS, VARIABLES, TREE)
    assert seen(table, *"Dabcde")["deaths"] == list(expected)


SEVEN = pd.DataFrame(
    [("D", None), *((area, "D") for area in "abcdefg")], columns=["area", "parent"]
).assign(edition="1", name="n", type="t")


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        # 6 in four groups: the total stays, for nobody knows which groups have one.
        pytest.param((0, 1, 0, 2, 1, 1, 1), (6, *[GONE] * 7), id="a small sum of four groups"),
        pytest.param((2, 0, 3, 0, 1, 0, 0), (6, *[GONE] * 7), id="of three groups: the same"),
        # 5 and less go, and 6 in two groups, which leaves 2 to 6: the zeros go as well.
        pytest.param((0, 1, 2, 0, 1, 1, 0), (GONE, *[GONE] * 7), id="five"),
        pytest.param((4, 0, 0, 0, 2, 0, 0), (GONE, *[GONE] * 7), id="six in two groups"),
        # Whoever knows that all is in one pair knows 1 to 5, as before.
        pytest.param((4, 1, 0, 0, 0, 0, 0), (GONE, GONE, GONE, *[0] * 5), id="one group"),
        # Enough is in three groups for all that one may have.
        pytest.param((3, 0, 3, 0, 2, 0, 0), (8, *[GONE] * 6, 0), id="three groups and enough"),
    ],
)
def test_the_total_of_many_areas_stays_where_their_zeros_can_go(reported, expected):
    table = protect(counts(SEVEN, deaths=reported), INDICATORS, VARIABLES, SEVEN)
    assert seen(table, *"Dabcdefg")["deaths"] == list(expected)


def test_all_of_a_part_goes_where_all_of_its_whole_does():
    """No group has more than 4 of the 6 deaths, nor of the early ones if all are in one group."""
    table = counts(SEVEN, early=(0, 0, 0, 2, 0, 0, 0), deaths=(0, 1, 0, 2, 1, 1, 1))
    found = seen(protect(table, INDICATORS, VARIABLES, SEVEN, checks=CHECKS), *"Dabcdefg")
    assert found == {"early": [GONE] * 8, "deaths": [6, *[GONE] * 7]}


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
        pytest.param(
            (2, 30, 40, 50, 60), (3, 40, 50, 60, 70),
            (182, GONE, GONE, 40, 50, 60), (223, GONE, GONE, 50, 60, 70), id="three in all",
        ),
    ],
)  # fmt: skip
def test_what_is_withheld_of_a_part_and_its_whole(part, whole, expected_part, expected_whole):
    table = protect(counts(helped=part, special=whole), INDICATORS, VARIABLES, TREE)
    found = seen(table, *"Dabcde")
    assert found == {"helped": list(expected_part), "special": list(expected_whole)}


def test_a_denominator_that_leaves_few_choices_goes_too():
    """Nobody's count of children is secret; but 1 of 4 is 0 to 4, and 4 is no more than 4."""
    table = protect(
        counts(abused=(1, 8, 0, 9, 9), children=(4, 90, 80, 70, 60)), INDICATORS, VARIABLES, TREE
    )
    found = seen(table, *"Dabcde")
    assert found["children"] == [304, GONE, GONE, 80, 70, 60]
    assert found["abused"] == [27, GONE, GONE, 0, 9, 9]


def test_what_holds_a_withheld_count_is_withheld_where_it_would_bind_it():
    """Early deaths are deaths: where none died none died early."""
    table = counts(early=(1, 0, 0, 9, 9), deaths=(7, 0, 0, 9, 9))
    alone = protect(table, INDICATORS, VARIABLES, TREE)
    assert seen(alone, *"Dabcde")["deaths"] == [25, 7, 0, 0, 9, 9]
    both = seen(protect(table, INDICATORS, VARIABLES, TREE, checks=CHECKS), *"Dabcde")
    assert both["early"] == [19, *[GONE] * 5]
    assert both["deaths"][1:3] == [GONE, GONE]


THREE = pd.DataFrame(
    [("D", None), *((area, "D") for area in "abc")], columns=["area", "parent"]
).assign(edition="1", name="n", type="t")  # fmt: skip


@pytest.mark.parametrize(
    ("early", "deaths", "expected_early", "expected_deaths"),
    [
        # 9 early ones in a and b would say that of the 10 deaths c has one at most.
        pytest.param((0, 9, 0), (0, 9, 1), (9, *[GONE] * 3), (10, *[GONE] * 3), id="a zero of it"),
        # 6 in all with c's withheld would be 6 in one pair: their sum goes, as 1 to 4 would have.
        pytest.param(
            (0, 6, 0), (0, 6, 1), (GONE, GONE, GONE, 0), (7, *[GONE] * 3), id="a scarce sum of it"
        ),
        # 5 in all, some of them early: 1 to 4 would be too few numbers for how many.
        pytest.param((0, 2, 0), (0, 3, 2), (GONE, GONE, GONE, 0), [GONE] * 4, id="its total"),
        # Nobody died in c, and 20 are room enough for those who died early.
        pytest.param((2, 7, 0), (8, 12, 0), (9, GONE, GONE, 0), (20, 8, 12, 0), id="no limit"),
    ],
)
def test_what_a_part_tells_of_its_whole_goes(early, deaths, expected_early, expected_deaths):
    table = protect(counts(THREE, early=early, deaths=deaths), INDICATORS, VARIABLES, THREE,
                    checks=CHECKS)  # fmt: skip
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
    old = counts(deaths=(1, 9, 8, 7, 6))
    new = counts(later, edition="2", deaths=(9, 22))
    table = protect(pd.concat([old, new]), INDICATORS, VARIABLES, areas, changes=changes)
    by_edition = {edition: rows for edition, rows in table.groupby("edition")}
    assert seen(by_edition["1"], *"Dabcde")["deaths"] == [31, GONE, 9, GONE, 7, 6]
    assert seen(by_edition["2"], *"DNM")["deaths"] == [31, 9, 22]


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
    table = protect(pd.concat([old, new]), INDICATORS, VARIABLES, areas, changes=changes)
    rows = table[table["edition"].eq("2")].set_index(["variable", "area"])["conf_status"]
    assert [rows["deaths", area] for area in "DNM"] == ["F", "C", "C"]


def test_half_a_year_does_not_tell_the_other_half():
    """8 by July and 10 in the year: 2 after it, which no page states and every reader sees."""
    year = counts(deaths=(10, 20, 20, 20, 20))
    half = counts(period="2022-S1", deaths=(8, 9, 9, 9, 9))
    assert seen(protect(half, INDICATORS, VARIABLES, TREE), *"Dab")["deaths"] == [44, 8, 9]
    table = protect(pd.concat([year, half]), INDICATORS, VARIABLES, TREE)
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
    table = protect(pd.concat(tables), INDICATORS, VARIABLES, THREE)
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


def test_the_difference_of_two_indicators_counts_is_no_count():
    """9 of 10 died early in a: who did not is told. See Relation for why it may be."""
    table = counts(early=(9, 9, 0, 0, 0), deaths=(10, 19, 0, 0, 0))
    found = seen(protect(table, INDICATORS, VARIABLES, TREE, checks=CHECKS), *"Dabcde")
    assert found == {"early": [18, 9, 9, 0, 0, 0], "deaths": [29, 10, 19, 0, 0, 0]}


def test_the_example_says_of_each_sensitive_count_why_it_is(root):
    """And what a sensitive indicator counts is sensitive, and the other way round."""
    variables, indicators = read_variables(root), read_indicators(root)
    sensitive = variables["sensitive"].eq("yes")
    assert sensitive.eq(variables["sensitive_why_vi"].notna()).all()
    counted = indicators["numerator"].map(terms).explode()
    marked = variables["sensitive"].reindex(counted).eq("yes").groupby(counted.index).any()
    assert marked.reindex(indicators.index).eq(indicators["sensitive"]).all()


def test_the_internal_edition_is_whole():
    table = counts(deaths=(1, 8, 0, 12, 5))
    whole = unprotected(table)
    assert set(whole["conf_status"]) == {"F"}
    pd.testing.assert_frame_equal(whole[list(table.columns)], table)


@pytest.mark.parametrize(
    ("parts", "total", "expected"),
    [
        # One of the two was 1 to 4, and together they are 9: 1 2 3 4 and 5 6 7 8.
        pytest.param([((0, 9), {1, 2, 3, 4}), ((0, 9), {1, 2, 3, 4})], 9, 8, id="a pair of 9"),
        # 1 and 4, 2 and 3, 3 and 2, 4 and 1: 0 and 5 would both have been published.
        pytest.param([((0, 5), {1, 2, 3, 4}), ((0, 5), {1, 2, 3, 4})], 5, 4, id="a pair of 5"),
        pytest.param([((0, 9), set()), ((0, 9), set())], 9, 10, id="nothing known of why"),
        pytest.param([((0, 9), set()), ((6, 9), set())], 9, 4, id="one is 6 at least"),
        pytest.param([((0, 2), {1, 2}), ((0, 50), {1, 2, 3, 4})], 50, 2, id="one is 2 at most"),
    ],
)
def test_how_many_numbers_a_count_may_be(parts, total, expected):
    built = [Part({n: span}, telling) for n, (span, telling) in enumerate(parts)]
    assert fewest_choices(built, total, enough=20) == expected


def test_siblings_are_gathered_in_the_order_of_the_areas():
    tree, node = grow({"D": None, **dict.fromkeys("abcde", "D")})
    first, last = tree.children[node["D"]]
    assert tree.children[first] == [node["a"], node["b"]]
    second, odd = tree.children[last]
    assert (tree.children[second], odd) == ([node["c"], node["d"]], node["e"])
    assert tree.key[first] is None


def test_areas_of_another_edition_stand_between():
    areas = {"D": None, **dict.fromkeys("abcd", "D")}
    tree, node = grow(areas, {"N": ["a", "d"], "D'": ["a", "b", "c", "d"]})
    assert tree.children[node["N"]] == [node["a"], node["d"]]
    assert tree.parent[node["D"]] == node["D'"]


def test_an_area_that_cuts_across_others_has_no_place():
    areas = {"E": None, "D": "E", "F": "E", "a": "D", "b": "D", "c": "F"}
    assert "N" not in grow(areas, {"N": ["b", "c"]})[1]
