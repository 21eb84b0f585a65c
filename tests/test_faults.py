"""How faults are told: each with its place, those of one cause as one, in the reader's order."""

from __future__ import annotations

import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu import faults
from chitieu.faults import (
    CallError,
    Fault,
    Faults,
    did_you_mean,
    gathered,
    gathered_over_files,
    lines_of,
    spelt_out,
)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param(Fault("a.csv", 3, "value", "p", "r"), "a.csv:3:value: p; r", id="cell"),
        pytest.param(Fault("a.csv", 3, "", "p", "r"), "a.csv:3: p; r", id="line"),
        pytest.param(Fault("a.csv", 0, "", "p", "r"), "a.csv: p; r", id="file"),
        pytest.param(Fault("a.yaml", 0, "slug", "p", "r"), "a.yaml:slug: p; r", id="setting"),
    ],
)
def test_a_fault_is_one_line_with_its_place(fault, expected):
    assert str(fault) == expected


def test_faults_are_told_once_each_in_the_order_of_the_files():
    one, two, other = (Fault(f, r, "", "p", "r") for f, r in [("a", 10), ("a", 9), ("b", 1)])
    faults = Faults([other, one, two, one])
    assert faults.faults == [two, one, other]
    assert str(faults).count("\n") == 2


def test_faults_and_errors_pass_from_one_process_to_another():
    faults = Faults([Fault("b.csv", 2, "x", "it is blank", "fill it in"),
                     Fault("a.csv", 1, "y", "it is blank", "fill it in")])  # fmt: skip
    for error in (faults, CallError("no such year")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again)) == (type(error), str(error))
    assert pickle.loads(pickle.dumps(faults)).faults == faults.faults


@pytest.mark.parametrize("error", [Faults([Fault("a", 1, "", "p", "r")]), CallError("p; r")])
def test_a_notebook_shows_the_fault_and_no_calls(error):
    assert error._render_traceback_() == [str(error)]


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        pytest.param("births", ["live_births", "x"], "did you mean 'live_births'?", id="near"),
        pytest.param("zzz", ["b", "a"], "use one of: a, b", id="far"),
        pytest.param("zzz", [], "nothing is known yet", id="none-known"),
        pytest.param("?", list("abcdefghijklmn"), "c, d, e, f, g, h, i, j, k, l, …", id="many"),
    ],
)
def test_an_unknown_word_gets_a_remedy(word, known, expected):
    assert expected in did_you_mean(word, known)


# ---- one cause, one message ---------------------------------------------------------------------


def lines(*rows, column="value", problem="'{}' is no number", remedy="write digits") -> list[Fault]:
    return [Fault("a.csv", row, column, problem.format(row), remedy) for row in rows]


def cells(*places: str) -> list[Fault]:
    return [
        Fault("a.xlsx", 0, f"Biểu 1!{p}", f"“{p}” không phải số", "ghi số", language="vi")
        for p in places
    ]


def files(count: int, column: str = "", **said) -> list[Fault]:
    return [Fault(f"{n}.csv", 0, column, f"{n}.csv is cut", "get it", **said) for n in range(count)]


