"""The language that is spoken now: of texts, numbers and dates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = ("vi", "en")
_spoken: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])


def language() -> str:
    """Return the language that texts are in now: "vi", unless `speaking` says otherwise."""
    return _spoken.get()


@contextmanager
def speaking(spoken: str) -> Iterator[None]:
    """Have texts, numbers and dates in one of LANGUAGES while this context lasts.

    >>> with speaking("en"):
    ...     language()
    'en'
    """
    token = _spoken.set(spoken)
    try:
        yield
    finally:
        _spoken.reset(token)
