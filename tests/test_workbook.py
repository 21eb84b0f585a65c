"""What an analyst goes on with: tidy tables, polygons, and pictures of one's own."""

from __future__ import annotations

import inspect

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns

from chitieu import Workbook
from chitieu.faults import CallError
from chitieu.measure.panel import PANEL_COLUMNS


@pytest.fixture(scope="module")
def book(root):
    return Workbook.open(year=2022, root=root)


def test_the_panel_has_the_results_of_every_year(book):
    table, own = book.panel(), book.results()
    assert tuple(table.columns) == PANEL_COLUMNS
    assert sorted(table["year"].unique()) == [2018, 2019, 2020, 2021, 2022]
    now = table[table["year"] == 2022].reset_index(drop=True)
    for column in ("area", "indicator", "numerator", "denominator", "value", "lower", "upper"):
        told = own[column].astype(now[column].dtype)
        assert now[column].equals(told.rename(column)), column
    assert table.attrs["withheld"] == table["conf_status"].eq("C").sum() > 0


def test_totals_are_the_figures_of_the_areas_sum(book):
    totals, table = book.totals(), book.panel()
    assert set(totals["area"]) == {"614"}
    wanted = (totals["indicator"] == "5a") & (totals["year"] == 2021)
    below = table["indicator"].eq("5a") & table["year"].eq(2021) & table["area"].ne("614")
    assert totals.loc[wanted, "numerator"].item() == table.loc[below, "numerator"].sum()


def test_what_is_returned_is_a_copy(book):
    for get in (book.panel, book.totals, book.geo, book.counts, book.results):
        before, spoilt = get(), get()
        spoilt["area"] = "none"
        spoilt.loc[0, "name" if "name" in spoilt else "edition"] = "none"
        assert get().equals(before)


def test_counts_are_tidy_and_named(book):
    counts = book.counts()
    one = counts[counts["variable"].eq("children_u5") & counts["area"].eq("23479")].squeeze()
    assert (one["name"], one["variable_name"]) == ("Thị trấn Đắk Rve", "Trẻ em dưới 5 tuổi")
    assert counts["value"].dtype == "float64"


@pytest.mark.parametrize(
    ("given", "rows"), [({}, 7), ({"indicator": "3b"}, 7), ({"indicator": "3b", "years": True}, 35)]
)
def test_geo_is_ready_to_plot_and_to_write(book, tmp_path, given, rows):
    land = book.geo(**given)
    assert (len(land), land.crs.to_epsg(), land.geometry.is_valid.all()) == (rows, 4326, True)
    assert {"area", "name", "level", "km2"} <= set(land.columns)
    land.to_file(tmp_path / "land.gpkg")
    column = "value" if given else "km2"
    assert land.plot(column=column).figure
    plt.close("all")


def test_the_panel_works_in_seaborn_and_in_a_sheet_as_it_is(book, tmp_path):
    table = book.panel()
    one = table[table["indicator"].eq("4a")]
    assert sns.relplot(one, x="year", y="value", hue="name", kind="line")
    wide = one.pivot(index="name", columns="year", values="value")
    assert sns.heatmap(wide)
    table.to_excel(tmp_path / "panel.xlsx", index=False)
    assert len(pd.read_excel(tmp_path / "panel.xlsx")) == len(table)
    plt.close("all")


# ---- a picture of one's own ----------------------------------------------------------------------


def drawn(kind: str):
    rows = pd.DataFrame({"x": [1, 2], "y": [3, 4]})
    return {
        "a figure": lambda: plt.figure(),
        "axes": lambda: sns.lineplot(rows, x="x", y="y"),
        "a grid": lambda: sns.relplot(rows, x="x", y="y"),
        "a joint grid": lambda: sns.jointplot(rows, x="x", y="y"),
    }[kind]()


@pytest.mark.parametrize("kind", ["a figure", "axes", "a grid", "a joint grid"])
def test_a_picture_of_ones_own_has_its_words(book, kind):
    exhibit = book.show(drawn(kind), title="Ba & bốn", alt="Từ 3 lên 4", reading="Tăng.")
    assert 'aria-label="Từ 3 lên 4"' in exhibit.html
    assert "Ba &amp; bốn" in exhibit.html
    assert "Tăng." in exhibit.html
    assert plt.get_fignums() == []  # the notebook does not show it again


def test_two_pictures_of_ones_own_are_told_apart(book):
    pages = [book.show(drawn("axes"), title="a", alt="b").html for _ in range(2)]
    ids = [page.split('id="')[1].split('"')[0] for page in pages]
    assert ids[0] != ids[1]


def test_the_table_behind_a_picture_stands_below_it(book):
    table = pd.DataFrame({"năm": [2021, 2022], "tỷ lệ": ["1,5%", "2,0%"]})
    exhibit = book.show(drawn("axes"), title="Tỷ lệ", alt="b", table=table)
    assert exhibit.table.equals(table)
    assert "<td>1,5%</td>" in exhibit.html


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("language", "told"), [("vi", "A và B: 2,3%, –"), ("en", "A and B: 2.3%, –")]
)
def test_a_text_of_ones_own_is_filled_in_as_its_language_writes(root, language, told):
    book = Workbook.open(year=2022, root=root, language=language)
    values = {"share": 2.25, "names": pd.Series(["A", "B"]), "none": float("nan")}
    text = "{names:listing}: {share:number:1}%, {none:number}"
    exhibit = book.show(drawn("axes"), title="a", alt="b", reading=text, **values)
    assert exhibit.reading == told


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("reading", "told"),
    [("{place}", "'place', which was not given"), ("{many:2}", "cannot be filled in"),
     ("{many", "cannot be filled in"), ("{part}", "cannot be filled in")],
)  # fmt: skip
def test_a_text_that_cannot_be_filled_in_is_told(book, reading, told):
    with pytest.raises(CallError, match=told):
        book.show(drawn("axes"), title="a", alt="b", reading=reading, many=2, part=0.5)
    plt.close("all")


