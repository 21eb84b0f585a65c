"""Nothing in the library knows Kon Rẫy: another indicator, and quite another workbook."""

import csv
import shutil

import geopandas as gpd
import nbformat
import pytest
from shapely.geometry import box

pytestmark = pytest.mark.xdist_group("other")


def append(path, line: str):
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(line + "\n")


def append_row(path, **cells: str):
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, lineterminator="\n").writerow(cells)


def test_indicator_number_34_is_one_row_and_one_line(workbook_copy, run_chitieu):
    folder = workbook_copy
    swimmers = {"stock_or_flow": "flow", "agency": "VHTT", "sensitive": "no"}
    for variable, name in (
        ("children_swim_taught", "Trẻ em 7–15 tuổi biết bơi"),
        ("children_swim_asked", "Trẻ em 7–15 tuổi được khảo sát"),
    ):
        append_row(folder / "params/variables.csv", variable=variable, name_vi=name, **swimmers)
    append_row(
        folder / "params/indicators.csv",
        indicator="25", target_no="25", objective="4", kind="proportion", per="100",
        name_vi="Tỷ lệ trẻ em 7–15 tuổi biết bơi an toàn", short_vi="Biết bơi an toàn",
        numerator="children_swim_taught", denominator="children_swim_asked", better="higher",
        sensitive="no", chance="yes", section="III.4", lead="VHTT",
        definition_vi="Định nghĩa <b>thử</b>",
    )  # fmt: skip
    append(folder / "params/2022.yaml", '  "25": ">= 40"')
    for i, area in enumerate(["23479", "23482", "23485", "23488", "23491", "23494", "23497"]):
        for variable, count in (("children_swim_taught", 30 + i), ("children_swim_asked", 80)):
            append(
                folder / "data/observations/2022.csv", f"2022,{area},,{variable},{count},A,VHTT,"
            )
    ran = run_chitieu("run", "2022", "--notebook", "4_tham_gia", root=folder)
    assert ran.code == 0, ran.err
    page = ran.page("4_tham_gia")
    # 30 + 31 + … + 36 = 231 of 7 × 80 = 560: 41.25 %
    rows = list(csv.DictReader((folder / "outputs/2022/results.csv").open(encoding="utf-8")))
    row = next(r for r in rows if r["indicator"] == "25" and r["area"] == "614")
    assert (row["numerator"], row["denominator"], row["status"]) == ("231", "560", "met")
    assert float(row["value"]) == 41.25
    assert 'id="chi-tieu-25"' in page
    assert "41,3%" in page
    assert "231 / 560" in page
    assert "Đắk Kôi: 38,8%" in page  # the hover of a map
    assert "Định nghĩa &lt;b&gt;thử&lt;/b&gt;" in page


INDICATORS = """\
indicator,target_no,objective,name_vi,short_vi,name_en,kind,numerator,denominator,\
per,better,sensitive
1,1,1,Tỷ lệ hộ có nước sạch,Nước sạch,Clean water,proportion,water + rain,households,100,higher,no
2a,2,1,Số vụ cháy trên 1.000 hộ,Cháy,Fires,rate,fires,households,1000,lower,no
2b,2,1,Số vụ ngộ độc,Ngộ độc,Poisonings,count,poisonings,,1,lower,no
"""
VARIABLES = """\
variable,name_vi,stock_or_flow,agency,sensitive
households,Số hộ,stock,UB,no
water,Hộ có nước máy,stock,UB,no
rain,Hộ có nước mưa sạch,stock,UB,no
fires,Vụ cháy,flow,UB,no
poisonings,Vụ ngộ độc,flow,UB,no
"""
YEAR = """\
year: 2024
title: Một kế hoạch khác
slug: khac
as_of: 2025-02-01
edition: "2024"
targets:
  "1": ">= 90"
  "2a": "< 2.5"
  "2b": "= 0"
"""
AREAS = """\
area,edition,name,type,parent
X,2024,Tỉnh X,province,
A,2024,Huyện A,district,X
B,2024,Huyện B,district,X
C,2024,Huyện C,district,X
D,2024,Huyện D,district,X
"""
FIGURES = {  # households, water, rain, fires, poisonings
    "A": (1000, 900, 50, 1, 0),
    "B": (2000, 1500, 100, 4, 0),
    "C": (500, 480, 0, 0, 1),
    "D": (800, 700, 60, 3, 0),
}


@pytest.fixture
def another_workbook(root, tmp_path):
    folder = tmp_path / "một sổ khác"
    for path, text in {
        "params/indicators.csv": INDICATORS,
        "params/variables.csv": VARIABLES,
        "params/2024.yaml": YEAR,
        "data/areas.csv": AREAS,
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    lines = ["period,area,variable,value,obs_status"]
    for area, counts in FIGURES.items():
        names = ("households", "water", "rain", "fires", "poisonings")
        lines += [f"2024,{area},{n},{c},A" for n, c in zip(names, counts, strict=True)]
    (folder / "data/observations").mkdir()
    (folder / "data/observations/2024.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "shapefiles").mkdir()
    squares = [box(105 + i % 2, 20 + i // 2, 106 + i % 2, 21 + i // 2) for i in range(4)]
    gpd.GeoDataFrame(
        {"area": list("ABCD"), "name": [f"Huyện {a}" for a in "ABCD"]},
        geometry=squares,
        crs="EPSG:4326",
    ).to_file(folder / "shapefiles/communes_2024.shp", encoding="utf-8")
    (folder / "notebooks").mkdir()
    source = root / "notebooks"
    shutil.copy(source / "0_tong_hop.ipynb", folder / "notebooks")
    notebook = nbformat.read(source / "1_suc_khoe.ipynb", as_version=4)
    frame = [
        "header",
        "summary",
        "scorecard",
        "maps",
        "status_map",
        "details",
        "gaps",
        "next_steps",
        "definitions",
    ]
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        or "parameters" in cell.metadata.get("tags", [])
        or any(f"book.{call}(" in cell.source for call in frame)
    ]
    nbformat.write(notebook, folder / "notebooks/1_nuoc_lua.ipynb")
    return folder


def test_quite_another_workbook_runs(another_workbook, run_chitieu):
    assert run_chitieu("check", root=another_workbook).err == ""
    ran = run_chitieu("run", "2024", root=another_workbook)
    assert ran.code == 0, ran.err
    rows = list(
        csv.DictReader((another_workbook / "outputs/2024/results.csv").open("r", encoding="utf-8"))
    )
    own = {row["indicator"]: row for row in rows if row["area"] == "X"}
    # 900+50+1500+100+480+0+700+60 = 3790 of 4300: 88.1 %; 8 fires of 4300: 1.86 ‰; 1 poisoning
    assert (own["1"]["numerator"], own["1"]["denominator"]) == ("3790", "4300")
    assert [own[i]["status"] for i in ("1", "2a", "2b")] == ["not_met", "met", "not_met"]
    page = ran.page("1_nuoc_lua", "2024")
    assert "88,1%" in page
    assert "Kon Rẫy" not in page
    assert "SỐ LIỆU MÔ PHỎNG" not in page
    assert "Huyện B" in page
    assert len(rows) == 3 * 5
