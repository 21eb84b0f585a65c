"""The files of a package as a spreadsheet opens them: no cell computes, numbers stay numbers."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile

import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.cli import main
from chitieu.publish.exchange import to_csv
from chitieu.publish.exchange.csv import texts_csv
from chitieu.publish.package.changes import changes
from chitieu.publish.package.definitions import definitions
from chitieu.publish.package.figures import read_results
from chitieu.publish.published import Published

pytestmark = pytest.mark.xdist_group("batch")
# Written here again: the rule must not be held against itself.
COMPUTED = re.compile(
    r"(?:^|[,;|\t\r\n\"'])[\s\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]\s*\S"
)
NUMBER = re.compile(r"-\d+(\.\d+)?(e[+-]?\d+)?")
NOTES = (
    "=HYPERLINK(1)",
    "- đếm lại",
    "a;=1+1",
    "\u200b+1",
    "＝1",
    "@x",
    "tăng, -3 trẻ",
    "lời thường",
)


def computed(data: bytes) -> list[str]:
    """The cells of a CSV that a spreadsheet would compute."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [c for row in rows for c in row if COMPUTED.search(c) and not NUMBER.fullmatch(c)]


@pytest.fixture(scope="module")
def published(made) -> Published:
    """The period with a note of each kind, and a change in all of its results."""
    found = Published(made.root, "2022")
    counts = found.reported.copy()
    vars(found)["reported"] = counts.assign(
        note=[NOTES[i % len(NOTES)] for i in range(len(counts))]
    )
    return found


@pytest.fixture(scope="module")
def changed(published, made) -> pd.DataFrame:
    now = read_results(made.files["2022/results.csv"])
    old = now.copy()
    for column in ("numerator", "denominator"):
        old[column] = [str(int(float(cell)) + 1) if cell else "" for cell in now[column]]
    return changes(published, old, now)


def test_no_cell_of_any_csv_of_a_package_would_be_computed(made):
    tables = {name: data for name, data in made.files.items() if name.endswith(".csv")}
    assert len(tables) >= 8
    assert {name: cells for name, data in tables.items() if (cells := computed(data))} == {}


def test_what_would_be_computed_is_seen_by_this_test():
    assert len(computed(b'=1,-2,-2x,a\n"a;+1",= ,x,\xe2\x80\x8b@a\n')) == 4


def test_notes_are_told_without_what_would_be_computed(changed):
    assert any(computed(cell.encode()) for cell in changed["why_vi"]), "they come as they are"
    data = texts_csv(changed)
    assert computed(data) == []
    told = data.decode()
    for words in ("HYPERLINK(1)", "– đếm lại", "a;1+1", "tăng, –3 trẻ", "lời thường"):
        assert words in told, words


def test_names_that_would_be_computed_are_not_written_so(published, monkeypatch):
    """Inputs may not hold any; where one came through all the same, it is not written."""
    plan = published.indicators.assign(name_vi="=1+1", definition_vi="Gồm;-2 trẻ")
    monkeypatch.setattr(published, "indicators", plan)
    files = definitions(published)
    assert [name for name, data in files.items() if name.endswith(".csv") and computed(data)] == []
    assert ",1+1," in files["definitions/indicators.csv"].decode()


def test_a_negative_number_stays_one(made):
    results = Workbook.open(2022, root=made.root).results(indicator="13")
    told = to_csv(results)
    assert computed(told.encode()) == []
    falls = [v for v in pd.read_csv(io.StringIO(told))["value"] if v < 0]
    internal = Workbook.open(2022, audience="internal", root=made.root).results(indicator="13")
    assert len(falls) == int((results["value"] < 0).sum()) <= int((internal["value"] < 0).sum())
    assert computed(texts_csv(pd.DataFrame({"a": [-1.5], "b": ["-1.5"]}))) == []


@pytest.mark.parametrize("year", ["2021", "2022"])
def test_the_table_of_indicators_on_standard_output(root, capsys, year):
    """A comparator stands alone there, and is a text to every spreadsheet."""
    assert main(["indicators", "--year", year, "--format", "csv", "--root", str(root)]) == 0
    out = capsys.readouterr().out
    assert computed(out.encode()) == []
    assert {row["comparator"] for row in csv.DictReader(io.StringIO(out))} <= {
        "<", "<=", "=", ">=", ">", "fall", "",
    }  # fmt: skip


def test_the_workbook_has_texts_and_numbers_and_no_formula(made):
    with zipfile.ZipFile(io.BytesIO(made.files["2022/results.xlsx"])) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        assert len(sheets) == 6
        for name in sheets:
            assert b"<f>" not in book.read(name)
            assert b"<f " not in book.read(name)


def test_the_manifest_is_no_table(made):
    assert isinstance(json.loads(made.files["manifest.json"]), dict)


@pytest.mark.slow
def test_libreoffice_finds_no_formula(made, changed, tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.skip("LibreOffice is not installed: a reference reading of the CSV")
    tables = {n.replace("/", "_"): d for n, d in made.files.items() if n.endswith(".csv")}
    tables |= {"changes.csv": texts_csv(changed), "control.csv": b"a,b\n=1+1,-3\n"}
    for name, data in tables.items():
        (tmp_path / name).write_bytes(data)
    found = {}
    for separator in (44, 59):  # a comma, and the semicolon of other countries
        out = tmp_path / str(separator)
        options = f"{separator},34,76,1,,1033,false,true,false,false,false,-1,true"
        subprocess.run(
            [office, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless",
             f"--infilter=CSV:{options}", "--convert-to", "fods", "--outdir", str(out),
             *(str(tmp_path / name) for name in tables)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        for name in tables:
            sheet = ET.parse(next(out.glob(f"{name.removesuffix('.csv')}*.fods"))).getroot()
            formula = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
            found[name, separator] = sum(formula in cell.attrib for cell in sheet.iter())
    assert found.pop(("control.csv", 44)) == 1, "it would find one"
    found.pop(("control.csv", 59))
    assert set(found.values()) == {0}, found
