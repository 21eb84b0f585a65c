"""Measured: counts to rates, intervals and statuses. Nothing here reads a file or draws."""

from chitieu.measure.disclosure import protect
from chitieu.measure.rates import add_rates
from chitieu.measure.status import add_margin, judge
from chitieu.measure.trends import trend

__all__ = ["add_margin", "add_rates", "judge", "protect", "trend"]
