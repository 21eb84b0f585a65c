"""The places: a tree of any depth, two editions whose codes overlap, and what is wrong in them."""

from __future__ import annotations

import pytest

from chitieu.faults import CallError, Faults
from chitieu.plan.areas import Areas, read_area_changes, read_areas
from chitieu.plan.borders import read_boundaries

OLD = ["23479", "23482", "23485", "23488", "23491", "23494", "23497"]
NEW = ["23479", "23485", "23497"]
COUNTRY = """\
area,edition,name,type,parent
VN,1,Nước,country,
A,1,Tỉnh A,province,VN
A1,1,Huyện A1,district,A
A11,1,Xã A11,commune,A1
A12,1,Xã A12,commune,A1
A2,1,Huyện A2,district,A
A21,1,Xã A21,commune,A2
B,1,Tỉnh B,province,VN
B11,1,Xã B11,commune,B
"""


def write(root, content: str, name: str = "areas.csv"):
    path = root / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


@pytest.fixture
def country(tmp_path):
    write(tmp_path, COUNTRY)
    return Areas(read_areas(tmp_path), "1")


def faults_of(read, root) -> list[str]:
    with pytest.raises(Faults) as caught:
        read(root)
    return [str(fault) for fault in caught.value.faults]


# ---- the district -------------------------------------------------------------------------------


@pytest.mark.parametrize(("edition", "leaves"), [("2008", OLD), ("2025", NEW)])
def test_the_district_is_the_top_of_both_editions(root, edition, leaves):
    areas = Areas(read_areas(root), edition)
    assert areas.top == "614"
    assert areas.leaves == leaves
    assert areas.parts == leaves
    assert list(areas.table.index) == [*leaves, "614"]


def test_a_code_names_another_place_in_another_edition(root):
    table = read_areas(root)
    names = {edition: Areas(table, edition).name("23485") for edition in ("2008", "2025")}
    assert names == {"2008": "Xã Đắk Tơ Lung", "2025": "Xã Đăk Kôi"}


def test_codes_are_texts_and_areas_are_numbers(root):
    table = read_areas(root)
    assert table["area"].map(type).eq(str).all()
    # 913.9 km² is the district of both editions; its communes add up to more or less that.
    for edition in ("2008", "2025"):
        areas = Areas(table, edition)
        assert areas.table.loc[areas.leaves, "km2"].sum() == pytest.approx(913.9, rel=0.01)


def test_every_commune_went_whole_into_a_new_one(root):
    changes = read_area_changes(root)
    moves = changes[changes["old_area"].isin(OLD)]
    assert moves["share"].eq(1).all()
    assert moves.groupby("new_area")["old_area"].agg(list).to_dict() == {
        "23479": ["23479", "23491"],
        "23485": ["23482", "23485"],
        "23497": ["23488", "23494", "23497"],
    }


@pytest.mark.parametrize("edition", ["2008", "2025"])
def test_every_commune_has_its_borders(root, edition):
    areas = Areas(read_areas(root), edition)
    borders = read_boundaries(root, areas)
    assert list(borders.index) == areas.leaves
    assert borders.crs.to_epsg() == 4326


# ---- any tree -----------------------------------------------------------------------------------


def test_children_stand_before_their_parents(country):
    order = list(country.table.index)
    for area in order:
        assert all(order.index(child) < order.index(area) for child in country.children(area))


def test_a_tree_knows_its_leaves_at_any_depth(country):
    assert country.leaves == ["A11", "A12", "A21", "B11"]
    assert country.leaf_count().to_dict() == {
        "A11": 1, "A12": 1, "A1": 2, "A21": 1, "A2": 1, "A": 3, "B11": 1, "B": 1, "VN": 4,
    }  # fmt: skip


def test_a_tree_is_walked_down_and_up(country):
    assert country.down() == ["VN", "A", "A1", "A11", "A12", "A2", "A21", "B", "B11"]
    assert country.chain("A21") == ["A21", "A2", "A", "VN"]
    assert country.parts == ["A", "B"]


