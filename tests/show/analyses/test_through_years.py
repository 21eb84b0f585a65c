"""The years: directions in the sense of better and worse, what they stand on, what is drawn."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape

import numpy as np
import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.faults import Faults
from chitieu.measure import add_rates, judge, trend
from chitieu.measure.differences import since_last_year
from chitieu.measure.smoothing import smooth
from chitieu.measure.trends import annual_change
from chitieu.plan.indicators import read_breaks
from chitieu.plan.years import read_year
from chitieu.show.analyses import through_years as trends
from chitieu.show.analyses.through_years.all_years import Years, spans
from chitieu.show.analyses.through_years.course import DIRECTIONS, Course, change_a_year, course_of
from chitieu.show.analyses.through_years.overview import places_reading
from chitieu.show.analyses.through_years.series import finding, picture
from chitieu.show.wording import captions, formats
from chitieu.words import speaking

UNTIL = 2030
EXHIBITS = {
    "header": trends.header,
    "summary": trends.summary,
    "directions": lambda years: trends.directions(years, UNTIL),
    "places": trends.places,
    "series": lambda years: trends.series(years, 4),
    **{f"picture-{i}": lambda years, i=i: picture(years, i) for i in ("1", "3b", "6", "10", "13")},
    "look_into": lambda years: trends.look_into(years, UNTIL),
}


@pytest.fixture(scope="session")
def years_of(scene_of, root):
    """Return a function that gives the years of the example workbook, or of a changed scene."""

    made: dict[int, Years] = {}

    def years(year: int = 2022, scene=None, where=root, **options) -> Years:
        scene = scene or scene_of(year, root=where, **options)
        if id(scene) in made:
            return made[id(scene)]
        known = sorted({int(p[:4]) for p in scene.history["period"]})
        files = {y: read_year(where, y) for y in known}
        made[id(scene)] = Years(scene, files, read_breaks(where))
        return made[id(scene)]

    return years


def plain(exhibit) -> str:
    """What an exhibit says, without its markup and its style sheet."""
    html = re.sub(r"<style>.*?</style>", "", str(exhibit.html), flags=re.S)
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', html))
    return unescape(re.sub(r"<[^>]+>", " ", html) + labels)


def counted(tops, bottoms, kind="proportion", per=100, target=None, first=2018, **columns):
    """Results of some years as `Years.of` has them."""
    table = pd.DataFrame(
        {
            "period": [str(first + n) for n in range(len(tops))],
            "kind": kind,
            "numerator": tops,
            "denominator": bottoms,
            "per": per,
            "target": target,
            "conf_status": "F",
            **columns,
        }
    )
    table = judge(add_rates(table))
    table["year"] = table["period"].astype(int)
    table["absent"] = np.where(table["value"].isna(), "chưa nhận được báo cáo", "")
    table["limit"] = float(target.split()[1]) if target else np.nan
    return table


def followed(rows: pd.DataFrame, better: str):
    return course_of(rows, better, trend(rows) if len(rows) else {})


# ---- one course ----------------------------------------------------------------------------------


UP = [300, 350, 400, 450, 500], [1000] * 5
FLAT = [300, 310, 305, 300, 308], [1000] * 5


@pytest.mark.parametrize(
    ("counts", "better", "key"),
    [
        pytest.param(UP, "higher", "improving", id="up-and-higher-is-better"),
        pytest.param(UP, "lower", "worsening", id="up-and-lower-is-better"),
        pytest.param((UP[0][::-1], UP[1]), "lower", "improving", id="down-and-lower-is-better"),
        pytest.param((UP[0][::-1], UP[1]), "higher", "worsening", id="down-and-higher-is-better"),
        pytest.param(FLAT, "higher", "unclear", id="flat"),
        pytest.param((UP[0][:4], UP[1][:4]), "higher", "unknown", id="four-years"),
        pytest.param(([0] * 5, [50] * 5), "lower", "unknown", id="never"),
        pytest.param(([50] * 5, [50] * 5), "higher", "unknown", id="always-all"),
    ],
)
def test_a_direction_is_said_in_the_sense_of_better_and_worse(counts, better, key):
    assert followed(counted(*counts), better).key == key


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        pytest.param(counted(UP[0][:3], UP[1][:3]), "mới có 3 năm, cần 5 năm liền", id="short"),
        pytest.param(counted([0] * 5, [50] * 5), "cả 5 năm đều bằng 0", id="zeros"),
        pytest.param(counted([50] * 5, [50] * 5), "cả 5 năm đều đạt 100%", id="wholes"),
        pytest.param(
            counted([300, None, 400, 450, 500], [1000] * 5),
            "2019 chưa nhận được báo cáo",
            id="a-gap",
        ),
        pytest.param(
            counted([300, None, None, 450, None], [1000] * 5),
            "2019–2020 chưa nhận được báo cáo; 2022 chưa nhận được báo cáo",
            id="gaps",
        ),
        pytest.param(
            counted(UP[0], UP[1]).drop(index=2), "2020 không có số liệu", id="a-year-without-a-row"
        ),
        pytest.param(
            counted([2, 1, 3, 2, 1], [1, 2, 1, 3, 2], kind="change"),
            "mức tăng, giảm so với một năm khác không có xu hướng riêng",
            id="a-change",
        ),
        pytest.param(
            counted([90, 95, 110, 96, 97], [100] * 5, kind="cohort"),
            "có năm vượt 100%",
            id="above-the-whole",
        ),
        pytest.param(counted(*FLAT), "", id="flat"),
        pytest.param(counted(*UP), "", id="clear"),
    ],
)
def test_it_is_said_why_there_is_no_direction(rows, why):
    course = followed(rows, "higher")
    assert course.why == why
    assert bool(why) == (course.key in ("unknown", "withheld"))


def test_a_single_year_makes_no_direction_and_is_said_to():
    course = followed(counted([300, 300, 300, 300, 400], [1000] * 5), "higher")
    assert (course.key, course.why) == ("unclear", "chỉ rõ nhờ riêng một năm")


def test_what_is_withheld_is_not_told_apart_by_its_reason():
    rows = counted([3, None, 3, 4, 3], [100] * 5, reason="withheld")
    rows["conf_status"] = ["F", "C", "F", "F", "F"]
    course = followed(rows, "lower")
    assert (course.key, course.why) == ("withheld", "")


@pytest.mark.parametrize(
    ("last", "target", "until", "needed", "none"),
    [
        pytest.param(200, "< 10", 2027, -2.0, "", id="20-to-10-%-in-five-years"),
        pytest.param(100, "< 10", 2023, 0.0, "", id="at-a-limit-that-must-be-passed"),
        pytest.param(400, ">= 80", 2032, 4.0, "", id="40-to-80-%-in-ten-years"),
        pytest.param(50, "< 10", 2027, None, "đã đạt", id="met"),
        pytest.param(200, "< 10", 2022, None, "đã tới hạn", id="no-year-left"),
        pytest.param(200, None, 2027, None, "không có mức", id="no-target"),
        pytest.param(200, "= 0", 2027, -4.0, "", id="to-nothing"),
        pytest.param(0, ">= 80", 2027, 16.0, "", id="from-nothing"),
    ],
)
def test_the_pace_that_the_target_takes(last, target, until, needed, none):
    rows = counted([300, 280, 250, 240, last], [1000] * 5, target=target)
    found, why = followed(rows, "lower").needed(until)
    assert why == none
    assert found == pytest.approx(needed, abs=1e-3) if needed is not None else np.isnan(found)


@pytest.mark.parametrize(
    ("last", "target", "until", "needed", "none"),
    [
        pytest.param(200, "< 100", 2027, -12.9449, "", id="200-to-100-‰-in-five-years"),
        pytest.param(200, "= 0", 2027, None, "không tính, mức 0", id="to-nothing"),
        pytest.param(0, ">= 80", 2027, None, "không tính, mức 0", id="from-nothing"),
    ],
)
def test_the_pace_of_a_rate_is_in_percent(last, target, until, needed, none):
    rows = counted([300, 280, 250, 240, last], [1000] * 5, target=target, kind="rate", per=1000)
    found, why = followed(rows, "lower").needed(until)
    assert why == none
    assert found == pytest.approx(needed, abs=1e-3) if needed is not None else np.isnan(found)


@pytest.mark.parametrize(
    ("change", "text"),
    [(3.21, "+3,2%"), (-3.25, "−3,3%"), (0.004, "0%"), (-0.0001, "0%"), (-0.04, "−0,04%"),
     (float("nan"), "")],
)  # fmt: skip
def test_a_change_a_year_is_written_with_its_sign(change, text):
    assert change_a_year(change, in_points=False) == text
    assert change_a_year(change, in_points=True) == text.replace("%", " điểm %")


@pytest.mark.parametrize(
    ("years", "text"),
    [([2018], "2018"), ([2018, 2019, 2020], "2018–2020"), ([2022, 2018, 2019], "2018–2019, 2022")],
)
def test_years_are_written_as_spans(years, text):
    assert spans(years) == text


# ---- the example workbook ------------------------------------------------------------------------


@pytest.mark.sampled(8)
@pytest.mark.parametrize("year", [2018, 2021, 2025])
@pytest.mark.parametrize("name", EXHIBITS)
def test_every_year_can_be_shown(years_of, name, year):
    check(EXHIBITS[name](years_of(year)))


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", EXHIBITS)
@pytest.mark.parametrize(
    "scene", ["nothing_received", "nothing_occurred", "one_reported", "all_withheld"]
)
def test_what_is_not_there_is_spoken_of(years_of, request, scene, name):
    check(EXHIBITS[name](years_of(scene=request.getfixturevalue(scene))))


@pytest.mark.parametrize("name", EXHIBITS)
def test_an_area_that_has_none_below_it_can_be_shown(years_of, name):
    check(EXHIBITS[name](years_of(area="23491")))


def check(exhibit) -> None:
    text = plain(exhibit)
    assert len(text) > 40
    assert not re.search(r"\bnan\b|\bNone\b|<NA>|\binf\b|\(\)|: \.", text), text


def test_the_table_is_what_the_rule_finds(years_of):
    years = years_of(2025)
    table = trends.directions(years, UNTIL).table.set_index("indicator")
    history = years.scene.history
    for indicator in ("2", "4a", "5a", "18b", "24"):
        rows = history[history["indicator"].eq(indicator) & history["area"].eq("614")]
        found = trend(rows)
        better = years.scene.indicators.loc[indicator, "better"]
        assert table.loc[indicator, "p"] == pytest.approx(found["p_value"])
        word = {"increasing": "higher", "decreasing": "lower"}.get(found["direction"])
        expected = "unclear" if word is None else "improving" if word == better else "worsening"
        assert table.loc[indicator, "direction"] == expected
        assert table.loc[indicator, "change"] == pytest.approx(
            annual_change(rows[rows["period"] >= "2021"])
        )


def test_the_head_counts_every_indicator_once(years_of):
    since, _, five = trends.header(years_of()).reading.partition("; ")
    of_all, *others = (int(n) for n in re.findall(r"\d+", five.partition(", ")[2]))
    assert of_all + sum(others[1:]) == others[0] == 33
    keys = years_of().since["key"]
    worse, better = (int(keys.eq(key).sum()) for key in ("worsening", "improving"))
    assert since.endswith(f"so với năm 2021, {worse} chỉ số xấu đi và {better} cải thiện rõ rệt")


def test_the_head_of_a_first_year_is_of_no_year_before(years_of):
    assert "so với" not in trends.header(years_of(2018)).reading


def test_it_says_on_which_edition_the_years_stand(years_of):
    assert (
        "cùng địa giới, bản 2008; không năm nào phải quy đổi" in trends.summary(years_of()).reading
    )
    told = trends.summary(years_of(2025)).reading
    assert "Mọi năm tính trên địa giới bản 2025" in told
    assert "Số liệu 2018–2024 được báo cáo theo địa giới bản 2008" in told
    assert "Không quy đổi được: 1 (xã phù hợp với trẻ em) và 21" in told
    assert "Mức chỉ tiêu của 2018–2021, 2023–2025 lấy theo năm 2022" in told


def test_a_part_of_a_year_is_no_point(scene_of, years_of):
    scene = scene_of(2022)
    half = scene.history["period"].mask(scene.history["period"].eq("2022"), "2022-S1")
    years = years_of(
        scene=replace(scene, period="2022-S1", history=scene.history.assign(period=half))
    )
    assert years.all == [2018, 2019, 2020, 2021]
    assert "chưa đủ một năm nên không là một điểm của chuỗi" in trends.summary(years).reading


def test_a_figure_has_a_panel_an_area_and_each_tells_its_years(years_of):
    years = years_of(2022)
    html = unescape(str(trends.series(years, 4).html))
    part = html[html.index('id="xu-huong-24"') :]
    for area in ("614", *years.parts):
        row = years.scene.result("24", area)
        told = f"2022 {captions.value_text(row)}"
        assert re.search(rf"<title>{years.scene.short(area)}: 2018 [^<]*{told};", part)


def test_smoothed_rates_stand_beside_the_raw_and_draw_them_in(years_of, root):
    scene = Workbook.open(year=2025, audience="internal", root=root).scene  # nothing withheld
    years = years_of(scene=scene)
    table = years.smoothed("3b")
    last = years.history[
        years.history["indicator"].eq("3b") & years.history["period"].eq("2025")
    ].set_index("area")
    expected = smooth(last.loc[years.parts])
    assert table.loc[2025].loc[years.parts].tolist() == pytest.approx(expected.tolist())
    zero = years.history[years.history["indicator"].isin(["3a", "9", "11b"])]
    for (indicator, year), rows in zero[zero["numerator"].eq(0)].groupby(["indicator", "year"]):
        smoothed = years.smoothed(indicator)
        if year in smoothed.index:
            own = [a for a in rows["area"] if a in years.parts]
            assert (smoothed.loc[year, own] <= smoothed.loc[year].max()).all()
    assert years.smoothed("4a").empty  # many cases: the raw rate tells enough
    assert years.smoothed("1").empty


def test_worsening_is_looked_into_first_and_where(changed, years_of):
    def worse(row):
        if row["variable"] == "children_rights_aware" and row["period"] >= "2021":
            row["value"] = str(
                int(int(row["value"] or 0) * (0.7 if row["period"] < "2022" else 0.4))
            )

    years = years_of(where=changed("worse", worse))
    table = trends.look_into(years, UNTIL).table
    # 23 of 2020 is missing in one commune, so that the whole has no direction: its parts have.
    row = table.set_index("Mã").loc["23"]
    worst = [a for a in years.parts if years.course("23", a).key == "worsening"]
    assert len(worst) >= 5
    assert row["Xã, thị trấn xấu đi"] == ", ".join(map(years.scene.short, worst[:-1])) + (
        f" và {years.scene.short(worst[-1])}"
    )
    assert "xấu đi rõ rệt" in row["Lý do cần xem"]


# ---- where a definition changed ------------------------------------------------------------------


def test_a_change_of_definition_is_marked_and_spoken_of(root, tmp_path, years_of):
    for part in ("params", "data", "shapefiles"):
        shutil.copytree(root / part, tmp_path / part)
    (tmp_path / "params" / "breaks.csv").write_text(
        "indicator,year,what_vi\n4b,2021,đo bằng thước mới\n", encoding="utf-8"
    )
    book = Workbook.open(year=2022, root=tmp_path)
    plainly = Workbook.open(year=2022, root=root)
    assert "4b từ năm 2021 (đo bằng thước mới)" in book.trends.summary().reading
    assert "Cách tính thay đổi" not in plainly.trends.summary().reading
    one, other = (str(picture(years_of(where=where), "4b").html) for where in (tmp_path, root))
    assert one.count("<path") > other.count("<path")
    assert book.trends.directions(UNTIL).table.set_index("indicator").loc["4b", "why"] == (
        "mới có 2 năm, cần 5 năm liền"
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("4x,2021,thước mới", "params/breaks.csv:2:indicator: '4x' is no indicator"),
        ("4b,21,thước mới", "params/breaks.csv:2:year: '21' is no year"),
        ("4b,2021,", "params/breaks.csv:2:what_vi: the cell is empty"),
    ],
)
def test_a_fault_of_the_breaks_is_named(workbook_copy, line, fault):
    path = workbook_copy / "params" / "breaks.csv"
    path.write_text(f"indicator,year,what_vi\n{line}\n", encoding="utf-8")
    with pytest.raises(Faults, match=re.escape(fault)):
        read_breaks(workbook_copy)


def test_nothing_is_smoothed_where_areas_are_withheld(years_of):
    years = years_of()  # of 3b one commune without a case is left: that is no common rate
    assert years.smoothed("3b").empty
    assert not years.smoothed("17b").empty


@pytest.mark.sampled(2)
@pytest.mark.parametrize("year", [2019, 2020, 2021, 2022, 2023, 2024])
def test_what_changed_since_last_year_comes_first_and_is_named_with_its_way(years_of, year):
    years = years_of(year)
    own = years.scene.results[years.scene.results["area"] == years.scene.top]
    own = own.set_index("indicator")
    history = years.scene.history[years.scene.history["area"] == years.scene.top]
    chance = history["indicator"].map(years.scene.indicators["chance"])
    found = since_last_year(history.assign(chance=chance))
    found = found[found["period"] == str(year)].set_index("indicator")
    clear = found[found["direction"] != "no_significant_change"]
    sentences = trends.summary(years).table["sentence"].tolist()
    told = [s for s in sentences if s.startswith(f"So với năm {year - 1}, ")]
    assert sentences[: len(told)] == told
    if clear.empty:
        assert told == [
            f"So với năm {year - 1}, không chỉ số nào trong {len(found)} chỉ số so được đổi rõ "
            "rệt: chênh lệch có thể do ngẫu nhiên."
        ]
        return
    named = {
        named.split()[0]: (sentence, named)
        for sentence in told for named in sentence.partition("): ")[2].removesuffix(".").split("; ")
    }  # fmt: skip
    assert {*named} == {*clear.index}
    for indicator, row in clear.iterrows():
        sentence, part = named[indicator]
        rose = row["now"] > row["before"]
        better = (years.scene.indicators.loc[indicator, "better"] == "higher") == rose
        assert ("cải thiện rõ rệt (" in sentence) == better
        assert ("xấu đi rõ rệt (" in sentence) != better
        shown = formats.value(own.loc[indicator].to_dict())
        assert part.endswith(f"{'lên' if rose else 'xuống'} {shown}")


def test_a_year_that_is_counted_in_another_way_is_not_held_against_the_one_before(years_of):
    years = years_of(2022)
    assert years.since.loc["5a", "key"] == "worsening"
    breaks = pd.DataFrame([("5a", 2022, "đếm khác")], columns=["indicator", "year", "what_vi"])
    assert "5a" not in replace(years, breaks=breaks).since.index
    before = breaks.assign(year=2021)
    assert replace(years, breaks=before).since.loc["5a", "key"] == "worsening"


# ---- in English ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def in_english(root):
    """The years of the example workbook's scene in English."""
    with speaking("en"):
        scene = Workbook.open(year=2022, root=root, language="en").scene
    files = {year: read_year(root, year) for year in range(2018, 2023)}
    return Years(scene, files, read_breaks(root))


