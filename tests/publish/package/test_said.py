"""What pages say of places, read in either language: figures in sentences, counts in tables."""

from __future__ import annotations

import pytest

from chitieu.publish.package.figures import count_of, decimals_of, shown_on
from chitieu.publish.package.said import figures_beside
from chitieu.words import speaking

PLACES = ["Đắk Kôi", "Dak Koi", "Dak Koi commune", "Dak Pne"]


def told(words: str, own: str = "11a") -> list[str]:
    """The places beside which a figure of 2022 is said, of the indicator `own`."""
    page = f'<section class="ct-indicator" data-code="{own}"><p>{words}</p></section>'
    return [place for _, _, place, _ in figures_beside(page, PLACES, "2022", [])]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        pytest.param("Đắk Kôi có 7 trẻ", ["Đắk Kôi"], id="a figure"),
        pytest.param("In Dak Koi, 7 children were hurt", ["Dak Koi"], id="a figure, in English"),
        pytest.param("Dak Koi commune: withheld", [], id="none"),
        pytest.param("Đắk Kôi, 6 tháng đầu năm 2022: không công bố", [], id="a half-year"),
        pytest.param("Dak Koi, the first 6 months of 2022: withheld", [], id="the same in English"),
        pytest.param("Đắk Kôi không công bố đến hết tháng 6", [], id="until"),
        pytest.param("Dak Koi is withheld by the end of month 6", [], id="until, in English"),
        pytest.param("Đắk Kôi không công bố, lập ngày 15 tháng 1 năm 2023", [], id="a day"),
        pytest.param("Dak Koi is withheld, on 15 January 2022", [], id="a day, in English"),
        pytest.param("Dak Koi, 15 children 2022", ["Dak Koi"], id="a figure before a year"),
        pytest.param("Dak Koi: 85.0 in 2021, withheld in 2022", [], id="another year's"),
    ],
)
def test_a_figure_beside_a_place_is_found_and_a_time_is_none(words, places):
    assert told(words) == places


@pytest.mark.parametrize(
    "named",
    [
        "Chỉ số 24: Dak Pne 4, chỉ số 11a: Dak Koi 7",
        "Indicator 24: Dak Pne 4, indicator 11a: Dak Koi 7",
    ],
)
def test_a_sentence_is_of_the_indicator_that_it_names(named):
    found = [each[1:3] for each in figures_beside(f"<p>{named}</p>", PLACES, "2022", [])]
    assert found == [("24", "Dak Pne"), ("11a", "Dak Koi")]


@pytest.mark.parametrize(
    ("spoken", "words", "count"),
    [
        ("vi", "1.618", 1618), ("en", "1,618", 1618), ("vi", "0,5", 0.5), ("en", "0.5", 0.5),
        ("vi", "−3", -3), ("en", "-", 0), ("vi", "(bm)", None), ("en", "...", None),
        ("en", None, None),
    ],
)  # fmt: skip
def test_a_count_is_read_as_the_page_writes_it(spoken, words, count):
    with speaking(spoken):
        assert count_of(words) == count


@pytest.mark.parametrize(
    ("spoken", "words", "decimals"),
    [("vi", "96,59%", 2), ("en", "96.59%", 2), ("vi", "1.618", 0), ("en", "1,618", 0)],
)
def test_the_decimals_of_a_value_are_counted(spoken, words, decimals):
    with speaking(spoken):
        assert decimals_of(words) == decimals


@pytest.mark.parametrize(
    ("counts", "numerator", "denominator"),
    [
        ("20 còn 17", "17", "20"), ("17 và vẫn 17", "17", "17"), ("... rồi 3", "3", "..."),
        ("20 down to 17", "17", "20"), ("20, then 17", "17", "20"), ("0 lên 3", "3", "-"),
        ("1.618 / 1.700", "1.618", "1.700"), ("(bm)", "(bm)", None),
    ],
)  # fmt: skip
def test_the_year_before_stands_first_in_the_counts_of_a_change(counts, numerator, denominator):
    cells = ["13", "x", "≥ 1%", "y", "z", counts, "", ""]
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    (shown,) = shown_on(f'<table class="ct-table ct-scorecard"><tr>{row}</tr></table>', {})
    assert (shown.numerator, shown.denominator) == (numerator, denominator)
