"""Protecting the child behind a count of one: the one gate between counts and what is published."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.vocabulary import categorical


def protect(
    counts: pd.DataFrame,
    indicators: pd.DataFrame,
    variables: pd.DataFrame,
    areas: pd.DataFrame,
    threshold: int = 5,
) -> pd.DataFrame:
    """Return the counts of the variables at every level, marked with their `conf_status`.

    `counts`: a row a period × area × variable, as `measure.totals.add_totals` returns them.
    `indicators`, `variables`, `areas`: the plan's tables, which say what is sensitive and which
    counts add up to which. `threshold`: counts below it (but 0) are to be withheld.

    Withholding is not built yet: every cell is free (F). What is published goes through here all
    the same, so that it will act on the counts before any value is computed.
    """
    return counts.assign(conf_status=categorical("F", "conf_status", counts.index))
