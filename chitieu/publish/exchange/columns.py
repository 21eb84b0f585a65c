"""What the columns of a result mean, in Vietnamese and in English: said here for every format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column's name in two languages, and what is to be known of it beyond that."""

    vi: str
    en: str
    note_vi: str = ""
    note_en: str = ""

    @property
    def name(self) -> dict[str, str]:
        """The name by language."""
        return {"vi": self.vi, "en": self.en}

    @property
    def note(self) -> dict[str, str]:
        """The note by language; empty where the name says it all."""
        return {"vi": self.note_vi, "en": self.note_en} if self.note_vi else {}

    def whole(self, language: str) -> str:
        """Return name and note in one: "Tử số: là số đếm"."""
        return ": ".join([self.name[language], *filter(None, [self.note.get(language)])])


COLUMNS = {
    "period": Column(
        "Thời kỳ",
        "Time period",
        "năm hoặc phần của năm, viết như kỳ của SDMX; số phát sinh của phần năm cộng từ đầu năm",
        "a year or a part of it, as SDMX writes it; what flows in a part is counted from the "
        "beginning of the year",
    ),
    "indicator": Column("Chỉ số", "Indicator", "mã trong Kế hoạch", "its identifier in the plan"),
    "area": Column(
        "Địa bàn",
        "Reference area",
        "mã, duy nhất trong một danh mục",
        "its code, unique in its edition",
    ),
    "edition": Column(
        "Danh mục địa bàn",
        "Edition of the areas",
        "danh mục mà mã địa bàn thuộc về",
        "the one that the area's code is of",
    ),
    "level": Column("Cấp của địa bàn", "Kind of area"),
    "kind": Column("Loại chỉ số", "Kind of indicator"),
    "numerator": Column("Tử số", "Numerator", "là số đếm", "a count"),
    "denominator": Column(
        "Mẫu số",
        "Denominator",
        "của mức tăng, giảm là số năm trước",
        "of a change, the count of the year before",
    ),
    "per": Column(
        "Kết quả tính trên", "What the value is per", "100, 1.000, 10.000", "100, 1000, 10000"
    ),
    "value": Column("Kết quả", "Value", "tử số / mẫu số × per", "numerator / denominator × per"),
    "lower": Column("Cận dưới của khoảng tin cậy", "Lower limit of the confidence interval"),
    "upper": Column("Cận trên của khoảng tin cậy", "Upper limit of the confidence interval"),
    "method": Column("Cách tính khoảng tin cậy", "Method of the interval"),
    "comparator": Column(
        "So với mức chỉ tiêu",
        "Comparator of the target",
        "kết quả phải thế nào so với mức",
        "how the value must stand to the target",
    ),
    "target": Column(
        "Mức chỉ tiêu",
        "Target",
        "số, theo đơn vị của kết quả, hoặc phần của tổng số (“4 of 7” là 4 trên 7)",
        "a number in the value's unit, or a fraction of the whole (4 of 7)",
    ),
    "status": Column("Đánh giá", "Verdict", "trống khi không công bố", "blank where withheld"),
    "evidence": Column("Độ chắc chắn của đánh giá", "What the interval says of the verdict"),
    "reason": Column(
        "Lý do, ghi chú",
        "Reason",
        "vì sao không có kết quả, hoặc điều phải lưu ý về kết quả",
        "why there is no value, or what is to be known of it",
    ),
    "obs_status": Column(
        "Tình trạng số liệu", "Observation status", "SDMX OBS_STATUS", "SDMX OBS_STATUS"
    ),
    "conf_status": Column(
        "Tình trạng bảo mật",
        "Confidentiality status",
        "C: không công bố để bảo mật (SDMX CONF_STATUS)",
        "C: withheld (SDMX CONF_STATUS)",
    ),
}

# Those that SDMX wants beside them.
SDMX_COLUMNS = {
    "freq": Column("Kỳ báo cáo", "Frequency"),
    "timetrans": Column(
        "Biến đổi theo thời gian",
        "Time transformation",
        "thời kỳ ghi tên phần của năm, số phát sinh là số cộng dồn từ đầu năm",
        "the time period names a part of the year, what flows is cumulated from its beginning",
    ),
}
