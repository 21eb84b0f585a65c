"""The closed lists of a result's columns in Vietnamese and in English."""

from __future__ import annotations

from collections.abc import Iterable

from chitieu.measure import vocabulary
from chitieu.plan.indicators import KINDS
from chitieu.plan.targets import COMPARATORS
from chitieu.publish.exchange import transformations
from chitieu.show import formats as f
from chitieu.show.verdicts import SURE_BETTER, SURE_WORSE, UNSURE, UNTESTED, VERDICTS

Names = dict[str, str]  # by language

_STATUSES_VI = {status: verdict.word for (status, _), verdict in VERDICTS.items()}
_STATUSES_EN = {
    "met": "Target met",
    "not_met": "Target not met",
    "not_applicable": "Nothing occurred that could be measured",
    "no_data": "No data",
    "no_target": "Not judged: no target for this year or level",
    "invalid": "Faulty data",
    "on_course": "On course, in a part of the year",
    "in_danger": "In danger of missing the target, in a part of the year",
    "missed": "Target missed already, in a part of the year",
}
_EVIDENCE_VI = {
    "clearly_better": SURE_BETTER,
    "compatible": UNSURE,
    "clearly_worse": SURE_WORSE,
    "not_tested": UNTESTED,
}
_EVIDENCE_EN = {
    "clearly_better": "The interval lies on the better side of the target",
    "compatible": "The interval holds the target",
    "clearly_worse": "The interval lies on the worse side of the target",
    "not_tested": "Not tested",
}
_REASONS_EN = {
    "missing": "A count is missing",
    "not_in_file": "No row was received",
    "not_received": "The report was not received",
    "not_collected": "It was not collected",
    "cannot_exist": "It cannot exist",
    "part_missing": "An area below did not report",
    "reported_above": "Reported for a larger area only",
    "no_previous_period": "No figures of the year before",
    "earlier_part_missing": "An earlier part of the year was not reported",
    "school_year_open": "Of a school year, which is not judged yet",
    "not_comparable": "Not comparable, for borders changed",
    "withheld": "Withheld to protect confidentiality",
    "unknown_kind": "Unknown kind of indicator",
    "not_a_number": "A count is no number",
    "bad_per": "The base of the rate is not valid",
    "negative": "A count is negative",
    "some_of_none": "A numerator without a denominator",
    "part_above_whole": "The numerator is above the denominator",
    "bad_target": "The target cannot be read",
    "zero_of_zero": "Nothing occurred",
    "zero_before": "No percentage, for the year before was 0",
    "above_whole": "The numerator is above the denominator (there may have been transfers)",
    "bad_confidence": "The confidence level is not valid",
    "partial_total": "Computed from the areas that reported",
    "missing_cannot_turn": "An area did not report; whatever it reports, the verdict stands",
    "judged_at_parent": "Judged at the level above only",
}
_KINDS = {
    "proportion": ("tỷ lệ", "Proportion"),
    "ratio": ("tỷ số", "Ratio"),
    "rate": ("tỷ suất", "Rate"),
    "count": ("số đếm", "Count"),
    "change": ("mức tăng, giảm so với năm trước", "Change on the year before"),
}
_LEVELS_EN = {
    "commune": "Commune",
    "township": "Township",
    "ward": "Ward",
    "district": "District",
    "former_district": "Former district",
    "province": "Province",
    "country": "Country",
}
_METHODS_EN = {
    "wilson": "Wilson score interval",
    "poisson_exact": "Exact Poisson limits",
    "byar": "Byar's limits",
    "none": "No interval",
}
_OBS_STATUSES_EN = {
    "A": "Normal value",
    "P": "Provisional value",
    "E": "Estimated value",
    "M": "Missing value; data cannot exist",
    "O": "Missing value",
    "L": "Missing value; data exist but were not collected",
}
_CONF_STATUSES = {"F": ("được công bố", "Free"), "C": ("không công bố để bảo mật", "Confidential")}
_FREQUENCIES = {"A": ("năm", "Annual"), "S": ("6 tháng", "Half-yearly"), "Q": ("quý", "Quarterly")}


def code_lists(levels: Iterable[str]) -> dict[str, dict[str, Names]]:
    """Return the names of every code, by the column that it stands in.

    `levels`: the areas' types, which a workbook may add to. A word without a name is its own.
    """
    return {
        "freq": _both(_FREQUENCIES),
        "level": _named(levels, f.LEVELS, _LEVELS_EN),
        "kind": _both({kind: _KINDS.get(kind, (kind, kind)) for kind in KINDS}),
        "comparator": _both({each.code: (each.vi, each.en) for each in COMPARATORS}),
        "method": _named(vocabulary.METHODS, f.METHODS, _METHODS_EN),
        "status": _named(vocabulary.STATUSES, _STATUSES_VI, _STATUSES_EN),
        "evidence": _named(vocabulary.EVIDENCE, _EVIDENCE_VI, _EVIDENCE_EN),
        "reason": _named(vocabulary.REASONS, f.REASONS, _REASONS_EN),
        "obs_status": _named(vocabulary.OBS_STATUSES, f.OBS_STATUSES, _OBS_STATUSES_EN),
        "conf_status": _both(_CONF_STATUSES),
        "timetrans": _both(transformations.names()),
    }


def _named(codes: Iterable[str], vi: dict[str, str], en: dict[str, str]) -> dict[str, Names]:
    return _both({code: (vi.get(code, code), en.get(code, code)) for code in codes})


def _both(names: dict[str, tuple[str, str]]) -> dict[str, Names]:
    return {code: {"vi": f.capital(vi), "en": en} for code, (vi, en) in names.items()}