@pytest.fixture
def english():
    with speaking("en"):
        yield


def with_keys(years: Years, keys: dict[str, int], since: tuple[int, int, int] = (0, 0, 0)) -> Years:
    """Years in which so many indicators go each way in every area, the rest unknown; `since`: how
    many got worse, better and neither against the year before."""
    codes = list(years.scene.indicators.index)
    told = [key for key, many in keys.items() for _ in range(many)]
    told += ["unknown"] * (len(codes) - len(told))
    made = replace(years)
    vars(made)["_courses"] = {
        (code, area): Course(key, "", *[np.nan] * 3, [], years.history.iloc[:0])
        for code, key in zip(codes, told, strict=True)
        for area in (years.scene.top, *years.parts)
    }
    ways = zip(("worsening", "improving", "unclear"), since, strict=True)
    found = [key for key, many in ways for _ in range(many)]
    vars(made)["since"] = pd.DataFrame(
        {"key": found, "direction": "increasing"}, index=pd.Index(codes[: len(found)])
    )
    return made


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        pytest.param(
            counted([300], [1000]), "only 1 year so far; 5 in a row are needed", id="one-year"
        ),
        pytest.param(
            counted(UP[0][:3], UP[1][:3]),
            "only 3 years so far; 5 in a row are needed",
            id="three-years",
        ),
        pytest.param(counted([0] * 5, [50] * 5), "the value is 0 in all 5 years", id="zeros"),
        pytest.param(counted([50] * 5, [50] * 5), "the value is 100% in all 5 years", id="wholes"),
        pytest.param(
            counted([90, 95, 110, 96, 97], [100] * 5, kind="cohort"),
            "the value is above 100% in at least one year",
            id="above-the-whole",
        ),
        pytest.param(counted(*UP).drop(index=2), "2020: no figures", id="a-gap"),
        pytest.param(
            counted([2, 1, 3, 2, 1], [1, 2, 1, 3, 2], kind="change"),
            "a change on another year has no trend of its own",
            id="a-change",
        ),
        pytest.param(
            counted([300, 300, 300, 300, 400], [1000] * 5),
            "clear only because of a single year",
            id="a-single-year",
        ),
        pytest.param(counted(*UP), "", id="clear"),
    ],
)
def test_why_there_is_no_direction_in_english(english, rows, why):
    assert followed(rows, "higher").why == why


