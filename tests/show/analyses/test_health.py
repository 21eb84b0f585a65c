"""Survival and nutrition: what is drawn, what is read out of it, and what happens without data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from chitieu.show.analyses.health import coverage, funnel, gap, pooled
from chitieu.show.analyses.health.chance import funnel_table
from chitieu.show.wording import parts
from chitieu.words import speaking


def test_the_funnel_reads_its_highest_point(scene_of):
    scene = scene_of(audience="internal")
    found = funnel(scene, "3b")
    rows = scene.of_leaves("3b")
    area = (rows["numerator"] / rows["denominator"]).astype(float).idxmax()
    deaths, births = int(rows.loc[area, "numerator"]), int(rows.loc[area, "denominator"])
    assert f"Cao nhất là {scene.short(area)}: {deaths} trường hợp trên {births}" in found.reading
    expected = births * 11 / 1000
    assert found.table.loc[area, "p_as_many_target"] == pytest.approx(
        stats.poisson.sf(deaths - 1, expected)
    )


def test_the_funnel_names_the_areas_beyond_its_limits(changed, scene_of):
    def many(row):
        if row["area"] == "23494" and row["variable"] in ("infant_deaths", "u5_deaths"):
            row["value"] = "9"

    scene = scene_of(root=changed("many-deaths", many), audience="internal")
    found = funnel(scene, "3b")
    births = float(scene.of_leaves("3b").loc["23494", "denominator"])
    assert stats.poisson.sf(8, births * 11 / 1000) < 0.001
    assert found.table.loc["23494", "signal_target"] == 2
    assert "Đắk Tờ Re cao hơn mức ngẫu nhiên giải thích được" in found.reading


def test_a_funnels_legend_hides_no_limit(scene_of):
    figure = funnel(scene_of(audience="internal"), "3b").figure
    named = {each.get_text(): each.get_window_extent() for each in figure.texts}
    legend = [named[words] for words in ("giới hạn 95%", "giới hạn 99,8%", "mức chỉ tiêu")]
    lowest = min(axes.get_tightbbox().y0 for axes in figure.axes)
    assert max(box.y1 for box in legend) < lowest


def test_pooled_counts_are_those_of_the_years(scene_of):
    scene = scene_of(audience="internal")
    table = pooled(scene, ["3b"], years=3).table
    own = scene.history[
        scene.history["indicator"].eq("3b")
        & scene.history["area"].eq(scene.top)
        & scene.history["period"].isin(["2020", "2021", "2022"])
    ]
    row = table[table["area"].eq(scene.top) & table["span"].eq("pooled")].iloc[0]
    assert row["numerator"] == own["numerator"].sum()
    assert row["denominator"] == own["denominator"].sum()


def test_pooled_says_when_there_are_fewer_years(scene_of):
    assert "Mới có số liệu của 2018" in pooled(scene_of(2018, audience="internal"), ["3b"]).reading
    assert "không đủ 4 năm" in pooled(scene_of(2020, audience="internal"), ["3b"], years=4).reading


def test_the_gap_names_who_did_not_report(scene_of):
    found = gap(scene_of(), "4a", "4b")
    assert "Không có trong so sánh: Đắk Pne (chưa nhận được báo cáo)." in found.reading
    assert "Đắk Pne 29,3% và chưa nhận được báo cáo" in found.html


def test_bounds_stand_where_the_value_does_not(scene_of):
    """4b of 2022 has no total, since one commune sent nothing; what is possible can be said."""
    scene = scene_of()
    rows = scene.of_leaves("4b")
    stunted, measured = rows["numerator"].sum(), rows["denominator"].sum()
    children = float(scene.count("children_u5")["value"])
    own = coverage(scene, ["4b"], "children_u5").table.iloc[-1]
    assert own["least"] == pytest.approx(100 * stunted / children)
    assert own["greatest"] == pytest.approx(100 * (stunted + children - measured) / children)


def test_a_withheld_area_does_not_count_as_unmeasured(all_withheld):
    table = coverage(all_withheld, ["20b"], "children_u16").table
    assert table["least"].isna().all()


@pytest.mark.parametrize(
    ("indicator", "common"),
    [
        pytest.param("20b", 46 / 59, id="the district's, whose communes are withheld"),
        pytest.param("3a", None, id="none: what is left is no common rate"),
    ],
)
def test_the_common_rate_is_not_that_of_what_is_left(scene_of, indicator, common):
    found = funnel_table(scene_of(), indicator)[1]["own"]
    assert found == pytest.approx(common) if common else np.isnan(found)


def test_pooled_names_the_years_of_each(scene_of):
    scene = scene_of(audience="internal")
    history = scene.history.copy()
    gone = history["indicator"].isin(["3b", "3c"]) & history["period"].eq("2021")
    gone |= history["indicator"].eq("3b") & history["period"].eq("2020")
    history.loc[gone, ["numerator", "denominator", "value", "lower", "upper"]] = pd.NA
    found = pooled(replace(scene, history=history), ["3b", "3c"]).reading
    assert found.startswith("Gộp 2020 và 2022, không đủ 3 năm")
    assert "(4,7 – 24,0), chỉ từ 2022;" in found


@pytest.fixture(scope="session")
def with_deaths(changed, scene_of):
    """Return a function that opens 2022 in English, with so many deaths in one commune."""

    def scene(deaths: str):
        def die(row):
            if row["area"] == "23494" and row["variable"] in ("infant_deaths", "u5_deaths"):
                row["value"] = deaths

        root = changed(f"{deaths} deaths", die)
        return scene_of(root=root, audience="internal", language="en")

    return scene


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("deaths", "told"),
    [
        pytest.param(
            "2",
            "the target ≤ 11‰, all 7 communes and townships lie within the 95% limits:",
            id="none",
        ),
        pytest.param(
            "9", "Dak To Re is higher than chance explains (95% limits); 6 others", id="1"
        ),
    ],
)
def test_the_funnel_in_english(with_deaths, deaths, told):
    with speaking("en"):
        assert told in funnel(with_deaths(deaths), "3b").reading


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("deaths", "told"),
    [
        pytest.param("1", "The highest rate is in Dak To Lung: 2 cases among 54", id="several"),
        pytest.param("9", "The highest rate is in Dak To Re: 9 cases among 148", id="another"),
    ],
)
def test_the_highest_rate_in_english(with_deaths, deaths, told):
    with speaking("en"):
        assert told in funnel(with_deaths(deaths), "3b").reading


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("year", "years", "told"),
    [
        (2022, 3, "Pooled over 2020–2022, confidence intervals 53% as wide as this period's"),
        (2020, 4, "Pooled over 2018–2020, fewer than 4 years, confidence intervals "),
        (2018, 3, "There are figures of 2018 only, and no other year to pool with yet:"),
    ],
)
def test_the_pooled_years_in_english(scene_of, year, years, told):
    with speaking("en"):
        found = pooled(scene_of(year, audience="internal", language="en"), ["3b"], years)
    assert found.reading.startswith(told)


@pytest.mark.parametrize(
    ("indicator", "act", "told"),
    [
        ("4a", "weighed", "if all of them were; the target < 17.6% lies between the two, so the"),
        ("4b", "", "if none of those not measured were affected and 35.4% if all of them"),
        ("15", "assessed", "if none of those not assessed reached it and "),
    ],
)
def test_the_coverage_in_english(scene_of, indicator, act, told):
    with speaking("en"):
        found = coverage(scene_of(language="en"), [indicator], "children_u5", act)
    assert told in found.reading
    assert " rests on " in found.reading


def test_the_verdicts_of_an_area_that_differ_are_told_apart(scene_of):
    scene = scene_of(audience="internal", language="en")
    history = scene.history.copy()
    here = history["area"].eq("23494") & history["period"].eq("2022")
    for indicator, deaths in (("3a", 0), ("3b", 30)):
        rows = here & history["indicator"].eq(indicator)
        history.loc[rows, ["numerator", "denominator"]] = [deaths, 1000]
    with speaking("en"):
        found = pooled(replace(scene, history=history), ["3a", "3b"], 1).reading
        better, worse = (parts.quoted(scene, indicator) for indicator in ("3a", "3b"))
    assert f"Dak To Re ({better}: clearly better)" in found
    assert f"Dak To Re ({worse}: clearly worse)" in found


def test_not_all_areas_are_said_to_have_no_coverage_where_some_have(changed, scene_of):
    def blank(row):
        measured = row["variable"] in ("children_stunted", "children_u5_measured")
        if measured and row["area"] in ("23488", "23491"):
            row["value"], row["obs_status"] = "", "O"

    found = coverage(scene_of(root=changed("two blank", blank)), ["4b"], "children_u5").reading
    assert "Không rõ độ phủ: Đắk Ruồng và Đắk Pne (chưa nhận được báo cáo)." in found