@pytest.mark.parametrize(
    ("top", "down"),
    [
        pytest.param("A", ["A", "A1", "A11", "A12", "A2", "A21"], id="province"),
        pytest.param("A2", ["A2", "A21"], id="district"),
        pytest.param("A21", ["A21"], id="commune"),
    ],
)
def test_a_tree_may_be_taken_from_any_area(tmp_path, top, down):
    write(tmp_path, COUNTRY)
    areas = Areas(read_areas(tmp_path), "1", top)
    assert areas.down() == down
    assert sorted(areas.table.index) == sorted(down)
    assert areas.chain(down[-1])[-1] == "VN"


def test_the_top_of_an_area_alone_is_its_own_part(tmp_path):
    write(tmp_path, COUNTRY)
    assert Areas(read_areas(tmp_path), "1", "A21").parts == ["A21"]


@pytest.mark.parametrize(
    ("edition", "top", "problem"),
    [
        pytest.param("2", "", "'2' is no edition", id="edition"),
        pytest.param("1", "A9", "'A9' is no area of edition 1; did you mean", id="area"),
    ],
)
def test_an_unknown_place_is_a_wrong_call(tmp_path, edition, top, problem):
    write(tmp_path, COUNTRY)
    with pytest.raises(CallError, match=problem):
        Areas(read_areas(tmp_path), edition, top)


def test_two_trees_need_a_top(tmp_path):
    write(tmp_path, COUNTRY + "C,1,Đảo C,island,\n")
    with pytest.raises(CallError, match="2 areas without a parent"):
        Areas(read_areas(tmp_path), "1")
    assert Areas(read_areas(tmp_path), "1", "C").leaves == ["C"]


# ---- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("A1,1,Huyện A1,district,A\n", "A1,1,Huyện A1,district,X\n",
                     ["4:parent: 'X' is no area of edition 1"], id="no-such-parent"),
        pytest.param("A,1,Tỉnh A,province,VN", "A,1,Tỉnh A,province,A1",
                     ["3:parent: 'A' lies below itself", "4:parent: 'A1' lies below itself"],
                     id="a-circle"),
        pytest.param("VN,1,Nước,country,", "VN,1,Nước,country,VN",
                     ["2:parent: 'VN' lies below itself"], id="its-own-parent"),
        pytest.param("A12,1,", "A11,1,", ["6: the line repeats an earlier one"], id="twice"),
        pytest.param("Huyện A2", "", ["7:name: the cell is empty"], id="no-name"),
    ],
)  # fmt: skip
def test_a_fault_of_the_areas_names_its_line(tmp_path, old, new, expected):
    assert old in COUNTRY
    write(tmp_path, COUNTRY.replace(old, new))
    found = faults_of(read_areas, tmp_path)
    assert len(found) == len(expected), found
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(f"data/areas.csv:{start}")


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("km2", "51;2", "5:km2: '51;2' is not an area in km²; write it as 51.2"),
        ("km2", "0.0", "5:km2: '0.0' is not the area of a place in km²; correct it"),
        ("km2", "510072000", "5:km2: '510072000' is not the area of a place in km²"),
        ("km2", "9" * 400, f"5:km2: '{'9' * 400}' is not an area"),
        ("valid_to", "30/6/2025", "5:valid_to: '30/6/2025' is not a date; write it as 2025-07-01"),
        ("valid_to", "2025-13-45", "5:valid_to: '2025-13-45' is not a date"),
        ("valid_to", "2025-02-29", "5:valid_to: '2025-02-29' is not a date"),
        ("valid_to", "20250630", "5:valid_to: '20250630' is not a date"),
        ("valid_to", "1751241600", "5:valid_to: '1751241600' is not a date"),
        ("valid_to", "45838", "5:valid_to: '45838' is not a date"),
        ("valid_to", "0000-00-00", "5:valid_to: '0000-00-00' is not a date"),
        ("valid_to", "2025-W27-1", "5:valid_to: '2025-W27-1' is not a date"),
        ("valid_from", "2025-07-01", "5:valid_to: it ends on 2025-06-30, before it begins on 2025"),
        ("parent", "641", "5:parent: '641' is no area of edition 2008; did you mean '614'"),
    ],
)
def test_a_fault_of_a_cell_names_its_column(workbook_copy, set_cell, column, value, expected):
    set_cell(workbook_copy / "data" / "areas.csv", 5, column, value)
    (line,) = faults_of(read_areas, workbook_copy)
    assert line.startswith(f"data/areas.csv:{expected}")


