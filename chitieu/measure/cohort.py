"""A synthetic cohort: how many of 100 pass every step, if one year's rates held throughout."""

from __future__ import annotations

import numpy as np

from chitieu.measure.intervals import wilson


def path(passed, entered, confidence: float = 0.95):
    """Return what is left after each step, and the interval of what is left at the end.

    `passed` of `entered`: arrays of shape (areas, steps). A step above the whole (children who
    moved in) counts as passed by all: nobody is left twice. A step that is missing, or into which
    nobody entered, leaves the rest of its row not a number.
    Returns left (areas, steps), lower, upper (areas,), as shares of 1.

    left is the product of the steps' proportions, as in a period life table (Preston, Heuveline &
    Guillot, Demography, 2001, ch. 3) and in the reconstructed cohort method (UNESCO Institute for
    Statistics, Education Indicators: Technical Guidelines, 2009, survival rate by grade).
    The interval joins the steps' Wilson limits on the log scale, where the product is a sum:
    Zou & Donner, Stat. Med. 27 (2008) 1693-1702 (MOVER). Unlike the delta method it does not
    take a step that all passed for certain. The steps are taken to be independent.

    Examples
    --------
    >>> left, lower, upper = path([90, 80], [100, 100])
    >>> left.round(2).tolist(), lower.round(3).tolist(), upper.round(3).tolist()
    ([[0.9, 0.72]], [0.622], [0.791])
    """
    passed, entered = np.atleast_2d(np.asarray(passed, float), np.asarray(entered, float))
    known = np.isfinite(passed) & np.isfinite(entered) & (entered > 0) & (passed >= 0)
    size = np.where(known, entered, 1.0)
    count = np.where(known, np.minimum(passed, size), 0.0)
    low, high = wilson(count, size, confidence)
    share = np.where(known, count / size, np.nan)
    left = np.cumprod(share, axis=1)

    some = np.where(share > 0, share, np.nan)
    with np.errstate(invalid="ignore"):
        down = np.sqrt((np.log(some / low) ** 2).sum(axis=1))
        up = np.sqrt((np.log(high / some) ** 2).sum(axis=1))
    end = left[:, -1]
    lower, upper = end * np.exp(-down), np.minimum(end * np.exp(up), 1.0)
    # A step that nobody passed has no logarithm; the path cannot be wider than that step.
    nobody = end == 0
    narrowest = np.where(known, high, np.inf).min(axis=1)
    return left, np.where(nobody, 0.0, lower), np.where(nobody, narrowest, upper)
