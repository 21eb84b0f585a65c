"""The Data Package descriptor of results.csv: what each column is, and why a value is missing."""

from __future__ import annotations

import json
from hashlib import sha256

from chitieu.measure.vocabulary import MISSING_REASONS, RESULT_COLUMNS, VOCABULARIES
from chitieu.plan.indicators import KINDS
from chitieu.publish.exchange.code_names import Names, by_language, code_lists
from chitieu.publish.exchange.csv import to_csv
from chitieu.publish.exchange.delivered import RESULTS, Delivery
from chitieu.publish.exchange.meanings import meaning
from chitieu.words import text

KEY = ("period", "indicator", "area", "edition", "dimension", "group")
_TYPES = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"), "number")
_TYPES["per"] = "integer"
_REQUIRED = {*KEY[:4], "level", "kind", "per", "method", "conf_status"}
_MIT = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}


def descriptor(delivery: Delivery) -> str:
    """Return `datapackage.json`: the package, its one resource, and the table's schema."""
    settings, content = delivery.settings, to_csv(delivery.results).encode()
    about = [settings.title, *delivery.marks.values()]
    not_stated = _in_each(by_language(lambda: text("exchange.not_stated")))
    package = {
        "profile": "tabular-data-package",
        "name": f"{settings.slug}-{delivery.period.lower()}",
        "title": delivery.title,
        "description": " ".join(said if said[-1] == "." else f"{said}." for said in about),
        "created": f"{delivery.date}T00:00:00Z",
        "simulated": settings.simulated,
        "audience": delivery.audience,
        "licenses": [_MIT if settings.simulated else {"name": "notspecified", "title": not_stated}],
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
    names = code_lists(delivery.results["level"].unique(), delivery.book.types)
    lists = {"kind": KINDS, **VOCABULARIES}
    why = {code: names["reason"][code] for code in MISSING_REASONS}
    return {
        "fields": [_field(column, names, lists) for column in RESULT_COLUMNS],
        "missingValues": [""],
        "missingValuesReasons": {"field": "reason", "codes": why},
        "primaryKey": list(KEY),
    }


def _field(column: str, names: dict, lists: dict) -> dict:
    title, description = meaning(column).values()
    field = {
        "name": column,
        "type": _TYPES.get(column, "string"),
        "title": title,
        "description": description,
    }
    constraints: dict = {"required": True} if column in _REQUIRED else {}
    if column in lists:
        constraints["enum"] = list(lists[column])
    if column in names:
        field["categories"] = [
            {"value": code, "label": _in_each(name)} for code, name in names[column].items()
        ]
    return field | ({"constraints": constraints} if constraints else {})


def _in_each(names: Names) -> str:
    return " / ".join(names.values())
