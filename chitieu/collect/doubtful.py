"""Figures and limits that may be wrong and may be right: each warns, a figure until it is
explained by a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import pandas as pd

from chitieu.collect.rules import Held
from chitieu.decimals import shown
from chitieu.faults import Fault, listed
from chitieu.plan.agencies import InOffice
from chitieu.plan.area_limits import each_text
from chitieu.plan.checks import TOTAL
from chitieu.plan.expressions import parsed, terms
from chitieu.plan.indicators import read_senses
from chitieu.plan.periods import is_part, year_before
from chitieu.plan.targets import AGAINST_LAST_YEAR, Target, written_as_share
from chitieu.plan.years import Year, line_of_target

_REMEDY = "compare with the reports they came from; if it is right, say why in the line's note"
_SHOWN = 6


def unusual(held: Held, doubts: pd.DataFrame, earlier: pd.DataFrame) -> Iterator[Fault]:
    """Yield what lies outside the limits of `params/doubts.csv`.

    `earlier`: counts by area and variable, a column a year before (1, 2, …).
    """
    leaves = held.tree.leaves
    now = held.value.reindex(leaves)
    before = {back: earlier[back].unstack("variable").reindex(leaves) for back in earlier}
    totals = {back: _total(table, held.tree.top) for back, table in before.items()}
    for doubt in doubts.to_dict("records"):
        of_all = doubt["level"] == TOTAL
        tables = (_total(now, held.tree.top), totals) if of_all else (now, before)
        left, right = (_sum(doubt[side], *tables) for side in ("left", "right"))
        zero = doubt["if_zero"]
        if left is None or right is None or (pd.notna(zero) and zero not in now):
            continue
        odd = (left < right * doubt["low"] / 100) | (left > right * doubt["high"] / 100)
        odd &= tables[0][zero].eq(0) if pd.notna(zero) else True
        for area in left.index[odd]:
            rows = _rows(held, doubt, leaves if of_all else [area])
            if not set(rows) <= held.explained:  # of a total: each of its lines
                problem = _problem(doubt, area, left[area], right[area])
                row = 0 if of_all else rows[0]
                yield Fault(held.name, row, "value", problem, _REMEDY)


def comparable(doubts: pd.DataFrame, variables: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the doubts that a period can raise: what flows in a part of a year is no part of what
    stands at its end."""
    if not is_part(period):
        return doubts
    natures = variables["stock_or_flow"]
    sums = zip(doubts["left"].map(parsed), doubts["right"].map(parsed), strict=True)
    alike = [len({natures.get(t.variable) for t in (*a, *b)} - {None}) <= 1 for a, b in sums]
    return doubts[alike]


def _total(table: pd.DataFrame, top: str) -> pd.DataFrame:
    """The sums over all areas, none where an area's count is missing."""
    return table.sum(skipna=False).to_frame(top).T


def _rows(held: Held, doubt: dict, areas: list[str]) -> list[int]:
    first = next(term.variable for term in parsed(doubt["left"]) if term.variable)
    return [held.line_of(area, first) for area in areas]


def _problem(doubt: dict, area: str, left: float, right: float) -> str:
    told = f"{doubt['left']} of {area} is {shown(left)}"
    if doubt["right"].isdigit():
        told += f", {'less' if left < right else 'more'} than {shown(right)}"
    else:
        share = f"{100 * left / right:.0f} %" if right else "no part"
        told += f", {share} of {doubt['right']}, {shown(right)} ({_usual(doubt)} is usual)"
    return told + (f", while {doubt['if_zero']} is 0" if pd.notna(doubt["if_zero"]) else "")


def _usual(doubt: dict) -> str:
    if pd.isna(doubt["high"]):
        return f"{doubt['low']:g} % or more"
    if pd.isna(doubt["low"]):
        return f"{doubt['high']:g} % or less"
    return f"{doubt['low']:g} to {doubt['high']:g} %"


