"""Codes of Viet Nam's administrative units that a spreadsheet took for numbers: 02647 as 2647."""

from __future__ import annotations

from collections.abc import Mapping

COMMUNES, DISTRICTS, PROVINCES = 5, 3, 2  # digits of the codes of the General Statistics Office
_OF_TYPE = {
    "commune": COMMUNES, "township": COMMUNES, "ward": COMMUNES, "special_zone": COMMUNES,
    "district": DISTRICTS, "town": DISTRICTS, "urban_district": DISTRICTS, "city": DISTRICTS,
    "province": PROVINCES,
}  # fmt: skip
_CALLED = {COMMUNES: "communes", DISTRICTS: "districts", PROVINCES: "provinces"}


def with_zeros(
    codes: Mapping[int, str], types: Mapping[int, str]
) -> tuple[dict[int, str], list[str]]:
    """Return codes with the zeros that they lost, and what was done, in sentences.

    `codes`, `types`: of each area by its place. Zeros were lost for certain where codes of one
    level are numbers, and the longest has as many digits as official ones, or all have one less.
    Where it is not certain the codes stay as they are, and it is told.

    >>> with_zeros({1: "2647", 2: "10015"}, {1: "commune", 2: "ward"})[0]
    {1: '02647', 2: '10015'}
    """
    found, told = {**codes}, []
    cities = PROVINCES if {"province"} == {t for t in types.values() if t != "city"} else DISTRICTS
    digits = {place: _OF_TYPE.get(level, 0) for place, level in types.items()}
    digits |= {place: cities for place, level in types.items() if level == "city"}
    for width, called in _CALLED.items():
        level = {place: codes[place] for place in codes if digits.get(place) == width}
        lengths = {len(code) for code in level.values()}
        short = [code for code in level.values() if len(code) < width]
        if not short or max(lengths) > width or not all(map(_is_number, level.values())):
            continue
        if [*level.values()] == [str(n) for n in range(1, len(level) + 1)]:
            continue  # areas that somebody numbered
        if max(lengths) == width or lengths == {width - 1}:
            found |= {place: code.zfill(width) for place, code in level.items()}
            told.append(
                f"codes of {called} have lost their zeros, and were given {width} digits: "
                f"'{short[0]}' is {short[0].zfill(width)}; if they are your own, begin them with a "
                "letter"
            )
        else:
            told.append(
                f"codes of {called} were taken as they are, as '{short[0]}': official ones have "
                f"{width} digits; if zeros were lost, write the codes as text"
            )
    return found, told


def _is_number(code: str) -> bool:
    return code.isascii() and code.isdecimal()
