"""Confidence limits, vectorised. Counts in, limits in units of the count or the proportion out.

Wilson's stand here although statsmodels has them: its import would cost every notebook more than
these lines, and it answers 8 of 7 with silence. The tests hold the two against each other. For the
same reason the quantiles are scipy.special's: scipy.stats takes longer to import than all of them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

EXACT_BELOW = 10  # events: exact Poisson limits below, Byar's from here on


def wilson(count, total, confidence=0.95):
    """Wilson's score limits of a proportion, as shares of 1.

    `count` of `total`, arrays of shape (n,) with 0 <= count <= total and total > 0.
    Source: Wilson, JASA 22 (1927) 209-212; Newcombe, Stat. Med. 17 (1998) 857-872, method 3.

    Examples
    --------
    >>> [round(float(end), 4) for end in wilson(18, 100)]
    [0.117, 0.2667]
    """
    count, total = np.asarray(count, float), np.asarray(total, float)
    z = _normal_quantile(confidence)
    share, z2 = count / total, z**2
    middle = share + z2 / (2 * total)
    half = z * np.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    lower = (middle - half) / (1 + z2 / total)
    upper = (middle + half) / (1 + z2 / total)
    # At 0 and at all, rounding would leave a limit a hair beside the end.
    return np.where(count == 0, 0.0, lower), np.where(count == total, 1.0, upper)


def count_ratio(count, other, confidence=0.95):
    """Exact limits of the ratio of two independent Poisson counts, `count` over `other`.

    Arrays of whole numbers, `other` above 0; the ratio has no unit (boys per girl). Given how many
    there are in all, the first count is binomial, and its share p has Clopper and Pearson's limits;
    the ratio is p / (1 - p), which grows with p. Of 0 the lower limit is 0.
    Source: Clopper & Pearson, Biometrika 26 (1934) 404-413; Przyborowski & Wilenski, Biometrika 31
    (1940) 313-323.

    Examples
    --------
    >>> [round(float(end), 4) for end in count_ratio(60, 50)]
    [0.8107, 1.7829]
    """
    count, other = np.asarray(count, float), np.asarray(other, float)
    tail = (1 - np.asarray(confidence, float)) / 2
    some = np.where(count > 0, count, 1)  # of none there is no such quantile
    low = np.where(count > 0, special.betaincinv(some, other + 1, tail), 0.0)
    high = special.betaincinv(count + 1, other, 1 - tail)
    return low / (1 - low), high / (1 - high)


def poisson_exact(events, confidence=0.95):
    """Exact limits of a Poisson count, in events; the lower limit of 0 events is 0.

    Source: Garwood, Biometrika 28 (1936) 437-442, by the chi-square quantiles.

    Examples
    --------
    >>> [round(float(end), 3) for end in poisson_exact(3)]
    [0.619, 8.767]
    """
    events = np.asarray(events, float)
    tail = (1 - np.asarray(confidence)) / 2
    some = np.where(events > 0, events, 1)  # of 0 events there is no such quantile
    lower = np.where(events > 0, special.gammaincinv(some, tail), 0.0)
    return lower, special.chdtri(2 * events + 2, tail) / 2


def byar(events, confidence=0.95):
    """Byar's approximate limits of a Poisson count, in events; good from 10 events on.

    Source: Breslow & Day, Statistical Methods in Cancer Research II (1987), p. 69.

    Examples
    --------
    >>> [round(float(end), 3) for end in byar(12)]
    [6.194, 20.963]
    """
    events = np.asarray(events, float)
    z = _normal_quantile(confidence)
    some, more = np.where(events > 0, events, 1), events + 1
    lower = np.where(events > 0, some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3, 0.0)
    return lower, more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3


def poisson(events, confidence=0.95):
    """The limits that rates and counts get: exact below 10 events, Byar's from 10 on.

    Examples
    --------
    >>> [end.round(3).tolist() for end in poisson([3, 12])]
    [[0.619, 6.194], [8.767, 20.963]]
    """
    events = np.asarray(events, float)
    confidence = np.broadcast_to(np.asarray(confidence, float), events.shape)
    ends = np.stack(byar(events, confidence))
    few = events < EXACT_BELOW
    if few.any():
        # Few distinct counts occur among small ones, and chi-square quantiles are dear.
        pairs = pd.DataFrame({"events": events[few], "confidence": confidence[few]})
        place = pairs.groupby(["events", "confidence"]).ngroup().to_numpy()
        distinct = pairs.drop_duplicates().sort_values(["events", "confidence"])
        ends[:, few] = np.stack(poisson_exact(*distinct.to_numpy().T))[:, place]
    return ends[0], ends[1]


def newcombe(count, total, other, other_total, confidence=0.95):
    """Limits of the difference of two independent proportions, `count`/`total` less the other.

    Arrays of one shape with 0 <= count <= total and total > 0; in shares of 1.
    Source: Newcombe, Stat. Med. 17 (1998) 873-890, method 10: from Wilson's limits of both.

    Examples
    --------
    >>> [round(float(end), 4) for end in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    one, two = np.asarray(count) / total, np.asarray(other) / other_total
    (low, high), (other_low, other_high) = (
        wilson(count, total, confidence), wilson(other, other_total, confidence)
    )  # fmt: skip
    away = one - two
    lower = away - np.sqrt((one - low) ** 2 + (other_high - two) ** 2)
    return lower, away + np.sqrt((high - one) ** 2 + (two - other_low) ** 2)


def _normal_quantile(confidence) -> np.ndarray:
    """How many standard errors a limit lies away. Few confidences occur, and quantiles are dear."""
    confidence = np.asarray(confidence, float)
    place, distinct = pd.factorize(confidence.ravel())
    return -special.ndtri((1 - distinct) / 2)[place].reshape(confidence.shape)
