"""What a total may come to of which parts are missing, by what a package publishes: reckoned
without `measure`, as all that `recompute` holds against a package."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from chitieu.plan.expressions import terms
from chitieu.publish.package.publication import Publication


class MissingParts:
    """What a share can be of which some areas have not reported, by what is published."""

    def __init__(self, source: Publication, rows: dict):
        self.rows = rows
        self.below: dict[tuple, list[str]] = {}
        for area in source.defined["areas"]:
            self.below.setdefault((area["edition"], area["parent"]), []).append(area["area"])
        self.whole_of: dict[frozenset, list[frozenset]] = {}
        for check in source.defined["checks"]:
            if "-" not in check["left"] + check["right"]:
                left, right = _variables(check["left"]), _variables(check["right"])
                self.whole_of.setdefault(left, []).append(right)
        self.bottom = {row["indicator"]: row["denominator"] for row in source.defined["indicators"]}
        self.counts: dict[tuple, Fraction] = {}
        plan = {row["indicator"]: row for row in source.defined["indicators"]}
        for (period, indicator, area), told in rows.items():
            of = plan.get(indicator)
            for side in ("numerator", "denominator") if of and of["kind"] != "change" else ():
                if told[side]:
                    self.counts[period, area, _variables(of[side])] = Fraction(told[side])

    def ends(self, row: dict) -> tuple[Fraction, Fraction, Fraction] | None:
        """The fewest and the most cases, and of how many; None where that is not published."""
        least = rest = whole = Fraction(0)
        for area in self._lowest(row["edition"], row["area"]):
            own = self.rows.get((row["period"], row["indicator"], area))
            part = _variables(self.bottom[row["indicator"]])
            bottom = self._at_most(row["period"], area, part)
            if own is None or bottom is None:
                return None
            if own["conf_status"] == "C" or own["status"] == "invalid":
                return None
            whole += bottom
            if own["numerator"]:
                least += Fraction(own["numerator"])
            else:
                rest += bottom
        return (least, least + rest, whole) if whole else None

    def _lowest(self, edition: str, area: str) -> list[str]:
        below = self.below.get((edition, area), [])
        return [low for child in below for low in self._lowest(edition, child)] or [area]

    def _at_most(self, period: str, area: str, part: frozenset) -> Fraction | None:
        """A count, or where it is not published the nearest that it is a part of."""
        asked, seen = [part], {part}
        while asked:
            part = asked.pop(0)
            if (period, area, part) in self.counts:
                return self.counts[period, area, part]
            wholes = [each for each in self.whole_of.get(part, ()) if each not in seen]
            asked, seen = asked + wholes, seen | {*wholes}
        return None


@cache
def _variables(expression: str) -> frozenset[str]:
    return frozenset(terms(expression))
