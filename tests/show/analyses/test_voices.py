"""Who is heard, by age: the ladder, what is missing to the target, and what goes together."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from scipy import stats

from chitieu.show.analyses.voices import ladder, reach_gap, together
from chitieu.show.wording import parts
from chitieu.words import speaking


def heard(scene):
    return ladder(scene, ["22", "23", "24"], "children_7_15", "children_11_15", "trẻ em 7–10 tuổi")


def test_what_follows_for_the_younger_by_hand(scene_of):
    scene = scene_of()
    table = heard(scene).table
    own = table[table["area"].eq(scene.top)].set_index("indicator")
    aware, whole, older = (
        {area: float(scene.count(name, area)["value"]) for area in scene.leaves}
        for name in ("children_rights_aware", "children_7_15", "children_11_15")
    )
    younger = sum(whole.values()) - sum(older.values())
    least = sum(max(aware[area] - older[area], 0) for area in scene.leaves)
    assert own.loc["23", "least"] == pytest.approx(100 * least / younger)
    assert own.loc["23", "greatest"] <= 100
    assert own.loc["24", ["rest", "least", "greatest"]].isna().all()


def test_the_bounds_of_a_part_without_figures_are_blank_and_named(scene_of):
    found = heard(scene_of(2020))  # one commune sent no list of those made aware
    assert "Tân Lập (chưa nhận được báo cáo)" in found.reading


def test_the_fewest_areas_close_the_gap(scene_of):
    scene = scene_of()
    found = reach_gap(scene, "24")
    rows = scene.of_leaves("24")
    own = scene.result("24")
    needed = -(-int(own["denominator"]) // 4) - int(own["numerator"])
    assert f"cần thêm {needed} em" in found.reading
    helpers = found.table[found.table["helps"]]
    assert helpers["lift"].sum() >= needed
    others = found.table["lift"].sort_values(ascending=False)
    assert others.iloc[: len(helpers) - 1].sum() < needed
    best = (rows["numerator"] / rows["denominator"]).astype(float).idxmax()
    assert f"đơn vị tốt nhất là {scene.short(best)}" in found.reading


def test_where_one_area_would_close_the_gap_all_that_would_are_named(scene_of):
    found = reach_gap(scene_of(), "24")
    table = found.table
    best = (table["cases"] / table["size"]).max()
    lacking = table[table["cases"] / table["size"] < best]
    for _, row in lacking.iterrows():  # as good as the best, and not so with one fewer
        with_lift = (row["cases"] + row["lift"], row["cases"] + row["lift"] - 1)
        assert with_lift[0] / row["size"] >= best > with_lift[1] / row["size"]
    enough = table[table["lift"] >= 50]
    assert "cần thêm 50 em" in found.reading
    assert f"Chỉ cần một trong {len(enough)} xã, thị trấn (" in found.reading
    told = found.reading.partition("Chỉ cần một trong ")[2]
    assert told.count(" thêm ") == len(enough) == 5
    for _, row in enough.iterrows():
        assert f"{row['name']} thêm {row['lift']:.0f}" in told


def test_together_has_scipys_rho(scene_of):
    scene = scene_of()
    values = [scene.of_leaves(indicator)["value"].astype(float) for indicator in ("22", "23")]
    rho = stats.spearmanr(*values).statistic
    assert f"ρ = {rho:.2f}".replace(".", ",") in together(scene, "22", "23").reading


def test_so_few_areas_are_said_to_be_few(scene_of):
    assert "|ρ| phải từ 0,79 trở lên" in together(scene_of(), "22", "23").reading
    three = together(scene_of(2025), "22", "23").reading
    assert three.startswith("Chỉ có 3 xã: dù khớp hoàn toàn cũng chưa thể khẳng định ")
    assert "ρ" not in three
    assert "p =" not in three


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        pytest.param(0.0123, "p = 0,012", id="well below"),
        pytest.param(0.0504, "p = 0,0504", id="above, not 0,050"),
        pytest.param(0.0496, "p = 0,0496", id="below, not 0,050"),
        pytest.param(0.05, "p = 0,050", id="just there"),
        pytest.param(0.001, "p = 0,001", id="least that is told"),
        pytest.param(0.0009, "p < 0,001", id="less"),
    ],
)
def test_a_p_value_is_shown_on_its_side_of_what_is_called_sure(p, shown):
    assert parts.p_text(p) == shown


def english(scene, analysis, *args) -> str:
    with speaking("en"):
        return analysis(scene, *args).reading


def test_the_ladder_in_english(scene_of):
    steps = ["22", "23", "24"], "children_7_15", "children_11_15", "children aged 7–10"
    found = english(scene_of(language="en"), ladder, *steps)
    assert found.startswith("Of 100 in each group: “")
    assert "Of children aged 7–10, the reported counts tell only this: “" in found
    assert "Among the communes and townships: “" in found


def test_the_gap_in_english(scene_of):
    found = english(scene_of(language="en"), reach_gap, "24")
    assert ": 50 more children needed to meet the target ≥ 25%." in found
    assert "what is missing adds up to " in found
    assert "It would be enough if one of 5 communes and townships (" in found


@pytest.mark.parametrize(
    ("year", "told"),
    [
        (2022, "|ρ| has to be at least 0.79 to differ from chance; "),
        (2025, "There are only 3 communes: even a perfect agreement could not show whether "),
    ],
)
def test_together_in_english(scene_of, year, told):
    assert told in english(scene_of(year, language="en"), together, "22", "23")


@pytest.mark.parametrize(
    ("status", "ladders", "gaps"),
    [
        ("met", "{whole} meets the target ≥ 25%.", "{whole} meets the target ≥ 25%."),
        ("not_met", "{whole} does not meet the target ≥ 25%.", "the target ≥ 25% is not met."),
    ],
)
def test_a_verdict_that_stands_without_all_figures_is_told(scene_of, status, ladders, gaps):
    scene = scene_of(language="en")
    results = scene.results.copy()
    own = results["indicator"].eq("24") & results["area"].eq(scene.top)
    results.loc[own, ["numerator", "value", "lower", "upper"]] = pd.NA
    results["reason"] = results["reason"].mask(own, "missing_cannot_turn")
    results["status"] = results["status"].mask(own, status)
    scene = replace(scene, results=results)
    with speaking("en"):
        whole = parts.whole_word(scene)
    steps = ["22", "23", "24"], "children_7_15", "children_11_15"
    lead = "whatever they report, "
    assert lead + ladders.format(whole=whole) in english(scene, ladder, *steps)
    assert lead + gaps.format(whole=whole) in english(scene, reach_gap, "24")
