"""The ways in which offices wrote Vietnamese, each read back."""

from __future__ import annotations

import pytest

from chitieu.collect.boundaries.letters import READINGS, read_letters

NAME = "Xã Đắk Tờ Re, Thị trấn Măng Đen"
TCVN3 = "X\u00b7 §¾k Tê Re, ThÞ trÊn M¨ng §en"  # as iconv -t TCVN5712-1 writes it


def garbled(text: str) -> str:
    """What UTF-8 becomes when it is taken for Western letters and saved as UTF-8 once more."""
    return text.encode().decode("latin-1")


@pytest.mark.parametrize("reading", READINGS)
def test_plain_letters_are_plain_in_every_way(reading):
    assert read_letters("Dak To Re", reading) == "Dak To Re"


def test_utf8():
    assert read_letters(garbled(NAME), "UTF-8") == NAME


def test_windows_1258(as_bytes):
    assert read_letters(as_bytes(NAME), "Windows-1258") == NAME


def test_tcvn3():
    assert read_letters(TCVN3, "TCVN3") == NAME


def test_utf8_that_was_saved_twice():
    assert read_letters(garbled(garbled(NAME)), "UTF-8 taken for Western letters") == NAME


def test_windows_1258_that_was_saved_as_utf8(as_bytes):
    twice = garbled(as_bytes(NAME))
    assert read_letters(twice, "Windows-1258 taken for Western letters") == NAME
