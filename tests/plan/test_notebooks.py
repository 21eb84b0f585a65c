"""Which notebooks are run, by what people and programs call them."""

from __future__ import annotations

import unicodedata

import pytest

from chitieu.plan.notebooks import LEADING, in_order, not_run, notebooks, of_page

RUN = ["1_suc_khoe", "4_tham_gia"]


@pytest.fixture
def named(tmp_path):
    """Return a function that puts notebooks of these names beside the two that are there."""
    (tmp_path / "notebooks").mkdir()

    def put(*names: str):
        for name in (*RUN, *names):
            (tmp_path / "notebooks" / f"{name}.ipynb").write_text("{}", "utf-8")
        return tmp_path

    return put


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("4_tham_gia-Copy1", id="JupyterLab's duplicate"),
        pytest.param("4_tham_gia-Copy1-Copy2", id="a duplicate of it"),
        pytest.param("4_tham_gia (1)", id="downloaded twice"),
        pytest.param("4_tham_gia copy", id="the Finder's duplicate"),
        pytest.param("4_tham_gia - Copy", id="the Explorer's copy"),
        pytest.param("4_tham_gia.nbconvert", id="nbconvert's output"),
        pytest.param("4_tham_gia-checkpoint", id="a checkpoint taken out"),
        pytest.param("4_tham_gia~", id="an editor's backup"),
        pytest.param("4_Tham_Gia", id="another only in capitals"),
        pytest.param("Untitled", id="not named yet"),
        pytest.param("-4_x", id="a leading dash"),
        pytest.param("4", id="a number alone"),
        pytest.param("tham_gia", id="no number"),
        pytest.param("tom_tat-Copy1", id="a duplicate of the leader's sheet"),
        pytest.param("tom_tat_2", id="a longer name than that of the leader's sheet"),
        pytest.param("Tom_tat", id="that name in capitals"),
        pytest.param("Bản sao của 4_tham_gia", id="Drive's copy"),
    ],
)
def test_a_copy_or_a_scratch_is_not_run_and_told_with_what_to_do(named, name):
    root = named(name)
    assert notebooks(root) == RUN
    (fault,) = not_run(root)
    assert str(fault).startswith(f"notebooks/{name}.ipynb: not run: ")
    assert "8_name.ipynb" in fault.remedy


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("8_khám phá", id="a space and Vietnamese letters"),
        pytest.param("8_a.v2", id="a point"),
        pytest.param("8-thu_nghiem", id="a hyphen"),
        pytest.param("10_a", id="two digits"),
        pytest.param("4_tham_gia_2", id="a longer name"),
        pytest.param("4_tham_gia2", id="a digit behind another's name"),
        pytest.param("4_tham", id="a shorter name"),
    ],
)
def test_a_name_of_its_own_is_run(named, name):
    root = named(name)
    assert notebooks(root) == sorted([*RUN, name])
    assert not not_run(root)


def test_the_leaders_sheet_has_no_number_and_is_run_first(named):
    root = named(LEADING, "0_x")
    assert notebooks(root) == [LEADING, "0_x", *RUN]
    assert not not_run(root)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(["6_x", LEADING, "0_x"], [LEADING, "0_x", "6_x"], id="the sheet first"),
        pytest.param(["6_x", "10_x"], ["10_x", "6_x"], id="none"),
        pytest.param(["tom_tat_2", "6_x"], ["6_x", "tom_tat_2"], id="a longer name"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_names_stand_in_the_order_in_which_they_are_run(names, expected):
    assert in_order(names) == expected


def test_a_copy_whose_original_was_renamed_is_run(named):
    root = named("5_x-Copy1")
    assert "5_x-Copy1" in notebooks(root)


def test_one_name_in_two_ways_of_writing_its_letters_is_run_once(named):
    root = named(*(unicodedata.normalize(form, "8_khám") for form in ("NFC", "NFD")))
    assert len(notebooks(root)) == 3
    assert len(not_run(root)) == 1


@pytest.mark.parametrize("name", [".ipynb_checkpoints", "9_thư_mục.ipynb", ".4_x.ipynb", "4_x.txt"])
def test_folders_and_hidden_files_are_passed_over(named, name):
    root = named()
    place = root / "notebooks" / name
    place.mkdir() if name[0] == "9" or "checkpoints" in name else place.write_text("")
    assert (notebooks(root), not_run(root)) == (RUN, [])


@pytest.mark.parametrize(
    ("page", "areas", "expected"),
    [
        pytest.param("6_x-23479", {"23479"}, ("6_x", "23479"), id="a commune"),
        pytest.param("6_x-23479", {"23480"}, ("6_x-23479", ""), id="an abolished one"),
        pytest.param("6_x-VN-65", {"VN-65", "65"}, ("6_x", "VN-65"), id="a code with a hyphen"),
        pytest.param("8-y_z-65", {"65"}, ("8-y_z", "65"), id="a notebook with a hyphen"),
        pytest.param("4_x-Copy1", {"1"}, ("4_x-Copy1", ""), id="a copy"),
        pytest.param("4_x", {"x"}, ("4_x", ""), id="no hyphen"),
        pytest.param("4_x-", {"1"}, ("4_x-", ""), id="nothing behind it"),
    ],
)
def test_what_follows_a_hyphen_is_an_area_only_if_it_is_one(page, areas, expected):
    assert of_page(page, areas) == expected
