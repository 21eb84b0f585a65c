"""Counts of one edition of the areas carried to another, so that years compare."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from chitieu.measure.vocabulary import OBS_STATUSES

DIGITS = 6  # of an estimate's decimals: shares are written with fewer


def carry(
    observations: pd.DataFrame, changes: pd.DataFrame, edition: str, own: Collection[str] = ()
) -> pd.DataFrame:
    """Return observations of another edition as counts of `edition`'s areas.

    Whole merges add up exactly: a new area's count is the sum over every old area that went into
    it, and is missing (O) where one of them is. Of an area that was split, each part takes its
    share; such a count is an estimate (E) and need not be whole. What cannot be carried is
    missing (M) with the reason `not_comparable`: an area of which no share is known, as every
    part of a merged one, and `own`, the variables of the areas themselves ("has a plan"), which
    no sum over other areas tells. The key of an area is its code and its edition: a reused code
    never joins two different areas.

    Returns the columns of `observations` and `reason`, blank where none is needed.
    """
    here = observations[observations["edition"] == edition].assign(reason=pd.NA)
    joined = observations.merge(
        _moves(changes, edition),
        left_on=["area", "edition"],
        right_on=["from_area", "from_edition"],
    )
    if joined.empty:
        return here
    joined["parted"] = joined["share"].isna() | (joined["variable"].isin(own) & ~joined["alone"])
    joined["estimated"] = joined["share"].ne(1)
    joined["value"] = joined["value"] * joined["share"]
    joined["rank"] = joined["obs_status"].astype("object").map(OBS_STATUSES.index)
    joined["rank"] = joined["rank"].mask(
        joined["estimated"], joined["rank"].clip(lower=OBS_STATUSES.index("E"))
    )
    groups = joined.groupby(["period", "to_area", "variable"], sort=False)
    carried = groups.agg(
        value=("value", "sum"),
        found=("value", "count"),
        needed=("needed", "first"),
        rank=("rank", "max"),
        parted=("parted", "any"),
        agency=("agency", "first"),
    ).reset_index()
    whole = carried["found"].eq(carried["needed"]) & ~carried["parted"]
    status = pd.Series([OBS_STATUSES[rank] for rank in carried["rank"]], index=carried.index)
    carried["obs_status"] = status.where(whole, "O").mask(carried["parted"], "M")
    carried["value"] = carried["value"].where(whole).round(DIGITS)
    carried["reason"] = pd.Series(pd.NA, carried.index, "object").mask(
        carried["parted"], "not_comparable"
    )
    carried = carried.assign(edition=edition, note=pd.NA).rename(columns={"to_area": "area"})
    return pd.concat([here, carried[[*observations.columns, "reason"]]], ignore_index=True)


def _moves(changes: pd.DataFrame, edition: str) -> pd.DataFrame:
    """What goes into each area of `edition`, from older and from newer ones.

    Columns: from_area, from_edition, to_area, share (of the area it comes from; blank where none
    is known), needed (how many areas go into it), alone (one whole area became one whole area).
    """
    forth = changes[changes["new_edition"] == edition]
    back = changes[changes["old_edition"] == edition]
    # Backwards, what came of one area alone goes back to it whole; a sum over several areas does
    # not tell its parts.
    merged = back.groupby(["new_area", "new_edition"])["old_area"].transform("size").gt(1)
    columns = ["from_area", "from_edition", "to_area", "share"]
    forth = forth[["old_area", "old_edition", "new_area", "share"]].set_axis(columns, axis=1)
    back = back[["new_area", "new_edition", "old_area"]]
    back = back.assign(share=pd.Series(1.0, back.index).mask(merged))
    moves = pd.concat([forth, back.set_axis(columns, axis=1)], ignore_index=True)
    moves["needed"] = moves.groupby(["to_area", "from_edition"])["share"].transform("size")
    moves["alone"] = moves["needed"].eq(1) & moves["share"].eq(1)
    return moves
