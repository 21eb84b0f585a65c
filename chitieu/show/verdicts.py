"""One vocabulary of verdicts for tiles, tables, maps and charts: word, mark, colour.

Every verdict has a word, a mark and a lightness of its own, so that a grey photocopy and a
colour-blind reader see the same. Contrast of the inks on their grounds is at least 4.5 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

INK, MUTED, LINE, RULE, PAPER = "#17212b", "#525d69", "#d6dce2", "#808b97", "#ffffff"
GOOD_INK, BAD_INK = "#12568f", "#a33c06"
# From best to worst, ever darker: beyond the target, at it, short of it, far short of it.
BEYOND, AT, SHORT_OF, FAR_SHORT = "#dbeaf5", "#a5cae6", "#e59650", "#963607"
VOID, HATCH = "#eceff1", "#77828d"


@dataclass(frozen=True)
class Verdict:
    """`word` is the status, `doubt` how sure it is; `key` names its CSS class."""

    key: str
    word: str
    doubt: str
    mark: str
    ground: str
    ground_ink: str
    ink: str
    hatch: str = ""  # matplotlib's sign for the pattern, for grounds that are no colour

    @property
    def text(self) -> str:
        return f"{self.word} · {self.doubt}" if self.doubt else self.word


SURE_BETTER, SURE_WORSE = "tốt hơn rõ rệt", "kém hơn rõ rệt"
UNSURE, UNTESTED = "chưa đủ chắc chắn", "không kiểm định"
MET, NOT_MET = "Đạt", "Chưa đạt"
ON_COURSE, IN_DANGER, MISSED = "Đang đúng tiến độ", "Có nguy cơ không đạt", "Đã không đạt"
LOST = "không bù được nữa"

VERDICTS = {
    ("met", "clearly_better"): Verdict("met-sure", MET, SURE_BETTER, "●", BEYOND, INK, GOOD_INK),
    ("met", "compatible"): Verdict("met-open", MET, UNSURE, "○", AT, INK, GOOD_INK),
    ("met", "not_tested"): Verdict("met-sure", MET, UNTESTED, "●", BEYOND, INK, GOOD_INK),
    ("not_met", "compatible"): Verdict("miss-open", NOT_MET, UNSURE, "◇", SHORT_OF, INK, BAD_INK),
    ("not_met", "clearly_worse"): Verdict(
        "miss-sure", NOT_MET, SURE_WORSE, "◆", FAR_SHORT, PAPER, BAD_INK
    ),
    ("not_met", "not_tested"): Verdict(
        "miss-sure", NOT_MET, UNTESTED, "◆", FAR_SHORT, PAPER, BAD_INK
    ),
    ("on_course", "clearly_better"): Verdict(
        "met-sure", ON_COURSE, SURE_BETTER, "►", BEYOND, INK, GOOD_INK
    ),
    ("on_course", "compatible"): Verdict("met-open", ON_COURSE, UNSURE, "▻", AT, INK, GOOD_INK),
    ("on_course", "not_tested"): Verdict(
        "met-sure", ON_COURSE, UNTESTED, "►", BEYOND, INK, GOOD_INK
    ),
    ("in_danger", "compatible"): Verdict(
        "miss-open", IN_DANGER, UNSURE, "◅", SHORT_OF, INK, BAD_INK
    ),
    ("in_danger", "clearly_worse"): Verdict(
        "miss-open", IN_DANGER, SURE_WORSE, "◄", SHORT_OF, INK, BAD_INK
    ),
    ("in_danger", "not_tested"): Verdict(
        "miss-open", IN_DANGER, UNTESTED, "◄", SHORT_OF, INK, BAD_INK
    ),
    ("missed", "clearly_worse"): Verdict("miss-sure", MISSED, LOST, "✕", FAR_SHORT, PAPER, BAD_INK),
    ("missed", "not_tested"): Verdict("miss-sure", MISSED, LOST, "✕", FAR_SHORT, PAPER, BAD_INK),
    ("no_data", ""): Verdict("none", "Chưa có số liệu", "", "…", VOID, INK, MUTED, "////"),
    ("withheld", ""): Verdict("withheld", "Không công bố", "", "(bm)", VOID, INK, MUTED, "..."),
    ("not_applicable", ""): Verdict("na", "Không phát sinh", "", "–", PAPER, INK, MUTED),
    ("no_target", ""): Verdict("notarget", "Không xét chỉ tiêu", "", "□", PAPER, INK, MUTED),
    ("invalid", ""): Verdict("invalid", "Số liệu sai", "", "!", PAPER, INK, INK),
}

EXPLAINED = {
    "●": "Đạt; khoảng tin cậy nằm hẳn về phía tốt của mức chỉ tiêu (hoặc không cần kiểm định)",
    "○": "Đạt, nhưng khoảng tin cậy còn chứa mức chỉ tiêu: chưa đủ chắc chắn",
    "◇": "Chưa đạt, nhưng khoảng tin cậy còn chứa mức chỉ tiêu: chưa đủ chắc chắn",
    "◆": "Chưa đạt; khoảng tin cậy nằm hẳn về phía kém của mức chỉ tiêu (hoặc không cần kiểm định)",
    "►": "Đang đúng tiến độ; giới hạn dự báo cả năm nằm hẳn về phía tốt (hoặc không kiểm định)",
    "▻": "Đang đúng tiến độ, nhưng phần còn lại của năm còn có thể làm đổi: chưa đủ chắc chắn",
    "◅": "Có nguy cơ không đạt, nhưng phần còn lại của năm còn có thể làm đổi: chưa đủ chắc chắn",
    "◄": "Có nguy cơ không đạt; giới hạn dự báo cả năm nằm hẳn về phía kém (hoặc không kiểm định)",
    "✕": "Đã không đạt: phần còn lại của năm dù thế nào cũng không bù được",
    "…": "Chưa có số liệu",
    "–": "Không phát sinh: không có gì để tính",
    "□": "Không xét chỉ tiêu ở cấp này hoặc năm này",
    "!": "Số liệu sai, phải sửa",
}


def verdict(row) -> Verdict:
    """Return the verdict on one result (anything with status, evidence and conf_status by key)."""
    if row["conf_status"] == "C":
        return VERDICTS["withheld", ""]
    evidence = row["evidence"] if pd.notna(row["evidence"]) else ""
    return VERDICTS[str(row["status"]), str(evidence)]
