"""One vocabulary of verdicts for tiles, tables, maps and charts: word, mark, colour.

Every verdict has a word, a mark and a lightness of its own, so that a grey photocopy and a
colour-blind reader see the same. Contrast of the inks on their grounds is at least 4.5 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from chitieu.words import text, texts

INK, MUTED, LINE, RULE, PAPER = "#17212b", "#525d69", "#d6dce2", "#808b97", "#ffffff"
GOOD_INK, BAD_INK = "#12568f", "#a33c06"
# From best to worst, ever darker: beyond the target, at it, short of it, far short of it.
BEYOND, AT, SHORT_OF, FAR_SHORT = "#dbeaf5", "#a5cae6", "#e59650", "#963607"
VOID, HATCH = "#eceff1", "#77828d"


@dataclass(frozen=True)
class Verdict:
    """What a status and its evidence look like. `key` names its CSS class, `hatch` matplotlib's
    pattern for a ground that is no colour."""

    status: str
    evidence: str
    key: str
    mark: str
    ground: str
    ground_ink: str
    ink: str
    hatch: str = ""

    @property
    def word(self) -> str:
        """The status, as it is read."""
        return text(f"results.status.{self.status}")

    @property
    def doubt(self) -> str:
        """How sure it is, as it is read; "" where nothing was judged."""
        if self.status == "missed":
            return text("verdicts.lost")
        return text(f"results.evidence.{self.evidence}") if self.evidence else ""

    @property
    def text(self) -> str:
        return f"{self.word} · {self.doubt}" if self.doubt else self.word


VERDICTS = {
    (each.status, each.evidence): each
    for each in (
        Verdict("met", "clearly_better", "met-sure", "●", BEYOND, INK, GOOD_INK),
        Verdict("met", "compatible", "met-open", "○", AT, INK, GOOD_INK),
        Verdict("met", "not_tested", "met-sure", "●", BEYOND, INK, GOOD_INK),
        Verdict("not_met", "compatible", "miss-open", "◇", SHORT_OF, INK, BAD_INK),
        Verdict("not_met", "clearly_worse", "miss-sure", "◆", FAR_SHORT, PAPER, BAD_INK),
        Verdict("not_met", "not_tested", "miss-sure", "◆", FAR_SHORT, PAPER, BAD_INK),
        Verdict("on_course", "clearly_better", "met-sure", "►", BEYOND, INK, GOOD_INK),
        Verdict("on_course", "compatible", "met-open", "▻", AT, INK, GOOD_INK),
        Verdict("on_course", "not_tested", "met-sure", "►", BEYOND, INK, GOOD_INK),
        Verdict("in_danger", "compatible", "miss-open", "◅", SHORT_OF, INK, BAD_INK),
        Verdict("in_danger", "clearly_worse", "miss-open", "◄", SHORT_OF, INK, BAD_INK),
        Verdict("in_danger", "not_tested", "miss-open", "◄", SHORT_OF, INK, BAD_INK),
        Verdict("missed", "clearly_worse", "miss-sure", "✕", FAR_SHORT, PAPER, BAD_INK),
        Verdict("missed", "not_tested", "miss-sure", "✕", FAR_SHORT, PAPER, BAD_INK),
        Verdict("no_data", "", "none", "…", VOID, INK, MUTED, "////"),
        Verdict("withheld", "", "withheld", "(bm)", VOID, INK, MUTED, "..."),
        Verdict("not_applicable", "", "na", "–", PAPER, INK, MUTED),
        Verdict("no_target", "", "notarget", "□", PAPER, INK, MUTED),
        Verdict("invalid", "", "invalid", "!", PAPER, INK, INK),
    )
}


def explained(marks: Iterable[str]) -> dict[str, str]:
    """Return what marks mean, in the order of the vocabulary."""
    there, meanings = set(marks), texts("verdicts.mark")
    order = dict.fromkeys(each.mark for each in VERDICTS.values())
    return {mark: meanings[mark] for mark in order if mark in there}


def verdict(row) -> Verdict:
    """Return the verdict on one result (anything with status, evidence and conf_status by key)."""
    if row["conf_status"] == "C":
        return VERDICTS["withheld", ""]
    evidence = row["evidence"] if pd.notna(row["evidence"]) else ""
    return VERDICTS[str(row["status"]), str(evidence)]
