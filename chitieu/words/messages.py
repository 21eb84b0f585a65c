"""Messages: by their key, filled in with their values.

A message names its values in braces, and how one is written after a colon: `{place}`,
`{many:number}`, `{share:number:1}` (one decimal), `{places:listing}`, `{name:capital}`,
`{name:uncapital}`, `{many:plural:commune|communes}`. A word that the workbook's tables have in both
forms, as a variable's unit, is `{who:one}`, `{who:many}`, or `{many:plural:{who}}`. Which message
is said is decided in the code: a message has no conditions, so that who mends a sentence needs no
Python.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from chitieu.words.language import language
from chitieu.words.numbers import number


def text(key: str, **values) -> str:
    """Return a message by its key, "FILE.MESSAGE" or "FILE.TABLE.MESSAGE", with its values.

    Raises KeyError for a key without a message and for a value that a message names and was not
    given; TypeError for a value that is no text where a message does not say how it is written.

    >>> text("common.and")
    'và'
    """
    message = _messages(language(), key.partition(".")[0])[key]
    return _FORMATTER.vformat(message, (), values) if "{" in message else message


def filled(message: str, values: dict) -> str:
    """Return a notebook's own text with its values, written as in a message; a value that is not
    there (not a number, None, a list of nothing) is a dash.

    >>> filled("{share:number:1}% – {place}, {other}", {"share": 2.25, "place": "A", "other": None})
    '2,3% – A, –'

    Raises KeyError for a value that was not given, TypeError and ValueError for a wrong one.
    """
    there = {name: _DASH if _is_missing(value) else value for name, value in values.items()}
    return _FORMATTER.vformat(message, (), there)


def texts(table: str) -> dict[str, str]:
    """Return the messages of a table of codes, "FILE.TABLE", by their codes."""
    above = f"{table}."
    found = _messages(language(), table.partition(".")[0])
    return {key.removeprefix(above): found[key] for key in found if key.startswith(above)}


def text_of_each(key: str, rows, **columns: str) -> list[str]:
    """Return a message of each row of a DataFrame, its values from the columns that are named."""
    return [
        text(key, **{name: row[column] for name, column in columns.items()})
        for row in rows.to_dict("records")
    ]


@cache
def _messages(spoken: str, file: str) -> dict[str, str]:
    """A file's messages by their keys."""
    source = files("chitieu.words").joinpath(spoken, f"{file}.toml").read_text("utf-8")
    return dict(_flat(tomllib.loads(source), f"{file}."))


def _flat(table: dict, above: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def listing(items: Iterable, last: str = "and") -> str:
    """Return "a, b và c"; `last` is what joins the last one: "and" or "or"."""
    items = [str(item) for item in items]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {text(f'common.{last}')} {items[-1]}"


def plural(many: float, forms: str) -> str:
    """Return the form for one, or the form for more: "commune|communes". A language without such
    forms has one for both."""
    one, _, more = forms.partition("|")
    return one if many == 1 else more or one


def capital(words: str) -> str:
    """Return a text with its first letter large, the rest as it is."""
    return words[:1].upper() + words[1:]


def uncapital(words: str) -> str:
    """Return a text with its first letter small, for use inside a sentence; "HIV …" stays."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _as_it_is(value) -> str:
    if not isinstance(value, str | int):
        raise TypeError(f"{value!r} is no text; a message writes a number as {{name:number}}")
    return str(value)


class _Dash:
    """What stands for a value that is not there, however it would be written."""


_DASH = _Dash()


def _is_missing(value) -> bool:
    if value is None or (isinstance(value, float) and value != value):
        return True
    return type(value).__name__ == "NAType" or (hasattr(value, "__len__") and len(value) == 0)


class _Formatter(string.Formatter):
    def format_field(self, value, spec: str) -> str:
        if value is _DASH:
            return "–"
        way, *rest = spec.split(":", 1)
        if way not in _WAYS:
            raise ValueError(
                f"a value is written as {', '.join(filter(None, _WAYS))}, not as {way}"
            )
        return _WAYS[way](value, *rest)


_WAYS = {
    "": _as_it_is,
    "number": lambda value, decimals="0": number(value, int(decimals)),
    "listing": listing,
    "plural": plural,
    "one": lambda forms: plural(1, forms),
    "many": lambda forms: plural(2, forms),
    "capital": capital,
    "uncapital": uncapital,
}
_FORMATTER = _Formatter()
