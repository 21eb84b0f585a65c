"""Insiders: three parts of a known total at least are withheld, or none."""

import pytest

from chitieu.measure.disclosure.insiders import Insiders
from chitieu.measure.disclosure.linked import Row


def cell(area: str, column: str = "deaths"):
    return column, area


def of(total: str, parts: str, column: str = "deaths") -> Row:
    return Row(cell(total, column), tuple(cell(part, column) for part in parts), of_areas=True)


DISTRICT = [of("D", "abcd")]
MERGED = [of("D", "MN"), of("M", "ab"), of("N", "cd")]
PART = [Row(cell("a"), (cell("a", "early"), cell("a", "late")), of_areas=False)]


@pytest.mark.parametrize(
    ("rows", "published", "asked", "told"),
    [
        pytest.param(DISTRICT, "", "D", False, id="a total above four"),
        pytest.param(DISTRICT, "D", "a", False, id="three are left"),
        pytest.param(DISTRICT, "Da", "b", True, id="two would be left"),
        pytest.param(DISTRICT, "abc", "D", False, id="the last one is no secret any more"),
        pytest.param(DISTRICT, "ab", "D", True, id="a total above two that are left"),
        pytest.param(DISTRICT, "ab", "c", False, id="nothing is known of the total"),
        pytest.param(MERGED, "", "D", True, id="a total of two areas"),
        pytest.param(MERGED, "", "M", True, id="a merged area of two"),
        pytest.param(MERGED, "a", "b", False, id="a merged area that follows"),
        pytest.param(PART, "", "a", False, id="a part and the rest of one area are its own"),
    ],
)
def test_what_an_insider_would_be_told(rows, published, asked, told):
    insiders = Insiders(rows)
    for area in published:
        insiders.learn(cell(area))
    assert insiders.are_told(cell(asked)) == told


def test_what_follows_is_known_as_well():
    """With a and b the merged area is known; with the district's total so is the other one."""
    insiders = Insiders(MERGED)
    for area in "abD":
        insiders.learn(cell(area))
    assert insiders.known == {cell(area) for area in "abDMN"}
    assert insiders.are_told(cell("c")) is False  # d follows: there is nobody left to be told of


def test_what_is_known_otherwise_counts():
    assert Insiders(DISTRICT).are_told(cell("D"), is_known=lambda c: c[1] in "ab")
