"""The school path, those who left it, and what schools lack; and figures that are not there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chitieu.show.analyses.schooling import dropouts, school_path, school_readiness
from chitieu.words import speaking

STEPS = ["16", "17a", "18a"]


def test_the_path_is_the_product_of_the_steps(scene_of):
    scene = scene_of()
    table = school_path(scene, STEPS).table
    own = table[table["area"] == scene.top]
    rates = [float(scene.result(step)["value"]) / 100 for step in STEPS]
    assert list(own["left"]) == pytest.approx(list(100 * np.cumprod(rates)))
    lost = -np.diff([100, *own["left"]])
    assert own["weakest"].to_list() == list(lost == lost.max())


def test_the_path_says_where_it_cannot_be_followed(scene_of):
    """Đắk Tơ Lung has no lower secondary school: 0 of 0, which is not a path that ends at 0."""
    found = school_path(scene_of(), STEPS)
    assert "Đắk Tơ Lung (“Hoàn thành cấp THCS”: không phát sinh)" in found.reading
    ends = found.table[found.table["area"].eq("23485")]
    assert np.isnan(ends["left"].iloc[-1])


def test_the_path_names_the_least_and_the_most(scene_of):
    scene = scene_of()
    found = school_path(scene, STEPS)
    ends = found.table[found.table["indicator"].eq("18a") & found.table["area"].ne(scene.top)]
    ends = ends.dropna(subset="left").set_index("name")["left"]
    assert f"ít nhất là {ends.idxmin()}" in found.reading
    assert f"nhiều nhất là {ends.idxmax()}" in found.reading


def test_the_allowance_is_what_the_judge_would_accept(scene_of):
    scene = scene_of()
    table = dropouts(scene, ["17b", "18b"]).table
    results = scene.results.set_index(["indicator", "area"])
    judged = table[table["over"].notna()]
    for _, row in judged.iterrows():
        status = results.loc[(row["indicator"], row["area"]), "status"]
        assert row["over"] == (status == "not_met"), row


def test_half_of_those_who_left_are_named(scene_of):
    scene = scene_of()
    lost = sum(scene.of_leaves(i)["numerator"].fillna(0).astype(float) for i in ("17b", "18b"))
    largest = lost.sort_values(ascending=False, kind="stable")
    found = dropouts(scene, ["17b", "18b"]).reading
    assert f"trong {lost.sum():.0f} trường hợp ấy" in found
    assert f"{scene.short(largest.index[0])} ({largest.iloc[0]:.0f})" in found


def test_schools_needed_meet_the_target_and_one_fewer_does_not(scene_of):
    table = school_readiness(scene_of(2018), ["20a"]).table
    for _, row in table[table["needed"] > 0].iterrows():
        enough = row["have"] + row["needed"]
        assert 100 * enough / row["total"] >= 21 > 100 * (enough - 1) / row["total"]


def english(scene, analysis, *args) -> str:
    with speaking("en"):
        return analysis(scene, *args).reading


def test_the_path_in_english(scene_of):
    found = english(scene_of(language="en"), school_path, STEPS, "children aged 5")
    left = school_path(scene_of(), STEPS).table.query("area == '614'")["left"].iloc[-1]
    assert f"about {left:.0f} of 100 children aged 5 in " in found
    assert " pass all 3 steps (95% confidence interval: " in found
    assert "; most are lost at “" in found
    assert " communes and townships for which it can be computed, fewest arrive in " in found


def test_a_path_on_which_nobody_is_lost_in_english(scene_of):
    scene = scene_of(language="en")
    results = scene.results.copy()
    steps = results["indicator"].isin(STEPS)
    results.loc[steps, "numerator"] = results.loc[steps, "denominator"]
    found = english(replace(scene, results=results), school_path, STEPS)
    assert "about 100 of 100 children at the start in " in found
    assert "; none is lost at any step." in found


def test_dropouts_in_english(scene_of):
    scene = scene_of(language="en")
    found = english(scene, dropouts, ["17b", "18b"])
    own = scene.result("17b")
    assert f"“{scene.of_plan('17b')['short']}” {int(own['numerator'])} (the" in found
    assert " who left are in 3 of the communes and townships: " in found
    assert "; above the number allowed at one level or more: " in found


@pytest.mark.parametrize(("indicator", "told"), [("7", "short of ≥"), ("20a", "enough to meet ≥")])
def test_school_readiness_in_english(scene_of, indicator, told):
    found = english(scene_of(language="en"), school_readiness, [indicator])
    assert told in found
    assert " schools, " in found
