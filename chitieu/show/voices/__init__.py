"""Who is heard, by age: how far each step of taking part reaches, and whom it leaves out."""

from chitieu.show.voices.ages import ladder
from chitieu.show.voices.gap import reach_gap
from chitieu.show.voices.ties import together

__all__ = ["ladder", "reach_gap", "together"]
