"""Counts told by groups: held to their whole in files and in forms, filled in, received, kept."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from chitieu.collect.forms import form_bytes
from chitieu.collect.forms.asked import asked
from chitieu.collect.observations import counts_as_written, read_observations
from chitieu.collect.quality import Check
from chitieu.collect.receive import receive
from chitieu.faults import Faults

from ..grouped import tell_by_groups
from .conftest import EDITION, YEAR, copy_inputs, empty_year, fill

FILE = Path("data", "observations", f"{YEAR}.csv")
BY = {"5a": "sex+ethnic_group", "18a": "ethnic_group"}


@pytest.fixture(scope="module")
def told(root, tmp_path_factory) -> Path:
    """Inputs that tell two indicators of 2022 by groups; not to be written to."""
    folder = copy_inputs(root, tmp_path_factory.mktemp("told") / "sổ tính")
    tell_by_groups(folder, BY, [YEAR])
    return folder


@pytest.fixture
def spoilt(told, tmp_path) -> Callable:
    """Return a function that gives a copy in which some counts are others: by area, variable and
    group; None takes the line away."""

    def change(counts: dict) -> Path:
        folder = copy_inputs(told, tmp_path / "spoilt")
        table = pd.read_csv(folder / FILE, dtype=str, keep_default_na=False)
        for (area, variable, group), value in counts.items():
            here = (
                table["area"].eq(area) & table["variable"].eq(variable) & table["group"].eq(group)
            )
            assert here.sum() == 1
            if value is None:
                table = table[~here]
            else:
                table.loc[here, ["value", "obs_status"]] = value, "A" if value else "O"
        table.to_csv(folder / FILE, index=False)
        return folder

    return change


def whole_and_parts(folder: Path, area: str, variable: str) -> tuple[int, ...]:
    table = read_observations(folder, YEAR, EDITION).set_index(["area", "variable"])["value"]
    return tuple(int(table[area, f"{variable}{group}"]) for group in ("", "@sex=F", "@sex=M"))


def test_a_count_of_a_group_is_a_variable_s_of_its_own(told):
    whole, girls, boys = whole_and_parts(told, "23479", "children_u1")
    assert whole == girls + boys == 98
    again = counts_as_written(told, YEAR).set_index(["area", "variable"])["value"]
    assert again["23479", "children_u1@sex=F"] == girls


def test_nothing_is_wrong_where_groups_are_their_whole(told):
    found = Check(told, [YEAR])
    assert found.errors == []
    assert not any(
        "@" in str(warning) or "groups.csv" in str(warning) for warning in found.warnings
    )


def test_nobody_is_asked_for_the_groups_of_a_year_that_tells_of_none(told):
    assert not any("@" in str(warning) for warning in Check(told, [2021]).warnings)


AREA, ALL, DONE = "23479", "children_u1", "children_u1_fully_vaccinated"


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("counts", "said"),
    [
        pytest.param({(AREA, ALL, "sex=F"): "97"}, f"{ALL}@sex=F + {ALL}@sex=M of {AREA} is ",
                     id="more"),
        pytest.param({(AREA, ALL, "sex=F"): "0", (AREA, DONE, "sex=F"): "0"},
                     f"{ALL} of {AREA} is 98, more than {ALL}@sex=F + {ALL}@sex=M",
                     id="fewer than the whole"),
        pytest.param({(AREA, ALL, "sex=F"): "99", (AREA, ALL, "sex=M"): ""},
                     f"of {AREA} is 99, more than {ALL}, 98", id="one alone above the whole"),
        pytest.param({(AREA, DONE, "sex=F"): "90", (AREA, ALL, "sex=M"): "90",
                      (AREA, ALL, "sex=F"): "8"},
                     f"{DONE}@sex=F of {AREA} is 90, more than {ALL}@sex=F, 8",
                     id="a part above its whole in one group"),
    ],
)  # fmt: skip
def test_groups_that_are_not_their_whole_are_refused(spoilt, counts, said):
    faults = [str(fault) for fault in Check(spoilt(counts), [YEAR]).errors]
    assert any(said in fault for fault in faults), faults
    assert all(fault.startswith("data/observations/2022.csv:") for fault in faults)


@pytest.mark.parametrize("missing", ["sex=F", "sex=M"])
def test_what_one_group_did_not_report_is_missing_and_no_fault(spoilt, missing):
    found = Check(spoilt({(AREA, ALL, missing): "", (AREA, DONE, missing): None}), [YEAR])
    assert found.errors == []
    assert any(f"'{DONE}@{missing}' of {AREA}" in str(each) for each in found.warnings)


@pytest.mark.parametrize(
    ("variable", "group", "said"),
    [
        (ALL, "sex=X", "'sex=X' is no group that children_u1 is reported by"),
        (ALL, "F", "'F' is no group that children_u1 is reported by"),
        ("grade6_entrants_t3", "sex=F", "is no group that grade6_entrants_t3 is reported by"),
        ("live_births", "sex=F", "'sex=F' is no group that live_births is reported by; leave it"),
        (ALL, "sex=F", "the line repeats line"),
    ],
)
def test_a_group_that_is_not_asked_for_is_refused(told, tmp_path, variable, group, said):
    folder = copy_inputs(told, tmp_path / "spoilt")
    with (folder / FILE).open("a", encoding="utf-8", newline="") as file:
        row = {"period": YEAR, "area": AREA, "variable": variable, "group": group, "value": 1}
        header = next(csv.reader((folder / FILE).open(encoding="utf-8")))
        csv.DictWriter(file, header, restval="").writerow(row)
    with pytest.raises(Faults) as caught:
        read_observations(folder, YEAR, EDITION)
    assert said in str(caught.value)


# ---- forms ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sent_back(told, tmp_path_factory) -> tuple[dict, Path]:
    """The agencies' forms that ask for groups, filled in with the year's figures."""
    folder = tmp_path_factory.mktemp("back")
    table = read_observations(told, YEAR, EDITION)
    figures = {
        (row.area, row.variable): (
            None if pd.isna(row.value) else int(row.value),
            row.obs_status,
            None,
        )
        for row in table.itertuples()
    }
    forms = {form.code: form for form in asked(told, YEAR) if form.code in ("CA", "GDDT")}
    for form in forms.values():
        (folder / form.file_name).write_bytes(form_bytes(form))
        fill(folder / form.file_name, form, figures)
    return forms, folder


def test_a_form_asks_for_each_group_beside_the_whole(sent_back):
    form = sent_back[0]["CA"]
    place = list(form.variables.index).index(ALL)
    groups = ("ethnic_group=MIN", "ethnic_group=KIN", "sex=F", "sex=M")
    assert list(form.variables.index[place : place + 5]) == [ALL, *(f"{ALL}@{g}" for g in groups)]
    assert form.names[f"{ALL}@sex=F"] == "Trẻ em dưới 1 tuổi: nữ"
    book = openpyxl.load_workbook(sent_back[1] / form.file_name)
    printed = [s.page_setup for s in book if s.title.startswith("Biểu")]
    assert {(str(page.paperSize), page.fitToWidth) for page in printed} == {("9", 1)}  # on A4
    assert all(name.replace(".", "_").isidentifier() for name in book.defined_names)


def test_what_is_filled_in_is_received_as_it_was(told, sent_back, tmp_path):
    forms, folder = sent_back
    again = copy_inputs(told, tmp_path / "again")
    before = read_observations(again, YEAR, EDITION)
    empty_year(again)
    receive(again, [folder / form.file_name for form in forms.values()])
    header = (again / FILE).read_text(encoding="utf-8").splitlines()[0]
    assert header == "period,area,edition,variable,group,value,obs_status,agency,note"
    after = read_observations(again, YEAR, EDITION)
    of_forms = before["agency"].isin(forms)
    columns = ["area", "variable", "value", "obs_status"]
    one, other = (
        table[columns].sort_values(["area", "variable"]).reset_index(drop=True)
        for table in (before[of_forms], after)
    )
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("column", "added", "said"),
    [
        pytest.param(
            f"{ALL}@sex=F", 50, "9: “Trẻ em dưới 1 tuổi: nữ” + ", id="more than the whole"
        ),
        pytest.param(f"{ALL}@sex=M", -20, "D9: “Trẻ em dưới 1 tuổi” của", id="fewer"),
    ],
)
def test_a_form_whose_groups_are_not_their_whole_is_refused_by_cell(
    told, sent_back, tmp_path, column, added, said
):
    forms, folder = sent_back
    path = tmp_path / forms["CA"].file_name
    shutil.copy(folder / path.name, path)
    book = openpyxl.load_workbook(path)
    (sheet,) = (s for s in book if s.title.startswith("Biểu") and _column(s, column))
    cell = sheet.cell(9, _column(sheet, column))
    cell.value += added
    book.save(path)
    again = copy_inputs(told, tmp_path / "again")
    empty_year(again)
    (receipt,) = receive(again, [path])
    faults = [str(fault) for fault in receipt.faults]
    assert any(said in fault and f"{sheet.title}!" in fault for fault in faults), faults


def test_ten_faults_in_a_form_are_named_by_their_cells(told, sent_back, tmp_path):
    """In five communes girls and boys are one too many, and ethnic groups one too few."""
    forms, folder = sent_back
    path = tmp_path / forms["CA"].file_name
    book = openpyxl.load_workbook(folder / path.name)
    named = []
    for row in range(9, 14):
        for changed, by, said in ((f"{ALL}@sex=F", 1, f"{ALL}@sex=F"),
                                  (f"{ALL}@ethnic_group=KIN", -1, ALL)):  # fmt: skip
            (sheet,) = (s for s in book if _column(s, changed))
            sheet.cell(row, _column(sheet, changed)).value += by
            (sheet,) = (s for s in book if _column(s, said))
            named.append(f"{sheet.title}!{sheet.cell(row, _column(sheet, said)).coordinate}:")
    book.save(path)
    again = copy_inputs(told, tmp_path / "again")
    empty_year(again)
    (receipt,) = receive(again, [path])
    faults = "\n".join(map(str, receipt.faults))
    assert len(set(named)) == 10
    assert [cell for cell in named if cell not in faults] == []


def _column(sheet, variable: str) -> int:
    codes = {sheet.cell(6, c).value: c for c in range(2, sheet.max_column + 1)}
    return codes.get(f"{variable}:value", 0)
