"""Targets as published plans of other places word them: each can be written, and is judged right.

What the plan says besides (the upper end of a range, the number of communes beside a percentage)
is kept with the target and not judged.
"""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.measure import add_rates, judge
from chitieu.plan.area_limits import Limits
from chitieu.plan.targets import Sense, against_sense
from chitieu.plan.written_targets import canonical

# The plan's words; kind, per and which way is better; what is written; a type of area, and counts
# that just reach it and that just do not: numerator, denominator and those of the year before.
PLANS = {
    "dưới 10 % ở thành thị": ("proportion", 100, "lower", {"ward": "< 10 %", "commune": "< 5 %"},
                              "ward", (99, 1000), (100, 1000)),
    "dưới 5 % ở nông thôn": ("proportion", 100, "lower", {"ward": "< 10 %", "commune": "< 5 %"},
                             "commune", (49, 1000), (50, 1000)),
    "giảm so với năm trước": ("change", 100, "lower", "fall > 0", "", (9, 10), (10, 10)),
    "mỗi năm giảm 5–10 %": ("change", 100, "lower", "fall >= 5–10 %", "", (95, 100), (96, 100)),
    "giảm 1–1,5 điểm %": ("points", 100, "lower", "fall >= 1–1,5", "", (90, 1000, 100, 1000),
                          (91, 1000, 100, 1000)),
    "giảm 20 % so với năm 2020": ("change", 100, "lower", "fall >= 20 % since 2020", "", (80, 100),
                                  (81, 100)),
    "tăng 2 điểm % so với năm 2020": ("points", 100, "higher", "≥ 2 since 2020", "",
                                      (52, 100, 50, 100), (51, 100, 50, 100)),
    "tăng 2 điểm % so với năm trước": ("points", 100, "higher", "≥ 2", "", (52, 100, 50, 100),
                                       (51, 100, 50, 100)),
    "phấn đấu không có": ("count", 1, "lower", "= 0", "", (0, None), (1, None)),
    "trên 95 %": ("proportion", 100, "higher", "> 95 %", "", (951, 1000), (950, 1000)),
    "550/100.000": ("rate", 100000, "lower", "<= 550", "", (550, 100000), (551, 100000)),
    "54,9 % (56 xã)": ("proportion", 100, "higher", "≥ 56/102", "", (56, 102), (55, 102)),
    "54,9 %, 56 xã": ("proportion", 100, "higher", "≥ 54,9 % (56 xã)", "", (56, 102), (55, 102)),
    "54,9 %": ("proportion", 100, "higher", "≥ 54,9 %", "", (56, 102), (55, 102)),
    "5000 việc làm mới": ("count", 1, "higher", ">= 5000", "", (5000, None), (4999, None)),
    "dưới 112 bé trai/100 bé gái": ("count_ratio", 100, "lower", "< 112", "", (111, 100),
                                    (112, 100)),
    "trên 10‰": ("rate", 1000, "higher", "> 10 ‰", "", (11, 1000), (10, 1000)),
}  # fmt: skip
COUNTS = ("numerator", "denominator", "previous_numerator", "previous_denominator")


@pytest.mark.parametrize(
    ("kind", "per", "better", "written", "level", "reached", "missed"), PLANS.values(), ids=PLANS
)
def test_a_published_target_can_be_written_and_is_judged(
    kind, per, better, written, level, reached, missed
):
    sense = Sense(kind, per, better)
    texts = written if isinstance(written, dict) else {"": written}
    read = {each: canonical(text, sense) for each, text in texts.items()}
    goal = Limits.read(read, kind).at(level)
    assert [*against_sense(goal, sense)] == []
    rows = [dict(zip(COUNTS, counts, strict=False)) for counts in (reached, missed)]
    table = pd.DataFrame(rows).assign(kind=kind, per=per, target=str(goal))
    assert judge(add_rates(table))["status"].tolist() == ["met", "not_met"]
