"""Years pooled by hand, and the denominator at which an interval leaves its limit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from chitieu.measure.intervals import poisson
from chitieu.measure.pooling import denominator_needed, pool


def deaths(**years: tuple) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "period": year[1:],
                "indicator": "3b",
                "area": "a",
                "kind": "rate",
                "per": 1000,
                "numerator": top,
                "denominator": bottom,
                "target": target,
            }
            for year, (top, bottom, target) in years.items()
        ]
    ).astype({"numerator": "Float64", "denominator": "Float64"})


def test_counts_are_summed_then_divided_and_judged_by_the_last_target():
    history = deaths(y2020=(4, 400, "<= 20"), y2021=(2, 100, "<= 15"), y2022=(3, 500, "<= 8"))
    row = pool(history, ["2020", "2021", "2022"]).iloc[0]
    assert (row["numerator"], row["denominator"]) == (9, 1000)  # 4+2+3 of 400+100+500
    assert row["value"] == 9  # not the mean of 10, 20 and 6
    assert row["status"] == "not_met"
    # Garwood's limits of 9 events: chi2(0.025; 18)/2 and chi2(0.975; 20)/2
    assert row["lower"] == pytest.approx(stats.chi2.ppf(0.025, 18) / 2)
    assert row["upper"] == pytest.approx(stats.chi2.ppf(0.975, 20) / 2)


def test_a_year_without_figures_is_left_out_and_not_a_zero():
    history = deaths(y2021=(None, 100, None), y2022=(3, 500, None))
    row = pool(history, ["2021", "2022"]).iloc[0]
    assert row["pooled"] == ["2022"]
    assert row["value"] == 6


def test_nothing_to_pool_is_said_so():
    row = pool(deaths(y2022=(None, None, "<= 8")), ["2022"]).iloc[0]
    assert row["status"] == "no_data"
    assert row["pooled"] == []


@pytest.mark.parametrize("value", [0.4, 2.0, 9.0, 14.0, 30.0])
def test_the_denominator_needed_is_the_first_at_which_the_interval_leaves(value):
    limit, per = 11.0, 1000
    events = round(denominator_needed(value, limit, per) * value / per)

    def leaves(count: int) -> bool:
        low, high = poisson(count)
        return low * value / count > limit or high * value / count < limit

    assert leaves(events)
    assert events == 1 or not leaves(events - 1)


def test_by_hand_no_event_leaves_11_per_1000_at_336():
    # the upper limit of 0 events is 3.689; 3.689 * 1000 / 336 = 10.98 and / 335 = 11.01
    assert denominator_needed(0, 11, 1000) == 336


def test_a_rate_at_its_limit_never_leaves_it():
    assert denominator_needed(11, 11, 1000) == np.inf
