"""The way from page to page: its order, what stands beside a page, and that no link is dead."""

import json

import pytest
from bs4 import BeautifulSoup

from chitieu.publish.way import MOST_AREAS, steps, way_of

AREAS = {"1": "Xã Một", "2": "Xã Hai", "3": "Xã Ba"}
PAGES = ["6_xa-2", "1_a", "tom_tat", "6_xa-1", "0_tong"]
TITLES = {"1_a": "Mục tiêu 1. Sức khỏe", "tom_tat": "Tóm tắt", "0_tong": "Bảng tổng hợp"}


def way(here: str = "1_a", pages=PAGES, areas=AREAS):
    return way_of(pages, areas, lambda page: TITLES.get(page, "Hồ sơ xã"), here)


def test_pages_come_in_the_order_of_their_notebooks_and_areas():
    assert [page for page, *_ in way()] == ["tom_tat", "0_tong", "1_a", "6_xa-1", "6_xa-2"]
    assert way()[-1] == ["6_xa-2", "Hồ sơ xã", "Xã Hai"]


@pytest.mark.parametrize(
    ("here", "before", "after"),
    [
        pytest.param("tom_tat", None, "0_tong.html", id="the first"),
        pytest.param("1_a", "0_tong.html", "6_xa-1.html", id="between"),
        pytest.param("6_xa-2", "6_xa-1.html", None, id="the last"),
    ],
)
def test_a_page_leads_to_the_one_before_and_the_one_after(here, before, after):
    found = steps(way(here), here)
    assert [each and each["href"] for each in (found["before"], found["after"])] == [before, after]


def test_links_bear_short_titles_and_areas_stand_in_one_list():
    found = steps(way(), "6_xa-1")["links"]
    words = [link.get("words") or link["title"] for link in found]
    assert words == ["Tóm tắt", "Bảng tổng hợp", "Mục tiêu 1", "Hồ sơ xã", "Mục lục"]
    assert [area["words"] for area in found[3]["areas"]] == ["Xã Một", "Xã Hai"]
    assert [link["here"] for link in found] == [False, False, False, True, False]


def test_a_page_that_is_not_on_the_way_has_none():
    assert steps(way(), "9_khac") is None
    assert steps([], "1_a") is None


@pytest.mark.parametrize(("more", "listed"), [(0, MOST_AREAS), (1, 3)])
def test_of_very_many_areas_those_beside_the_page_are_led_to(more, listed):
    areas = {f"{n:03}": f"Xã {n}" for n in range(MOST_AREAS + more)}
    pages = [f"6_xa-{code}" for code in areas]
    found = way("6_xa-007", pages, areas)
    assert len(found) == listed
    beside = steps(found, "6_xa-007")
    assert [beside[key]["words"] for key in ("before", "after")] == ["Xã 6", "Xã 8"]


pages_of_a_run = pytest.mark.xdist_group("batch")


@pages_of_a_run
def test_no_link_of_any_page_is_dead(two_years, dead_links):
    outputs = two_years.root / "outputs"
    files = {p.relative_to(outputs).as_posix(): p.read_bytes() for p in outputs.rglob("2*/*")}
    files["index.html"] = (outputs / "index.html").read_bytes()
    assert dead_links(files) == []
    assert dead_links(files | {"2022/tom_tat.html": b'<a href="0_x.html">x</a>'}) != []


@pages_of_a_run
def test_every_page_leads_to_every_other_of_its_period_and_says_where_it_is(two_years):
    folder = two_years.root / "outputs/2022"
    names = sorted(page.name for page in folder.glob("*.html"))
    for page in folder.glob("*.html"):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        assert sorted(a["href"] for a in soup.select(".way a")) == ["../index.html", *names]
        assert [a["href"] for a in soup.select(".way [aria-current]")] == [page.name]
        assert soup.select(".beside a")


@pages_of_a_run
def test_in_a_notebook_links_lead_to_notebooks(two_years):
    folder = two_years.root / "outputs/2022"
    shown = json.dumps(json.loads((folder / "0_tong_hop.ipynb").read_text("utf-8")))
    assert "1_suc_khoe.ipynb#chi-tieu-3a" in shown
    assert ".html#" not in shown
    assert ".ipynb#" not in (folder / "0_tong_hop.html").read_text("utf-8")
