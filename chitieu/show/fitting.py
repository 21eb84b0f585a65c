"""Which indicators an analysis is for; a call with another one is refused in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chitieu.faults import CallError
from chitieu.plan.identifiers import as_asked
from chitieu.plan.indicators import require_in_plan
from chitieu.show.wording.formats import period_name
from chitieu.words import text

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
    for variable in named(given, VARIABLES):
        require_in_plan("variable", variable, scene.variables.index)
    for indicator in named(given, INDICATORS):
        require_in_plan("indicator", indicator, scene.indicators.index)
        if name in fits:
            _require(scene, name, indicator, fits)


def not_asked_for(scene: Scene, given: Mapping[str, object]) -> str:
    """Return why a call shows nothing: what it is about, an objective or indicators, the plan has
    in other years alone. Blank where the period's plan has it."""
    period, objective = period_name(scene.period), as_asked(given.get("objective"))
    if objective in scene.elsewhere.get("objective", ()):
        return text("pages.not_asked_for.objective", period=period, objective=objective)
    others = scene.elsewhere.get("indicator", ())
    missing = [str(each) for each in named(given, INDICATORS) if each in others]
    if missing:
        given = {"indicators": missing, "many": len(missing)}
        return text("pages.not_asked_for.indicators", period=period, **given)
    return ""


def named(given: Mapping, parameters: tuple[str, ...]) -> Iterator[object]:
    """Yield what a call names in parameters of one kind, one by one."""
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