@pytest.mark.parametrize(
    ("last", "target", "until", "none"),
    [
        (50, "< 10", 2027, "met"),
        (200, "< 10", 2022, "due date reached"),
        (200, None, 2027, "no target"),
        (200, "< 10", 2027, ""),
    ],
)
def test_why_there_is_no_pace_needed_in_english(english, last, target, until, none):
    rows = counted([300, 280, 250, 240, last], [1000] * 5, target=target)
    assert followed(rows, "lower").needed(until)[1] == none


def test_directions_and_changes_have_their_words_in_english(english):
    assert [each.word for each in DIRECTIONS.values()] == [
        "improving", "worsening", "no clear change", "cannot be calculated", "withheld",
    ]  # fmt: skip
    assert change_a_year(3.21, in_points=True) == "+3.2 % points"
    assert change_a_year(-1234.5, in_points=False) == "−1,234.5%"
    assert change_a_year(0.0, in_points=False) == "0%"


@pytest.mark.parametrize(
    ("keys", "since", "told"),
    [
        pytest.param(
            {"improving": 4, "worsening": 1, "unclear": 20},
            (2, 9, 0),
            "compared with 2021, 2 indicators are clearly worse and 9 clearly better; over "
            "2018–2022, 4 of 33 indicators improved, 1 worsened, 20 showed no clear change, 8 "
            "could not be calculated",
            id="both",
        ),
        pytest.param(
            {"improving": 33},
            (1, 0, 0),
            "compared with 2021, 1 indicator is clearly worse; over 2018–2022, 33 of 33 "
            "indicators improved",
            id="worse",
        ),
        pytest.param(
            {"withheld": 33},
            (0, 3, 0),
            "compared with 2021, 3 indicators are clearly better; over 2018–2022, none of 33 "
            "indicators clearly improved, 33 withheld",
            id="better",
        ),
        pytest.param(
            {},
            (0, 0, 5),
            "over 2018–2022, none of 33 indicators clearly improved, 33 could not be calculated",
            id="neither",
        ),
    ],
)
def test_the_head_in_english(english, in_english, keys, since, told):
    assert trends.header(with_keys(in_english, keys, since)).reading == told


