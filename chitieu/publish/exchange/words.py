"""The closed lists of a result's columns in Vietnamese and in English."""

from __future__ import annotations

from collections.abc import Iterable

from chitieu.measure import vocabulary
from chitieu.plan.indicators import KINDS
from chitieu.plan.targets import COMPARATORS
from chitieu.publish.exchange import transformations
from chitieu.words import LANGUAGES, capital, plural, speaking, texts

Names = dict[str, str]  # by language


def code_lists(levels: Iterable[str]) -> dict[str, dict[str, Names]]:
    """Return the names of every code, by the column that it stands in.

    `levels`: the areas' types, which a workbook may add to. A word without a name is its own.
    """
    lists = {
        "freq": "ASQ",
        "level": levels,
        "kind": KINDS,
        "comparator": [each.code for each in COMPARATORS],
        "method": vocabulary.METHODS,
        "status": vocabulary.STATUSES,
        "evidence": vocabulary.EVIDENCE,
        "reason": vocabulary.REASONS,
        "obs_status": vocabulary.OBS_STATUSES,
        "conf_status": vocabulary.CONF_STATUSES,
    }
    return {column: _named(column, codes) for column, codes in lists.items()} | {
        "timetrans": {
            code: dict(zip(LANGUAGES, map(capital, names), strict=True))
            for code, names in transformations.names().items()
        }
    }


def _named(column: str, codes: Iterable[str]) -> dict[str, Names]:
    names: dict[str, Names] = {code: {} for code in codes}
    for spoken in LANGUAGES:
        with speaking(spoken):
            words = texts(f"results.{column}")
        for code, name in names.items():
            name[spoken] = capital(plural(1, words.get(code, code)))
    return names
