"""The ways in which offices wrote Vietnamese, each named, and read back."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu import old_letters
from chitieu.letters import VIETNAMESE, is_syllable
from chitieu.old_letters import READINGS, misread, read_letters

NAME = "Xã Đắk Tờ Re, Thị trấn Măng Đen"
TCVN3 = "X\u00b7 §¾k Tê Re, ThÞ trÊn M¨ng §en"  # as iconv -t TCVN5712-1 writes it
VNI = "Xaõ Ñaék Tôø Re, Thò traán Maêng Ñen"  # as UniKey writes it
SENTENCE = (
    "số liệu mô phỏng không phải số liệu thật của ủy ban nhân dân xã đã gửi về trung tâm y tế; "
    "trẻ dưới năm tuổi được tiêm chủng đầy đủ, học sinh tiểu học bỏ học giữa chừng, nước sạch"
)
WORDS = sorted(set(re.findall(r"\w+", SENTENCE)))


def garbled(text: str) -> str:
    """What UTF-8 becomes when it is taken for Western letters and saved as UTF-8 once more."""
    return text.encode().decode("latin-1")


def windows_1258(text: str) -> str:
    """The bytes of Windows-1258, a vowel and behind it its tone, a letter for a byte."""
    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323")
        bare = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tone))
        out += (bare + tone).encode("cp1258").decode("latin-1")
    return out


def tcvn3(text: str) -> str:
    """Lower case as a typist with a font .Vn… writes it; capitals with a tone have no code."""
    return text.translate({letter: code for code, letter in old_letters._TCVN3.items()})


def vni(text: str) -> str:
    back = {letter: keys for keys, letter in old_letters._VNI.items()}
    return "".join(
        back[c.lower()].upper() if c.lower() in back and c.isupper() else back.get(c, c)
        for c in text
    )


# ---- a text -------------------------------------------------------------------------------------

TYPED = {
    "a note in TCVN3": ("Sè liÖu m« pháng", "TCVN3", "Số liệu mô phỏng"),
    "a note in VNI": ("Soá lieäu moâ phoûng", "VNI", "Số liệu mô phỏng"),
    "names in TCVN3": (TCVN3, "TCVN3", NAME),
    "names in VNI": (VNI, "VNI", NAME),
    "one name": ("§¾k Rve", "TCVN3", "Đắk Rve"),
    "one name in VNI": ("Ñaék Rve", "VNI", "Đắk Rve"),
    "a word of Vietnamese letters alone": ("Thoân 5", "VNI", "Thôn 5"),
    "ư is a soft hyphen": ("ng\u00adêi d©n", "TCVN3", "người dân"),
    "capitals of VNI": ("UÛY BAN NHAÂN DAÂN", "VNI", "ỦY BAN NHÂN DÂN"),
    "one letter": ("Tæ 5", "TCVN3", "Tổ 5"),
    "decomposed": (unicodedata.normalize("NFD", "liÖu"), "TCVN3", "liệu"),
}
AS_IT_SEEMS = {
    "plain": "Dak To Re",
    "Vietnamese": SENTENCE,
    "Vietnamese of Latin-1 alone": "hoà bình, toán, xoá, hoãn, quý, già",
    "Đ written as eth": "Ðo chiều cao, Ðoàn xã, Ðô",
    "a person": "Müller, Zürich, Noël, José Núñez, Citroën, Øl",
    "the Central Highlands": "Y Ñam, H’Ña, Mñông, Rông, Kon Plông, Ngọk Réo, Hơ Moong",
    "units": "5 µm, 37 °C, 20 km², ½, ± 3, 100 ‰, 5 ₫, µm",
    "signs": "· Xã «Đắk Kôi» – “ba” © 2022 § 5 ¹ × 3",
    "a person among Vietnamese": "do ông Müller gửi",
    "Russian": "Отчёт",
    "nothing": "",
}


@pytest.mark.parametrize(("text", "way", "says"), TYPED.values(), ids=list(TYPED))
def test_letters_from_before_unicode_are_named_and_read(text, way, says):
    found = misread(text)
    assert (found.way, found.says) == (way, says)
    assert found.problem == f"its letters are {way}, not Unicode"
    assert found.remedy == f"write it in Unicode: '{says}'"


@pytest.mark.parametrize("text", AS_IT_SEEMS.values(), ids=list(AS_IT_SEEMS))
def test_a_text_in_unicode_is_what_it_seems(text):
    assert misread(text) is None


def test_utf8_that_was_saved_wrongly_is_named_and_read_where_nothing_was_lost():
    found = misread(garbled("Xã Đắk Kôi"))
    assert (found.way, found.says) == ("UTF-8 taken for Western letters", "Xã Đắk Kôi")
    assert found.problem.startswith("its letters were garbled when it was saved")
    lost = misread("Xã Đắk".encode().decode("cp1252", "replace"))
    assert (lost.says, lost.remedy) == ("", "write it again, in Unicode")


def test_a_long_text_is_told_in_short():
    assert misread(tcvn3(SENTENCE)).remedy == f"write it in Unicode: '{SENTENCE[:60]}…'"
    sixty = "liệu " * 11 + "trẻ a"
    assert misread(tcvn3(sixty)).remedy == f"write it in Unicode: '{sixty}'"
    assert misread(tcvn3(sixty + "b")).remedy == f"write it in Unicode: '{sixty}…'"


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), min_size=6, max_size=12))
def test_any_sentence_is_known_by_its_letters(words):
    said = " ".join(words)
    for typed in (tcvn3, vni):
        told = misread(typed(said))
        if told:
            assert told.says == said
        else:  # each word might be a Vietnamese one as it stands
            strange = set(typed(said)) - VIETNAMESE
            assert all(map(str.isascii, strange))
            assert all(map(is_syllable, typed(said).split()))
    assert misread(said) is None


@given(st.text(max_size=40))
def test_any_text_is_answered(text):
    misread(text)


# ---- bytes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", READINGS)
def test_plain_letters_are_plain_in_every_way(reading):
    assert read_letters("Dak To Re", reading) == "Dak To Re"


BYTES = {
    "UTF-8": garbled(NAME),
    "Windows-1258": windows_1258(NAME),
    "TCVN3": TCVN3,
    "VNI": VNI,
    "UTF-8 taken for Western letters": garbled(garbled(NAME)),
    "Windows-1258 taken for Western letters": garbled(windows_1258(NAME)),
    "TCVN3 taken for Western letters": garbled(TCVN3),
    "VNI taken for Western letters": garbled(VNI),
}


@pytest.mark.parametrize("reading", READINGS)
def test_bytes_are_read_in_each_way(reading):
    assert read_letters(BYTES[reading], reading) == NAME
