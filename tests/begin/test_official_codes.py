"""Official codes that a spreadsheet took for numbers: zeros are given back where it is certain."""

import pytest

from chitieu.begin.official_codes import with_zeros

GIVEN = "have lost their zeros, and were given {} digits: '{}' is {}; if they are your own, begin"
KEPT = "were taken as they are, as '{}': official ones have {} digits; if zeros were lost, write"
CASES = {  # codes, their types, the codes then, what is told
    "all have one digit less": (["2647", "2650"], ["commune", "ward"], ["02647", "02650"],
                                GIVEN.format(5, "2647", "02647")),
    "some are whole": (["4", "10015"], ["ward", "township"], ["00004", "10015"],
                       GIVEN.format(5, "4", "00004")),
    "whole already": (["02647", "10015"], ["commune"] * 2, ["02647", "10015"], ""),
    "of several lengths, none whole": (["103", "9877"], ["commune"] * 2, ["103", "9877"],
                                       KEPT.format("103", 5)),
    "two digits less": (["103", "104"], ["special_zone"] * 2, ["103", "104"],
                        KEPT.format("103", 5)),
    "numbered by somebody": (["1", "2"], ["commune"] * 2, ["1", "2"], ""),
    "with letters": (["2647", "A1"], ["commune"] * 2, ["2647", "A1"], ""),
    "longer ones": (["2647", "123456"], ["commune"] * 2, ["2647", "123456"], ""),
    "of no known type": (["2647", "2650"], ["area"] * 2, ["2647", "2650"], ""),
    "districts": (["80", "613"], ["district", "town"], ["080", "613"],
                  GIVEN.format(3, "80", "080")),
    "a city beside districts": (["80", "82"], ["city", "urban_district"], ["080", "082"],
                                GIVEN.format(3, "80", "080")),
    "provinces": (["4", "22"], ["province", "province"], ["04", "22"], GIVEN.format(2, "4", "04")),
    "a city beside provinces": (["1", "4"], ["city", "province"], ["01", "04"],
                                GIVEN.format(2, "1", "01")),
    "each level of its own": (["10", "2647", "2650"], ["province", "commune", "commune"],
                              ["10", "02647", "02650"], GIVEN.format(5, "2647", "02647")),
}  # fmt: skip


@pytest.mark.parametrize(("codes", "types", "then", "told"), CASES.values(), ids=CASES)
def test_zeros_are_given_back_where_they_were_lost_for_certain(codes, types, then, told):
    found, said = with_zeros(dict(enumerate(codes)), dict(enumerate(types)))
    assert [*found.values()] == then
    assert len(said) == bool(told)
    assert told in " ".join(said)
