"""The SDMX structure of results: concepts, code lists, and the definition that holds them."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, partial

import pandas as pd
from sdmx.model import common, v21

from chitieu.plan.groups import dimension_name
from chitieu.plan.identifiers import sdmx_code
from chitieu.publish.exchange import meanings
from chitieu.publish.exchange.code_names import Names, by_language, code_lists
from chitieu.publish.exchange.delivered import Delivery
from chitieu.words import text

VERSION = "1.0"
MEASURE = "OBS_VALUE"
EVERYONE = "_T"  # SDMX's code for the total: a dimension is never blank
_CODE = re.compile(r"[A-Za-z0-9_@$-]+")  # what SDMX takes for one
# The structure's component: the column of a result.
DIMENSIONS = {
    "FREQ": "freq",
    "INDICATOR": "indicator",
    "EDITION": "edition",  # codes of areas are used again, so that an area's key has two parts
    "REF_AREA": "area",
    "DIMENSION": "dimension",
    "GROUP": "group",
    "TIME_PERIOD": "period",
}
ATTRIBUTES = {
    name.upper(): name
    for name in (
        "level", "kind", "numerator", "denominator", "per", "lower", "upper", "method",
        "comparator", "target", "status", "evidence", "reason", "obs_status", "conf_status",
        "timetrans",
    )
}  # fmt: skip
_COLUMN = {**DIMENSIONS, MEASURE: "value", **ATTRIBUTES}
_ALWAYS = {"LEVEL", "KIND", "PER", "METHOD", "CONF_STATUS", "TIMETRANS"}
_NUMBERS = {name: "Double" for name in (MEASURE, "NUMERATOR", "DENOMINATOR", "LOWER", "UPPER")}
_NUMBERS["PER"] = "Integer"


class Structure:
    """The artefacts of one edition of the areas; `flow` is what the data say they are of."""

    def __init__(self, delivery: Delivery):
        self.delivery = delivery
        self.agency = common.Agency(id=delivery.settings.slug.upper().replace("-", "_"))
        self._of_edition = f"CHITIEU_{delivery.areas.edition}"
        self._kept = {
            "version": VERSION,
            "maintainer": self.agency,
            "is_final": False,
            "is_external_reference": False,
        }

    @property
    def artefacts(self) -> list:
        return [*self.lists.values(), self.concepts, self.definition, self.flow]

    @cached_property
    def lists(self) -> dict[str, common.Codelist]:
        """The code lists, by component."""
        delivery = self.delivery
        lists = {name.upper(): codes for name, codes in self._words.items()}
        if not all(map(_CODE.fullmatch, lists["LEVEL"])):
            del lists["LEVEL"]  # a workbook's own words for areas: then they are words, no codes
        plan, edition = delivery.indicators, delivery.areas.edition
        areas = delivery.areas.table.loc[delivery.areas.down()]  # as readers want a code's parent
        lists["INDICATOR"] = _indicators(_names(plan["name_vi"], plan["name_en"]))
        lists["EDITION"] = {edition: by_language(lambda: text("exchange.edition", edition=edition))}
        lists["REF_AREA"] = _names(areas["name"], areas["name_en"])
        everyone = {EVERYONE: by_language(lambda: text("exchange.everyone"))}
        groups = delivery.book.groups.set_index("group", drop=False)
        lists["DIMENSION"] = everyone | {
            by: by_language(partial(dimension_name, by)) for by in groups["dimension"].unique()
        }
        lists["GROUP"] = everyone | _names(groups["name_vi"], groups["name_en"])
        made = {}
        for name, codes in lists.items():
            of = f"_{edition}" if name == "REF_AREA" else ""
            called = meanings.name(_COLUMN[name])
            made[name] = v21.Codelist(id=f"CL_{name}{of}", name=called, **self._kept)
            for code, words in codes.items():
                made[name].append(v21.Code(id=code, name=words))
        self._nest(made["REF_AREA"])
        return made

    @cached_property
    def _words(self) -> dict[str, dict[str, Names]]:
        return code_lists(self.delivery.areas.table["type"].unique(), self.delivery.book.types)

    def _nest(self, areas: common.Codelist) -> None:
        """Put each area below the one that it is a part of."""
        for area, parent in self.delivery.areas.table["parent"].items():
            if parent in areas.items:
                areas.items[parent].append_child(areas.items[area])

    @cached_property
    def concepts(self) -> common.ConceptScheme:
        words = by_language(lambda: text("exchange.concepts"))
        scheme = v21.ConceptScheme(id="CS_CHITIEU", name=words, **self._kept)
        for name in _COLUMN:
            column = _COLUMN[name]
            told = {"name": meanings.name(column), "description": meanings.note(column)}
            scheme.append(v21.Concept(id=name, **told))
        return scheme

    @cached_property
    def definition(self) -> v21.DataStructureDefinition:
        words = by_language(lambda: text("exchange.results.real"))
        made = v21.DataStructureDefinition(
            id=self._of_edition,
            name=words,
            dimensions=v21.DimensionDescriptor(id="DimensionDescriptor"),
            measures=v21.MeasureDescriptor(id="MeasureDescriptor"),
            attributes=v21.AttributeDescriptor(id="AttributeDescriptor"),
            **self._kept,
        )
        for order, name in enumerate(DIMENSIONS, start=1):
            kind = v21.TimeDimension if name == "TIME_PERIOD" else v21.Dimension
            made.dimensions.append(kind(id=name, order=order, **self._component(name)))
        measure = v21.PrimaryMeasure(id=MEASURE, **self._component(MEASURE))
        made.measures.append(measure)
        for name in ATTRIBUTES:
            usage = "mandatory" if name in _ALWAYS else "conditional"
            made.attributes.append(
                v21.DataAttribute(
                    id=name,
                    usage_status=common.UsageStatus[usage],
                    related_to=v21.PrimaryMeasureRelationship(),
                    **self._component(name),
                )
            )
        return made

    def _component(self, name: str) -> dict:
        if name in self.lists:
            kept = v21.Representation(enumerated=self.lists[name])
        elif name == "TIME_PERIOD":
            kept = _not_enumerated("ObservationalTimePeriod")
        else:
            kept = _not_enumerated(_NUMBERS.get(name, "String"))
        return {
            "concept_identity": self.concepts.items[name],
            "local_representation": kept,
        }

    @cached_property
    def flow(self) -> v21.DataflowDefinition:
        which = "simulated" if self.delivery.settings.simulated else "real"
        words = by_language(lambda: text(f"exchange.results.{which}"))
        return v21.DataflowDefinition(
            id=self._of_edition, name=words, structure=self.definition, **self._kept
        )

    def observation(self, row: dict[str, str]) -> v21.Observation:
        """Return one result as the structure has it; `row`: texts by component."""
        definition = self.definition
        return v21.Observation(
            dimension=v21.Key({name: row[name] for name in DIMENSIONS}),
            value=row[MEASURE],
            attached_attribute={
                name: v21.AttributeValue(value=row[name], value_for=definition.attributes.get(name))
                for name in ATTRIBUTES
            },
        )


def _not_enumerated(kind: str) -> v21.Representation:
    facet = v21.Facet(value_type=common.FacetValueType[kind[0].lower() + kind[1:]])
    return v21.Representation(non_enumerated=[facet])


def _names(vi: pd.Series, en: pd.Series) -> dict[str, Names]:
    """Names by code; in English only where there is one."""
    return {
        code: {"vi": _printable(vi[code])}
        | ({} if pd.isna(en[code]) else {"en": _printable(en[code])})
        for code in vi.index
    }


def _indicators(names: dict[str, Names]) -> dict[str, Names]:
    """Names by SDMX's codes of indicators; before each the plan's, where it is another."""
    return {
        sdmx_code(i): {
            language: words if sdmx_code(i) == i else f"{i}. {words}"
            for language, words in called.items()
        }
        for i, called in names.items()
    }


def _printable(words: str) -> str:
    """A text without the control characters that XML cannot hold."""
    return "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in words)
