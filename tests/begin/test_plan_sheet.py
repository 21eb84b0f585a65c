"""A plan on one sheet in Vietnamese: each cell that is not understood, in the sheet's own words,
and what is made of the others."""

import pytest
from openpyxl import Workbook

from chitieu.begin.plan_heads import FIELDS
from chitieu.begin.plan_sheet import read_plan
from chitieu.faults import Faults, gathered
from chitieu.words import speaking, texts

with speaking("vi"):
    HEADS = [*texts("plan_sheet.heading").values()]
LINE = {
    "number": "1", "words": "Hộ nghèo", "kind": "tỷ lệ", "counted": "Hộ nghèo", "whole": "Hộ",
    "target": "≤ 5 %", "lead": "Sở Y tế", "objective": "1. Đời sống", "unit": "hộ",
}  # fmt: skip
COUNT = {"kind": "số đếm", "whole": None}
AREAS = {"counted": "Xã đạt chuẩn", "whole": "số đơn vị của địa bàn", "unit": None}
POINTS = {"kind": "mức tăng, giảm của tỷ lệ so với năm trước, điểm %"}
CHANGE = {"kind": "mức tăng, giảm so với năm trước", "whole": None}


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a plan of lines: each what it has otherwise than LINE, or the
    cells as they are."""

    def read(*lines, types=("ward", "commune")):
        book = Workbook()
        book.active.title = "Kế hoạch"
        book.active.append(HEADS)
        for n, line in enumerate(lines, start=1):
            if isinstance(line, dict):
                line = LINE | {"number": str(n)} | line
                line = [line.get(field) for field in FIELDS]
            book.active.append(line)
        book.save(tmp_path / "plan.xlsx")
        return read_plan(tmp_path / "plan.xlsx", types)

    return read


def told_of(read, *lines):
    with pytest.raises(Faults) as caught:
        read(*lines)
    found = map(str, gathered(caught.value.faults))
    return [line.removeprefix("plan.xlsx:Kế hoạch!") for line in found]


READ = {  # the line, the target of the year file, which way is better
    "or more": ({"target": "đạt 95% trở lên"}, ">= 95%", "higher"),
    "a number alone": ({"target": "95%", "better": "cao hơn"}, ">= 95%", "higher"),
    "a number alone, the other way": ({"target": "5%", "better": "thấp hơn"}, "<= 5%", "lower"),
    "of the areas": ({"target": "12/20 xã", "better": "cao hơn", **AREAS}, ">= 12/20", "higher"),
    "of the areas, with a sign": ({"target": "≥ 12/20 phường", **AREAS}, "≥ 12/20", "higher"),
    "a count with its unit": ({"target": "≥ 1500 hộ", **COUNT}, "≥ 1500", "higher"),
    "what is counted": ({"target": "≥ 1500 hộ nghèo", "unit": None, **COUNT}, "≥ 1500", "higher"),
    "points": ({"target": "giảm 0,5 điểm %", **POINTS}, "fall >= 0,5 points", "lower"),
    "by type": ({"target": "phường < 5 %; xã < 8 %"}, {"ward": "< 5 %", "commune": "< 8 %"},
                "lower"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "target", "better"), READ.values(), ids=READ)
def test_a_target_is_read_as_a_plan_says_it(read, line, target, better):
    plan = read(line)
    assert plan.targets == {"1": target}
    assert plan.indicators["better"].tolist() == [better]


WAYS = "write it in the cell as: ≥ 95 %; trên 95 %; 95 % trở lên; dưới 12 %; không quá 5 %;"
FAULTY = {
    "no target": ({"target": "tốt"}, [f"G2: 'tốt' is no target; {WAYS}"]),
    "quoted as it was written": ({"target": "đạt trên 95% trở lên"},
                                 [f"G2: 'đạt trên 95% trở lên' is no target; {WAYS}"]),
    "a number alone": ({"target": "95%"}, [
        "G2: '95%' has no sign, and nothing says which way is better; write '≥ 95%' or '≤ 95%', or "
        "write 'cao hơn' or 'thấp hơn' in the column 'Tốt hơn khi'"]),
    "a word that is not counted": ({"target": "12/20 xã", "better": "cao hơn"}, [
        "G2: '12/20 xã': 'xã' is neither the line's unit nor what it counts; remove it, or mend "
        "the column 'Đơn vị đếm' or 'Trên tổng số nào'"]),
    "thousands with a point": ({"target": "≥ 1.500 hộ", **COUNT},
                               ["G2: '1.500' may be 1500 or 1.5; if it is 1500"]),
    "points of a change": ({"target": "giảm 0,5 điểm %", **CHANGE},
                           ["G2: 'giảm 0,5 điểm %' is in points, which is not the indicator's"]),
    "a type that is not there": ({"target": "thị trấn ≥ 90 %; xã ≥ 80 %"}, [
        "G2: 'thị trấn ≥ 90 %' is of a type that no area here has; the types here: xã, phường"]),
    "the worse": ({"better": "cao hơn"}, [
        "G2: '≤ 5 %': the target asks for less, and J2 says that higher is better; write '>= 5'"]),
    "two ways": ({"target": "phường < 5 %; xã > 8 %"}, [
        "G2: 'phường < 5 %; xã > 8 %': the target asks for more, and the first of its limits"]),
    "a fall of a share": ({"target": "giảm 5 %"}, [
        "G2: 'giảm 5 %': only a change falls; write '<= n' for a proportion, or make its kind 'mức "
        "tăng, giảm so với năm trước' or 'mức tăng, giảm của tỷ lệ so với năm trước, điểm %'"]),
    "nothing": ({"target": None}, ["G2: there is no target and no direction; write the target, or "
                                   "'cao hơn' or 'thấp hơn' in the column 'Tốt hơn khi'"]),
    "a value that neither is": ({"target": "= 5 %"}, ["G2: '= 5 %' does not say which way"]),
    "the kind that was": ({"kind": "ratio"}, ["C2: 'ratio' is no kind of indicator; write 'tỷ lệ "
                          "so với nhóm ban đầu' or 'tỷ số của hai số đếm'"]),
    "a note": (["Ghi chú: số tạm"], [
        "A2: 'Ghi chú: số tạm' is no line of a plan: empty are 'Chỉ tiêu', 'Loại', 'Đếm gì', 'Cơ "
        "quan chủ trì'; remove it (notes stand on a sheet of their own), or fill them in"]),
    "three empty": ({"kind": None, "counted": None, "lead": None}, ["A2: '1' is no line of"]),
    "two empty": ({"kind": None, "counted": None}, ["C2: the cell is empty", "D2: the cell is"]),
}  # fmt: skip


@pytest.mark.parametrize(("line", "told"), FAULTY.values(), ids=FAULTY)
def test_a_cell_that_is_not_understood_is_told_in_the_sheets_words(read, line, told):
    found = told_of(read, line)
    assert len(found) == len(told), found
    for each, start in zip(found, told, strict=True):
        assert each.startswith(start)


def test_a_line_that_numbers_the_columns_is_none(read):
    numbers = [f"({n})" for n in range(1, 6)]
    assert len(read(numbers, {"number": "1"}).indicators) == 1
    for other in (["(1)", "(2)"], ["(1)", "(3)", "(2)"]):
        assert told_of(read, other, {})[0].startswith("A2: '(1)' is no ")


def test_names_that_differ_in_case_or_spaces_alone_are_one(read):
    plan = read({}, {"lead": "Sở  Y Tế", "counted": "HỘ NGHÈO"}, {"lead": "sở y tế"})
    assert plan.agencies.values.tolist() == [["SYT", "Sở Y tế"]]
    assert plan.indicators["numerator"].nunique() == 1
    assert not [told for told in plan.assumed if "are two" in told]


@pytest.mark.parametrize(
    ("lead", "told"),
    [
        ("Sở Y te", "'Sở Y tế' (SYT) and 'Sở Y te' (SYT2) are two agencies; if they are one, write "
                    "one name in the plan"),
        ("SYT", "'Sở Y tế' (SYT) and 'SYT' (SYT2) are two agencies"),
        ("Sở Ngoại vụ", ""),
    ],
)  # fmt: skip
def test_names_that_may_be_one_are_told(read, lead, told):
    found = [each for each in read({}, {"lead": lead}).assumed if "are two" in each]
    assert [each[: len(told)] for each in found] == ([told] if told else [])


@pytest.mark.parametrize("lead", ["từng đơn vị", "Từng xã", "each area", "UBND các xã"])
def test_each_area_as_the_lead_is_told_as_what_it_is_taken_for(read, lead):
    plan = read({"lead": lead})
    assert plan.variables["commune_reports"].tolist() == ["yes", "yes"]
    (told,) = [each for each in plan.assumed if "each of the areas" in each]
    assert told.startswith(f"'{lead}' as lead agency is each of the areas, which reports on a form")


def test_which_figures_are_flows_is_told(read):
    assumed = read(
        {}, {"counted": "Vụ", "target": "= 0", **COUNT}, {"number": "3", **AREAS}
    ).assumed
    found = [told.partition(":")[0] for told in assumed if "(flow)" in told or "(stock)" in told]
    assert found == [
        "of the whole year (flow) are 'Vụ'",
        "of the year's end (stock) are 'Hộ nghèo', 'Hộ', 'Xã đạt chuẩn'",
    ]
    assert any(told.startswith("each of the 4 figures is reported by") for told in assumed)
    assert any("write yes into the column sensitive of params/variables.csv" in t for t in assumed)


def test_a_column_that_a_line_needs_and_the_sheet_lacks_is_told_once(tmp_path):
    book = Workbook()
    kept = [field for field in FIELDS if field != "whole"]
    book.active.append([HEADS[FIELDS.index(field)] for field in kept])
    for number in ("1", "2"):
        book.active.append([(LINE | {"number": number}).get(field) for field in kept])
    book.save(tmp_path / "plan.xlsx")
    with pytest.raises(Faults) as caught:
        read_plan(tmp_path / "plan.xlsx")
    assert [str(fault).partition(":")[2] for fault in caught.value.faults] == [
        "Sheet!M1: the column 'Trên tổng số nào' is lacking; add it"
    ]