@pytest.mark.parametrize(
    ("keys", "since", "told"),
    [
        ({"improving": 2}, (0, 0, 0), r"Clearly improving over 5 years \(2\): 1 .*; 2 .*\."),
        ({"worsening": 1}, (0, 0, 0), r"Clearly worsening over 5 years \(1\): 1 [^;]*\."),
        ({}, (0, 0, 0), r".* over 5 years can be calculated, none clearly improved\."),
        ({}, (0, 0, 0), r".* over 5 years can be calculated, none clearly worsened\."),
        ({}, (1, 0, 0), r"Clearly worse than in 2021 \(1\): 1 .*, up from 42.9% to 57.1%\."),
        ({}, (0, 2, 0), r"Clearly better than in 2021 \(2\): 1 .*; 2 .*, up from .*\."),
        ({}, (0, 0, 1), r"No clear change since 2021 on the 1 indicator that can be compared: .*"),
        ({}, (0, 0, 0), r"All years \(2018–2022\) are on the same borders, edition 2008; .*\."),
        ({}, (0, 0, 0), r"The targets of 2018–2021 are those of 2022, for comparison only\."),
    ],
)  # fmt: skip
def test_the_findings_in_english(english, in_english, keys, since, told):
    found = trends.summary(with_keys(in_english, keys, since)).table["sentence"]
    assert any(re.fullmatch(told, sentence) for sentence in found), list(found)


