"""The closed lists of words that results are written in, and the columns of a result."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chitieu.collect.wholes import OBS_STATUSES
from chitieu.plan.area_limits import NOT_HERE
from chitieu.plan.targets import COMPARATORS

METHODS = ("wilson", "poisson_exact", "byar", "clopper_pearson", "newcombe", "none")
STATUSES = (
    "met", "not_met", "not_applicable", "no_data", "no_target", "invalid",
    "on_course", "in_danger", "missed",  # in the middle of a year
)  # fmt: skip
GOOD, BAD = ("met", "on_course"), ("not_met", "in_danger", "missed")
EVIDENCE = ("clearly_better", "compatible", "clearly_worse", "not_tested")
CONF_STATUSES = ("F", "C")

MISSING_REASONS = (
    "missing",  # a count is blank, and nothing says why
    "not_in_file",  # no row was received: a gap
    "not_received",  # declared missing (O)
    "not_collected",  # declared not collected (L)
    "cannot_exist",  # declared impossible (M)
    "part_missing",  # an area below did not report
    "reported_above",  # only an area above reported the figure
    "no_previous_period",  # a change without the year before
    "earlier_part_missing",  # of the year so far, an earlier part was not reported
    "school_year_open",  # of a school year: not over, or not to be reported with this part
    "not_comparable",  # reported for other areas, and cannot be carried to these
    "withheld",
)
FAULTY_REASONS = (
    "unknown_kind",
    "not_a_number",
    "bad_per",
    "negative",
    "some_of_none",  # 3 of 0
    "part_above_whole",  # 8 of 7
    "bad_target",
)
OTHER_REASONS = (
    "zero_of_zero",  # nothing occurred
    "none_to_compare",  # a ratio of two counts, the other of which is none
    "zero_before",  # a change from 0 has no percentage
    "above_whole",  # a cohort above 100 %: no interval
    "bad_confidence",  # no interval
    "partial_total",  # judged although an area below did not report: the year's coverage allows it
    "judged_at_parent",  # an area has it or has it not
    "missing_cannot_turn",  # judged although an area below did not report: it can turn nothing
    *NOT_HERE,  # the plan has a limit for areas of other types, or for its own area as a whole
)
KEPT_REASONS = ("partial_total", "judged_at_parent", *NOT_HERE)  # known before a value is computed
REASONS = MISSING_REASONS + FAULTY_REASONS + OTHER_REASONS

RESULT_COLUMNS = (
    "period", "indicator", "area", "edition", "dimension", "group", "level", "kind",
    "numerator", "denominator", "per",
    "value", "lower", "upper", "method", "comparator", "target", "status", "evidence", "reason",
    "obs_status", "conf_status",
)  # fmt: skip

VOCABULARIES = {
    "method": METHODS,
    "comparator": tuple(each.code for each in COMPARATORS),
    "status": STATUSES,
    "evidence": EVIDENCE,
    "reason": REASONS,
    "obs_status": OBS_STATUSES,
    "conf_status": CONF_STATUSES,
}


def categorical(values, column: str, index=None) -> pd.Series:
    """Return `values` as the column's closed list; raises where a word is not in it."""
    words = pd.Series(values, index=index, dtype="object")
    words = words.where(words.notna() & (words != ""), None)
    if unknown := set(words.dropna()) - set(VOCABULARIES[column]):
        raise ValueError(f"{column}: {sorted(unknown)} is not in the list")
    return words.astype(pd.CategoricalDtype(VOCABULARIES[column]))


def codes_of(words: pd.Series, known: tuple) -> np.ndarray:
    """Return each word's place in a closed list, -1 for a blank or an unknown one."""
    found, distinct = pd.factorize(words.astype("object"))
    place = {word: i for i, word in enumerate(known)}
    places = np.array([*(place.get(word, -1) for word in distinct), -1], dtype=np.int16)
    return places[found]


def from_codes(codes: np.ndarray, column: str, index) -> pd.Series:
    """Return the column's words by their places, blank for -1."""
    dtype = pd.CategoricalDtype(VOCABULARIES[column])
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype), index=index)