def _sum(expression: str, now: pd.DataFrame, before: dict[int, pd.DataFrame]) -> pd.Series | None:
    """A sum of counts, an area a row; None where there are none at all of one of them."""
    total = pd.Series(0.0, index=now.index)
    for term in parsed(expression):
        table = before.get(term.years_before) if term.years_before else now
        if not term.variable:
            amount = float(term.word)
        elif table is None or term.variable not in table:
            return None
        else:
            amount = table[term.variable]
        total = total + term.sign * amount
    return total


def of_other_agencies(held: Held, variables: pd.DataFrame, office: InOffice) -> Iterator[Fault]:
    """Yield variables that another agency reported than the one that is to, or was before it."""
    rows = held.rows[held.rows["agency"].notna() & held.rows["variable"].isin(variables.index)]
    due = rows["variable"].map(variables["agency"]).map(office.did)
    strange = [own not in those for own, those in zip(rows["agency"], due, strict=True)]
    other = rows[pd.Series(strange, rows.index, dtype=bool)]  # of none, too
    for (variable, agency), rows in other.groupby(["variable", "agency"], sort=False):
        more = f" and {len(rows) - 1} more lines" if len(rows) > 1 else ""
        is_to = office[variables.at[variable, "agency"]]
        problem = f"{variable} is reported by {agency}{more}, {is_to} is to report it"
        remedy = f"take the figure of {is_to}, or name another agency in params/variables.csv"
        yield Fault(held.name, int(rows.index[0]), "agency", problem, remedy)


def without_a_year_before(
    held: Held, indicators: pd.DataFrame, earlier: pd.DataFrame, period: str, alone: bool = False
) -> Iterator[Fault]:
    """Yield what a change cannot be computed for: the year before has figures, but not this one;
    or it has none, and this is the only year there is."""
    if 1 not in earlier:
        changes = [*indicators.index[indicators["kind"].isin(AGAINST_LAST_YEAR)]]
        if alone and changes:
            last = year_before(period)
            problem = f"{listed(changes, _SHOWN)}: there are no figures of {last} to compare with"
            remedy = f"make its year file with: chitieu new --year {last[:4]}"
            yield Fault(held.name, 0, "", problem, remedy)
        return
    before = earlier[1].dropna().index
    leaves = set(held.tree.leaves)
    for indicator, variable in indicators.loc[indicators["kind"] == "change", "numerator"].items():
        if variable not in held.value:
            continue
        here = held.value[variable].dropna().index
        absent = [area for area in here if area in leaves and (area, variable) not in before]
        if absent:
            last = year_before(period)
            problem = (
                f"{indicator} compares with {last}, which has no '{variable}' of "
                f"{listed(absent, _SHOWN, ' and {} more')}"
            )
            row = held.line_of(absent[0], variable)
            yield Fault(held.name, row, "value", problem, f"ask for the figure of {last}")


def written_as_shares(
    root: Path, settings: Year, held: Held, indicators: pd.DataFrame
) -> Iterator[Fault]:
    """Yield a warning for each limit not to be reached that the counts say was written as a share:
    "< 0.176" of what is at 17 %."""
    senses = read_senses(root)
    for (indicator, *level), text in each_text(settings.targets):
        if not text or indicator not in senses or indicator not in indicators.index:
            continue
        target = Target.parse(text)
        value = _value(held, indicators.loc[indicator], senses[indicator].per)
        if value is not None and written_as_share(target, senses[indicator], value):
            per = senses[indicator].per
            limit = f"{float(target.limit * per):g}"
            problem = f"'{text}': the value reported is about {float(value):.2g} per {per}"
            remedy = f"write '{target.how.sign} {limit}', if that is meant"
            place = line_of_target(root, settings.year, indicator, *level)
            yield Fault(*place, problem, remedy)


def _value(held: Held, indicator: pd.Series, per: int) -> Fraction | None:
    """The value of all areas that reported both counts; None where there are none."""
    if pd.isna(indicator["denominator"]):
        return None
    above, below = terms(indicator["numerator"]), terms(indicator["denominator"])
    if not {*above, *below} <= set(held.value.columns):
        return None
    leaves = held.value.reindex(held.tree.leaves)[[*above, *below]].dropna()
    numerator, denominator = (int(leaves[side].to_numpy().sum()) for side in (above, below))
    return Fraction(per * numerator, denominator) if denominator > 0 else None


