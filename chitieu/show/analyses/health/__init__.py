"""Survival and nutrition, with the doubt that small numbers bring."""

from chitieu.show.analyses.health.chance import funnel
from chitieu.show.analyses.health.measured import coverage
from chitieu.show.analyses.health.nutrition import gap
from chitieu.show.analyses.health.pooled import pooled
from chitieu.show.fitting import Fit

__all__ = ["coverage", "funnel", "gap", "pooled"]
FITS = {
    "coverage": Fit(("proportion",)),
    "funnel": Fit(("rate",)),
    "gap": Fit(("proportion", "cohort", "rate", "count_ratio")),
    "pooled": Fit(("rate", "proportion", "cohort")),
}
