"""A workbook made by `new` runs, without a file edited by hand, to a verified package."""

import csv
import re
import shlex

import openpyxl
import pytest

from chitieu import Workbook
from chitieu.collect.forms.style import put
from chitieu.plan.years import read_year

from .conftest import HEADINGS


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def made(tmp_path, map_file, plan_file, told):
    """Return a function that makes the workbook of three counties, with options of its own."""

    def make(*options, folder=tmp_path / "three counties", areas=map_file, plan=None):
        plan = plan or plan_file()
        call = ("new", folder, "--areas", areas, "--plan", plan, "--year", 2026)
        return folder, told(*call, "--name", "Three Counties", *options)

    return make


def test_from_a_map_and_a_plan_to_figures(made, tmp_path, told, fill_in):
    root, (code, out, err) = made("--language", "en")
    assert (code, err) == (0, "")
    *taken, _, check, forms, receive = out.splitlines()
    assert [line.removeprefix("taken for granted: ") for line in taken[-2:]] == [
        "figures are real ones (simulated: false): where they are not, say so in params/2026.yaml",
        "pages bear the date 2027-01-15 (as_of): write that of your report in params/2026.yaml",
    ]
    assert [line.split()[1] for line in (check, forms, receive)] == ["check", "forms", "receive"]
    assert [(r["area"], r["name"], r["parent"]) for r in rows(root / "data/areas.csv")] == [
        ("three-counties", "Three Counties", ""),
        ("A1", "Ashe", "three-counties"),
        ("A2", "Burke", "three-counties"),
        ("A3", "Clay", "three-counties"),
    ]
    assert {p.parent.name for p in root.rglob("1_objective_1.ipynb")} == {"notebooks", "en"}
    assert told("check", "--root", root)[0] == 0
    assert told("forms", 2026, "--root", root, "-o", tmp_path / "forms")[0] == 0
    files = fill_in(tmp_path / "forms")
    assert [path.name for path in files] == [
        "three-counties-2026-HD.xlsx",
        "three-counties-2026-LD.xlsx",
    ]
    assert told("receive", *files, "--root", root)[0] == 0
    assert told("check", "--root", root) == (0, "", "")
    found = Workbook.open(year=2026, root=root).results().query("area == 'three-counties'")
    shown = found[["indicator", "numerator", "denominator", "status"]].astype(
        {"denominator": float}
    )
    assert shown.fillna(0).values.tolist() == [
        ["1.1", 546, 600, "met"],
        ["1.2", 3, 605, "met"],
        ["1.3", 18, 0, "met"],
        ["1.4", 2, 3, "met"],
    ]


@pytest.fixture
def list_file(tmp_path):
    """The same counties as a list, without borders."""
    path = tmp_path / "counties.csv"
    path.write_text("code,name\nA1,Ashe\nA2,Burke\nA3,Clay\n", encoding="utf-8")
    return path


def test_without_borders_areas_are_tiles_until_a_map_is_taken_in(
    made, list_file, map_file, tmp_path, told, fill_in
):
    root, (code, _, err) = made(areas=list_file)
    assert (code, err) == (0, "")
    told("forms", 2026, "--root", root, "-o", tmp_path / "forms")
    told("receive", *fill_in(tmp_path / "forms"), "--root", root)
    code, _, err = told("check", "--root", root)
    assert (code, err) == (
        0,
        "warning: shapefiles/communes_2026.shp: there are no borders, and maps show each area as a "
        "square; take in a map: chitieu boundaries FILE --edition 2026\n",
    )
    book = Workbook.open(year=2026, root=root, language="en")
    assert book.geo().geometry.area.round(6).tolist() == [0.01] * 3
    assert "There are no borders yet" in str(book.map("1.1")._repr_html_())
    assert told("boundaries", map_file, "--edition", 2026, "--root", root)[0] == 0
    assert told("check", "--root", root) == (0, "", "")
    book = Workbook.open(year=2026, root=root, language="en")
    assert "There are no borders yet" not in str(book.map("1.1")._repr_html_())


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_its_package_is_verified(made, tmp_path, told, fill_in, list_file, map_file, language):
    root, _ = made("--language", language, areas=list_file if language == "vi" else map_file)
    told("forms", 2026, "--root", root, "-o", tmp_path / "forms")
    told("receive", *fill_in(tmp_path / "forms"), "--root", root)
    spoken = ("--language", language)
    code, out, _ = told("run", 2026, "--root", root, *spoken)
    assert (code, out.split(" pages")[0]) == (0, "7 of 7")
    code, _, err = told("pack", 2026, "--root", root, *spoken)
    assert (code, err) == (0, "")
    (package,) = (root / "outputs" / "packages").glob("*.zip")
    code, out, err = told("verify", package, *spoken)
    assert (code, err) == (0, "")
    assert "own work" not in out  # of an analyst, which nobody can make again


