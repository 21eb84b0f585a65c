"""Survival and nutrition, with the doubt that small numbers bring."""

from chitieu.show.analyses.health.chance import funnel
from chitieu.show.analyses.health.measured import coverage
from chitieu.show.analyses.health.nutrition import gap
from chitieu.show.analyses.health.pooled import pooled

__all__ = ["coverage", "funnel", "gap", "pooled"]
