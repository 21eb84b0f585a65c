"""Who is heard, by age: how far each step of taking part reaches, and whom it leaves out."""

from chitieu.show.analyses.voices.ages import ladder
from chitieu.show.analyses.voices.gap import reach_gap
from chitieu.show.analyses.voices.ties import together
from chitieu.show.fitting import Fit

__all__ = ["ladder", "reach_gap", "together"]
FITS = {
    "ladder": Fit(("proportion",)),
    "reach_gap": Fit(("proportion",), better="higher"),
    "together": Fit(("proportion", "cohort", "rate", "count_ratio", "points")),
}
