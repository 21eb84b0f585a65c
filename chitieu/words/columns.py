"""The columns of a table that are written in each language, in the one that is spoken."""

from __future__ import annotations

import pandas as pd

from chitieu.words.language import LANGUAGES, language


def in_language(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with a column `name` beside `name_vi`, and so of every other: the text in the
    language that is spoken, in Vietnamese where it has none. Of a `source` with a `source_en` too.

    >>> from chitieu.words import speaking
    >>> names = pd.DataFrame({"name_vi": ["em", "hộ"], "name_en": ["child", None]})
    >>> with speaking("en"):
    ...     in_language(names)["name"].tolist()
    ['child', 'hộ']
    """
    told = {}
    for column in table:
        name, _, tag = column.rpartition("_")
        if tag in LANGUAGES:
            own = table.get(f"{name}_{LANGUAGES[0]}", table.get(name, table[column]))
            other = table.get(f"{name}_{language()}", own)
            told[name] = other.where(other.notna() & other.ne(""), own)
    return table.assign(**told)
