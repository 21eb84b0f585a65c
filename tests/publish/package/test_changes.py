"""What changed since the last package, and how that one stays."""

from __future__ import annotations

import csv
import json
import os
import shutil

import pandas as pd
import pytest

from chitieu.publish.package.changes import changes, lines, withheld_since
from chitieu.publish.package.earlier import Earlier, beside, keep, to_compare_with
from chitieu.publish.package.figures import read_results
from chitieu.publish.package.pack import pack
from chitieu.publish.published import Published

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


# ---- how packages stay ------------------------------------------------------------------------


def test_a_package_is_kept_under_its_check_code_and_never_over_another(made, tmp_path):
    path = tmp_path / made.path.name
    code = made.packed.verified.check_code
    shutil.copy(made.path, path)
    first = keep(path)
    assert first.name == f"kon-ray-2022-{code}.zip"
    assert first.read_bytes() == made.path.read_bytes()
    assert keep(path) == first
    path.write_bytes(b"damaged")
    assert keep(path).name == "kon-ray-2022-unreadable.zip"
    path.write_bytes(b"damaged otherwise")
    assert keep(path).name.startswith("kon-ray-2022-unreadable-")
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


def test_a_damaged_package_is_none_to_rely_on(made, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(made.path.read_bytes()[:-40])
    assert Earlier.read(path) is None


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
        ("children_special_supported", "23488"): (1, ""),
        ("children_special_supported", "23494"): (-1, ""),
    }  # fmt: skip
    correct(own_copy, moves)
    assert run_chitieu("run", 2022, "--fresh", root=own_copy).code == 0
    assert pack(own_copy, 2022).path.read_bytes() == made.path.read_bytes()
