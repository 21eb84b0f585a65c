"""Groups in words, read as tables: figures → sentence, each with its opposite and its edge."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from chitieu.measure.rates import add_rates
from chitieu.show.wording import for_whom
from chitieu.words import speaking


@pytest.fixture(scope="module")
def scenes(grouped_books):
    return {spoken: book.scene for spoken, book in grouped_books.items()}


def rows_of(scene, *counts, indicator="5a", dimension="sex", **columns) -> pd.DataFrame:
    """The page's own rows of girls and boys, with other counts; None: not published."""
    rows = for_whom.own(scene, [indicator])
    rows = rows[rows["dimension"].eq(dimension)].reset_index(drop=True).assign(**columns)
    for row, pair in enumerate(counts):
        rows.loc[row, ["numerator", "denominator"]] = pair or (pd.NA, pd.NA)
        known = pair and pair[1]
        rows.loc[row, "value"] = rows.loc[row, "per"] * pair[0] / pair[1] if known else pd.NA
    return rows


TOLD, OPEN = "khó là ngẫu nhiên.", "chưa tách được khỏi ngẫu nhiên."
BEHIND = "80,0% (80/100) còn sau"
WIDE = "chênh 15,0 điểm phần trăm (khoảng tin cậy 95%: 5,9 – 24,3)"


@pytest.mark.parametrize(
    ("spoken", "counts", "said"),
    [
        ("vi", [(80, 100), (95, 100)], f"Nữ {BEHIND} nam 95,0% (95/100): {WIDE}, {TOLD}"),
        ("vi", [(95, 100), (80, 100)], f"Nam {BEHIND} nữ 95,0% (95/100): {WIDE}, {TOLD}"),
        ("vi", [(90, 100), (95, 100)],
         "Nữ 90,0% (90/100), nam 95,0% (95/100): chênh 5,0 điểm phần trăm (khoảng tin cậy 95%: "
         f"−2,6 – 13,0), {OPEN}"),
        ("en", [(80, 100), (95, 100)],
         "Girls 80.0% (80/100) behind boys 95.0% (95/100): 15.0 percentage points apart (95% "
         "confidence interval: 5.9 – 24.3), hardly by chance."),
        ("en", [(90, 100), (95, 100)],
         "Girls 90.0% (90/100), boys 95.0% (95/100): 5.0 percentage points apart (95% confidence "
         "interval: −2.6 – 13.0), which cannot be told from chance yet."),
        ("vi", [(95, 100), (95, 100)], "Theo giới tính: không nhóm nào kém nhóm khác."),
        ("vi", [(95, 100), None], "Theo giới tính: chưa so được, vì không đủ hai nhóm có kết quả "
         "so được với nhau."),
        ("vi", [None, None], "Theo giới tính: chưa so được, vì không đủ hai nhóm có kết quả "
         "so được với nhau."),
    ],
)  # fmt: skip
def test_who_is_behind_is_said_with_counts_and_how_surely(scenes, spoken, counts, said):
    with speaking(spoken):
        assert for_whom.of_each(scenes[spoken], rows_of(scenes[spoken], *counts)) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([(30, 1000), (10, 1000)], "bằng 3,0 lần (khoảng tin cậy 95%: 1,4 – 6,9)"),
        ([(10, 1000), (30, 1000)], "bằng 3,0 lần (khoảng tin cậy 95%: 1,4 – 6,9)"),
        ([(3, 1000), (0, 1000)], "không tính được số lần"),
    ],
)
def test_rates_are_held_against_each_other_by_their_ratio(scenes, counts, said):
    scene = scenes["vi"]
    rows = rows_of(scene, *counts, indicator="4a", kind="rate", per=1000)
    with speaking("vi"):
        assert [
            for_whom.gap_words(scene, gap) for _, gap in for_whom.gaps(scene, rows).iterrows()
        ] == [said]


YEARS = range(2018, 2023)


