"""A workbook's folder, made from a package."""

from types import SimpleNamespace

import pytest

from chitieu.plan.areas import read_areas
from chitieu.publish.package.definitions import YEARS
from chitieu.publish.package.rebuilt import _INPUTS, folder_of

HEAD = "area,edition,name,name_en,type,parent,km2,valid_from,valid_to,peers,peers_en"
OLD = ["51,2025,Tỉnh A,,province,,,2025-07-01,2026-06-30,,",
       "1,2025,Xã B,,commune,51,,2025-07-01,2026-06-30,,"]  # fmt: skip


@pytest.mark.parametrize(
    ("new", "parent"),
    [
        ([], None),
        (["51,2026,Tỉnh A,,province,,,2026-07-01,,,"], "51"),
    ],
    ids=["the area above is another edition's alone", "the area above is there"],
)
def test_an_area_lies_in_none_that_its_edition_does_not_have(new, parent):
    lines = [HEAD, *OLD, *new, "1,2026,Phường B,,ward,51,,2026-07-01,,,"]
    files = {f"definitions/{name}.csv": b"a\n" for name in _INPUTS}
    files |= {"definitions/areas.csv": "\n".join(lines).encode(), YEARS: b"{}"}
    source = SimpleNamespace(files=files, period="2026", language="vi")
    with folder_of(source) as root:
        areas = read_areas(root).set_index(["edition", "area"])
    assert areas.loc[("2025", "1"), "parent"] == "51"
    told = areas.loc[("2026", "1"), "parent"]
    assert (told if isinstance(told, str) and told else None) == parent
