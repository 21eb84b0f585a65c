"""Shown: what a cell of a notebook displays. Tables, maps, charts, sentences, from results.

Its modules are loaded when they are first asked for: matplotlib takes longer to load than a year's
results to compute. Each is found by its name alone, whatever room it stands in.
"""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

ROOMS = ("wording", "draw", "frame", "analyses")
MODULES = {
    module.name: f"{__name__}{room}.{module.name}"
    for room in ("", *(f".{room}" for room in ROOMS))
    for module in iter_modules([str(Path(__file__).parent / room[1:])])
}


def __getattr__(name: str):
    if name in MODULES:
        return import_module(MODULES[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *MODULES})
