"""The Data Package descriptor of results.csv: what each column is, and why a value is missing."""

from __future__ import annotations

import json
from hashlib import sha256

from chitieu.measure.vocabulary import MISSING_REASONS, RESULT_COLUMNS, VOCABULARIES
from chitieu.plan.indicators import KINDS
from chitieu.publish.exchange.csv import to_csv
from chitieu.publish.exchange.tables import RESULTS, Delivery
from chitieu.publish.exchange.words import code_lists

KEY = ("period", "indicator", "area", "edition")
_TYPES = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"), "number")
_TYPES["per"] = "integer"
_REQUIRED = {*KEY, "level", "kind", "per", "method", "conf_status"}
_MIT = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}
_NOT_STATED = {
    "name": "notspecified",
    "title": "Chưa nêu: hỏi cơ quan ban hành Kế hoạch / not stated: ask the plan's office",
}
_MEANINGS = {
    "period": ("Kỳ: năm hoặc phần của năm (kỳ của SDMX)", "Year or part of it, as SDMX writes it"),
    "indicator": ("Mã chỉ số của Kế hoạch", "Identifier of the indicator in the plan"),
    "area": ("Mã địa bàn, duy nhất trong một danh mục", "Code of the area, unique in its edition"),
    "edition": ("Danh mục địa bàn mà mã thuộc về", "Edition of the areas that the code is of"),
    "level": ("Cấp của địa bàn", "Kind of area"),
    "kind": ("Loại chỉ số", "Kind of indicator"),
    "numerator": ("Tử số, là số đếm", "Numerator, a count"),
    "denominator": (
        "Mẫu số; của mức tăng, giảm là số năm trước",
        "Denominator; of a change, the count of the year before",
    ),
    "per": ("Kết quả tính trên 100, 1.000, 10.000", "What the value is per: 100, 1000, 10000"),
    "value": ("Kết quả: tử số / mẫu số × per", "Numerator / denominator × per"),
    "lower": ("Cận dưới của khoảng tin cậy", "Lower limit of the confidence interval"),
    "upper": ("Cận trên của khoảng tin cậy", "Upper limit of the confidence interval"),
    "method": ("Cách tính khoảng tin cậy", "Method of the interval"),
    "target": (
        "Mức chỉ tiêu: dấu và số, theo đơn vị của kết quả, hoặc phần của tổng số (4/7)",
        "Target: a sign and a number in the value's unit, or a fraction of the whole (4/7)",
    ),
    "status": ("Đánh giá; trống khi không công bố", "Verdict; blank where withheld"),
    "evidence": ("Độ chắc chắn của đánh giá", "What the interval says of the verdict"),
    "reason": (
        "Vì sao không có kết quả, hoặc điều phải lưu ý về kết quả",
        "Why there is no value, or what is to be known of it",
    ),
    "obs_status": ("Tình trạng số liệu (SDMX OBS_STATUS)", "State of the data (SDMX OBS_STATUS)"),
    "conf_status": ("C: không công bố để bảo mật (SDMX CONF_STATUS)", "C: withheld (SDMX)"),
}


def descriptor(delivery: Delivery) -> str:
    """Return `datapackage.json`: the package, its one resource, and the table's schema."""
    settings, content = delivery.settings, to_csv(delivery.results).encode()
    about = [settings.title, *delivery.marks]
    package = {
        "profile": "tabular-data-package",
        "name": f"{settings.slug}-{delivery.period.lower()}",
        "title": delivery.title,
        "description": " ".join(text if text[-1] == "." else f"{text}." for text in about),
        "created": f"{delivery.date}T00:00:00Z",
        "simulated": settings.simulated,
        "audience": delivery.audience,
        "licenses": [_MIT if settings.simulated else _NOT_STATED],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "results",
                "title": delivery.title,
                "path": RESULTS,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
                "bytes": len(content),
                "hash": f"sha256:{sha256(content).hexdigest()}",
                "schema": _schema(delivery),
            }
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _schema(delivery: Delivery) -> dict:
    names = code_lists(delivery.results["level"].unique())
    lists = {"kind": KINDS, **VOCABULARIES}
    why = {code: names["reason"][code] for code in MISSING_REASONS}
    return {
        "fields": [_field(column, names, lists) for column in RESULT_COLUMNS],
        "missingValues": [""],
        "missingValuesReasons": {"field": "reason", "codes": why},
        "primaryKey": list(KEY),
    }


def _field(column: str, names: dict, lists: dict) -> dict:
    vi, en = _MEANINGS[column]
    field = {
        "name": column,
        "type": _TYPES.get(column, "string"),
        "title": vi,
        "description": en,
    }
    constraints: dict = {"required": True} if column in _REQUIRED else {}
    if column in lists:
        constraints["enum"] = list(lists[column])
    if column in names:
        field["categories"] = [
            {"value": code, "label": f"{name['vi']} / {name['en']}"}
            for code, name in names[column].items()
        ]
    return field | ({"constraints": constraints} if constraints else {})
