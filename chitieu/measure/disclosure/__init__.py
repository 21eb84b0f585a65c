"""Protecting the child behind a count of one: the one gate between counts and what is published."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from chitieu.measure.disclosure.table import hidden_rows
from chitieu.measure.vocabulary import categorical

__all__ = ["protect", "unprotected"]


def protect(
    counts: pd.DataFrame,
    indicators: pd.DataFrame,
    variables: pd.DataFrame,
    areas: pd.DataFrame,
    threshold: int | Mapping[str, int] = 5,
    checks: pd.DataFrame | None = None,
    changes: pd.DataFrame | None = None,
    insider: bool = True,
) -> pd.DataFrame:
    """Return the counts at every level, those blank that must not leave the district.

    Parameters
    ----------
    counts
        A row a period × area × variable, as `measure.totals.add_totals` returns them: of the whole
        tree, since an area's page may show no more than its district's; of every edition that the
        period is published on, since merged areas are totals of the old ones; and of the parts of
        the year together with the year.
    indicators, variables
        The plan's tables, which say what is sensitive and what is shown side by side.
    areas
        Which area lies below which.
    threshold
        One for all areas, or by their level.
    checks
        Which variables are a part of which.
    changes
        Which areas went into which of a new edition.
    insider
        Whether an area that knows its own count must not learn another's by taking it away.

    Returns
    -------
    DataFrame
        Withheld cells have no value, obs_status, reported_value or note, conf_status C and the
        reason "withheld"; all others are as they were, with conf_status F. A total that is missing
        anyway keeps its reason and loses the sum of those that reported.

    Notes
    -----
    Withheld are sensitive counts from 1 to `threshold` less one (`primary`), and as many further
    cells as it takes until each of them may still be every number from 1 to the threshold less one
    for a reader who has everything that is published, and this program (`complementary`). Of a part
    of the year what counts is what its page tells: what has flowed since the year began.

    Examples
    --------
    >>> counts = book.counts()
    >>> int(counts.loc[counts["conf_status"].eq("C"), "value"].count())
    0
    """
    table = unprotected(counts)
    hidden = hidden_rows(table, indicators, variables, areas, threshold, checks, changes, insider)
    withheld = hidden & table["value"].notna().to_numpy()
    for column in ("value", "reported_value", "note"):
        if column in table:
            table[column] = table[column].mask(hidden)
    table["conf_status"] = table["conf_status"].mask(withheld, "C")
    if "obs_status" in table:
        table["obs_status"] = table["obs_status"].mask(withheld)
    if "reason" not in table:
        table["reason"] = categorical(None, "reason", table.index)
    table["reason"] = table["reason"].mask(withheld, "withheld")
    return table


def unprotected(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts as they are, in the form of protected ones: for the internal edition."""
    return counts.assign(conf_status=categorical("F", "conf_status", counts.index))
