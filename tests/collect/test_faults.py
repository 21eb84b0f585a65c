"""Single faults, one a case: each is refused with its file, its place and a remedy, and nothing is
changed. Forms and borders have many more of their own, beside what reads them."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from chitieu.cli import main

FAILED = 1
SEEN = "data/observations/2022.csv"
INDICATORS, VARIABLES, YEAR = "params/indicators.csv", "params/variables.csv", "params/2022.yaml"
AREAS, CHANGES = "data/areas.csv", "data/area_changes.csv"


# ---- how an input is spoilt: each returns what is done to a copy of the inputs -------------------


def cell(name: str, row: int, column: str, value: str) -> Callable:
    def spoil(root: Path) -> None:
        rows = list(csv.reader(io.StringIO((root / name).read_text(encoding="utf-8"))))
        rows[row - 1][rows[0].index(column)] = value
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        (root / name).write_text(out.getvalue(), encoding="utf-8", newline="")

    return spoil


def words(name: str, old: str, new: str) -> Callable:
    def spoil(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return spoil


def line(name: str, text: str) -> Callable:
    def spoil(root: Path) -> None:
        with (root / name).open("a", encoding="utf-8", newline="") as file:
            file.write(f"{text}\n")

    return spoil


def data(name: str, change: Callable[[bytes], bytes]) -> Callable:
    return lambda root: (root / name).write_bytes(change((root / name).read_bytes()))


def gone(name: str) -> Callable:
    return lambda root: (root / name).unlink()


def count(area: str, variable: str, value: str) -> Callable:
    """A count of 2022 written otherwise."""

    def spoil(root: Path) -> None:
        with (root / SEEN).open(encoding="utf-8", newline="") as file:
            rows = [[row["area"], row["variable"]] for row in csv.DictReader(file)]
        cell(SEEN, rows.index([area, variable]) + 2, "value", value)(root)

    return spoil


CHECKED = {  # what is spoilt; where it is told, and how
    # figures: the file
    "figures empty": (data(SEEN, lambda _: b""), f"{SEEN}:1", "the file is empty"),
    "figures a workbook": (
        data(SEEN, lambda _: b"PK\x03\x04"), SEEN, "an Excel workbook with another name"),
    "figures in UTF-16 without its mark": (
        data(SEEN, lambda b: b.decode().encode("utf-16-le")), SEEN, "bytes that no text has"),
    "figures in letters of TCVN3": (
        data(SEEN, lambda b: b[:-1] + ";X· §¾k\n".encode("cp1252")), SEEN, "neither UTF-8 nor"),
    "letters garbled": (
        data(SEEN, lambda b: b.decode().encode("utf-8").decode("cp1252", "replace").encode()),
        SEEN, "letters were garbled"),
    "a column misspelt": (words(SEEN, "value", "valeu"), f"{SEEN}:1:valeu", "is no column"),
    "a column twice": (words(SEEN, "note", "value"), f"{SEEN}:1:value", "stands twice"),
    "a comma too many": (line(SEEN, "2022,614,,population,1,A,CA,a,b"), f"{SEEN}:387", "9 cells"),
    "a quote that never closes": (
        line(SEEN, '2022,614,,population,1,A,CA,"' + "a" * 200_000), f"{SEEN}:387", "cannot be"),
    # figures: a cell
    "another year": (cell(SEEN, 2, "period", "2021"), f"{SEEN}:2:period", "is no period of 2022"),
    "a month": (cell(SEEN, 2, "period", "2022-06"), f"{SEEN}:2:period", "is no period of 2022"),
    "an unknown area": (cell(SEEN, 2, "area", "23480"), f"{SEEN}:2:area", "is no area of"),
    "another edition's area": (cell(SEEN, 2, "edition", "2007"), f"{SEEN}:2:area", "edition 2007"),
    "an unknown variable": (
        cell(SEEN, 2, "variable", "birth"), f"{SEEN}:2:variable", "is no variable"),
    "a count that is empty": (cell(SEEN, 2, "value", ""), f"{SEEN}:2:value", "not declared"),
    "a negative count": (cell(SEEN, 2, "value", "-4"), f"{SEEN}:2:value", "is negative"),
    "a share": (cell(SEEN, 2, "value", "97,5"), f"{SEEN}:2:value", "is no whole count"),
    "a percentage": (cell(SEEN, 2, "value", "97%"), f"{SEEN}:2:value", "is no number"),
    "a point of thousands": (cell(SEEN, 2, "value", "1.000"), f"{SEEN}:2:value", "may be 1000"),
    "a comma of thousands": (cell(SEEN, 2, "value", "1,000"), f"{SEEN}:2:value", "may be 1000"),
    "a word": (cell(SEEN, 2, "value", "mười"), f"{SEEN}:2:value", "is no number"),
    "an unknown status": (
        cell(SEEN, 2, "obs_status", "Z"), f"{SEEN}:2:obs_status", "is no SDMX status"),
    "a count declared missing": (
        cell(SEEN, 2, "obs_status", "O"), f"{SEEN}:2:value", "says it is missing"),
    "an unknown agency": (cell(SEEN, 2, "agency", "CAH"), f"{SEEN}:2:agency", "is no agency"),
    # figures: against each other
    "a count twice": (
        line(SEEN, "2022,23479,,children_u1,98,A,CA,"), f"{SEEN}:387", "repeats line 2"),
    "two agencies differ": (
        line(SEEN, "2022,23479,,children_u1,97,A,TTYT,"), f"{SEEN}:387:agency",
        "is 97 by TTYT, but 98 by CA (line 2)"),
    "neonatal above infant deaths": (
        count("23479", "neonatal_deaths", "9"), f"{SEEN}:32:value", "more than infant_deaths"),
    "infant above under-five deaths": (
        count("23479", "infant_deaths", "9"), f"{SEEN}:33:value", "more than u5_deaths"),
    "a part above its whole": (
        count("23479", "children_stunted", "490"), f"{SEEN}:28:value", "children_u5_measured"),
    "two parts above their whole": (
        count("23479", "children_7_15", "1500"), f"{SEEN}:5:value", "more than children_u16"),
    "more than one commune": (
        count("23479", "communes_child_friendly", "2"), f"{SEEN}:", "more than communes, 1"),
    "a total that is no sum": (
        line(SEEN, "2022,614,,children_u1,9,A,CA,"), f"{SEEN}:387:value", "add up to"),
    "a count of communes": (line(SEEN, "2022,614,,communes,9,A,,"), f"{SEEN}:387:value", "has 7"),
    "parts that are no year": (
        line(SEEN, "2022-S1,23479,,live_births,999,A,TTYT,"), f"{SEEN}:", "999 in 2022-S1"),
    # the plan
    "no indicators' column": (
        words(INDICATORS, "better", "bettr"), f"{INDICATORS}:1:better", "is missing"),
    "an indicator twice": (
        cell(INDICATORS, 3, "indicator", "1"), f"{INDICATORS}:3", "repeats an earlier one"),
    "an agency that can be no file": (
        cell("params/agencies.csv", 2, "agency", "Y/T"), "params/agencies.csv:2:agency",
        "can be no part of a form's name"),
    "an area's code beyond any file's name": (
        cell(AREAS, 5, "area", "9" * 65), f"{AREAS}:5:area", "can be no code"),
    "a slug beyond any file's name": (
        words(YEAR, "slug: kon-ray", "slug: " + "a" * 65), f"{YEAR}:7:slug", "does not fit"),
    "a threshold beyond any use": (
        words(YEAR, "threshold: 5", "threshold: 101"), f"{YEAR}:14:threshold", "does not fit"),
    "a date in seconds": (
        words(YEAR, "as_of: 2023-01-15", "as_of: 1673740800"), f"{YEAR}:8:as_of", "does not fit"),
    "a target against its sense": (
        words(YEAR, '"< 17.6"', '"> 17.6"'), f"{YEAR}:31:targets.4a", "lower is better"),
    "a target that everything meets": (
        words(YEAR, '"< 17.6"', '"< 176"'), f"{YEAR}:31:targets.4a", "every value meets"),
    "aliases": (line(YEAR, "a: &a {b: *a}"), f"{YEAR}:59", "an alias (*…) is not read"),
    "brackets without end": (line(YEAR, "d: " + "[" * 6000), f"{YEAR}:59", "levels deep"),
    "no indicator": (data(INDICATORS, lambda b: b.partition(b"\n")[0] + b"\n"),
        f"{INDICATORS}:2", "there is no line"),
    "no variable": (data(VARIABLES, lambda b: b.partition(b"\n")[0] + b"\n"),
        f"{VARIABLES}:2", "there is no line"),
    "a title above the figures": (
        data(SEEN, lambda b: "BÁO CÁO NĂM 2022\n".encode() + b), f"{SEEN}:2", "below a title"),
    "no identifier": (
        cell(INDICATORS, 3, "indicator", "2 x"), f"{INDICATORS}:3:indicator", "is no identifier"),
    "an unknown kind": (cell(INDICATORS, 3, "kind", "share"), f"{INDICATORS}:3:kind", "is no kind"),
    "an unknown numerator": (
        cell(INDICATORS, 3, "numerator", "birth"), f"{INDICATORS}:3:numerator", "is no variable"),
    "no denominator": (
        cell(INDICATORS, 3, "denominator", ""), f"{INDICATORS}:3:denominator", "is empty"),
    "a base of a rate": (cell(INDICATORS, 3, "per", "50"), f"{INDICATORS}:3:per", "is no base"),
    "too long a short name": (
        cell(INDICATORS, 3, "short_vi", "a" * 35), f"{INDICATORS}:3:short_vi", "longer than 34"),
    "an unknown lead": (cell(INDICATORS, 3, "lead", "XYZ"), f"{INDICATORS}:3:lead", "no agency"),
    "variables gone": (gone(VARIABLES), VARIABLES, "the file is missing"),
    "a variable twice": (
        cell(VARIABLES, 3, "variable", "children_u1"), f"{VARIABLES}:3", "repeats an earlier one"),
    "an unknown nature": (
        cell(VARIABLES, 3, "stock_or_flow", "both"), f"{VARIABLES}:3:stock_or_flow", "is no kind"),
    "an answer": (
        cell(VARIABLES, 3, "sensitive", "có"), f"{VARIABLES}:3:sensitive", "is no answer"),
    "a rule of unknown variables": (
        line("params/checks.csv", "births,children_u1,no,"),
        "params/checks.csv:", "is no variable"),
    "a rule that is no sum": (
        line("params/checks.csv", "live_births * 2,population,no,"),
        "params/checks.csv:", "is no sum of variables"),
    "a doubt without a limit": (
        line("params/doubts.csv", "children_u1,population,,,area,,"),
        "params/doubts.csv:11:high", "no limit"),
    "a doubt of unknown variables": (
        line("params/doubts.csv", "births:before,population,,5,area,,"),
        "params/doubts.csv:11:left", "'births' is no variable"),
    "a break of no indicator": (
        lambda root: (root / "params/breaks.csv").write_text("indicator,year,what_vi\n99,2022,x\n"),
        "params/breaks.csv:2:indicator", "'99' is no indicator"),
    "a break in no year": (
        lambda root: (root / "params/breaks.csv").write_text("indicator,year,what_vi\n3a,22,x\n"),
        "params/breaks.csv:2:year", "'22' is no year"),
    "a task of no agency": (
        cell("params/actions.csv", 2, "agencies", "CAX"), "params/actions.csv:2:agencies", "CAX"),
    "the year file gone": (gone(YEAR), "params", "2022 has no year file"),
    "the year file's words": (words(YEAR, "year: 2022", "year 2022"), f"{YEAR}:", "YAML"),
    "a year file of another year": (
        words(YEAR, "year: 2022", "year: 2021"), f"{YEAR}:3:year", "the year is 2021"),
    "an unknown setting": (words(YEAR, "slug:", "slugs:"), f"{YEAR}", "is no setting"),
    "a target of no indicator": (words(YEAR, '"3a":', '"3x":'), f"{YEAR}:", "'3x' is no indicator"),
    "a target without a sign": (words(YEAR, '"< 6"', '"6"'), f"{YEAR}:", "targets."),
    # places
    "areas gone": (gone(AREAS), AREAS, "the file is missing"),
    "an area twice": (cell(AREAS, 6, "area", "614"), f"{AREAS}:", "repeats an earlier one"),
    "an unknown parent": (cell(AREAS, 5, "parent", "641"), f"{AREAS}:5:parent", "is no area of"),
    "an area below itself": (
        cell(AREAS, 5, "parent", "23479"), f"{AREAS}:5:parent", "lies below itself"),
    "an area's size": (cell(AREAS, 5, "km2", "rộng"), f"{AREAS}:5:km2", "is not an area in km²"),
    "a date": (cell(AREAS, 5, "valid_to", "30/6/2025"), f"{AREAS}:5:valid_to", "is not a date"),
    "a change of no area": (
        cell(CHANGES, 2, "new_area", "23480"), f"{CHANGES}:2:new_area", "is no area of"),
    "shares that are no whole": (
        cell(CHANGES, 2, "share", "0.9"), f"{CHANGES}:2:share", "add up to 0.9, not to 1"),
    "no such edition": (words(YEAR, 'edition: "2008"', 'edition: "2009"'), "params", "no edition"),
    "borders gone": (
        gone("shapefiles/communes_2008.shp"), "shapefiles/communes_2008.shp", "is missing"),
    "borders without codes": (
        gone("shapefiles/communes_2008.dbf"), "shapefiles/communes_2008", ""),
}  # fmt: skip


def in_form(sheet: str, place: str, value) -> Callable:
    def spoil(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        book[sheet][place].value = value
        book.save(path)

    return spoil


RECEIVED = {  # what is done to the filled form of the justice office
    "a word in a form": (in_form("Biểu 1", "D9", "mười"), "Biểu 1!D9", "“mười” không phải số"),
    "a form's negative count": (in_form("Biểu 1", "D9", -1), "Biểu 1!D9", "là số âm"),
    "a form's share": (in_form("Biểu 1", "D9", 97.5), "Biểu 1!D9", "không phải số nguyên"),
    "a form's sign of thousands": (in_form("Biểu 1", "D9", "1.000"), "Biểu 1!D9", "có thể là 1000"),
    "a formula not computed": (in_form("Biểu 1", "D9", "=1+1"), "Biểu 1!D9", "chưa được tính"),
    "a form's state": (in_form("Biểu 1", "E9", "xong"), "Biểu 1!E9", "không có tình trạng “xong”"),
    "a form's commune": (
        in_form("Biểu 1", "A9", "23480"), "Biểu 1!A9", "không còn nguyên ở chỗ đã phát"),
    "a hidden code": (in_form("Biểu 1", "D6", "births:value"), "Biểu 1!D6", "mã ẩn"),
    "another year's form": (
        in_form("_chitieu", "B4", "2021"), "_chitieu!B4", "năm ở phần ẩn bị sửa"),
    "a form cut off": (
        lambda path: path.write_bytes(path.read_bytes()[:9000]), "", "tệp bị cắt cụt"),
    "no form": (lambda path: path.write_bytes(b"a;b\n"), "", "không phải là sổ làm việc"),
    "no file": (lambda path: path.unlink(), "", "không có tệp này"),
}  # fmt: skip

IMPORTED = {  # what is handed over as a map of the communes
    "no map": (lambda path: None, "there is no such file"),
    "an empty map": (lambda path: path.write_bytes(b""), "the file is empty"),
    "a letter for a map": (
        lambda path: path.write_bytes(b"Kinh g\xe1\xbb\xadi"),
        "no map that can",
    ),
}


@pytest.fixture(scope="module")
def book(root, tmp_path_factory) -> Path:
    """A copy of the inputs, with an earlier page; every test puts back what it spoilt."""
    folder = tmp_path_factory.mktemp("sổ tính") / "Kon Rẫy"
    for part in ("params", "data", "shapefiles"):
        shutil.copytree(root / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "outputs" / "2022").mkdir(parents=True)
    (folder / "outputs" / "2022" / "0_tong_hop.html").write_text("trang cũ", encoding="utf-8")
    return folder


def files_of(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in root.rglob("*")
        if p.is_file() and ".state" not in p.parts
    }


@pytest.fixture
def restored(book) -> Path:
    """The copy, put back as it was when the test is over."""
    before = files_of(book)
    yield book
    for name, content in before.items():
        path = book / name
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
    for name in set(files_of(book)) - set(before):
        (book / name).unlink()


def refused(capsys, book: Path, words: list, place: str, problem: str) -> None:
    """Run a command; it must tell the fault on a line, and change nothing."""
    before = files_of(book)
    code = main([*map(str, words), "--root", str(book)])
    out, err = capsys.readouterr()
    assert code == FAILED
    assert "Traceback" not in out + err
    told = [line for line in err.splitlines() if line.startswith(place) and problem in line]
    assert told, err
    _, _, remedy = told[0].partition("; ")
    assert len(remedy) > 5, told[0]
    assert files_of(book) == before


@pytest.mark.sampled(10)
@pytest.mark.parametrize(
    ("spoil", "place", "problem"),
    [  # each is a run of the command: one in three is tried each time
        pytest.param(*row, id=name, marks=[pytest.mark.slow] if number % 3 else [])
        for number, (name, row) in enumerate(CHECKED.items())
    ],
)
def test_a_fault_of_the_inputs_is_refused_where_it_stands(capsys, restored, spoil, place, problem):
    spoil(restored)
    year = ["2022"] if (restored / YEAR).is_file() else []  # a year without one is a wrong call
    refused(capsys, restored, ["check", *year], place, problem)


@pytest.mark.parametrize(("spoil", "place", "problem"), RECEIVED.values(), ids=list(RECEIVED))
def test_a_fault_of_a_form_is_refused_where_it_stands(
    capsys, restored, filled, forms, tmp_path, spoil, place, problem
):
    path = tmp_path / "gửi về.xlsx"
    path.write_bytes((filled / forms["TP"].file_name).read_bytes())
    spoil(path)
    start = f"{path}:{place}: " if place else f"{path}: "
    refused(capsys, restored, ["receive", path], start, problem)


@pytest.mark.parametrize(("make", "problem"), IMPORTED.values(), ids=list(IMPORTED))
def test_a_fault_of_a_map_is_refused_where_it_stands(capsys, restored, tmp_path, make, problem):
    path = tmp_path / "ranh giới.geojson"
    make(path)
    words = ["boundaries", path, "--edition", "2008"]
    refused(capsys, restored, words, f"{path}", problem)


def test_there_are_at_least_sixty_cases():
    assert len({**CHECKED, **RECEIVED, **IMPORTED}) >= 60


def test_without_a_fault_nothing_is_refused(capsys, restored):
    assert main(["check", "2022", "--root", str(restored)]) == 0
    assert capsys.readouterr().err == ""
