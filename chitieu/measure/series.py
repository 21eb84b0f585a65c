"""Counts of one edition of the areas carried to the next, so that years compare."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.vocabulary import OBS_STATUSES


def carry(observations: pd.DataFrame, changes: pd.DataFrame, edition: str) -> pd.DataFrame:
    """Return observations of another edition as counts of `edition`'s areas.

    Whole merges add up exactly: a new area's count is the sum over every old area that went into
    it, and is missing (O) where one of them is. Areas that were split are left out, since their
    counts cannot be parted. The key of an area is its code and its edition: a reused code never
    joins two different areas.
    """
    old_editions = set(observations["edition"]) - {edition}
    here = observations[observations["edition"] == edition]
    moves = changes[(changes["new_edition"] == edition) & changes["old_edition"].isin(old_editions)]
    split = moves.loc[moves["share"] != 1, "new_area"]
    moves = moves[~moves["new_area"].isin(split)]
    parts = moves.groupby("new_area").size()
    joined = observations.merge(
        moves[["old_area", "old_edition", "new_area"]],
        left_on=["area", "edition"],
        right_on=["old_area", "old_edition"],
        validate="many_to_one",
    )
    if joined.empty:
        return here
    joined["rank"] = joined["obs_status"].astype("object").map(OBS_STATUSES.index)
    groups = joined.groupby(["period", "new_area", "variable"], sort=False)
    carried = groups.agg(
        value=("value", "sum"),
        found=("value", "count"),
        rank=("rank", "max"),
        agency=("agency", "first"),
    ).reset_index()
    whole = carried["found"].eq(carried["new_area"].map(parts))
    carried["value"] = carried["value"].where(whole)
    carried["obs_status"] = [
        OBS_STATUSES[rank] if ok else "O" for rank, ok in zip(carried["rank"], whole, strict=True)
    ]
    carried = carried.assign(edition=edition, note=pd.NA).rename(columns={"new_area": "area"})
    return pd.concat([here, carried[list(observations.columns)]], ignore_index=True)
