"""The SDMX statuses of counts, and which of several a sum of counts has."""

from __future__ import annotations

import pandas as pd

OBS_STATUSES = ("A", "P", "E", "M", "O", "L")  # from the best to the worst, as totals take it
_RANK = {status: rank for rank, status in enumerate(OBS_STATUSES)}


def worst_status(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return, row by row, the worse of two obs_statuses; a blank tells nothing."""
    ranks = pd.concat([each.astype("object").map(_RANK) for each in (one, other)], axis=1)
    return ranks.astype(float).max(axis=1).map(dict(enumerate(OBS_STATUSES)))
