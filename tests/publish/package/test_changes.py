"""What changed since the last package, and how that one stays."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil

import pandas as pd
import pytest

from chitieu.plan.targets import Target
from chitieu.publish.package.archive import write_archive
from chitieu.publish.package.changes import (
    MOST_LINES,
    changes,
    counted,
    lines,
    other_definitions,
    published_since,
    withheld_since,
)
from chitieu.publish.package.earlier import Earlier, beside, keep, to_compare_with
from chitieu.publish.package.figures import read_results
from chitieu.publish.package.pack import pack
from chitieu.publish.package.publication import Publication
from chitieu.publish.package.readme import readme
from chitieu.publish.published import Published
from chitieu.words import speaking

pytestmark = pytest.mark.xdist_group("batch")


@pytest.fixture(scope="module")
def published(made) -> Published:
    """The period, with notes on three of its counts."""
    found = Published(made.root, "2022")
    counts = found.reported.copy()
    notes = {
        ("23479", "children_u8_ecd_services"): "đếm trùng hai trẻ",
        ("23479", "children_u1"): "Số liệu mô phỏng, không phải số liệu thật",
        ("23482", "children_stunted"): "cân lại",
    }
    keys = zip(counts["area"], counts["variable"], strict=True)
    vars(found)["reported"] = counts.assign(note=[notes.get(key) for key in keys])
    return found


@pytest.fixture
def now(made) -> pd.DataFrame:
    return read_results(made.files["2022/results.csv"])


def was(now: pd.DataFrame, indicator: str, area: str, **cells: str) -> pd.DataFrame:
    """The results as they were: one row with other cells."""
    old = now.copy()
    row = old["indicator"].eq(indicator) & old["area"].eq(area)
    assert row.sum() == 1
    for column, cell in cells.items():
        old.loc[row, column] = cell
    return old


def test_what_is_the_same_is_no_change(published, now):
    assert changes(published, now, now).empty
    other_writing = was(now, "2", "614", numerator="4615.0", value="96.588530736010")
    assert changes(published, other_writing, now).empty


def test_a_changed_count_is_told_with_its_note_here_and_above(published, now):
    old = was(now, "2", "23479", numerator="784")
    old = was(old, "2", "614", numerator="4617")
    own, below = changes(published, old, now).to_dict("records")
    assert (own["area"], own["old_numerator"], own["new_numerator"]) == ("614", "4617", "4615")
    assert own["why_vi"] == "Đắk Rve: đếm trùng hai trẻ"
    assert (below["area_name"], below["why_vi"]) == ("Thị trấn Đắk Rve", "đếm trùng hai trẻ")
    assert lines(changes(published, old, now))[1] == (
        "2 23479 Thị trấn Đắk Rve: 784/799 met (>= 96) → 782/799 met (>= 96): đếm trùng hai trẻ"
    )


@pytest.mark.parametrize(
    ("old", "why"),
    [
        pytest.param(("5a", "23479", {"numerator": "90"}), "", id="no note"),
        pytest.param(("5a", "23479", {"denominator": "99"}), "", id="simulated is no reason"),
        pytest.param(("4b", "23482", {"denominator": "9"}), "", id="a note of the other count"),
        pytest.param(("4b", "23482", {"numerator": "9"}), "cân lại", id="a note"),
    ],
)
def test_a_note_is_a_reason_for_its_own_count_alone(published, now, old, why):
    indicator, area, cells = old
    (row,) = changes(published, was(now, indicator, area, **cells), now).to_dict("records")
    assert row["why_vi"] == why


def test_another_target_and_another_verdict_are_changes(published, now):
    old = was(now, "2", "614", comparator="gt", target="97", status="not_met")
    (row,) = changes(published, old, now).to_dict("records")
    assert (row["old_comparator"], row["new_comparator"]) == ("gt", "ge")
    assert (row["old_target"], row["new_target"]) == ("97", "96")
    assert (row["old_status"], row["new_status"]) == ("not_met", "met")
    old = was(now, "2", "614", comparator="gt")
    (line,) = lines(changes(published, old, now))
    assert line.endswith("4615/4778 met (> 96) → 4615/4778 met (>= 96)")


def test_what_either_package_withholds_is_not_told(published, now):
    withheld = {"numerator": "", "denominator": "", "value": "", "status": "", "conf_status": "C"}
    assert changes(published, was(now, "2", "614", **withheld), now).empty
    assert changes(published, now, was(now, "2", "614", **withheld)).empty
    published_once = was(now, "11b", "614", numerator="7", conf_status="F")
    assert changes(published, published_once, now).empty
    assert (withheld_since(published_once, now), withheld_since(now, now)) == (1, 0)
    assert (published_since(now, published_once), published_since(now, now)) == (1, 0)


# ---- new and gone -----------------------------------------------------------------------------


def without(now: pd.DataFrame, **keys: str) -> pd.DataFrame:
    """The results without those of an indicator or an area."""
    ((column, word),) = keys.items()
    return now[now[column].ne(word)]


@pytest.mark.parametrize(
    ("keys", "number"),
    [
        pytest.param({"indicator": "2"}, 8, id="an indicator that was added"),
        pytest.param({"indicator": "11b"}, 8, id="one that is withheld"),
        pytest.param({"area": "23482"}, 33 + 30, id="a commune that was added"),  # and its groups
    ],
)
def test_what_was_not_there_is_new(published, now, keys, number):
    found = changes(published, without(now, **keys), now)
    assert (set(found["change"]), len(found)) == ({"new"}, number)
    assert found[["area_name", "name_vi"]].ne("").all(axis=None)
    assert found[[c for c in found if c.startswith("old_")]].eq("").all(axis=None)
    assert counted(found) == f"0 published results have changed, {number} are new"


def test_a_new_result_is_told_with_its_figures_one_that_is_gone_without(published, now):
    top = now[now["area"].eq("614")]
    (new,) = lines(changes(published, without(top, indicator="2"), top))
    (gone,) = changes(published, top, without(top, indicator="2")).to_dict("records")
    assert new == "2 614 Huyện Kon Rẫy is new: 4615/4778 met (>= 96)"
    assert (gone["change"], gone["name_vi"], gone["area_name"]) == (
        "gone", published.indicators.at["2", "short_vi"], "Huyện Kon Rẫy")  # fmt: skip
    assert not [c for c in gone if c.startswith(("old", "new")) and gone[c]]
    (line,) = lines(pd.DataFrame([gone]))
    assert line == "2 614 Huyện Kon Rẫy is gone"
    (hidden,) = lines(changes(published, without(top, indicator="11b"), top))
    assert hidden == "11b 614 Huyện Kon Rẫy is new: withheld (<= 2)"


def test_what_is_gone_from_the_plan_is_called_as_the_package_before_has_it(published, now, made):
    before = Publication(made.files)
    before.defined["indicators"].append({"indicator": "99", "short_vi": "Trẻ được khám"})
    before.defined["areas"].append({"area": "23999", "edition": "2008", "name": "Xã Cũ"})
    old = pd.concat([now, now.head(1).assign(indicator="99", area="23999")])
    (row,) = changes(published, old, now, before).to_dict("records")
    assert (row["name_vi"], row["area_name"]) == ("Trẻ được khám", "Xã Cũ")


def test_the_same_code_in_another_edition_is_another_place(published, now):
    found = changes(published, now.assign(edition="2005"), now)
    assert found["change"].value_counts().to_dict() == {"new": len(now), "gone": len(now)}
    told = lines(found)
    assert len(told) == MOST_LINES + 1
    assert told[-1] == f"and {2 * len(now) - MOST_LINES} more, all in changes.csv"


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ((), "0 published results have changed"),
        (("changed",), "1 published result has changed"),
        (("changed", "changed", "new"), "2 published results have changed, 1 is new"),
        (("gone", "gone"), "0 published results have changed, 2 are gone"),
        (("new", "gone"), "0 published results have changed, 1 is new, 1 is gone"),
    ],
)
def test_changes_are_counted_by_their_kind(kinds, words):
    rows = [{"table": "results", "change": kind} for kind in kinds]
    table = pd.DataFrame(rows, columns=["table", "change"])
    assert counted(table) == words
    more = pd.concat([table, pd.DataFrame([{"table": "plan", "change": "changed"}])])
    assert counted(more) == f"{words}; 1 entry differs in the plan and the definitions"
    more = pd.concat([more, pd.DataFrame([{"table": "areas", "change": "new"}])])
    assert counted(more) == f"{words}; 2 entries differ in the plan and the definitions"


@pytest.mark.parametrize(
    ("column", "cell", "line"),
    [
        pytest.param("obs_status", "P", "obs_status P → obs_status E", id="provisional was final"),
        pytest.param("evidence", "compatible", "evidence compatible → evidence clearly_better",
                     id="another confidence"),
        pytest.param("reason", "partial_total", "reason partial_total → reason none", id="reason"),
    ],
)  # fmt: skip
def test_what_a_result_says_beside_its_figures_is_a_change_as_well(
    published, now, column, cell, line
):
    (told,) = lines(changes(published, was(now, "2", "614", **{column: cell}), now))
    assert told == f"2 614 Huyện Kon Rẫy: {line}"


# ---- what they mean ---------------------------------------------------------------------------


def redefined(made, table: str, number: int, **cells: str) -> list[str]:
    """What is told where a line of a definition was another."""
    before, now = Publication(made.files), Publication(made.files)
    before.defined[table][number] = before.defined[table][number] | cells
    return lines(other_definitions(before, now, ({}, {})))


@pytest.mark.parametrize(
    ("table", "number", "cells", "line"),
    [
        ("indicators", 1, {"name_vi": "cũ"}, "indicators 2 name_vi: 'cũ' → 'Tỷ lệ trẻ em đến 8 tu"),
        ("indicators", 1, {"definition_vi": ""}, "indicators 2 definition_vi: '' → 'Số trẻ em"),
        ("variables", 0, {"unit_vi": "cháu"}, "variables "),
        ("targets", 1, {"target": "97"}, "targets 2 target: '97' → '96'"),
        ("areas", 1, {"name": "Xã Đắk Kôi Cũ"}, "areas 23"),
        ("checks", 0, {"why_vi": "khác"}, "checks "),
    ],
)
def test_a_definition_that_is_another_is_told_by_cell(made, table, number, cells, line):
    (told,) = redefined(made, table, number, **cells)
    assert told.startswith(line)
    assert "' → '" in told


def test_lines_of_definitions_are_new_and_gone(made):
    before, now = Publication(made.files), Publication(made.files)
    before.defined["indicators"].append(before.defined["indicators"][0] | {"indicator": "99"})
    before.defined["areas"].pop()
    told = lines(other_definitions(before, now, ({}, {})))
    assert "indicators 99 is gone" in told
    assert [line for line in told if line.startswith("areas ") and line.endswith(" is new")]
    before.defined["checks"] = []  # a table that an older program did not write
    assert len(lines(other_definitions(before, now, ({}, {})))) == len(told)


def test_title_and_threshold_are_told(made):
    content = json.loads(made.files["manifest.json"])
    own = Publication(made.files)
    other = content | {"title": "Kế hoạch cũ", "simulated": False}
    other["parameters"] = content["parameters"] | {"threshold": 3}
    told = lines(other_definitions(own, own, (other, content)))
    assert told == [
        f"plan title: 'Kế hoạch cũ' → '{content['title']}'",
        "plan simulated: 'False' → 'True'",
        "plan threshold: '3' → '5'",
    ]
    assert other_definitions(own, own, (content, content)).empty


# ---- how packages stay ------------------------------------------------------------------------


def test_a_package_is_kept_under_its_check_code_and_never_over_another(made, tmp_path):
    path = tmp_path / made.path.name
    code = made.packed.verified.check_code
    shutil.copy(made.path, path)
    first = keep(path, tmp_path)
    assert first.name == f"kon-ray-2022-{code}.zip"
    assert first.read_bytes() == made.path.read_bytes()
    assert keep(path, tmp_path) == first
    path.write_bytes(b"damaged")
    assert keep(path, tmp_path).name == "kon-ray-2022-unreadable.zip"
    path.write_bytes(b"damaged otherwise")
    assert keep(path, tmp_path).name.startswith("kon-ray-2022-unreadable-")
    assert len(list(tmp_path.iterdir())) == 4


def test_the_one_to_compare_with_is_the_last_of_other_results(made):
    code = made.packed.verified.check_code
    assert to_compare_with(made.path, "another code").check_code == code
    assert to_compare_with(made.path, code) is None, "it was compared with none"
    assert to_compare_with(made.path.with_name("none.zip"), code) is None


def test_the_packages_beside_are_those_of_other_periods_and_the_earlier_ones(made, tmp_path):
    names = ("kon-ray-2021", "kon-ray-2022", "kon-ray-2022-0a1b2c3d4e5f", "kon-ray-nam-2021",
             "kon-ray-2021-0a1b2c3d4e5f", "kon-ray-2021-0a1b2c3d4e5f-5f4e3d2c1b0a")  # fmt: skip
    for at, name in enumerate(names):
        shutil.copy(made.path.with_name("kon-ray-2021.zip"), tmp_path / f"{name}.zip")
        os.utime(tmp_path / f"{name}.zip", (at, at))
    found = [each.name for each in beside(tmp_path / "kon-ray-2022.zip")]
    assert found == [f"{names[at]}.zip!" for at in (0, 5, 4, 2, 1)], "the newest first"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        pytest.param(lambda data: data[:-40], "cannot be read as an archive", id="cut"),
        pytest.param(
            lambda data: data.replace(b"614,2008", b"615,2008"), "cannot be read", id="one"
        ),
        pytest.param(lambda data: b"", "cannot be read as an archive", id="emptied"),
    ],
)
def test_a_damaged_package_is_none_to_rely_on_and_says_why(made, tmp_path, spoil, why):
    path = tmp_path / "x.zip"
    path.write_bytes(spoil(made.path.read_bytes()))
    earlier, told = Earlier.read_or_why(path)
    assert earlier is Earlier.read(path) is None
    assert why in told
    assert Earlier.read_or_why(tmp_path / "none.zip") == (None, "")


def test_a_damaged_package_before_is_kept_and_said(packed_copy):
    root, before = packed_copy
    (root / "outputs/packages/kon-ray-2022.zip").write_bytes(before[:-40])
    again = pack(root, 2022)
    assert again.path.read_bytes() == before
    assert again.lines(root)[1:] == [
        "the package before is kept as outputs/packages/kon-ray-2022-unreadable.zip",
        "it was compared with none: the package before is damaged (kon-ray-2022.zip: it cannot be "
        "read as an archive (File is not a zip file))",
    ]


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ((), "0 kết quả thay đổi"),
        (("changed", "new", "new"), "1 kết quả thay đổi, 2 mới có"),
        (("gone",), "0 kết quả thay đổi, 1 không còn"),
    ],
)
def test_the_readme_says_what_it_replaces_and_how_much_is_other(published, made, kinds, words):
    rows = [{"table": "results", "change": kind} for kind in kinds]
    table = pd.DataFrame([*rows, {"table": "plan", "change": "changed"}])
    text = readme(published, made.files, table, "0a1b2c3d4e5f").decode("utf-8-sig")
    assert f"changes.csv            {words}; 1 chỗ định nghĩa khác trước\r\n" in text
    told = " ".join(text.split())
    assert "Gói này thay cho gói cùng kỳ đã lập trước, có mã kiểm 0a1b2c3d4e5f;" in told
    first = readme(published, made.files, None).decode("utf-8-sig")
    assert "thay cho gói" not in first
    assert "  changes.csv " not in first
    headings = [line for line in text.splitlines() if line[1:3] == ". "]
    assert headings == [
        "1. Nội dung của gói", "2. Cách mở", "3. Cách kiểm tra",
        "4. Số không công bố và lý do", "5. Tình trạng số liệu",
    ]  # fmt: skip


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ((), "0 results have changed; 1 definition differs"),
        (("changed", "new", "new"), "1 result has changed, 2 are new; 1 definition differs"),
        (("changed", "changed", "new"), "2 results have changed, 1 is new; 1 definition differs"),
        (("gone",), "0 results have changed, 1 is gone; 1 definition differs"),
    ],
)
def test_the_readme_of_an_english_package_is_in_english(made, kinds, words):
    rows = [{"table": "results", "change": kind} for kind in kinds]
    table = pd.DataFrame([*rows, {"table": "plan", "change": "changed"}])
    outputs = made.root / "outputs"
    shutil.copytree(outputs / "2022", outputs / "en/2022", dirs_exist_ok=True)
    with speaking("en"):
        whole = readme(Published(made.root, "2022"), made.files, table, "0a1b2c3d4e5f")
        first = readme(Published(made.root, "2022"), made.files, None)
    text = whole.decode("utf-8-sig")
    assert f"changes.csv            {words}\r\n" in text
    told = " ".join(text.split())
    assert "Kon Ray district, 2022 *** SIMULATED DATA." in told
    assert "It replaces the earlier package of the same period, which has the check code " in told
    assert "replaces" not in first.decode()
    behind_the_title = text.partition("\r\n\r\n")[2]
    assert re.findall("[À-ÖØ-ỹ]+", behind_the_title) == []


def older(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files as a program wrote them that had a target in one text."""
    results = read_results(files["2022/results.csv"])
    goals = [
        Target.of(*pair) for pair in zip(results["comparator"], results["target"], strict=True)
    ]
    results = results.assign(
        target=[str(goal or "") for goal in goals],
        indicator=results["indicator"].str.partition("@")[0],  # its group has columns of its own
    ).drop(columns="comparator")
    signs = {"lt": "<", "le": "<=", "eq": "=", "ge": ">=", "gt": ">"}
    rows = list(csv.reader(files["definitions/targets.csv"].decode().splitlines()))
    rows = [[signs.get(c, c.replace(" of ", "/")) for c in row] for row in rows]
    targets = "".join(",".join(row) + "\n" for row in rows)
    return files | {
        "2022/results.csv": results.to_csv(index=False, lineterminator="\n").encode(),
        "definitions/targets.csv": targets.encode(),
    }