def test_an_area_may_begin_and_end_on_one_day(workbook_copy, set_cell):
    set_cell(workbook_copy / "data" / "areas.csv", 5, "valid_from", "2025-06-30")
    assert read_areas(workbook_copy).loc[3, "valid_from"] == "2025-06-30"


SIZES = "area,edition,name,type,parent,km2,km2_drawn,km2_note\n"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param("51.2,60,measured with the lake", "", id="an-exception"),
        pytest.param("51.2,60,", "2:km2_note: km2_drawn says how large", id="without-its-reason"),
        pytest.param(",60,lake", "2:km2: km2_drawn says how large", id="to-nothing-stated"),
        pytest.param("51.2,0,lake", "2:km2_drawn: '0' is not the area of a place", id="of-none"),
        pytest.param("51.2,,only a remark", "", id="a-remark-alone"),
    ],
)
def test_an_exception_to_a_stated_area_has_its_reason(tmp_path, cells, expected):
    write(tmp_path, f"{SIZES}A,1,Xã A,commune,,{cells}\n")
    if expected:
        (line,) = faults_of(read_areas, tmp_path)
        assert line.startswith(f"data/areas.csv:{expected}")
    else:
        assert read_areas(tmp_path).loc[0, "km2"] == 51.2


CHANGES = "old_area,old_edition,new_area,new_edition,date,share,source\n"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param("A9,1,A1,1,,1,", "2:old_area: 'A9' is no area of edition 1", id="old"),
        pytest.param("A1,1,A1,2,,1,", "2:new_area: 'A1' is no area of edition 2", id="edition"),
        pytest.param(
            "A1,1,A2,1,,half,", "2:share: 'half' is no share of an area's people", id="share"
        ),
        pytest.param("A1,1,A2,1,2025-13-45,1,", "2:date: '2025-13-45' is not a date", id="date"),
        pytest.param("A1,1,A2,1,,,", "2:share: 'A1' has one line, and no share", id="no-share"),
    ],
)
def test_a_fault_of_the_changes_names_its_line(tmp_path, row, expected):
    write(tmp_path, COUNTRY)
    write(tmp_path, f"{CHANGES}{row}\n", "area_changes.csv")
    (line,) = faults_of(read_area_changes, tmp_path)
    assert line.startswith(f"data/area_changes.csv:{expected}")


def test_a_workbook_without_changes_has_none(tmp_path):
    assert read_area_changes(tmp_path).empty


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        pytest.param(lambda f: f.with_suffix(".shp").unlink(), "the file is missing", id="file"),
        pytest.param(lambda f: f.with_suffix(".prj").unlink(), "has no projection", id="prj"),
    ],
)
def test_a_fault_of_the_borders_names_their_file(workbook_copy, spoil, problem):
    spoil(workbook_copy / "shapefiles" / "communes_2008")
    areas = Areas(read_areas(workbook_copy), "2008")
    with pytest.raises(Faults, match=f"shapefiles/communes_2008.shp: .*{problem}"):
        read_boundaries(workbook_copy, areas)


