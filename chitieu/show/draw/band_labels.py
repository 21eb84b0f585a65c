"""The numbers of a map's classes, each saying on whose side a cut lies."""

from __future__ import annotations

from fractions import Fraction

from chitieu.plan.targets import Target
from chitieu.show.wording import formats
from chitieu.words import text

Labels = dict[str, tuple[str, str]]
"""A band's key: its label, which says on whose side each cut lies, and its brief form."""

FROM_BEST = ("beyond", "at", "short", "far")


def labels_beside(
    goal: Target, kind: str, cuts: tuple[Fraction | None, Fraction, Fraction], unit: str
) -> Labels:
    """Return the labels of the four bands beside a target.

    `cuts`: the target a step better, the target, the target a step worse; the first is None
    where nothing can be that good.
    """
    if kind == "change":
        brief = which = "fall_or_rise" if cuts[2] >= 0 else "fall"
        cuts = tuple(abs(cut) for cut in cuts)
    else:
        brief = "below" if goal.lower_is_better else "above"
        which = f"strictly_{brief}" if goal.comparator in ("<", ">") else brief
    better, limit, worse = ("" if cut is None else formats.short(cut) for cut in cuts)
    values = {"better": better, "limit": limit, "worse": worse, "unit": unit}
    if better:
        return {key: _label(which, brief, key, values) for key in FROM_BEST}
    labels = {key: _label(which, brief, key, values) for key in FROM_BEST[2:]}
    return {"at": (f"{limit}{unit}", limit)} | labels


def labels_around(limit: Fraction, width: Fraction, kind: str, unit: str) -> Labels:
    """Return the labels of the bands of "= T": on it, near it, and farther, on either side."""
    of_cases = limit == 0 and kind == "count"
    which = ("of_none" if width == 2 else "of_few") if of_cases else "around"
    values = {"limit": formats.short(limit), "step": formats.short(width), "unit": unit, "one": 1}
    return {key: _label(which, which, key, values) for key in FROM_BEST[1:]}


def _label(which: str, brief: str, key: str, values: dict) -> tuple[str, str]:
    label = text(f"band_labels.{which}.{key}", **values)
    return label, text(f"band_labels.brief.{brief}.{key}", **values)
