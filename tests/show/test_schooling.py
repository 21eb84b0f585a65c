"""The school path, those who left it, and what schools lack; and figures that are not there."""

from __future__ import annotations

import numpy as np
import pytest

from chitieu.show.schooling import dropouts, school_path, school_readiness

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
    assert f"trong {lost.sum():.0f} em bỏ học" in found
    assert f"{scene.short(largest.index[0])} ({largest.iloc[0]:.0f})" in found


def test_schools_needed_meet_the_target_and_one_fewer_does_not(scene_of):
    table = school_readiness(scene_of(2018), ["20a"]).table
    for _, row in table[table["needed"] > 0].iterrows():
        enough = row["have"] + row["needed"]
        assert 100 * enough / row["total"] >= 21 > 100 * (enough - 1) / row["total"]