@pytest.mark.parametrize(("y", "shown"), [([1.0, 2.0], 1), ([None, None], 0)])
def test_where_all_is_missing_the_reading_stands_alone(book, y, shown):
    axes = pd.DataFrame({"y": y}, dtype=float).plot()
    exhibit = book.show(axes, title="a", alt="b", reading="Chưa có số.")
    assert (exhibit.html.count("<svg"), "Chưa có số." in exhibit.html) == (shown, True)


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("given", "seen"),
    [("4a", {"indicator 4a"}), (["4a", "4b"], {"indicator 4a", "indicator 4b"}), (None, {"*"})],
)
def test_a_report_is_made_of_the_indicators_it_asks_for(root, given, seen):
    book = Workbook.open(year=2022, root=root)
    table = book.panel(given)
    assert book.seen == seen
    assert given is None or set(table["indicator"]) == set(np.atleast_1d(given))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": "a"}, "has no description"),
        ({"title": "a", "alt": " "}, "has no description"),
        ({"alt": "a"}, "has no title"),
    ],
)
def test_what_a_picture_lacks_is_told_at_the_call(book, given, told):
    with pytest.raises(CallError, match=told):
        book.show(drawn("axes"), **given)
    plt.close("all")


def test_what_is_no_picture_is_told_at_the_call(book):
    with pytest.raises(CallError, match="a DataFrame is no figure"):
        book.show(pd.DataFrame(), title="a", alt="b")


# ---- the call -----------------------------------------------------------------------------------


def test_a_workbook_says_what_it_is(book):
    assert repr(book).startswith("Workbook of Huyện Kon Rẫy (614), 2022, review, vi: ")


def test_a_year_may_be_a_number_of_numpys(root):
    assert Workbook.open(year=np.int64(2022), root=root).year == 2022


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"year": "2022"}, "is no year"),
        ({"year": True}, "is no year"),
        ({"year": 2022.0}, "is no year"),
        ({"year": 2022, "language": "fr"}, "language='fr' is not known"),
        ({"year": 2022, "language": None}, "language=None is no text"),
        ({"year": 2022, "audience": "all"}, "audience='all' is not known"),
    ],
)
def test_a_wrong_call_is_told(root, given, told):
    with pytest.raises(CallError, match=told):
        Workbook.open(root=root, **given)


@pytest.mark.parametrize("objective", [1, "1"])
def test_an_indicator_of_another_objective_is_told(book, objective):
    assert set(book.results(objective, indicator="4b")["indicator"]) == {"4b"}
    with pytest.raises(CallError, match=r"indicator='22' is of objective 4, not of 1; write"):
        book.results(objective, indicator="22")


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda book: book.chart("4x"), "indicator='4x' is not in the plan; use one of"),
        (lambda book: book.chart(), r"argument: 'indicator'; write book.chart\(indicator\)"),
        (lambda book: book.health.funel("3b"), "did you mean 'funnel'"),
        (lambda book: book.health.funnel("3b", yers=3), r"'yers'; write funnel\(indicator\)"),
        (lambda book: book.geo("4x"), "indicator='4x' is not in the plan"),
        (lambda book: book.panel(by="sxe"), "by='sxe' is not in the plan; did you mean 'sex'"),
    ],
)
def test_a_wrong_name_is_told_in_one_line(book, call, told):
    with pytest.raises(CallError, match=told) as raised:
        call(book)
    assert len(raised.value._render_traceback_()) == 1


def test_one_indicator_may_stand_where_several_may(book):
    assert book.protection.rare_events("9").html == book.protection.rare_events(["9"]).html


@pytest.mark.parametrize("area", ["23479", "Thị trấn Đắk Rve", "Dak Rve"])
def test_an_area_may_be_called_by_its_name(root, area):
    assert Workbook.open(year=2022, area=area, root=root).areas.top == "23479"


def test_a_panel_by_groups_has_a_row_a_group(book):
    table = book.panel("16", by="sex").query("year == 2022")
    assert set(zip(table["group"], table["group_name"], strict=True)) == {("F", "nữ"), ("M", "nam")}
    assert table["dimension"].eq("sex").all()
    parts = table.groupby("area")["numerator"].sum(min_count=2).dropna()
    whole = book.panel("16").query("year == 2022").set_index("area")["numerator"]
    assert len(parts) > 1
    assert parts.eq(whole[parts.index]).all()


def test_an_analysis_is_completed_and_shows_what_is_typed(book):
    assert "funnel" in dir(book.health)
    assert "scene" not in inspect.signature(book.health.funnel).parameters
    assert list(inspect.signature(book.health.gap).parameters) == ["first", "second"]