def test_why_an_indicator_matters_and_who_is_like_whom_are_taken_over(
    made, plan_file, plan_lines, list_file
):
    headings = [*HEADINGS, "Why it matters", "Source of why"]
    first = [*plan_lines[0], "A cheap protection.", "Plan, section 2"]
    lines = list_file.read_text("utf-8").splitlines()
    told = zip(lines, ("peers", "", "hills", "hills"), strict=True)
    list_file.write_text("".join(f"{line},{peers}\n" for line, peers in told), encoding="utf-8")
    root, (code, _, err) = made(plan=plan_file([first, *plan_lines[1:]], headings), areas=list_file)
    assert (code, err) == (0, "")
    found = rows(root / "params/indicators.csv")
    assert [(r["why_vi"], r["why_source"]) for r in found[:2]] == [tuple(first[-2:]), ("", "")]
    assert [r["peers"] for r in rows(root / "data/areas.csv")] == ["", "", "hills", "hills"]


def test_without_them_no_column_says_so(made, plan_file):
    root, _ = made(plan=plan_file())
    assert not {"why_vi", "why_source"} & set(rows(root / "params/indicators.csv")[0])
    assert "peers" not in rows(root / "data/areas.csv")[0]


def test_a_reason_without_its_source_is_a_fault(made, plan_file, plan_lines):
    headings = [*HEADINGS, "Why it matters", "Source of why"]
    lines = [[*plan_lines[0], "A cheap protection.", None], *plan_lines[1:]]
    _, (code, _, err) = made(plan=plan_file(lines, headings))
    assert code == 1
    assert "plan.xlsx:Plan!K2: the cell is empty; a reason stands with its" in err


