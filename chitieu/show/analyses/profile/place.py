"""What a profile is made from: one area, and the scene of the area above it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from chitieu.measure.rates import add_rates
from chitieu.show.analyses.through_years.all_years import Years
from chitieu.show.frame.scorecard import Link
from chitieu.show.scene import Scene

BETTER, SIMILAR, WORSE = "better", "similar", "worse"
RANKED = (
    "proportion",
    "cohort",
    "rate",
    "count_ratio",
)  # a count or a change says nothing of a place's size


@dataclass(frozen=True)
class Place:
    """`years`: those of the area above, which hold this one and its neighbours, so that every
    figure is as it is published there. `area`: this one's code. `link`: where an indicator's
    part stands."""

    years: Years
    area: str
    link: Link

    @property
    def scene(self) -> Scene:
        """The scene of the area above."""
        return self.years.scene

    @cached_property
    def own(self) -> Scene:
        """The same figures, seen from this area's page."""
        return replace(self.scene, top=self.area, parts=[self.area], leaves=[self.area])

    @property
    def alone(self) -> bool:
        """Whether there is no area above to be held against."""
        return self.scene.top == self.area

    @property
    def word(self) -> str:
        """What the area is called by its kind: "xã"."""
        return self._word(self.area)

    @property
    def above_word(self) -> str:
        """What the area above is called by its kind: "huyện"."""
        return self._word(self.scene.top)

    def _word(self, area: str) -> str:
        return self.scene.types.word(self.scene.level_of(area), 1)

    @cached_property
    def others(self) -> list[str]:
        """The other areas that are like this one; none where the workbook does not say so."""
        peers = self.scene.peers
        like = peers.index[peers.eq(peers.get(self.area))]
        return [area for area in self.scene.parts if area in like and area != self.area]

    @cached_property
    def others_like(self) -> pd.DataFrame:
        """The results of those others taken together, by indicator: value, lower, upper; no row
        where a count of one of them is not told."""
        rows = self.scene.results
        rows = rows[rows["area"].isin(self.others) & rows["kind"].isin(RANKED)]
        counts = rows.groupby("indicator", observed=True)[["numerator", "denominator"]]
        counts = counts.sum()[counts.count().min(axis="columns").eq(len(self.others))]
        plan = self.scene.indicators[["kind", "per", "chance"]]
        told = counts.join(plan).assign(confidence=self.scene.settings.confidence)
        return add_rates(told)

    @cached_property
    def table(self) -> pd.DataFrame:
        """This area's results in the plan's order, with how they stand: `above` (better, similar
        or worse than the area above; blank where not compared), `like` (the same, held against its
        like together), `best` and `worst` (the ranks that its interval leaves among the `of` areas
        with one; blank for none)."""
        rows = []
        for indicator in self.scene.indicators.index:
            better = self.scene.indicators.loc[indicator, "better"]
            row = self.scene.result(indicator, self.area)
            whole = self.scene.result(indicator)
            beside = self.scene.rows(indicator)
            beside = beside[beside["area"].isin(self.scene.parts)]
            above = "" if self.alone else compared(row, whole, better)
            best, worst, of = rank_range(row, beside, better)
            told = {"above": above, "like": "", "best": best, "worst": worst, "of": of}
            if indicator in self.others_like.index:
                told["like"] = compared(row, self.others_like.loc[indicator], better)
            rows.append(row.to_dict() | told)
        return pd.DataFrame(rows).set_index("indicator", drop=False)


def has_interval(told: pd.Series | pd.DataFrame) -> bool | pd.Series:
    """Whether a result, or each of several, can be held against another area's by its interval."""
    compared = np.isin(told["kind"], RANKED) & (told["reason"] != "judged_at_parent")
    return compared & pd.notna(told["lower"])


def compared(row, whole, better: str) -> str:
    """Return better, similar or worse, by whether the two intervals are apart; blank for none.

    The area is a part of the whole that it is held against, which makes this test cautious: a
    difference that it names is one.
    """
    if not (has_interval(row) and has_interval(whole)):
        return ""
    if row["lower"] > whole["upper"]:
        return BETTER if better == "higher" else WORSE
    if row["upper"] < whole["lower"]:
        return BETTER if better == "lower" else WORSE
    return SIMILAR


def rank_range(row, beside: pd.DataFrame, better: str) -> tuple[float, float, int]:
    """Return the best and the worst rank that an area's interval leaves it among others, and
    among how many; blank (nan) where it has no interval or there is no other.

    Better for sure are those whose interval lies wholly on the good side of this one's.
    """
    others = beside[has_interval(beside)]
    if not has_interval(row) or len(others) < 2:
        return np.nan, np.nan, len(others)
    above = int((others["lower"] > row["upper"]).sum())
    below = int((others["upper"] < row["lower"]).sum())
    ahead, behind = (above, below) if better == "higher" else (below, above)
    return 1 + ahead, len(others) - behind, len(others)
