"""One vocabulary of verdicts for tiles, tables, maps and charts: word, mark, colour.

A colour says whether a target is reached and how sure that is, wherever it stands. Every verdict
has a word, a mark and a lightness of its own, so that a grey photocopy and a colour-blind reader
see the same: what reaches its target is at least three times as light as what does not. Contrast
of the inks on their grounds is at least 4.5 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from chitieu.words import text, texts

INK, MUTED, LINE, RULE, PAPER = "#17212b", "#525d69", "#d6dce2", "#808b97", "#ffffff"
GOOD_INK, BAD_INK = "#12568f", "#a33c06"
# From best to worst, ever darker: surely beyond the target, at it, short of it, surely short of it.
BEYOND, AT, SHORT_OF, FAR_SHORT = "#dbeaf5", "#b3d3ec", "#b4561b", "#761d05"
VOID, HATCH, HAVING = "#eceff1", "#77828d", "#9aa7b4"


@dataclass(frozen=True)
class Fill:
    """How a ground is filled: `key` names its CSS class, `ink` is written on it, `hatch` is
    matplotlib's pattern and `dotted` says that there are dots."""

    colour: str
    hatch: str = ""
    ink: str = INK
    dotted: bool = False
    key: str = ""

    @property
    def is_patterned(self) -> bool:
        return bool(self.hatch) or self.dotted


MET_SURE, MET_OPEN = Fill(BEYOND, key="met-sure"), Fill(AT, key="met-open")
MISS_OPEN = Fill(SHORT_OF, ink=PAPER, key="miss-open")
MISS_SURE = Fill(FAR_SHORT, ink=PAPER, key="miss-sure")
NO_DATA, WITHHELD = Fill(VOID, "////", key="none"), Fill(VOID, dotted=True, key="withheld")


@dataclass(frozen=True)
class Verdict:
    """What a status and its evidence look like: a mark and words in its `ink`, or a ground."""

    status: str
    evidence: str
    sign: str
    fill: Fill
    ink: str = MUTED

    @property
    def mark(self) -> str:
        """Its sign, the same in every language but for what is withheld."""
        return self.sign or text("formats.withheld")

    @property
    def key(self) -> str:
        return self.fill.key

    @property
    def word(self) -> str:
        """The status, as it is read."""
        return text(f"results.status.{self.status}")

    @property
    def doubt(self) -> str:
        """How sure it is, as it is read; "" where nothing was judged."""
        if self.status == "missed":
            return text("verdicts.lost")
        judged = self.evidence not in ("", "has", "lacks")
        return text(f"results.evidence.{self.evidence}") if judged else ""

    @property
    def text(self) -> str:
        return f"{self.word} · {self.doubt}" if self.doubt else self.word

    @property
    def legend(self) -> str:
        """What its colour and mark say: the status, its doubt, its sign where that is letters."""
        if self.evidence == "compatible":
            return f"{self.word}, {self.doubt}"
        if self.evidence in ("has", "lacks"):
            return text(f"verdicts.{self.evidence}")
        return self.word if self.sign else f"{self.word} {self.mark}"


VERDICTS = {
    (each.status, each.evidence): each
    for each in (
        Verdict("met", "clearly_better", "●", MET_SURE, GOOD_INK),
        Verdict("met", "not_tested", "●", MET_SURE, GOOD_INK),
        Verdict("met", "compatible", "○", MET_OPEN, GOOD_INK),
        Verdict("not_met", "compatible", "◇", MISS_OPEN, BAD_INK),
        Verdict("not_met", "clearly_worse", "◆", MISS_SURE, BAD_INK),
        Verdict("not_met", "not_tested", "◆", MISS_SURE, BAD_INK),
        Verdict("on_course", "clearly_better", "►", MET_SURE, GOOD_INK),
        Verdict("on_course", "not_tested", "►", MET_SURE, GOOD_INK),
        Verdict("on_course", "compatible", "▻", MET_OPEN, GOOD_INK),
        Verdict("in_danger", "compatible", "◅", MISS_OPEN, BAD_INK),
        Verdict("in_danger", "clearly_worse", "◄", MISS_OPEN, BAD_INK),
        Verdict("in_danger", "not_tested", "◄", MISS_OPEN, BAD_INK),
        Verdict("missed", "clearly_worse", "✕", MISS_SURE, BAD_INK),
        Verdict("missed", "not_tested", "✕", MISS_SURE, BAD_INK),
        Verdict("no_target", "has", "■", Fill(HAVING, key="has")),
        Verdict("no_target", "lacks", "□", Fill(PAPER, key="lacks")),
        Verdict("no_data", "", "…", NO_DATA),
        Verdict("withheld", "", "", WITHHELD),
        Verdict("not_applicable", "", "–", Fill(PAPER, key="na")),
        Verdict("no_target", "", "/", Fill(PAPER, key="notarget")),
        Verdict("invalid", "", "!", Fill(PAPER, key="invalid"), INK),
    )
}
FILLS = tuple(dict.fromkeys(each.fill for each in VERDICTS.values()))


def explained(marks: Iterable[str]) -> dict[str, str]:
    """Return what marks mean, in the order of the vocabulary."""
    there, meanings = set(marks), texts("verdicts.mark")
    order = {each.mark: each.sign or each.status for each in VERDICTS.values()}
    return {mark: meanings[key] for mark, key in order.items() if mark in there}


def verdict(row) -> Verdict:
    """Return the verdict on one result (anything with a result's columns by key). What is judged
    at the areas above only, an area has or has not."""
    if row["conf_status"] == "C":
        return VERDICTS["withheld", ""]
    if row["status"] == "no_target" and row["reason"] == "judged_at_parent":
        return VERDICTS["no_target", "has" if row["value"] else "lacks"]
    evidence = row["evidence"] if pd.notna(row["evidence"]) else ""
    return VERDICTS[str(row["status"]), str(evidence)]


def legend(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return one verdict of each mark among them, in the order of the vocabulary."""
    there = {each.mark for each in verdicts}
    return list({each.mark: each for each in VERDICTS.values() if each.mark in there}.values())
