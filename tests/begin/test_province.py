"""The list of a province of Viet Nam, held against the official one where that is at hand."""

import csv
import sys
from pathlib import Path

import pytest

from chitieu.begin.province import OLD_CODES, read_province
from chitieu.faults import CallError

OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "areas" / "communes_2025.csv"


def test_it_is_a_province_with_its_communes():
    pytest.importorskip("vietnamadminunits", reason="the extra vietnam is not installed")
    table = read_province("22", "2026").areas
    assert table.loc[0, ["area", "name", "type"]].tolist() == ["22", "Tỉnh Quảng Ninh", "province"]
    assert table["parent"].iloc[1:].eq("22").all()
    assert {"06978"} <= {*table["area"]}
    assert "06970" not in {*table["area"]}


@pytest.mark.skipif(not OFFICIAL.is_file(), reason="the reference lists are not here")
@pytest.mark.parametrize("province", ["01", "22", "51"])
def test_its_codes_are_the_official_ones(province):
    pytest.importorskip("vietnamadminunits", reason="the extra vietnam is not installed")
    with OFFICIAL.open(encoding="utf-8", newline="") as file:
        official = {r["code"]: r["name"] for r in csv.DictReader(file) if r["province"] == province}
    table = read_province(province, "2026").areas.iloc[1:]
    assert {*table["area"]} == {OLD_CODES.get(code, code) for code in official}
    assert len(table) == len(official)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("15", "15"), ("Lào Cai", "15"), ("tỉnh Lào Cai", "15"), ("lao cai", "15"), ("1", "01"),
        ("01", "01"), ("TP. Hồ Chí Minh", "79"), ("Thành phố Huế", "46"),
    ],
)  # fmt: skip
def test_it_is_meant_by_its_code_or_its_name(said, code):
    pytest.importorskip("vietnamadminunits", reason="the extra vietnam is not installed")
    found = read_province(said, "2026")
    assert found.areas.at[0, "area"] == code
    assert found.assumed[0].startswith(f"the province is {code} {found.areas.at[0, 'name']}; its ")


@pytest.mark.parametrize("said", ["99", "Hà Giang", "", "Lào"])
def test_what_is_none_is_told_with_all_that_there_are(said):
    pytest.importorskip("vietnamadminunits", reason="the extra vietnam is not installed")
    start = f"'{said}' is no province; use one of: 01 Thành phố Hà Nội, 04 Tỉnh Cao Bằng, 08 "
    with pytest.raises(CallError) as caught:
        read_province(said, "2026")
    assert str(caught.value).startswith(start)
    assert len(str(caught.value).split(", ")) == 34


def test_without_the_extra_it_is_said_how_to_have_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "vietnamadminunits", None)
    monkeypatch.setitem(sys.modules, "vietnamadminunits.database", None)
    with pytest.raises(CallError, match=r"pip install 'chitieu\[vietnam\]'"):
        read_province("51", "2026")
