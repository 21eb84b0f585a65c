"""Figures computed again from the counts that a package publishes, and held against its own.

Nothing here calls what made the figures: whole numbers and fractions of Python's own, and each
formula from its source, so that a fault of the one is not a fault of the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from chitieu.plan.expressions import terms
from chitieu.publish.package.figures import read_results, standing_in_withheld
from chitieu.publish.package.limits import (
    byar,
    exact_poisson,
    holds,
    newcombe,
    odds,
    quarters_of,
    wilson,
    year_limits,
)
from chitieu.publish.package.missing_again import MissingParts
from chitieu.publish.package.publication import Publication
from chitieu.publish.package.verify_texts import Finding

# Reasons that tell why there are no counts, and that are told of a result computed all the same.
MISSING = (
    "missing", "not_in_file", "not_received", "not_collected", "cannot_exist", "part_missing",
    "reported_above", "no_previous_period", "earlier_part_missing", "school_year_open",
    "not_comparable",
)  # fmt: skip
UNCOMPARED = ("none_to_compare", "negative")  # of counts that are in no file
KEPT = ("partial_total", "judged_at_parent", "no_limit_for_type", "judged_for_the_whole")
SETTLED = "missing_cannot_turn"
FAULTY = ("negative", "some_of_none", "part_above_whole", "bad_target")
_EXACT = 1e-11  # of a number: another processor's last digit is no other figure


def recomputed(source: Publication, years: dict[str, dict]) -> Iterator[Finding]:
    """Yield what of the period's results, and of the years before, does not follow from the counts
    beside it; a withheld result has none but the one count that is told elsewhere too.

    `years`: the settings of each year.
    """
    history = read_results(source.files[source.history])
    tables = {source.file: source.texts, source.history: history}
    rows = {name: _records(table) for name, table in tables.items()}
    known = {(r["period"], r["indicator"], r["area"]): r for table in rows.values() for r in table}
    counted = {i["indicator"] for i in source.defined["indicators"] if i.get("chance") == "no"}
    courses, missing = _courses(source), MissingParts(source, known)
    compared = {(r["period"], r["indicator"], r["area"]): r for r in source.defined["compared"]}
    for name, table in rows.items():
        for row in table:
            if row["conf_status"] == "C":
                for column in standing_in_withheld(row):
                    yield Finding(name, "withheld", row["row"], column)
                continue
            confidence = float(years[row["period"][:4]]["confidence"])
            again = Again(row, confidence, courses[row["indicator"]], known,
                          row["indicator"] not in counted,
                          compared.get((row["period"], row["indicator"], row["area"])))  # fmt: skip
            if row["reason"] == SETTLED:
                again.ends = missing.ends(row)
            for column, mine in again.columns().items():
                if not _same(row[column], mine):
                    told = {"told": row[column], "mine": "" if mine is None else mine}
                    yield Finding(name, "follows", row["row"], column, told)
        yield from _totals(name, table, source)


def _records(table: pd.DataFrame) -> list[dict]:
    """The rows of a table, each with its line."""
    lines = zip(table.index, table.to_dict("records"), strict=True)
    return [record | {"row": line} for line, record in lines]


def _courses(source: Publication) -> dict[str, str]:
    """What each indicator's counts do in a year: stock, flow (the numerator alone), flows (both),
    or school_year."""
    of = {row["variable"]: row["stock_or_flow"] for row in source.defined["variables"]}
    found = {}
    for row in source.defined["indicators"]:
        sides = [
            {of.get(variable, "stock") for variable in terms(row[side])}
            for side in ("numerator", "denominator")
        ]
        flows = [side == {"flow"} for side in sides]
        course = "flows" if all(flows) else "flow" if flows[0] else "stock"
        found[row["indicator"]] = "school_year" if "school_year" in sides[0] | sides[1] else course
    return found


def _same(told: str, mine) -> bool:
    if mine is None or isinstance(mine, str):
        return told == (mine or "")
    return told != "" and math.isclose(float(told), mine, rel_tol=_EXACT, abs_tol=1e-12)


class Again:
    """One result computed again: `columns` gives value, lower, upper, method, status, evidence and
    reason, None for a blank. `before`: the counts that a difference in points is taken from."""

    def __init__(
        self,
        row: dict,
        confidence: float,
        course: str,
        rows: dict,
        chance: bool = True,
        before: dict | None = None,
    ):
        self.chance = chance
        self.row, self.kind, self.confidence = row, row["kind"], confidence
        self.top, self.bottom, self.per = (
            Fraction(row[c]) if row[c] else None for c in ("numerator", "denominator", "per")
        )
        self.goal = None
        written, _, since = row["target"].partition(" (")[0].partition(" since ")
        if written:
            limit = Fraction(written.partition("–")[0].replace(" of ", "/"))
            self.goal = row["comparator"], limit, " of " in written
        quarters = quarters_of(row["period"])
        self.flow = course if quarters < 4 else "stock"
        self.quarters = quarters if self.flow != "school_year" else 4
        year = since or str(int(row["period"][:4]) - 1)
        self.old = before and (Fraction(before["numerator"]), Fraction(before["denominator"]))
        whole = rows.get((year, row["indicator"], row["area"]), {}).get("numerator")
        self.year_before = Fraction(whole) if whole else None
        self.ends: tuple | None = None  # the least, the most and the whole, where a part is missing

    def columns(self) -> dict:
        reason = self._reason()
        found = dict.fromkeys(("value", "lower", "upper", "status", "evidence"))
        found |= {"method": "none", "reason": reason}
        if reason in MISSING:
            return found | {"status": "no_data"}
        if reason in FAULTY:
            return found | {"status": "invalid"}
        if reason == SETTLED:
            least, most, whole = self.ends
            met = [self._meets(top, whole) for top in (least, most)]
            status = ("met" if met[0] else "not_met") if met[0] == met[1] else "no_data"
            if self.goal[0] == "eq" and not any(met) and self._lies_between(least, most, whole):
                status = "no_data"
            return found | {"status": status, "evidence": "not_tested"}
        if reason in ("zero_of_zero", "none_to_compare"):
            return found | {"status": "not_applicable"}
        found |= self._figures(reason)
        return found | self._verdict(found)

    def _reason(self) -> str | None:
        told, top, bottom = self.row["reason"], self.top, self.bottom
        divided = self.kind not in ("count", "change")
        if self.ends is not None:
            return SETTLED
        if top is None or (bottom is None and self.kind != "count"):
            return told if told in MISSING else "missing"
        if self.kind == "points" and self.old is None:
            return told if told in MISSING or told in UNCOMPARED else "no_previous_period"
        if top < 0 or (bottom is not None and bottom < 0):
            return "negative"
        if self.kind == "count_ratio" and top and bottom == 0:
            return "none_to_compare"
        if self.kind == "points" and bottom and self.old[1] == 0:
            return "some_of_none" if self.old[0] else "none_to_compare"
        if self.kind == "points" and self.old[0] > self.old[1]:
            return "part_above_whole"
        if divided and bottom == 0:
            return "some_of_none" if top else "zero_of_zero"
        if divided and self.kind not in ("cohort", "count_ratio") and top > bottom:
            return "part_above_whole"
        if self.kind == "change" and bottom == 0:
            return "zero_before"
        if self.kind == "cohort" and top > bottom:
            return "above_whole"
        if self.goal and self.goal[0] == "fall" and self.kind not in ("change", "points"):
            return "bad_target"
        return told if told in KEPT else None

    def _figures(self, reason: str | None) -> dict:
        top, bottom, per = self.top, self.bottom, self.per
        if self.kind == "change":
            return {"value": float(100 * (top - bottom) / bottom) if bottom else None}
        if self.kind == "count":
            per = bottom = 1
        away = self.old[0] / self.old[1] if self.kind == "points" else 0
        found = {"value": float(per * (top / bottom - away))}
        if reason == "above_whole" or not self.chance:
            return found
        if self.kind in ("proportion", "cohort"):
            ends, found["method"] = wilson(float(top), float(bottom), self.confidence), "wilson"
            ends = [float(per) * end for end in ends]
        elif self.kind == "points":
            found["method"] = "newcombe"
            counts = map(float, (top, bottom, *self.old))
            ends = [float(per) * end for end in newcombe(*counts, self.confidence)]
        elif self.kind == "count_ratio":
            found["method"] = "clopper_pearson"
            ends = [float(per) * end for end in odds(float(top), float(bottom), self.confidence)]
        else:
            few = top < 10
            limits = exact_poisson if few else byar
            found["method"] = "poisson_exact" if few else "byar"
            ends = [float(per / bottom) * e for e in limits(float(top), self.confidence)]
        return found | dict(zip(("lower", "upper"), ends, strict=True))

    def _verdict(self, found: dict) -> dict:
        if self.goal is None:
            return {"status": "no_target"}
        sign, _, of_whole = self.goal
        met = self._meets(self.top, self.bottom)
        ends = found["lower"], found["upper"]
        untested = self.kind == "change" or sign == "eq" or of_whole or ends[0] is None
        evidence = "not_tested" if untested else self._evidence(*ends)
        if self.quarters == 4:
            return {"status": "met" if met else "not_met", "evidence": evidence}
        return self._pace(evidence)

    def _lies_between(self, least: Fraction, most: Fraction, whole: Fraction) -> bool:
        _, limit, of_whole = self.goal
        return least < limit * whole / (1 if of_whole else self.per) < most

    def _meets(self, top: Fraction, bottom: Fraction | None) -> bool:
        """Whether counts keep the target, exactly."""
        sign, limit, of_whole = self.goal
        if self.kind == "change":
            value = Fraction(100) * (top - bottom) / bottom if bottom else None
            return top == 0 if value is None else holds(sign, value, limit)
        if self.kind == "count":
            return holds(sign, top, limit)
        if self.kind == "points":
            return holds(sign, (top / bottom - self.old[0] / self.old[1]) * self.per, limit)
        return holds(sign, top / bottom * (1 if of_whole else self.per), limit)

    def _evidence(self, lower: float, upper: float) -> str:
        sign, limit = self.goal[0], float(self.goal[1])
        if sign == "fall":
            sign, limit = "le", -limit
        below = upper < limit if sign in ("lt", "ge") else upper <= limit
        above = lower >= limit if sign in ("lt", "ge") else lower > limit
        better, worse = (below, above) if sign in ("lt", "le") else (above, below)
        return "clearly_better" if better else "clearly_worse" if worse else "compatible"

    # ---- in the middle of a year --------------------------------------------------------------

    def _pace(self, evidence: str) -> dict:
        """The year at the pace so far, and what the rest of it may still bring."""
        sign, limit, of_whole = self.goal
        top, quarters = self.top, self.quarters
        bottom = Fraction(1) if self.kind == "count" else self.bottom
        low = sign in ("lt", "le", "fall")
        if self.kind == "change":
            before, lost = self.year_before, False
            if low and self.flow == "flow":
                told = self.row["status"] == "missed"  # where the year before is not published
                lost = told if before is None else not self._meets(top, before)
            met = self._meets(top, bottom)
            evidence = "not_tested"
        elif self.flow == "stock" or self.kind == "points":
            met, lost = self._meets(top, bottom), False
        else:
            capped = self.kind in ("proportion", "rate")
            met = self._meets(top * 4 / quarters if self.flow == "flow" else top, bottom)
            whole = 1 if of_whole or self.kind == "count" else self.per
            if self.flow == "flow":
                ceiling = top * whole / bottom
                past = not holds(sign if low else "le", ceiling, limit)
                all_of_them = capped and not holds(sign, Fraction(whole), limit)
                lost = past if low or sign == "eq" else all_of_them
            else:
                open_ = limit > 0 if low else limit < whole or not capped
                open_ = open_ and (limit > 0 or sign != "eq")
                lost = not self._meets(top, bottom) and not open_
            untested = sign == "eq" or of_whole or not self.chance
            evidence = "not_tested" if untested else self._limits(bottom, capped)
            if lost and not untested:
                evidence = "clearly_worse"
        status = "missed" if lost else "on_course" if met else "in_danger"
        return {"status": status, "evidence": evidence}

    def _limits(self, bottom: Fraction, capped: bool) -> str:
        """The fewest and the most cases of the year, by Nelson's limits, against the target."""
        grown = self.flow == "flows"
        share = Fraction(self.quarters, 4) if grown else Fraction(1)
        if self.top.denominator > 1:  # an estimate, of which no whole number is counted
            return self.row["evidence"]
        held = []
        for total in year_limits(int(self.top), self.quarters, self.confidence):
            top = total * share
            held.append(self._meets(min(top, bottom) if capped else top, bottom))
        if held[0] != held[1]:
            return "compatible"
        return "clearly_better" if held[0] else "clearly_worse"


def _totals(name: str, rows: list[dict], source: Publication) -> Iterator[Finding]:
    """A total that is not the sum of the counts below it, where all of them are published."""
    parents = {(a["edition"], a["area"]): a["parent"] for a in source.defined["areas"]}
    below: dict[tuple, list[dict]] = {}
    for row in rows:
        parent = parents.get((row["edition"], row["area"]))
        below.setdefault((row["period"], row["indicator"], row["edition"], parent), []).append(row)
    for row in rows:
        parts = below.get((row["period"], row["indicator"], row["edition"], row["area"]), [])
        for column in ("numerator", "denominator") if row["reason"] != "partial_total" else ():
            counts = [part[column] for part in parts]
            if not (row[column] and counts and all(counts)):
                continue
            total = sum(map(Fraction, counts))
            if abs(total - Fraction(row[column])) > Fraction(1, 10**6):
                told = {"told": row[column], "mine": f"{float(total):.12g}"}
                yield Finding(name, "sum", row["row"], column, told)
