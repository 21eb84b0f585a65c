"""From where to where an axis goes, and which of its values are written."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator


def reach(values: Iterable, whole: float | None = None) -> tuple[float, float]:
    """Return from where to where an axis goes to hold values: from 0 where that is near, and not
    beyond the whole, where there is one."""
    known = [float(value) for value in values if value is not None and pd.notna(value)]
    if not known:
        return 0.0, 1.0
    least, most = min(known), max(known)
    span = (most - least) or max(abs(most), 1.0) * 0.1
    low, high = least - 0.06 * span, most + 0.06 * span
    if 0 <= least < 0.6 * span + 1e-9:
        low = 0.0
    if whole is not None and most <= whole:
        high = min(high, whole)
    return (low, high) if np.isfinite([low, high]).all() else (0.0, 1.0)


def ticks(low: float, high: float, most: int = 6, counted: bool = False) -> list[float]:
    """Return the round values between two ends, at most about `most`; `counted`: whole ones."""
    found = MaxNLocator(most, integer=counted, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(tick) for tick in found if low <= tick <= high]