@pytest.mark.parametrize(
    ("keys", "told", "not_told"),
    [
        ({"improving": 1}, "7 improved, 0 worsened, 0 showed no clear change", "worsening:"),
        ({"worsening": 2}, "0 improved, 14 worsened, 0 showed no clear change", "improving:"),
        ({"unclear": 33}, "0 improved, 0 worsened, 231 showed no clear change", "Most"),
        ({"improving": 1}, "Most indicators improving: Dak Rve, ", "worsening"),
        ({"worsening": 2}, " and Tan Lap (2 indicators).", "improving"),
        ({"worsening": 1}, " and Tan Lap (1 indicator).", "improving"),
    ],
)  # fmt: skip
def test_the_places_in_english(english, in_english, keys, told, not_told):
    reading = places_reading(with_keys(in_english, keys))
    assert told in reading
    assert not_told not in reading


def test_the_other_exhibits_in_english(english, in_english):
    years = in_english
    table = trends.directions(years, UNTIL)
    assert "Direction of 33 indicators, Kon Ray district, 2018–2022 (simulated figures)" in plain(
        table
    )
    assert "Of 231 pairs of indicators and communes and townships, " in trends.places(years).reading
    assert trends.look_into(years, UNTIL).reading == (
        "9 indicators need a closer look; first of all: 5a, 5b, 18a, 18b and 4a."
    )
    looked = trends.look_into(years, UNTIL).table.set_index("Code")["Reason to look into it"]
    assert looked["4a"] == "Direction cannot be calculated (2019: an area did not report)"
    assert looked["5b"].endswith("leads away from the target (−0.2 % points a year)")
    told = finding(years, "2")
    assert "On average +1.1 % points a year (2018–2022)." in told
    assert "; no clear change in 2 communes and townships." in told
    method = plain(table).partition("p of the χ² test, and in brackets of the exact test: ")[2]
    assert method.startswith("2 < 0.001; ")
    assert "; 16 0.534 (0.564); " in method
    assert re.search("The average change cannot be calculated|withheld in 7", finding(years, "3a"))


@pytest.mark.parametrize(
    ("change", "look"),
    [
        pytest.param({}, "No indicator shows a sign that needs a closer look.", id="none"),
        pytest.param(
            {"worsening": 1}, "1 indicator needs a closer look; first of all: 1.", id="one"
        ),
        pytest.param(
            {"worsening": 2}, "2 indicators need a closer look; first of all: 1 and 2.", id="two"
        ),
    ],
)
def test_what_to_look_into_in_english(english, in_english, change, look):
    assert trends.look_into(with_keys(in_english, change), UNTIL).reading == look
