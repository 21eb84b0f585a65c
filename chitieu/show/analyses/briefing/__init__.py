"""One sheet for the leader: how many targets are reached, what to know, every indicator."""

from chitieu.show.analyses.briefing.brief import counts, header, not_judged
from chitieu.show.analyses.briefing.every_indicator import indicators
from chitieu.show.analyses.briefing.to_know import findings

__all__ = ["counts", "findings", "header", "indicators", "not_judged"]
