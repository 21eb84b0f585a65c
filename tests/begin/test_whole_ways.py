"""Places of every size, from a list or a map of their own to a verified package, and no file edited
by hand but the plan and the forms. The whole ways are long; what comes before `run` is always
tried."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from openpyxl import load_workbook

from chitieu import Workbook
from chitieu.begin.plan_sheet import FIELDS
from chitieu.plan.areas import Areas, read_areas

HEALTH = "I. Sức khỏe"
HEADINGS = [*FIELDS[:9]]
VACCINATED = ["Trẻ được tiêm chủng", "proportion", "Trẻ được tiêm", "Trẻ dưới 1 tuổi", "%"]


def plan_of(lead: str, *numbers: str) -> list[list]:
    """Three lines of a plan, numbered as it is wanted."""
    home = ["Trẻ sinh tại nhà", "count", "Trẻ sinh tại nhà", None, None, "<= 900"]
    poor = ["Hộ nghèo", "proportion", "Hộ nghèo", "Hộ", "%", "< 10 %"]
    return [
        [numbers[0], *VACCINATED, "≥ 90 %", lead, HEALTH],
        [numbers[1], *home, lead, None],
        [numbers[2], *poor, lead, None],
    ]


def listed(folder: Path, names: list[str], parents: list[str] | None = None) -> Path:
    """A list of areas."""
    table = pd.DataFrame({"ma": [f"{n:03}" for n in range(1, len(names) + 1)], "ten": names})
    if parents:
        table["thuoc"] = parents
    path = folder / "danh-sach.csv"
    table.to_csv(path, index=False)
    return path


def villages(folder):
    names = [f"Thôn {n}" for n in range(1, 12)] + [f"Làng Kon {c}" for c in "ABCDEFGHIJK"]
    options = ("--name", "Xã Kon Braih", "--slug", "kon-braih")
    return listed(folder, names), options, plan_of("từng đơn vị", "1", "2", "3"), None


def province(folder):
    names = [f"Xã Số {c}" for c in "ABCDEFGHIJKLMNOPQ"]
    names += ["Phường An Phú", "Phường Bến", "Đặc khu Lý Sơn"]
    options = ("--name", "Tỉnh Mới", "--slug", "tinh-moi")
    return listed(folder, names), options, plan_of("Sở Y tế", "1.1", "1.2", "2.1"), None


def districts(folder, letters="ABCDEFGHIJ"):
    names = [f"Xã {d}{n}" for d in letters for n in ("anh", "inh", "ong")]
    parents = [f"Huyện {name[3]}" for name in names]
    options = ("--name", "Tỉnh Nhiều Huyện", "--slug", "nhieu-huyen", "--parent-column", "thuoc")
    return listed(folder, names, parents), options, plan_of("Sở Y tế", "1", "2a", "2b"), None


def two_districts(folder):
    return districts(folder, "AB")


def counties(folder):
    spec = importlib.util.find_spec("libpysal")
    if not spec:
        pytest.skip("libpysal, which brings the map of North Carolina, is not installed")
    path = Path(spec.submodule_search_locations[0]) / "examples" / "sids2" / "sids2.shp"
    births = gpd.read_file(path)[["BIR74", "SID74", "NWBIR74"]].astype(int)
    sudden = ["Sudden infant deaths", "rate", "Sudden infant deaths", "Live births", "1000"]
    other = ["Births that are not white", "proportion", "Births not white", "Live births", "%"]
    plan = [
        ["1", *sudden, "< 2 ‰", "Health Department", "1. Health"],
        ["2", *other, ">= 20 %", "Health Department", None],
    ]
    counts = {
        "sudden_infant_deaths": births["SID74"], "live_births": births["BIR74"],
        "births_not_white": births["NWBIR74"],
    }  # fmt: skip
    options = ("--name", "North Carolina", "--name-column", "NAME", "--code-column", "FIPS",
               "--crs", "EPSG:4267", "--language", "en")  # fmt: skip
    return path, options, plan, counts


PLACES = {
    "a province of two districts": (two_districts, 6, 1),
    "a commune of 22 villages": (villages, 22, 23),  # areas of the lowest level, forms
    "a province of 20 communes": (province, 20, 1),
    "a province of ten districts": (districts, 30, 1),
    "the counties of North Carolina": (counties, 100, 1),
}
MADE_UP = {  # numbers that fit together, by variable and place in the list
    "tre_duoc_tiem": lambda n: 40 + n % 7, "tre_duoi_1_tuoi": lambda n: 48 + n % 5,
    "tre_sinh_tai_nha": lambda n: n % 4, "ho_ngheo": lambda n: 10 + n, "ho": lambda n: 300 + n,
}  # fmt: skip


def fill_in(path, order, counts):
    """Fill in a form: of an agency a column a variable, of an area a cell."""
    book = load_workbook(path)
    one = next((area for area in order if f"-{area}-" in path.name), "")
    for name, place in book.defined_names.items():
        sheet, cells = place.attr_text.replace("$", "").rsplit("!", 1)
        where = book[sheet.strip("'")][cells.partition(":")[0] if one else cells]
        for n, cell in enumerate([where] if one else [row[0] for row in where]):
            cell.value = counts[name.removeprefix("v_")](order.index(one) if one else n)
    book.save(path)


@pytest.fixture
def way(tmp_path, plan_file, told):
    """Return a function that makes a place's workbook, and fills in and receives its forms: the
    folder, and the forms."""

    def go(place):
        areas, options, plan, counts = place(tmp_path)
        counts = {v: c.iloc.__getitem__ for v, c in counts.items()} if counts else MADE_UP
        root, forms = tmp_path / "so", tmp_path / "bieu"
        call = ("new", root, "--areas", areas, "--plan", plan_file(plan, HEADINGS), "--year", 2026)
        code, _, err = told(*call, *options)
        assert (code, err) == (0, "")
        assert told("forms", 2026, "--root", root, "-o", forms)[0] == 0
        files = sorted(forms.glob("*.xlsx"))
        order = Areas(read_areas(root), "2026").leaves
        for path in files:
            fill_in(path, order, counts)
        code, _, err = told("receive", *files, "--root", root)
        assert code == 0, err
        code, _, err = told("check", "--root", root)
        assert code == 0, err
        return root, files

    return go


@pytest.mark.sampled(1)
@pytest.mark.parametrize("place", [villages, province], ids=lambda place: place.__name__)
def test_its_figures_and_its_words(way, place):
    root, files = way(place)
    book = Workbook.open(2026, root=root)
    leaves = book.areas.leaves
    own = book.results().query("area == @book.areas.top").set_index("indicator")
    shares = own.loc[[own.index[0], own.index[2]], ["numerator", "denominator"]]
    n = range(len(leaves))
    assert shares.values.tolist() == [
        [sum(MADE_UP[v](i) for i in n) for v in pair]
        for pair in (("tre_duoc_tiem", "tre_duoi_1_tuoi"), ("ho_ngheo", "ho"))
    ]
    words = {villages: "thôn, làng", province: "xã, phường, đặc khu"}[place]
    assert book.scene.word_for(leaves) == words
    assert len(files) == {villages: len(leaves) + 1, province: 1}[place]
    heading = load_workbook(files[0]).worksheets[1]
    told = {str(cell.value) for row in heading.iter_rows(max_row=9) for cell in row}
    assert words[:1].upper() + words[1:] in told or place is villages


@pytest.mark.parametrize(
    ("place", "lowest", "forms"),
    [
        pytest.param(*of, id=name, marks=[pytest.mark.slow] * (of[0] is not two_districts))
        for name, of in PLACES.items()
    ],
)
def test_the_whole_way(way, told, place, lowest, forms):
    root, files = way(place)
    spoken = ("--language", "en") if place is counties else ()
    code, _, err = told("run", 2026, "--root", root, *spoken)
    assert code == 0, err
    outputs = root / "outputs" / "en" if place is counties else root / "outputs"
    pages = {path.stem for path in (outputs / "2026").glob("*.html")}
    assert len([page for page in pages if "-" in page]) >= lowest
    assert len(files) == forms
    code, _, err = told("pack", 2026, "--root", root, *spoken)
    assert code == 0, err
    (package,) = (root / "outputs" / "packages").glob("*.zip")
    code, out, err = told("verify", package, *spoken)
    assert (code, err) == (0, "")
    assert ".html:" not in out, "no page has an analyst's own work"
