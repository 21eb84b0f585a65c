"""Charts of rows: where marks stand, what is drawn of what is not known, and where words go."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from chitieu.show.draw.marks import BAR, MARK, NEED, TARGET, VOID, Bar, Dot, Target
from chitieu.show.draw.rows import Panel, Row, draw_rows, row_of
from chitieu.show.draw.scales import reach
from chitieu.show.draw.sheet import SMALL, apart, text_width

NAN = float("nan")


def drawn(figure, kind, zorder: float) -> list:
    return [each for each in figure.findobj(kind) if each.get_zorder() == zorder]


def written(figure) -> dict[str, Text]:
    return {text.get_text(): text for text in figure.findobj(Text)}


def test_marks_stand_at_their_values():
    row = Row("A", [Bar(0, 50), Dot(50), Target(75)])
    figure = draw_rows([[Panel([row], ends=(0, 100))]])
    (bar,), (dot,), (target,) = (
        drawn(figure, kind, zorder)
        for kind, zorder in ((Rectangle, BAR), (Line2D, MARK), (Line2D, NEED))
    )
    left, right = bar.get_x(), bar.get_x() + bar.get_width()
    assert dot.get_xdata() == [right]
    assert target.get_xdata()[0] == pytest.approx(left + 1.5 * (right - left))


@pytest.mark.parametrize("mark", [Bar(0, NAN), Dot(NAN), Target(NAN)])
def test_what_is_not_known_is_not_drawn(mark):
    bare, marked = (
        draw_rows([[Panel([Row("A", marks)], ends=(0, 100))]]) for marks in ([], [mark])
    )
    assert len(marked.get_children()) == len(bare.get_children())


@pytest.mark.parametrize(
    ("absent", "told"),
    [
        ("chưa nhận được báo cáo", "... chưa nhận được báo cáo"),
        ("không công bố để bảo mật", "(bm) không công bố để bảo mật"),
    ],
)
def test_a_row_without_a_value_is_its_reason_and_a_band_to_the_end(absent, told):
    rows = [row_of("A", "", Bar(0, 9)), row_of("B", absent, Bar(0, 4))]
    figure = draw_rows([[Panel(rows, targets=[Target(5, "≥ 5")])]])
    (bar,) = drawn(figure, Rectangle, BAR)  # none of the second row
    (band,) = drawn(figure, Rectangle, VOID + 0.01)
    (target,) = drawn(figure, Line2D, TARGET)
    (ground,) = drawn(figure, Rectangle, VOID)
    assert ground.get_x() == bar.get_x() < target.get_xdata()[0] < band.get_x() + band.get_width()
    assert target.get_zorder() < ground.get_zorder()  # no line goes through the words
    words = written(figure)[told]
    assert words.get_position()[0] + text_width(told, SMALL) < band.get_x()


@pytest.mark.parametrize(
    ("panel", "ends"),
    [
        pytest.param(Panel([Row("A", [Dot(98.0)])], whole=100, targets=[Target(100)]), 100),
        pytest.param(Panel([Row("A", [Dot(98.0)])], targets=[Target(100)]), 100.12),
        pytest.param(Panel([Row("A", [Dot(NAN)])], targets=[Target(10)]), 12),
        pytest.param(Panel([Row("A")], targets=[Target(NAN)]), 1.2),
        pytest.param(Panel([Row("A", [Dot(3)])], ends=(0, 8)), 8),
    ],
)
def test_a_scale_goes_as_far_as_its_marks_and_no_further_than_the_whole(panel, ends):
    assert panel.scale()[1] == pytest.approx(ends)


def test_panels_side_by_side_share_their_names_and_their_heights():
    panels = [Panel([Row("A", [Dot(1)]), Row("B", [Dot(n)])]) for n in (2, 3)]
    figure = draw_rows([panels])
    dots = drawn(figure, Line2D, MARK)
    assert [text.get_text() for text in figure.findobj(Text)].count("A") == 1
    assert dots[0].get_ydata() == dots[2].get_ydata()
    assert dots[0].get_xdata()[0] < dots[1].get_xdata()[0] < dots[2].get_xdata()[0]


def test_the_words_of_two_targets_do_not_meet():
    panel = Panel(
        [Row("A", [Dot(5)])], ends=(0, 10), targets=[Target(5, "≥ 50"), Target(5.1, "< 51")]
    )
    first, second = (written(draw_rows([[panel]]))[words] for words in ("≥ 50", "< 51"))
    half = sum(text_width(each.get_text(), SMALL, "bold") for each in (first, second)) / 2
    assert second.get_position()[0] - first.get_position()[0] >= half


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param([(50, "a")], [50], id="free"),
        pytest.param([(0, "a")], ["left"], id="kept within the left end"),
        pytest.param([(99, "a")], ["right"], id="kept within the right end"),
    ],
)
def test_words_stay_within_their_ends(words, found):
    half = text_width("a", SMALL) / 2
    ends = {"left": half, "right": 100 - half}
    assert [x for x, _ in apart(words, 0, 100)] == [ends.get(x, x) for x in found]


def test_words_pushed_from_the_right_end_push_those_before_them():
    (first, _), (second, _) = apart([(95, "aaa"), (96, "bbb")], 0, 100)
    half = text_width("bbb", SMALL) / 2
    assert second == 100 - half
    assert first == pytest.approx(second - half - 4 - text_width("aaa", SMALL) / 2)


def test_words_at_the_left_end_push_those_behind_them():
    (first, _), (second, _) = apart([(0, "aaa"), (1, "bbb")], 0, 100)
    assert first == text_width("aaa", SMALL) / 2
    assert second == pytest.approx(2 * first + 4 + text_width("bbb", SMALL) / 2)


@pytest.mark.parametrize(
    ("absent", "dotted"),
    [("chưa nhận được báo cáo", False), ("không công bố để bảo mật", True)],
)
def test_what_is_withheld_has_a_pattern_of_its_own(absent, dotted):
    assert row_of("A", absent).void.dotted == dotted


def test_the_page_s_own_row_stands_apart():
    rows = [Row("A", own=True), Row("B"), Row("C")]
    tops = [written(draw_rows([[Panel(rows)]]))[name].get_position()[1] for name in "ABC"]
    assert tops[1] - tops[0] > tops[2] - tops[1]
    assert written(draw_rows([[Panel(rows)]]))["A"].get_weight() == "bold"
    level = [replace(row, own=False) for row in rows]
    tops = [written(draw_rows([[Panel(level)]]))[name].get_position()[1] for name in "ABC"]
    assert tops[1] - tops[0] == pytest.approx(tops[2] - tops[1])


@pytest.mark.parametrize(
    ("values", "whole", "low", "high"),
    [
        ([20.0, 30.0, 21.0], 100, 19.4, 30.6),
        ([1.0, 30.0], 100, 0.0, 31.74),
        ([98.0, 100.0], 100, 97.88, 100),
        ([None, NAN], None, 0.0, 1.0),
        ([-50.0, 50.0], None, -56.0, 56.0),
    ],
)
def test_an_axis_reaches_as_far_as_its_values(values, whole, low, high):
    assert reach(values, whole) == pytest.approx((low, high))
