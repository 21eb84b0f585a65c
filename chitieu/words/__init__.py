"""Texts for readers, in Vietnamese and in English.

They stand in `vi/` and `en/` here, a file a part of the program, a message a key; `messages` says
how one is written.
"""

from chitieu.words.language import LANGUAGES, language, speaking
from chitieu.words.messages import (
    capital,
    filled,
    listing,
    plural,
    text,
    text_of_each,
    texts,
    uncapital,
)
from chitieu.words.numbers import number

__all__ = [
    "LANGUAGES", "capital", "filled", "language", "listing", "number", "plural", "speaking", "text",
    "text_of_each", "texts", "uncapital",
]  # fmt: skip
