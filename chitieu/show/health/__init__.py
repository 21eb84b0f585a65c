"""Survival and nutrition, with the doubt that small numbers bring."""

from chitieu.show.health.chance import funnel
from chitieu.show.health.measured import coverage
from chitieu.show.health.nutrition import gap
from chitieu.show.health.years import pooled

__all__ = ["coverage", "funnel", "gap", "pooled"]