def test_a_package_of_an_older_program_is_read_with_the_columns_of_today(
    published, made, mend, now, tmp_path
):
    path = tmp_path / "kon-ray-2022.zip"
    path.write_bytes(write_archive(mend(older(made.files)), published.settings.date_of("2022")))
    earlier = Earlier.read(path)
    assert earlier.source.texts.equals(now)
    assert changes(published, earlier.source.texts, now).empty
    own = Publication(made.files)
    assert earlier.source.defined["targets"] == own.defined["targets"]
    assert other_definitions(earlier.source, own, ({}, {})).empty
    assert [each.name for each in beside(tmp_path / "kon-ray-2022.zip")] == ["kon-ray-2022.zip!"]


def test_one_of_the_same_results_that_says_something_else_is_compared_with(made):
    code = made.packed.verified.check_code
    assert to_compare_with(made.path, code, lambda last: False).check_code == code
    assert to_compare_with(made.path, code, lambda last: True) is None


# ---- the whole way ----------------------------------------------------------------------------


def correct(root, moves: dict[tuple[str, str], tuple[int, str]]) -> None:
    """Change counts of 2022 by so many, with a note."""
    path = root / "data/observations/2022.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    for row in rows:
        if move := moves.get((row["variable"], row["area"])):
            row |= {"value": str(int(row["value"]) + move[0]), "note": move[1]}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.slow