@pytest.mark.parametrize(
    ("girls", "said"),
    [
        ([950, 900, 850, 800, 750], "Qua 5 năm, khoảng cách rộng ra."),
        ([750, 800, 850, 900, 940], "Qua 5 năm, khoảng cách hẹp lại."),
        ([800, 800, 800, 800, 800], ""),
        ([None, None, None, 900, 800], ""),
    ],
)
def test_where_a_gap_is_going_is_said_where_it_is_clear(scenes, girls, said):
    scene = scenes["vi"]
    years = [
        rows_of(scene, each and (each, 1000), (950, 1000), period=str(year))
        for year, each in zip(YEARS, girls, strict=True)
    ]
    seen = replace(scene, group_history=pd.concat(years, ignore_index=True))
    with speaking("vi"):
        words = for_whom.of_each(seen, years[-1])
    assert words.partition("ngẫu nhiên.")[2].strip() == said


BY = "theo chỉ số độ dốc bất bình đẳng"
CLEAR = f"điểm phần trăm (khoảng tin cậy 95%: 11,7 – 48,3), {BY}; khó là ngẫu nhiên."


@pytest.mark.parametrize(
    ("ordered", "counts", "said"),
    [
        ("yes", [(60, 100), (70, 100), (80, 100)],
         f"Đi từ nghèo đến khá, kết quả cao dần: chênh 30,0 {CLEAR}"),
        ("yes", [(80, 100), (70, 100), (60, 100)],
         f"Đi từ nghèo đến khá, kết quả thấp dần: chênh 30,0 {CLEAR}"),
        ("yes", [(70, 100), (80, 100), (75, 100)],
         "Đi từ nghèo đến khá, chưa thấy kết quả cao dần hay thấp dần rõ rệt: chênh 7,5 điểm phần "
         f"trăm (khoảng tin cậy 95%: −10,8 – 25,8), {BY}."),
        ("", [(60, 100), (70, 100), (80, 100)], ""),
        ("yes", [(60, 100), None, (80, 100)], ""),
        ("yes", [(60, 100), (80, 100)], ""),
    ],
)  # fmt: skip
def test_of_groups_in_an_order_it_is_said_whether_they_rise_or_fall(scenes, ordered, counts, said):
    names = ["nghèo", "trung bình", "khá"][: len(counts)]
    groups = pd.DataFrame(
        {"dimension": "wealth", "group": list("PMR")[: len(counts)], "ordered": ordered,
         "name": names}
    )  # fmt: skip
    groups.index = [f"wealth={group}" for group in groups["group"]]
    scene = replace(scenes["vi"], groups=groups)
    girls = rows_of(scenes["vi"])
    rows = pd.concat([girls.iloc[:1]] * len(counts), ignore_index=True)
    rows = rows.assign(dimension="wealth", group=groups["group"].to_numpy(), reason=None)
    for row, pair in enumerate(counts):
        rows.loc[row, ["numerator", "denominator"]] = pair or (pd.NA, pd.NA)
    known = rows["numerator"].notna()
    rows = add_rates(rows.assign(confidence=0.95)).where(known, pd.NA)
    rows = rows.assign(dimension="wealth", group=groups["group"].to_numpy(), indicator="5a")
    with speaking("vi"):
        assert for_whom.of_each(scene, rows).endswith(said)
        assert ("Đi từ" in for_whom.of_each(scene, rows)) == bool(said)


@pytest.mark.parametrize(
    ("columns", "counts", "said"),
    [
        ({}, [(1, 2), (80, 100)], "nữ chỉ có 2 em."),
        ({}, [(1, 19), (80, 100)], "nữ chỉ có 19 em."),
        ({}, [(1, 20), (80, 100)], ""),
        ({}, [(0, 0), (80, 100)], ""),
        ({}, [None, (80, 100)], ""),
        ({}, [(1, 2), (3, 4)], "nữ chỉ có 2 em; nam chỉ có 4 em."),
        ({"kind": "rate"}, [(9, 1000), (10, 1000)], "nữ chỉ có 9 em."),
    ],
)
def test_small_numbers_are_said_to_be_small(scenes, columns, counts, said):
    with speaking("vi"):
        told = for_whom.small(scenes["vi"], rows_of(scenes["vi"], *counts, **columns))
    assert told.removeprefix("Số nhỏ, một trường hợp đã đổi kết quả nhiều: ") == said


