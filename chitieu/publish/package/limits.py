"""Limits computed again, each by its formula from its source: what `recompute` holds a package's
intervals against."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)


def wilson(count: float, total: float, confidence: float) -> tuple[float, float]:
    """Wilson's limits of a share: the roots p of (p - count/total)^2 = z^2 p (1 - p) / total.

    Wilson, JASA 22 (1927) 209-212.
    """
    z2, share = _z(confidence) ** 2, count / total
    a, b, c = 1 + z2 / total, 2 * share + z2 / total, share**2
    root = math.sqrt(z2 / total * (z2 / total + 4 * share * (1 - share)))
    high = 1.0 if count == total else (b + root) / (2 * a)
    return (0.0 if count == 0 else c / (a * (b + root) / (2 * a))), high


@lru_cache
def odds(count: float, other: float, confidence: float) -> tuple[float, float]:
    """The ratios of two counts under which so few of the first, or so many, have half of
    1 - confidence: Clopper and Pearson's limits (Biometrika 26 (1934) 404-413), as odds by the
    quantiles of F (Leemis & Trivedi, American Statistician 50 (1996) 63-68)."""
    from scipy.stats import f

    upper = 1 - (1 - confidence) / 2
    low = count / ((other + 1) * f.ppf(upper, 2 * (other + 1), 2 * count)) if count else 0.0
    return low, (count + 1) / other * float(f.ppf(upper, 2 * (count + 1), 2 * other))


@lru_cache
def exact_poisson(events: float, confidence: float) -> tuple[float, float]:
    """The means under which so few events, or so many, have half of 1 - confidence: exact limits
    of a Poisson count below 10 (Garwood, Biometrika 28 (1936) 437-442)."""
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    lower = float(gammaincinv(events, tail)) if events else 0.0
    return lower, float(gammaincinv(events + 1, 1 - tail))


def byar(events: float, confidence: float) -> tuple[float, float]:
    """Byar's limits of a Poisson count (Breslow & Day, 1987, p. 69), from 10 events on."""
    z, more = _z(confidence), events + 1
    low = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
    return low, more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3


@lru_cache
def year_limits(count: int, quarters: int, confidence: float) -> tuple[int, int]:
    """The least and the most cases of a year of which `count` fell in its first quarters: those in
    the part are binomial, whatever the rate is (Nelson, Technometrics 12 (1970) 823-833)."""
    from scipy.stats import binom

    share, tail = quarters / 4, (1 - confidence) / 2
    fewest = most = count
    while count and binom.sf(count - 1, fewest, share) <= tail:
        fewest += 1
    while binom.cdf(count, most + 1, share) > tail:
        most += 1
    return fewest, most


def newcombe(
    count: float, total: float, other: float, other_total: float, confidence: float
) -> tuple[float, float]:
    """Limits of the difference of two proportions: Newcombe, Stat. Med. 17 (1998) 873-890, method
    10, from Wilson's of both."""
    one, two = count / total, other / other_total
    low, high = wilson(count, total, confidence)
    least, most = wilson(other, other_total, confidence)
    down, up = math.hypot(one - low, most - two), math.hypot(high - one, two - least)
    return one - two - down, one - two + up


def holds(sign: str, value: Fraction, limit: Fraction) -> bool:
    return {
        "lt": value < limit, "le": value <= limit, "eq": value == limit, "ge": value >= limit,
        "gt": value > limit, "fall": value <= -limit,
    }[sign]  # fmt: skip


def quarters_of(period: str) -> int:
    part, number = period[5:6], int(period[6:] or 4)
    return 2 * number if part == "S" else number