# ---- last year's figures sent again -------------------------------------------------------------
# (Nearly) all counts of an agency or a commune equal last year's. Large counts change from year to
# year: births, pupils, children of an age. That most of them are what they were tells of a form
# that was copied. Small ones, and how many schools or villages there are, may well stay as they
# are, and are not looked at.

FEWEST = 5  # counts that are compared: of fewer, all may be equal by chance
NEARLY_ALL = 0.9
LARGE = 30  # a count that is not the same again by chance
_EVERYONE = "all agencies"

Counts = Mapping[Hashable, float]  # by whatever tells them apart: area and variable


def same_again(
    now: Mapping[Hashable, float | None], before: Mapping[Hashable, float | None]
) -> tuple[int, int] | None:
    """Return how many counts equal those of a year before, of how many; None where that is usual.

    `now`, `before`: counts by whatever tells them apart (area and variable), None where there is
    none. Twice nothing is no sign of anything and is left out.

    >>> same_again({c: 10 + i for i, c in enumerate("abcdef")}, dict.fromkeys("abcdef", 12))
    >>> same_again(dict.fromkeys("abcdef", 12), dict.fromkeys("abcdef", 12))
    (6, 6)
    """
    pairs = [(value, before.get(key)) for key, value in now.items()]
    known = [(a, b) for a, b in pairs if a is not None and b is not None and (a or b)]
    equal = sum(a == b for a, b in known)
    enough = len(known) >= FEWEST and equal >= NEARLY_ALL * len(known)
    return (equal, len(known)) if enough else None


def large_again(now: Counts, before: Counts) -> tuple[int, int] | None:
    """Return how many of how many large counts equal last year's, where nearly all of them do.

    Of one agency's or one area's counts; what either has not, or where neither is large, plays no
    part.

    >>> now, last = {"a": 500, "b": 480, "c": 97, "d": 41, "e": 33, "f": 2}, {"f": 1}
    >>> large_again(now, now | last), large_again(now, {key: now[key] + 1 for key in now} | last)
    ((5, 5), None)
    """
    large = {
        key: count
        for key, count in now.items()
        if key in before and max(count, before[key]) >= LARGE
    }
    return same_again(large, before)


def one_number(now: Counts) -> float | None:
    """Return the number that nearly all large counts are, as where a year was filled down."""
    large = [count for count in now.values() if count >= LARGE]
    if len(large) < FEWEST:
        return None
    ((number, times),) = Counter(large).most_common(1)
    return number if times >= NEARLY_ALL * len(large) else None


def last_year_again(held: Held, earlier: pd.DataFrame, period: str) -> Iterator[Fault]:
    """Yield a warning for all figures, else for each agency, and each area besides, of which
    nearly all are last year's, or one number; lines with a note are explained.

    `earlier`: counts by area and variable, a column a year before.
    """
    last = _known(earlier[1]) if 1 in earlier else {}
    lines = held.rows[held.rows["value"].notna() & held.rows["note"].isna()]
    for who_of in (lambda table: [_EVERYONE] * len(table), lambda table: table["agency"],
                   lambda table: table["area"]):  # fmt: skip
        for who, part in lines.groupby(who_of(lines), sort=False):
            counts = _known(part.set_index(["area", "variable"])["value"])
            if told := _told(counts, last, str(who), period):
                yield Fault(held.name, int(part.index[0]), "value", *told)
                lines = lines.drop(part.index)


def _known(counts: pd.Series) -> Counts:
    return {key: float(count) for key, count in counts.dropna().items()}


def _told(now: Counts, last: Counts, who: str, period: str) -> tuple[str, str] | None:
    if found := large_again(now, last):
        before = year_before(period)
        problem = f"{found[0]} of {found[1]} large counts of {who} in {period} equal {before}'s"
        return problem, "see whether last year's report was sent again; if not, say so in the notes"
    if (number := one_number(now)) is not None:
        problem = f"nearly all large counts of {who} in {period} are {shown(number)}"
        return problem, "see whether one number was filled down; if not, say so in the notes"
    return None