GIRLS, EQUAL, HIDDEN = [(80, 100), (95, 100)], [(9, 10), (9, 10)], [None, (9, 10)]
ABOVE = [(12, 10), (9, 10)]  # a share above its whole
CLOSE = [(90, 100), (95, 100)]


@pytest.mark.parametrize(
    ("counts", "found", "others"),
    [
        ([], "Kỳ này không có số liệu theo nhóm.", ""),
        ([GIRLS], "Trong 1 chỉ số có số liệu theo nhóm, 1 chỉ số có nhóm kém hơn mà khó là ngẫu "
         "nhiên: nữ (5a).", ""),
        ([GIRLS, GIRLS[::-1]], "Trong 2 chỉ số có số liệu theo nhóm, 2 chỉ số có nhóm kém hơn mà "
         "khó là ngẫu nhiên: nữ (5a, 8b).", ""),
        ([CLOSE, EQUAL], "Trong 2 chỉ số có số liệu theo nhóm, chưa có chênh lệch nào tách được "
         "khỏi ngẫu nhiên.",
         "Chưa tách được khỏi ngẫu nhiên: 5a. Không nhóm nào kém nhóm khác: 8b."),
        ([EQUAL, ABOVE], "Trong 2 chỉ số có số liệu theo nhóm, chưa có chênh lệch nào tách được "
         "khỏi ngẫu nhiên.",
         "Không nhóm nào kém nhóm khác: 5a. Chưa so được, vì không đủ hai nhóm có kết quả so được "
         "với nhau: 8b."),
        ([GIRLS, HIDDEN], "Trong 2 chỉ số có số liệu theo nhóm, 1 chỉ số có nhóm kém hơn mà khó là "
         "ngẫu nhiên: nữ (5a).",
         "Chưa so được, vì không đủ hai nhóm có kết quả so được với nhau: 8b."),
    ],
)  # fmt: skip
def test_a_part_begins_with_how_many_and_who(scenes, counts, found, others):
    scene = scenes["vi"]
    rows = [
        rows_of(scene, *(each if indicator == "5a" else each[::-1]), indicator=indicator)
        for indicator, each in zip(("5a", "8b"), counts, strict=False)
    ]
    rows = pd.concat([for_whom.own(scene).iloc[:0], *rows])
    gaps = for_whom.gaps(scene, rows)
    with speaking("vi"):
        assert for_whom.found(scene, rows, gaps[gaps["told"]]) == found
        assert for_whom.others(rows, gaps) == others


def test_a_dimension_is_named_where_another_of_its_indicator_is_not_so(scenes):
    scene = scenes["vi"]
    rows = pd.concat(
        [
            rows_of(scene, *CLOSE, indicator="4a"),
            rows_of(scene, *GIRLS, indicator="4a", dimension="ethnic_group"),
        ]
    )
    with speaking("vi"):
        assert for_whom.others(rows, for_whom.gaps(scene, rows)) == (
            "Chưa tách được khỏi ngẫu nhiên: 4a (giới tính)."
        )


def test_of_several_the_farthest_that_is_told_from_chance_is_named(scenes):
    """A group of four lies farthest, and is no finding."""
    scene = scenes["vi"]
    three = pd.concat([rows_of(scene, *GIRLS), rows_of(scene, (3, 4)).iloc[:1]])
    three["group"] = ["F", "M", "X"]
    assert [gap["group"] for _, gap in for_whom.gaps(scene, three).iterrows()] == ["F"]


@pytest.mark.parametrize(
    ("spoken", "dimension", "name"),
    [("vi", "sex", "giới tính"), ("en", "residence", "town and country"), ("vi", "caste", "caste")],
)
def test_a_dimension_is_called_by_its_name_or_its_code(spoken, dimension, name):
    with speaking(spoken):
        assert for_whom.dimension_name(dimension) == name