GATHERED = {  # what was found; the lines that are told
    "one word in every line": (
        [Fault("a.csv", r, "period", "'2022.0' is no period", "write 2022") for r in range(2, 387)],
        ["a.csv:2:period: '2022.0' is no period, and so do 384 more lines: 3-386; write 2022"],
    ),
    "another word in each": (
        lines(*range(2, 9)),
        ["a.csv:2:value: '2' is no number, and so do 6 more lines: 3-8; write digits"],
    ),
    "lines here and there": (
        lines(2, 4, 5, 9, 11, 12, 13),
        ["a.csv:2:value: '2' is no number, and so do 6 more lines: 4-5, 9, 11-13; write digits"],
    ),
    "as many as are told one by one": (
        lines(2, 3, 4, 5, 6),
        [f"a.csv:{r}:value: '{r}' is no number; write digits" for r in range(2, 7)],
    ),
    "two columns": (
        lines(*range(2, 8)) + lines(*range(2, 8), column="area"),
        [
            "a.csv:2:area: '2' is no number, and so do 5 more lines: 3-7; write digits",
            "a.csv:2:value: '2' is no number, and so do 5 more lines: 3-7; write digits",
        ],
    ),
    "two causes": (
        lines(*range(2, 8)) + lines(*range(2, 8), problem="'{}' is negative"),
        [
            "a.csv:2:value: '2' is negative, and so do 5 more lines: 3-7; write digits",
            "a.csv:2:value: '2' is no number, and so do 5 more lines: 3-7; write digits",
        ],
    ),
    "ten remedies": (
        [f for r in range(2, 12) for f in lines(r, remedy=f"did you mean '{r}'?")],
        [f"a.csv:{r}:value: '{r}' is no number; did you mean '{r}'?" for r in range(2, 12)],
    ),
    "eleven remedies": (
        [f for r in range(2, 13) for f in lines(r, remedy=f"did you mean '{r}'?")],
        ["a.csv:2:value: '2' is no number, and so do 10 more lines: 3-12; did you mean '2'?"],
    ),
    "two rules of names with numbers": (
        lines(*range(2, 8), problem="children_u5 of {} is 9, more than children_u8, 8")
        + lines(*range(2, 8), problem="children_u8 of {} is 9, more than children_u16, 8"),
        [
            "a.csv:2:value: children_u5 of 2 is 9, more than children_u8, 8, and so do 5 more "
            "lines: 3-7; write digits",
            "a.csv:2:value: children_u8 of 2 is 9, more than children_u16, 8, and so do 5 more "
            "lines: 3-7; write digits",
        ],
    ),
    "areas without a line": (
        [Fault("a.shp", 0, "area", f"'{c}' has no polygon", "draw it") for c in range(1, 8)],
        ["a.shp:area: '1' has no polygon, and so do 6 more: '2', '3', '4', '5', '6', '7'; draw it"],
    ),
    "features of a map": (
        [Fault("a.shp", 0, f"feature {c}:xã", "it has no name", "write it") for c in range(1, 17)],
        [
            "a.shp:feature 1:xã: it has no name, and so do 15 more: "
            + ", ".join(f"feature {c}:xã" for c in range(2, 14))
            + ", …; write it"
        ],
    ),
    "cells of a form": (
        cells("D9", "AA9", "D10", "D11", "Z9", "D100"),
        [
            "a.xlsx:Biểu 1!D9: “D9” không phải số, 5 ô khác cũng vậy: "
            "Z9, AA9, D10, D11, D100; ghi số"
        ],
    ),
    "many files": (files(6), [f"{n}.csv: {n}.csv is cut; get it" for n in range(6)]),
    "what is said of one file as a whole": (
        [Fault("a.csv", 0, "", f"'{c}' is no area", "write a code") for c in range(1, 8)],
        ["a.csv: '1' is no area, and so do 6 more: '2', '3', '4', '5', '6', '7'; write a code"],
    ),
    "eleven remedies for a file as a whole": (
        [Fault("a.csv", 0, "", f"'{c}' is no area", f"write '{c + 1}'") for c in range(1, 12)],
        [
            "a.csv: '1' is no area, and so do 10 more: "
            "'10', '11', '2', '3', '4', '5', '6', '7', '8', '9'; write '2'"
        ],
    ),
    "lines, told in Vietnamese": (
        [Fault("a.csv", r, "value", f"'{r}' sai", "sửa", language="vi") for r in range(2, 9)],
        ["a.csv:2:value: '2' sai, 6 dòng khác cũng vậy: 3-8; sửa"],
    ),
    "places, told in Vietnamese": (
        [Fault("a.shp", 0, "area", f"'{c}' sai", "sửa", language="vi") for c in range(1, 8)],
        ["a.shp:area: '1' sai, 6 chỗ khác cũng vậy: '2', '3', '4', '5', '6', '7'; sửa"],
    ),
    "cells, told in English": (
        [Fault("a.xlsx", 0, f"B!D{r}", "it is no number", "mend it") for r in range(1, 8)],
        ["a.xlsx:B!D1: it is no number, and so do 6 more cells: D2, D3, D4, D5, D6, D7; mend it"],
    ),
}


OVER_FILES = {
    "files": (
        files(6),
        [
            "0.csv: 0.csv is cut, the same with 5 more files: "
            "1.csv, 2.csv, 3.csv, 4.csv, 5.csv; get it"
        ],
    ),
    "files, told in Vietnamese": (
        files(6, language="vi"),
        ["0.csv: 0.csv is cut, 5 tệp khác cũng vậy: 1.csv, 2.csv, 3.csv, 4.csv, 5.csv; get it"],
    ),
    "as many files as are told one by one": (
        files(5),
        [f"{n}.csv: {n}.csv is cut; get it" for n in range(5)],
    ),
    "the same of two files, as often as is told one by one": (
        [Fault(f, 0, "", f"'{c}' is no area", "go") for f in ("a", "b") for c in range(5)],
        [f"{f}: '{c}' is no area; go" for f in ("a", "b") for c in range(5)],
    ),
    "a place in each file": (
        files(6, "areas"),
        [f"{n}.csv:areas: {n}.csv is cut; get it" for n in range(6)],
    ),
}


