"""The general notebooks of the example are what the code behind `new` makes."""

import nbformat
import pandas as pd
import pytest

from chitieu.begin.made_notebooks import Outline, fitting_calls, made, names_of
from chitieu.plan.notebooks import folder_of

PAGES = {
    "briefing": "tom_tat",
    "scoreboard": "0_tong_hop",
    "profile": "6_ho_so_xa",
    "explore": "7_kham_pha",
}
OBJECTIVES = {"1": "1_suc_khoe", "2": "2_bao_ve", "3": "3_giao_duc_van_hoa", "4": "4_tham_gia"}
# What the example's pages are called.
TITLES = {
    "vi": {"scoreboard": "Bảng tổng hợp các chỉ tiêu vì trẻ em", "profile": "Hồ sơ xã"},
    "en": {"scoreboard": "Scoreboard of the targets for children", "profile": "Commune profile"},
}


def of_example(language, names):
    outline = Outline(
        2022, language, dict.fromkeys(OBJECTIVES, "…"), until=2030, section="IV.4",
        titles=TITLES[language], explored=["4a", "4b"],
    )  # fmt: skip
    return made(outline, names)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_the_examples_general_notebooks_are_made(root, page, language):
    name = PAGES[page]
    (notebook,) = of_example(language, {page: name}).values()
    there = nbformat.read(folder_of(root, language) / f"{name}.ipynb", as_version=4)
    assert cells(notebook) == cells(there)
    assert notebook.metadata == there.metadata


def cells(notebook):
    return [(cell.cell_type, cell.id, cell.metadata, cell.source) for cell in notebook.cells]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("page", "name"), [*OBJECTIVES.items(), ("years", "5_xu_huong")])
def test_every_objective_and_the_years_have_the_frame_in_its_order(root, page, name, language):
    (notebook,) = of_example(language, {page: name}).values()
    path = folder_of(root, language) / f"{name}.ipynb"
    there = iter([c.source for c in nbformat.read(path, as_version=4).cells])
    frame = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert [source for source in frame if source not in there] == []


def test_a_notebook_is_named_after_the_objectives_place_in_the_plan():
    assert names_of(["I", "II"], "en") == {
        "briefing": "tom_tat",
        "scoreboard": "0_scoreboard",
        "I": "1_objective_1",
        "II": "2_objective_2",
        "years": "3_trends",
        "profile": "4_profile",
        "explore": "5_explore",
    }


def test_the_analyses_that_fit_stand_there_as_comments():
    lines = [f"book.health.funnel('{n}')" for n in range(12)]
    outline = Outline(2026, "en", {"I": "Health"}, {"I": lines})
    (notebook,) = made(outline, {"I": "1_objective_1"}).values()
    commented = [c.source for c in notebook.cells if c.source.startswith("# book")]
    assert [source.count("\n") + 1 for source in commented] == [10, 2]
    assert "\n".join(commented).splitlines() == [f"# {line}" for line in lines]


def test_an_indicator_is_offered_the_analyses_that_fit_its_kind_and_direction():
    columns = ["indicator", "objective", "kind", "better"]
    table = pd.DataFrame(
        [
            ["1.1", "I", "rate", "lower"],
            ["1.2", "I", "proportion", "higher"],
            ["2", "II", "change", "lower"],
            ["3", "III", "count", "lower"],
        ],
        columns=columns,
    )
    assert fitting_calls(table) == {
        "I": [
            'book.health.funnel("1.1")',
            'book.health.pooled(["1.1"])',
            'book.protection.rare_events(["1.1"])',
            'book.health.pooled(["1.2"])',
            'book.voices.reach_gap("1.2")',
        ],
        "III": ['book.protection.rare_events(["3"])'],
    }
