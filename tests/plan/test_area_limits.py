"""Where a target holds, and how that is written in the tables of a package."""

from __future__ import annotations

import pytest

from chitieu.plan.area_limits import Limits
from chitieu.plan.targets import Target


@pytest.mark.parametrize(
    ("written", "kind", "columns"),
    [
        pytest.param(">= 4/7", "proportion", ("ge", "4 of 7"), id="for all"),
        pytest.param({"commune": "< 5", "ward": "fall >= 1"}, "change",
                     ("", "commune: < 5; ward: fall >= 1"), id="by type"),
        pytest.param(None, "rate", ("", ""), id="none"),
        pytest.param({"commune": ""}, "rate", ("", ""), id="none for the only type"),
    ],
)  # fmt: skip
def test_limits_are_read_again_from_their_columns(written, kind, columns):
    limits = Limits.read(written, kind)
    assert limits.columns == columns
    assert Limits.of_columns(*columns).by_type == limits.by_type
    assert bool(limits) is (columns != ("", ""))


BY_GROUP = {"F": "< 5", "M": "< 6", "ward": "< 9"}


@pytest.mark.parametrize(
    ("written", "level", "group", "limit", "why"),
    [
        (BY_GROUP, "commune", "F", "5", None),
        (BY_GROUP, "ward", "M", "6", None),
        (BY_GROUP, "ward", "", "9", None),
        (BY_GROUP, "ward", "X", "9", None),  # of a group without one: its area's
        (BY_GROUP, "commune", "", None, "no_limit_for_type"),
        (BY_GROUP, "commune", "X", None, "no_limit_for_type"),
        ("< 7", "commune", "F", "7", None),
        (None, "commune", "F", None, None),
    ],
)
def test_a_limit_may_be_a_group_s_own(written, level, group, limit, why):
    limits = Limits.read(written, "proportion")
    found = limits.at(level, group=group)
    assert (found and found.limit_text) == limit
    assert limits.why_none(level, group=group) == why


@pytest.mark.parametrize("columns", [("ge", "many"), ("", "commune: 5")])
def test_other_columns_are_told(columns):
    with pytest.raises(ValueError, match=r"no target|no comparator|not enough"):
        Limits.of_columns(*columns)


@pytest.mark.parametrize(
    ("text", "of_none"),
    [("= 0", True), ("<= 0", True), ("< 1", True), ("<= 0.5", True), ("< 1.5", False),
     ("<= 1", False), ("= 1", False), (">= 0", False), ("> 0", False), ("fall >= 0", False)],
)  # fmt: skip
def test_what_asks_for_none_at_all(text, of_none):
    assert Target.parse(text).of_none is of_none
