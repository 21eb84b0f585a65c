"""Which of an area's own results are judged, how they came out, and why the others are not."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.area_limits import JUDGED_FOR_THE_WHOLE, NO_LIMIT_FOR_TYPE
from chitieu.show.scene import Scene
from chitieu.words import texts

JUDGED = GOOD + BAD
NOT_COMPARED = ("no_previous_period", "not_comparable")  # of a change whose own figure is there


def own_results(scene: Scene, objective: int | str | None = None) -> pd.DataFrame:
    """Return the results of the page's own area, by indicator and in the plan's order."""
    wanted = scene.of_objective(objective).index
    own = scene.results[scene.results["area"] == scene.top]
    return own.set_index("indicator", drop=False).loc[list(wanted)]


def states(own: pd.DataFrame) -> pd.Series:
    """Statuses, with a withheld row told apart from one that was never received, and what is not
    judged here from what has no target anywhere."""
    words = own["status"].astype("object")
    words = words.mask(own["reason"].eq("school_year_open"), "school_year")
    for reasons, state in (
        (NOT_COMPARED, "not_compared"),
        ((NO_LIMIT_FOR_TYPE,), "other_limits"),
        ((JUDGED_FOR_THE_WHOLE, "judged_at_parent"), "judged_above"),
    ):
        words = words.mask(own["reason"].isin(reasons), state)
    return words.mask(own["conf_status"].eq("C"), "withheld")


def not_come(rows: pd.DataFrame) -> pd.Series:
    """Return which results lack a figure of their own period; what has nothing to be compared with
    has come."""
    lacking = rows["status"].eq("no_data") & rows["conf_status"].ne("C")
    return lacking & ~rows["reason"].isin(NOT_COMPARED)


def by_verdict(own: pd.DataFrame, still_open: bool) -> dict[str, pd.DataFrame]:
    """Return results in the parts that `answer` counts, each row in one of them.

    `still_open`: whether the year goes on, so that what is short may be made good.
    """
    words = states(own)
    good, bad = words.isin(GOOD), words.isin(BAD)
    lost = words.isin(["missed", "not_met"])
    if still_open:
        parts = {"met_or_on_course": good, "in_danger": bad & ~lost, "missed": lost}
    else:
        parts = {"met": good, "not_met": bad}
    return {which: own[rows] for which, rows in (parts | {"not_judged": ~good & ~bad}).items()}


def why_not_judged(own: pd.DataFrame) -> dict[str, list[str]]:
    """Return in words why there is no verdict, each with the indicators of which it is so."""
    found = states(own)
    groups = {
        words: list(found.index[found == state])
        for state, words in texts("sentences.no_verdict").items()
    }
    return {words: those for words, those in groups.items() if those}
