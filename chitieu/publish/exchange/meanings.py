"""What the columns of a result mean, in every language: said here for every format."""

from __future__ import annotations

from chitieu.measure.vocabulary import RESULT_COLUMNS
from chitieu.publish.exchange.code_names import Names, by_language
from chitieu.words import language, text, texts

COLUMNS = RESULT_COLUMNS
SDMX_COLUMNS = ("freq", "timetrans")  # those that SDMX wants beside them
_FIGURES = {  # that stand in a note
    "per": {"small": 100, "medium": 1000, "large": 10_000},
    "target": {"some": 4, "all": 7},
}


def name(column: str) -> Names:
    """Return a column's name by language."""
    return by_language(lambda: text(f"columns.name.{column}"))


def note(column: str) -> Names:
    """Return what is to be known of a column beyond its name; empty where the name says it all."""
    if column not in texts("columns.note"):
        return {}
    return by_language(lambda: text(f"columns.note.{column}", **_FIGURES.get(column, {})))


def meaning(column: str) -> Names:
    """Return name and note in one: "Tử số: là số đếm"."""
    names, notes = name(column), note(column)

    def whole() -> str:
        spoken = language()
        return text("columns.meaning", name=names[spoken], note=notes[spoken])

    return by_language(whole) if notes else names
