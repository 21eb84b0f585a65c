"""Texts in every language, and so the closed lists of a result's columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from chitieu.measure import vocabulary
from chitieu.plan.area_types import AreaTypes
from chitieu.plan.indicators import KINDS
from chitieu.plan.targets import COMPARATORS
from chitieu.publish.exchange import transformations
from chitieu.words import LANGUAGES, capital, language, plural, speaking, texts

Names = dict[str, str]  # by language
Said = TypeVar("Said")


def by_language(said: Callable[[], Said]) -> dict[str, Said]:
    """Return what is said in each language, first in the one that is spoken."""
    found = {}
    for spoken in sorted(LANGUAGES, key=lambda each: each != language()):
        with speaking(spoken):
            found[spoken] = said()
    return found


def code_lists(levels: Iterable[str], types: AreaTypes) -> dict[str, dict[str, Names]]:
    """Return the names of every code, by the column that it stands in.

    `levels`: the areas' types, whose words are the workbook's. A word without a name is its own.
    """
    lists = {
        "freq": "ASQ",
        "kind": KINDS,
        "comparator": [each.code for each in COMPARATORS],
        "method": vocabulary.METHODS,
        "status": vocabulary.STATUSES,
        "evidence": vocabulary.EVIDENCE,
        "reason": vocabulary.REASONS,
        "obs_status": vocabulary.OBS_STATUSES,
        "conf_status": vocabulary.CONF_STATUSES,
    }
    found = {
        column: _named(codes, by_language(lambda column=column: texts(f"results.{column}")))
        for column, codes in lists.items()
    }
    of_time = by_language(transformations.names)
    of_levels = by_language(lambda: {level: types.word(level, 1) for level in levels})
    found["level"] = _named(of_levels[language()], of_levels)
    return found | {"timetrans": _named(of_time[language()], of_time)}


def _named(codes: Iterable[str], words: dict[str, dict[str, str]]) -> dict[str, Names]:
    return {
        code: {spoken: capital(plural(1, own.get(code, code))) for spoken, own in words.items()}
        for code in codes
    }
