"""The code by which a table of results, and a package, is known on paper."""

from __future__ import annotations

from hashlib import sha256

CODE_LENGTH = 12


def code_of(data: bytes) -> str:
    """Return the first signs of a file's SHA-256: of results.csv the check code."""
    return sha256(data).hexdigest()[:CODE_LENGTH]
