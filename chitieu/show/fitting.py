"""Which indicators an analysis is for; a call with another one is refused in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chitieu.faults import CallError
from chitieu.plan.indicators import require_in_plan

if TYPE_CHECKING:
    from chitieu.show.scene import Scene

# The parameters of analyses that name indicators, and those that name variables.
INDICATORS = ("indicator", "indicators", "first", "second", "found", "reached")
VARIABLES = ("total", "whole", "older", "children")


@dataclass(frozen=True)
class Fit:
    """The kinds of indicators that an analysis is for, and which way must be better with them:
    "higher", "lower", or "" for either."""

    kinds: tuple[str, ...]
    better: str = ""


def require_fitting(scene: Scene, name: str, given: Mapping, fits: Mapping[str, Fit]) -> None:
    """Raise CallError where a call names an indicator or a variable that is not in the plan, or an
    indicator that the analysis is not for. `fits`: of the analyses beside it, too."""
    for variable in _named(given, VARIABLES):
        require_in_plan("variable", variable, scene.variables.index)
    for indicator in _named(given, INDICATORS):
        require_in_plan("indicator", indicator, scene.indicators.index)
        if name in fits:
            _require(scene, name, indicator, fits)


def _named(given: Mapping, parameters: tuple[str, ...]) -> Iterator[object]:
    for parameter in parameters:
        if parameter in given:
            value = given[parameter]
            yield from value if isinstance(value, list | tuple) else [value]


def _require(scene: Scene, name: str, indicator: str, fits: Mapping[str, Fit]) -> None:
    kind, better = scene.indicators.loc[indicator, ["kind", "better"]]
    fit, call = fits[name], f"{name}('{indicator}')"
    others = [n for n, each in fits.items() if kind in each.kinds and each.better in ("", better)]
    remedy = f"for {indicator} there is {' or '.join(others)}" if others else "name another one"
    if kind not in fit.kinds:
        wanted = " or ".join(fit.kinds)
        raise CallError(f"{call}: {indicator} is a {kind}, and {name} is for a {wanted}; {remedy}")
    if fit.better not in ("", better):
        where = f"{name} is for where {fit.better} is"
        raise CallError(f"{call}: of {indicator}, {better} is better, and {where}; {remedy}")