def test_an_area_without_borders_is_a_fault(workbook_copy, replace_text):
    replace_text(
        workbook_copy / "data" / "areas.csv",
        "23482,2008,Xã Đắk Kôi",
        "99999,2008,Xã Mới,New commune,commune,614,1,,\n23482,2008,Xã Đắk Kôi",
    )
    areas = Areas(read_areas(workbook_copy), "2008")
    with pytest.raises(Faults, match="'99999' has no polygon"):
        read_boundaries(workbook_copy, areas)


@pytest.mark.parametrize("code", ["=1+1", "+23482", "-23482", "@23482", "Xã Đắk Kôi", "23 482"])
def test_a_code_that_begins_a_formula_or_that_no_other_format_knows_is_refused(workbook_copy, code):
    areas = workbook_copy / "data" / "areas.csv"
    areas.write_text(areas.read_text("utf-8").replace("23482,2008", f"{code},2008"), "utf-8")
    with pytest.raises(Faults, match=r"areas\.csv:\d+:area: .*can be no code of a results file"):
        read_areas(workbook_copy)


@pytest.mark.parametrize(("length", "taken"), [(64, True), (65, False)])
def test_a_code_has_room_in_the_name_of_a_file(workbook_copy, length, taken):
    areas = workbook_copy / "data" / "areas.csv"
    code = "9" * length
    areas.write_text(areas.read_text("utf-8").replace("23482,2008", f"{code},2008"), "utf-8")
    if taken:
        assert code in set(read_areas(workbook_copy)["area"])
    else:
        with pytest.raises(Faults, match="use at most 64 letters"):
            read_areas(workbook_copy)


@pytest.mark.parametrize(("levels", "faulty"), [(19, 0), (20, 1), (2000, 1981)])
def test_a_tree_has_no_more_levels_than_a_country(tmp_path, levels, faulty):
    """`levels` areas above the lowest one."""
    lines = ["area,edition,name,type,parent", "x0,1,x,x,"]
    lines += [f"x{i},1,x,x,x{i - 1}" for i in range(1, levels + 1)]
    (tmp_path / "data").mkdir()
    (tmp_path / "data/areas.csv").write_text("\n".join(lines) + "\n")
    if not faulty:
        assert len(Areas(read_areas(tmp_path), "1", "x0").chain(f"x{levels}")) == levels + 1
        return
    with pytest.raises(Faults, match=f"22:parent: 'x{20}' lies below 20 others or more") as caught:
        read_areas(tmp_path)
    assert len(caught.value.faults) == faulty


PEERS = "area,edition,name,type,parent,peers\nP,1,P,province,,\nQ,1,Q,province,,\n"


@pytest.mark.parametrize(
    ("lines", "alone"),
    [
        pytest.param(["A,1,A,x,P,hills", "B,1,B,x,P,hills"], [], id="two"),
        pytest.param(["A,1,A,x,P,hills", "B,1,B,x,P,"], [4], id="one-and-a-blank"),
        pytest.param(["A,1,A,x,P,hills", "B,1,B,x,P,hill"], [4, 5], id="mistyped"),
        pytest.param(["A,1,A,x,P,hills", "B,1,B,x,Q,hills"], [4, 5], id="elsewhere"),
        pytest.param(["A,1,A,x,P,", "B,1,B,x,P,"], [], id="none"),
    ],
)
def test_peers_are_two_or_more_beside_each_other(tmp_path, lines, alone):
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "areas.csv"
    path.write_text(PEERS + "".join(f"{line}\n" for line in lines), "utf-8")
    if not alone:
        assert read_areas(tmp_path)["peers"].notna().sum() in (0, 2)
        return
    with pytest.raises(Faults) as caught:
        read_areas(tmp_path)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (row, "peers") for row in alone
    ]


def test_peers_are_said_in_the_language_of_the_page(root):
    areas = Areas(read_areas(root), "2008")
    assert areas.peers()["23482"] == "dân cư thưa"
    assert areas.peers("en")["23482"] == "sparsely settled"
    assert "614" not in areas.peers()
    assert len(areas.peers()) == 7
    assert Areas(read_areas(root), "2025").peers().empty
