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
