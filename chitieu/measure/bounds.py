"""What counts do say about those who were not counted: the most and the least that is possible."""

from __future__ import annotations

import numpy as np


def unmeasured(cases, measured, total):
    """Least and greatest share of cases among all, whatever those not measured are like.

    `cases` of `measured`, out of `total`; arrays of one shape. Least: none of the unmeasured is a
    case; greatest: every one is. Where more were measured than there are, all count as measured.
    Shares of 1, not a number where there is nobody.
    Source: Manski, American Economic Review 80 (1990) 319-323, worst-case bounds.

    Examples
    --------
    >>> [float(end) for end in unmeasured(20, 80, 100)]
    [0.2, 0.4]
    """
    cases, measured, total = (np.asarray(a, float) for a in (cases, measured, total))
    total = np.maximum(total, measured)
    whole = np.where(total > 0, total, np.nan)
    return cases / whole, (cases + total - measured) / whole


def of_the_rest(count, whole, part):
    """Least and greatest number of cases among those of `whole` who are not in `part`.

    `count`: cases in the whole group, of size `whole`; `part`: size of the subgroup whose own
    cases nobody counted. At least what does not fit into the subgroup, at most all that the rest
    has room for.
    Source: Duncan & Davis, American Sociological Review 18 (1953) 665-666, method of bounds.

    Examples
    --------
    >>> [float(end) for end in of_the_rest(30, 100, 25)]
    [5.0, 30.0]
    """
    count, whole, part = (np.asarray(a, float) for a in (count, whole, part))
    rest = np.maximum(whole - part, 0)
    return np.maximum(count - part, 0), np.minimum(count, rest)
