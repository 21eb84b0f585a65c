"""What chance alone does to small counts: exact Poisson tails and the limits of a funnel plot."""

from __future__ import annotations

import numpy as np
from scipy import special


def tails(events, expected):
    """P(X <= events) and P(X >= events) where X is Poisson with mean `expected`.

    Arrays of one shape, events >= 0. Source: the Poisson sum as an incomplete gamma function,
    Johnson, Kemp & Kotz, Univariate Discrete Distributions (2005), eq. 4.15.

    Examples
    --------
    >>> [round(float(chance), 4) for chance in tails(3, 1.5)]
    [0.9344, 0.1912]
    """
    events, expected = np.asarray(events, float), np.asarray(expected, float)
    some = np.where(events > 0, events, 1)  # gammainc(0, …) is not a number
    at_least = np.where(events > 0, special.gammainc(some, expected), 1.0)
    return special.gammaincc(events + 1, expected), at_least


def control_limits(expected, confidence=0.95):
    """The counts beyond which a Poisson count can be told from a mean of `expected`.

    An observed count lies above the upper limit exactly where P(X >= count) < (1 - confidence)/2,
    and below the lower one likewise; between whole counts the limits run on smoothly, so that a
    curve and a test never disagree. The lower limit is not a number where even a count of 0
    would be no surprise.
    Source: Spiegelhalter, Stat. Med. 24 (2005) 1185-1202; the smooth quantile is scipy's pdtrik.

    Examples
    --------
    >>> [round(float(limit), 3) for limit in control_limits(10)]
    [3.834, 17.127]
    """
    expected = np.asarray(expected, float)
    tail = (1 - np.asarray(confidence)) / 2
    # Below this mean a single event is too many, and pdtrik knows no limit below 1 event: there
    # the limit runs straight from 0 to 1.
    least = -np.log1p(-tail)
    mean = np.maximum(expected, least)
    upper = np.where(expected < least, expected / least, special.pdtrik(1 - tail, mean) + 1)
    reachable = np.exp(-expected) <= tail
    lower = special.pdtrik(np.broadcast_to(tail, mean.shape), mean)
    return np.where(reachable, lower, np.nan), upper


def signal(events, expected, confidence=0.95):
    """+1 where a count is too high for a mean of `expected`, -1 where too low, 0 for neither.

    Examples
    --------
    >>> signal([3, 10, 21], 10).tolist()
    [-1, 0, 1]
    """
    at_most, at_least = tails(events, expected)
    tail = (1 - np.asarray(confidence)) / 2
    return np.where(at_least < tail, 1, np.where(at_most < tail, -1, 0))


def telling_size(rate, confidence=0.95):
    """How large a denominator must be before a count of 0 lies below a true `rate` (share of 1).

    The rule of three, exact: e^(-n * rate) <= (1 - confidence) / 2.
    Source: Hanley & Lippman-Hand, JAMA 249 (1983) 1743-1745.

    Examples
    --------
    >>> float(telling_size(0.011))
    336.0
    """
    rate = np.asarray(rate, float)
    tail = (1 - np.asarray(confidence)) / 2
    return np.where(rate > 0, np.ceil(-np.log(tail) / np.where(rate > 0, rate, 1)), np.inf)
