"""Modules that others import where they are installed, and that nothing here needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_out(module: str) -> Iterator[None]:
    """Have a module that others can do without not be found while they are imported."""
    there = module in sys.modules
    if not there:
        sys.modules[module] = None
    try:
        yield
    finally:
        if not there:
            del sys.modules[module]