LIST = [
    ["Mã", "Tên", "Thuộc"], ["A1", "Ashe", "North"], ["A2", "Burke", "North"],
    ["A3", "Clay", "South"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("top", "parents"),
    [
        pytest.param([], {"North": "three-counties", "South": "three-counties", "A1": "North",
                          "A2": "North", "A3": "South"}, id="levels by name"),
        pytest.param([["N", "North", ""], ["S", "South", "N"]],
                     {"N": "", "S": "N", "A1": "N", "A2": "N", "A3": "S"}, id="levels by code"),
    ],
)  # fmt: skip
def test_a_list_in_excel_has_its_levels(made, tmp_path, told, top, parents):
    book = openpyxl.Workbook()
    codes = {name: code for code, name, _ in top}
    for line in (LIST[0], *top, *LIST[1:]):
        book.active.append([*line[:2], codes.get(line[2], line[2])])
    book.save(tmp_path / "list.xlsx")
    root, (code, _, err) = made(
        "--code-column", "Mã", "--name-column", "Tên", "--parent-column", "thuộc",
        areas=tmp_path / "list.xlsx",
    )  # fmt: skip
    assert (code, err) == (0, "")
    found = {r["area"].casefold(): r["parent"].casefold() for r in rows(root / "data/areas.csv")}
    assert found.items() >= {a.casefold(): p.casefold() for a, p in parents.items()}.items()
    assert told("check", "--root", root)[0] == 0


def test_limits_by_type_stand_in_the_plan_sheet(made, tmp_path, plan_file):
    path = tmp_path / "list.csv"
    path.write_text("code,name\n1,Phường A\n2,Xã B\n", encoding="utf-8")
    words = "< 10 % thành thị, < 5 % nông thôn"
    plan = plan_file([
        ["T1", "Nghèo", "proportion", "Hộ nghèo", "Hộ", "%", words, "UBND", "I. Giảm nghèo"],
        ["T2", "Trẻ", "points", "Hộ nghèo", "Hộ", None, "giảm 1–1,5 so với năm 2020", "UBND", None],
    ])  # fmt: skip
    root, (code, out, err) = made(areas=path, plan=plan)
    assert (code, err) == (0, "")
    assert f"T1: '{words}' is judged as ward: < 10 %; commune: < 5 %" in out
    assert read_year(root, 2026).targets == {
        "T1": {"ward": "< 10", "commune": "< 5"}, "T2": "fall >= 1–1.5 since 2020",
    }  # fmt: skip


def test_a_part_of_more_areas_than_there_are_is_doubtful(made, plan_file, plan_lines, told):
    fourth = [">= 2/5" if cell == ">= 2/3" else cell for cell in plan_lines[3]]
    root, (code, out, _) = made(plan=plan_file([*plan_lines[:3], fourth]))
    doubt = "'>= 2/5': the areas are counted, and edition 2026 has 3 areas"
    assert (code, out.count(doubt)) == (0, 1)
    (line,) = [line for line in out.splitlines() if doubt in line]
    assert re.match(r"doubtful: params/2026\.yaml:\d+:targets\.1\.4: '", line)
    assert doubt in told("check", "--root", root)[2]


def test_a_folder_that_is_not_empty_is_left_alone(made, tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    _, (code, out, err) = made(folder=folder)
    assert (code, out) == (2, "")
    assert err == f"{folder} is there and not empty; name a new folder\n"
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_what_is_wrong_is_told_at_once_and_nothing_is_made(made, tmp_path, plan_file, map_file):
    plan = plan_file([["1", "Words", "ratio", "Some", None, None, "90 %", "Health", "1. Health"]])
    map_file.write_text(map_file.read_text().replace('"A2"', '"A1"').replace('"Clay"', '""'))
    folder, (code, _, err) = made("--code-column", "code", plan=plan)
    assert code == 1
    assert not folder.exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    places = [line.split(": ")[0].split("/")[-1] for line in err.splitlines()]
    assert places == [
        "counties.geojson:feature 2:code",
        "counties.geojson:feature 3:name",
        "plan.xlsx:Plan!C2",
        "plan.xlsx:Plan!G2",
    ]


def test_without_a_plan_its_sheet_is_handed_out_and_then_taken(tmp_path, map_file, told):
    folder = tmp_path / "new place"
    call = ("new", folder, "--areas", map_file, "--year", 2026, "--language", "en")
    code, out, err = told(*call)
    assert (code, err) == (0, "")
    assert [path.name for path in folder.iterdir()] == ["plan.xlsx"]
    columns = [line for line in out.splitlines() if line.startswith("taken for granted: ")]
    assert [line.split("; ")[0].split(": ", 1)[1] for line in columns] == [
        "column 'name' holds the names", "column 'code' holds the codes",
        "no column holds what the areas lie in: all lie in 'new place'",
    ]  # fmt: skip
    again = shlex.split(out.splitlines()[-1])[1:]
    assert again[-2:] == ["--plan", str(folder / "plan.xlsx")]
    code, _, err = told(*call)
    assert (code, err) == (
        2, f'{folder} is there and not empty; say --plan "{folder / "plan.xlsx"}", or name a new '
        "folder\n",
    )  # fmt: skip
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    for row in book["Example"].iter_rows(min_row=2, values_only=True):
        line = next(n for n in range(2, 99) if book["Plan"].cell(n, 1).value is None)
        for column, value in enumerate(row, start=1):
            put(book["Plan"], line, column, value)  # "= 0" is a text there
    book.save(folder / "plan.xlsx")
    code, _, err = told(*again)
    assert (code, err) == (0, "")
    assert {"plan.xlsx", "params", "data", "notebooks", "shapefiles"} <= {
        path.name for path in folder.iterdir()
    }
    assert told("check", "--root", folder)[0] == 0
