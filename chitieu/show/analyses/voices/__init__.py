"""Who is heard, by age: how far each step of taking part reaches, and whom it leaves out."""

from chitieu.show.analyses.voices.ages import ladder
from chitieu.show.analyses.voices.gap import reach_gap
from chitieu.show.analyses.voices.ties import together

__all__ = ["ladder", "reach_gap", "together"]
