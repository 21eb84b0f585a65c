"""datapackage.json, held against results.csv by the tool that others would use."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest
from frictionless import Package

from chitieu.measure.vocabulary import MISSING_REASONS, RESULT_COLUMNS

pytestmark = pytest.mark.xdist_group("exchange")


@pytest.fixture(scope="module")
def descriptor(review) -> dict:
    return json.loads((review.folder / "datapackage.json").read_text("utf-8"))


@pytest.fixture
def copy(review, tmp_path):
    """Return a function that changes a copy of results.csv, and gives the faults then found."""

    def changed(old: str, new: str) -> set[str]:
        for name in ("results.csv", "datapackage.json"):
            shutil.copy(review.folder / name, tmp_path)
        path = tmp_path / "results.csv"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8", newline="\n")
        return faults(tmp_path)

    return changed


def faults(folder) -> set[str]:
    report = Package(folder / "datapackage.json").validate()
    return {error for (error,) in report.flatten(["type"])}


@pytest.mark.parametrize("audience", ["review", "internal"])
def test_results_fit_their_description(delivered, audience):
    assert faults(delivered[audience].folder) == set()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("4,7,100,", "4,x,100,", "type-error", id="a word for a count"),
        pytest.param(",met,", ",mét,", "constraint-error", id="a verdict that is none"),
        pytest.param("2022,1,23479", "2022,1,614", "primary-key", id="a key that stands twice"),
        pytest.param("value,lower", "lower,value", "incorrect-label", id="columns changed about"),
        pytest.param("4,7,100,", "5,7,100,", "hash-count", id="one figure"),
    ],
)
def test_it_finds_what_was_changed(copy, old, new, fault):
    assert fault in copy(old, new)


def test_a_reader_of_it_has_the_types_and_the_blanks(review):
    (resource,) = Package(review.folder / "datapackage.json").resources
    rows = resource.read_rows()
    assert len(rows) == len(review.results)
    for row, result in zip(rows, review.results.to_dict("records"), strict=True):
        for column, cell in result.items():
            if pd.isna(cell) or cell == "":
                assert row[column] is None, column
            elif isinstance(cell, str):
                assert row[column] == cell
            else:
                assert float(row[column]) == float(cell)


def test_it_says_what_the_figures_are(descriptor):
    assert descriptor["name"] == "kon-ray-2022"
    assert descriptor["title"] == "Kết quả các chỉ tiêu, Huyện Kon Rẫy, năm 2022"
    assert "Số liệu mô phỏng, không phải số liệu thật." in descriptor["description"]
    assert descriptor["simulated"] is True
    assert descriptor["licenses"][0]["name"] == "MIT"
    assert descriptor["created"] == "2023-01-15T00:00:00Z"


def test_every_column_is_explained_and_every_reason_for_a_blank(descriptor):
    schema = descriptor["resources"][0]["schema"]
    assert [field["name"] for field in schema["fields"]] == list(RESULT_COLUMNS)
    assert all(field["title"] and field["description"] for field in schema["fields"])
    assert schema["missingValues"] == [""]
    why = schema["missingValuesReasons"]
    assert (why["field"], set(why["codes"])) == ("reason", set(MISSING_REASONS))


def test_the_internal_edition_says_so(delivered):
    text = (delivered["internal"].folder / "datapackage.json").read_text("utf-8")
    assert json.loads(text)["audience"] == "internal"
    assert "BẢN NỘI BỘ" in text