def test_a_corrected_year_is_packed_again_with_what_changed_and_why(own_copy, run_chitieu, made):
    code = made.packed.verified.check_code
    correct(own_copy, {("children_u8_ecd_services", "23479"): (-2, "đếm trùng hai trẻ")})
    assert run_chitieu("run", 2022, root=own_copy).code == 0
    ran = run_chitieu("pack", 2022, root=own_copy)
    assert ran.code == 0, ran.err
    told = ran.out.splitlines()
    assert told[1] == f"the package before is kept as outputs/packages/kon-ray-2022-{code}.zip"
    assert told[2] == (
        f"since the package with check code {code}, 2 published results have changed"
    )
    assert told[4].endswith("782/799 met (>= 96) → 780/799 met (>= 96): đếm trùng hai trẻ")
    packages = own_copy / "outputs/packages"
    assert (packages / f"kon-ray-2022-{code}.zip").read_bytes() == made.path.read_bytes()
    first = (packages / "kon-ray-2022.zip").read_bytes()
    again = pack(own_copy, 2022)
    assert (again.path.read_bytes(), again.kept) == (first, None), "the same inputs, the same bytes"
    manifest = json.loads(again.verified.files["manifest.json"])
    assert manifest["compared_with"] == code
    table = again.verified.files["changes.csv"].decode()
    assert table.count("đếm trùng hai trẻ") == 2


@pytest.mark.slow
def test_data_that_differ_in_what_is_withheld_alone_are_packed_alike(own_copy, run_chitieu, made):
    """A marriage and two helped children counted in other communes, the totals as before."""
    moves = {
        ("child_marriages", "23479"): (1, ""), ("child_marriages", "23482"): (-1, ""),
        ("children_special_supported", "23485"): (1, ""),
        ("children_special_supported", "23491"): (-1, ""),
    }  # fmt: skip
    correct(own_copy, moves)
    assert run_chitieu("run", 2022, "--fresh", root=own_copy).code == 0
    assert pack(own_copy, 2022).path.read_bytes() == made.path.read_bytes()
