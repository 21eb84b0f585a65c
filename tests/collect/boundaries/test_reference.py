"""The boundaries of independent sources, which are not part of the repository."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest

REFERENCES = Path(__file__).resolve().parents[4] / "shared" / "boundaries"
FILES = {"2008": "kon_ray_communes_2022.geojson", "2025": "kon_ray_communes_2025.geojson"}


@pytest.fixture(params=FILES)
def edition(request) -> str:
    if not (REFERENCES / FILES[request.param]).is_file():
        pytest.skip(f"the reference {FILES[request.param]} is not part of the repository")
    return request.param


@pytest.fixture
def reference(edition) -> gpd.GeoDataFrame:
    return gpd.read_file(REFERENCES / FILES[edition])


def test_a_reference_passes_and_stays_where_it_is(reference, edition, boundaries, taken, alike):
    code, told, wrong = boundaries(REFERENCES / FILES[edition], edition=edition)
    assert (code, wrong) == (0, "")
    assert f"{len(reference)} of {len(reference)} communes" in told
    assert alike(taken(edition), reference.set_index("code")) > 0.99


@pytest.mark.sampled(2)
@pytest.mark.parametrize("zone", ["EPSG:9216", "EPSG:3406", "EPSG:4756"])
def test_a_copy_in_vn2000_with_names_in_windows_1258_gives_the_same_communes(
    reference, edition, sent, boundaries, taken, alike, as_bytes, zone
):
    boundaries(REFERENCES / FILES[edition], edition=edition)
    first = taken(edition)
    names = reference["name"].map(as_bytes)
    copy = reference[["geometry"]].assign(**{as_bytes("TÊN_XÃ"): names}).to_crs(zone)
    path = sent / "ranh_gioi.shp"
    copy.to_file(path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink()
    code, told, wrong = boundaries(path, edition=edition)
    assert (code, wrong) == (0, "")
    assert "the names in 'TÊN_XÃ', letters read as Windows-1258" in told
    second = taken(edition)
    assert second["name"].equals(first["name"])
    assert alike(first, second) > 0.9999


def test_a_reference_of_the_other_edition_is_refused(edition, boundaries, untouched):
    other = {"2008": "2025", "2025": "2008"}[edition]
    assert untouched()
    code, _, wrong = boundaries(REFERENCES / FILES[edition], edition=other)
    assert code == 1
    assert f"edition {edition}" in wrong
    assert untouched()
