"""Shown: what a cell of a notebook displays. Tables, maps, charts, sentences, from results.

Its modules are loaded when they are first asked for: matplotlib takes longer to load than a year's
results to compute.
"""

from importlib import import_module
from pkgutil import iter_modules

MODULES = tuple(module.name for module in iter_modules(__path__))


def __getattr__(name: str):
    if name in MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *MODULES})