@pytest.mark.parametrize(("found", "expected"), GATHERED.values(), ids=list(GATHERED))
def test_faults_of_one_cause_are_told_as_one(found, expected):
    random.Random(1).shuffle(found)
    assert [str(fault) for fault in gathered(found)] == expected
    assert str(Faults(found)).splitlines() == expected
    assert list(lines_of(found, "warning: ")) == [f"warning: {line}" for line in expected]
    assert len(Faults(found).faults) == len(found)  # none is lost to who asks for them


@pytest.mark.parametrize(("found", "expected"), OVER_FILES.values(), ids=list(OVER_FILES))
def test_what_is_alike_of_many_parts_of_one_thing_is_told_as_one(found, expected):
    random.Random(1).shuffle(found)
    told = gathered_over_files(found)
    assert [str(fault) for fault in told] == expected
    assert list(lines_of(told)) == expected


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(2, 60), st.sampled_from("xy"))))
def test_no_line_is_lost_where_faults_are_gathered(found):
    made = [Fault(f, r, c, f"'{r}' is no number", "write digits") for f, r, c in found]
    rows = set()
    for fault in gathered(made):
        rows.add((fault.file, fault.row, fault.column))
        for part in fault.problem.partition("lines: ")[2].split(", "):
            first, _, last = part.partition("-")
            if first.isdigit():
                span = range(int(first), int(last or first) + 1)
                rows |= {(fault.file, row, fault.column) for row in span}
    whole = {f for f in gathered(made) if "…" in f.problem}
    assert whole or rows == set(found)


ORDERED = {
    "cells by row, then by column": ["S!Z1", "S!AA1", "S!B7", "S!A10", "S!B10"],
    "sheets by their numbers": ["Biểu 2!A1", "Biểu 10!A1"],
    "features by their numbers": ["feature 2:xã", "feature 10:xã"],
    "very long numbers": ["9", "1" + "0" * 5000, "2" + "0" * 5000],
}


@pytest.mark.parametrize("places", ORDERED.values(), ids=list(ORDERED))
def test_places_stand_as_a_reader_meets_them(places):
    found = [Fault("a", 0, place, "p", "r") for place in reversed(places)]
    assert [fault.column for fault in Faults(found).faults] == places


def test_sheets_stand_as_in_their_file_and_files_as_they_are_numbered():
    notes, form = Fault("a", 0, "Ghi chú!A1", "p", "r", 2), Fault("a", 0, "Biểu!A1", "p", "r", 3)
    two, ten = Fault("2.csv", 9, "", "p", "r"), Fault("10.csv", 1, "", "p", "r")
    assert Faults([ten, form, two, notes]).faults == [two, ten, notes, form]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Đắk Rve", "Đắk Rve", id="letters"),
        pytest.param("a\nb\tc", r"a\nb\tc", id="a-line-end"),
        pytest.param("\x1b[31mred\x07", r"\x1b[31mred\x07", id="what-a-terminal-obeys"),
        pytest.param("23\u200b479\ufeff", r"23\u200b479\ufeff", id="invisible"),
        pytest.param("\u202egpj.exe", r"\u202egpj.exe", id="turned-round"),
        pytest.param("\ud800", r"\ud800", id="half-a-letter"),
    ],
)
def test_a_message_is_one_line_and_shows_what_cannot_be_seen(text, expected):
    assert spelt_out(text) == expected
    assert expected in str(Fault("a.csv", 2, "c", f"'{text}' is no area", "r"))


def test_a_message_is_short_whatever_stands_in_the_cell():
    line = str(Fault("a.csv", 2, "c", f"'{'x' * 10_000}' is no area", "r"))
    assert len(line) < 700
    assert line.endswith("is no area; r")
    assert len(str(Fault("a.csv", 2, "c", "x" * 600, "r"))) == len("a.csv:2:c: ; r") + 600


# ---- where an error comes from ------------------------------------------------------------------


@pytest.fixture
def traced():
    faults.trace(True)
    yield
    faults.trace(False)


def test_under_debug_a_fault_says_which_calls_led_to_it(traced):
    def reader():
        try:
            int("x")
        except ValueError:
            return Fault("a", 1, "", "p", "r")

    fault = reader()
    first, *calls = lines_of([fault])
    assert first == "a:1: p; r"
    assert "in reader" in calls[0]
    assert "ValueError: invalid literal" in calls[0]
    assert "in __post_init__" not in calls[0]
    assert fault == Fault("a", 1, "", "p", "r")


def test_without_it_none_does():
    assert Fault("a", 1, "", "p", "r").origin == ""
