"""Results as SDMX-CSV 2.0, and the structure that it is read with, both written by sdmx1.

Its import takes a tenth of a second, so that only what writes these files imports it.
"""

from __future__ import annotations

import datetime
import io

import pandas as pd
import sdmx
from sdmx.format.csv.v2 import FormatOptions
from sdmx.message import DataMessage, Header, StructureMessage
from sdmx.model import v21

from chitieu.plan.identifiers import sdmx_code
from chitieu.publish.exchange.csv import whole_counts
from chitieu.publish.exchange.delivered import Delivery
from chitieu.publish.exchange.structure import ATTRIBUTES, DIMENSIONS, EVERYONE, MEASURE, Structure
from chitieu.publish.exchange.transformations import frequency, transformation


def data_csv(delivery: Delivery) -> bytes:
    """Return the results as SDMX-CSV 2.0."""
    structure = Structure(delivery)
    dataset = v21.DataSet(described_by=structure.flow, structured_by=structure.definition)
    dataset.obs = [structure.observation(row) for row in _rows(delivery)]
    message = DataMessage(dataflow=structure.flow, data=[dataset])
    options = FormatOptions()
    table = sdmx.to_csv(
        message, rtype=pd.DataFrame, attributes="o", format_options=options, dtype=None
    )
    buffer = io.StringIO()
    table.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue().encode()


def structure_xml(delivery: Delivery) -> bytes:
    """Return the structure as SDMX-ML 2.1: definition, concepts and code lists, in two languages.

    The plan's own words for indicators and areas are in English where the workbook gives them.
    """
    structure, settings = Structure(delivery), delivery.settings
    message = StructureMessage(
        header=Header(
            id=f"{structure.agency.id}_{delivery.period}",
            test=settings.simulated,
            prepared=datetime.datetime.combine(delivery.date, datetime.time()),
            sender=structure.agency,
        )
    )
    for artefact in structure.artefacts:
        message.add(artefact)
    return sdmx.to_xml(message, pretty_print=True, xml_declaration=True, encoding="utf-8")


def _rows(delivery: Delivery) -> list[dict]:
    """The results in the structure's names, as text; a blank where there is nothing."""
    table = whole_counts(delivery.results)
    table["freq"] = frequency(delivery.period)
    codes = {
        indicator: transformation(delivery.period, kind == "change", indicator in delivery.flowing)
        for indicator, kind in delivery.indicators["kind"].items()
    }
    table["timetrans"] = table["indicator"].map(codes)
    table["indicator"] = table["indicator"].map(sdmx_code)
    for column in ("dimension", "group"):
        table[column] = table[column].where(table[column].ne(""), EVERYONE)
    names = {**DIMENSIONS, MEASURE: "value", **ATTRIBUTES}
    text = {name: _as_text(table[column]) for name, column in names.items()}
    return pd.DataFrame(text).to_dict("records")


def _as_text(column: pd.Series) -> pd.Series:
    return column.astype("object").map(lambda value: "" if pd.isna(value) else str(value))
