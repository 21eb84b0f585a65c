"""Kinds of indicators: what each asks of its row, and the one word that is no kind any more."""

from __future__ import annotations

import pytest

from chitieu.faults import Faults
from chitieu.plan.indicators import read_indicators

EITHER = (
    "'ratio' may be either of two kinds (line {}); write cohort (completers over an earlier "
    "intake) or count_ratio (two counts of which neither is a part of the other)"
)
# Line 4 is indicator 3a, a rate; line 16 is 10, a count; line 20 is 13, a change.
REFUSED = {
    "a rate without a denominator": (4, "denominator", "", "a rate needs one"),
    "a count with a denominator": (16, "denominator", "children_u16",
                                   "a count has none; leave the cell empty, or mend the kind"),
    "a change with a denominator": (20, "denominator", "children_u16", "a change has none"),
    "a proportion that has none": (3, "denominator", "", "a proportion needs one"),
    "a count for a share": (3, "kind", "count", "3:denominator: a count has none"),
    "a ratio": (3, "kind", "ratio", f"3:kind: {EITHER.format(3)}"),
}  # fmt: skip


def faults_of(folder) -> list[str]:
    with pytest.raises(Faults) as caught:
        read_indicators(folder)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(("row", "column", "value", "told"), REFUSED.values(), ids=REFUSED)
def test_a_kind_is_held_against_its_row(workbook_copy, set_cell, row, column, value, told):
    set_cell(workbook_copy / "params/indicators.csv", row, column, value)
    (fault,) = faults_of(workbook_copy)
    assert told in fault


def test_ratio_is_refused_once_with_all_its_rows(workbook_copy):
    path = workbook_copy / "params/indicators.csv"
    path.write_text(path.read_text("utf-8").replace(",cohort,", ",ratio,"), "utf-8")
    (fault,) = faults_of(workbook_copy)
    assert fault == f"params/indicators.csv:23:kind: {EITHER.format('23, 24, 26')}"


@pytest.mark.parametrize("kind", ["cohort", "count_ratio", "rate", "proportion"])
def test_a_kind_with_two_counts_is_taken(workbook_copy, set_cell, kind):
    set_cell(workbook_copy / "params/indicators.csv", 3, "kind", kind)
    assert read_indicators(workbook_copy)["kind"].iloc[1] == kind
