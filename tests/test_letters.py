"""What a text is: what cannot be seen plays no part, what can be seen stays what it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.letters import VIETNAMESE, clean, is_syllable, visible

INVISIBLE = {
    "zero width space": "\u200b",
    "zero width non-joiner": "\u200c",
    "zero width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "pop isolate": "\u2069",
    "Arabic letter mark": "\u061c",
    "grapheme joiner": "\u034f",
    "variation selector": "\ufe0f",
    "variation selector of the supplement": "\U000e0100",
    "tag": "\U000e0041",
    "Hangul filler": "\u3164",
    "half-width Hangul filler": "\uffa0",
    "Mongolian vowel separator": "\u180e",
    "bell": "\x07",
    "unit separator": "\x1f",
    "delete": "\x7f",
    "control of Latin-1": "\x80",
    "annotation anchor": "\ufff9",
}
SPACES = {
    "no-break space": "\u00a0",
    "figure space": "\u2007",
    "thin space": "\u2009",
    "narrow no-break space": "\u202f",
    "ideographic space": "\u3000",
    "Ogham space": "\u1680",
    "mathematical space": "\u205f",
    "em space": "\u2003",
    "Braille blank": "\u2800",
}
BREAKS = {
    "of Windows": "\r\n",
    "of old Macintosh": "\r",
    "vertical tab": "\x0b",
    "form feed": "\x0c",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
}


@pytest.mark.parametrize("sign", INVISIBLE.values(), ids=list(INVISIBLE))
def test_what_cannot_be_seen_is_gone(sign):
    assert visible(f"{sign}23{sign}479{sign}") == "23479"
    assert visible(f"Đắ{sign}k Rve") == "Đắk Rve"
    assert clean(f" {sign} Đắk {sign} Rve{sign}") == "Đắk Rve"


@pytest.mark.parametrize("sign", SPACES.values(), ids=list(SPACES))
def test_every_kind_of_space_is_a_space(sign):
    assert visible(f"Đắk{sign}Rve") == "Đắk Rve"
    assert clean(f"{sign}23479{sign}") == "23479"
    assert visible(f"1{sign}234") == "1 234"  # a space is seen, and never taken out of a number


@pytest.mark.parametrize("sign", BREAKS.values(), ids=list(BREAKS))
def test_two_lines_stay_two_lines(sign):
    assert visible(f"338{sign}120") == "338\n120"
    assert clean(f"338{sign}120") == "338 120"


SEEN = {
    "Icelandic eth": ("Ðắk", "Đắk"),
    "African D": ("Ɖắk", "Đắk"),
    "small eth": ("ðắk", "đắk"),
    "small African d": ("ɖắk", "đắk"),
    "ă as scanners read it": ("Đǎk Ǎ", "Đăk Ă"),
    "decomposed": (unicodedata.normalize("NFD", "Đắk Tờ Re"), "Đắk Tờ Re"),
    "a tone before the circumflex": ("tâ\u0301n ta\u0301\u0302n", "tấn tấn"),
    "a tone before the horn": ("to\u0300\u031b tơ\u0300", "tờ tờ"),
    "deprecated tone marks": ("Ta\u0341n", "Tán"),
    "an invisible sign before a tone": ("Ta\u200b\u0301n", "Tán"),
    "full-width digits": ("１２３４５６７８９０", "1234567890"),
    "full-width letters": ("ＡＺａｚ", "AZaz"),
    "Cyrillic that looks Latin": ("СА", "CA"),
    "one Cyrillic letter": ("ТTYT", "TTYT"),
    "Greek that looks Latin": ("ΗΚ", "HK"),
}
STAYS = {
    "a footnote": "1¹",
    "superscript": "x²³",
    "subscript": "1₂",
    "circled": "①",
    "a fraction": "½",
    "Arabic digits": "٣",
    "Devanagari digits": "३",
    "mathematical digits": "𝟏",
    "a Roman numeral": "Ⅷ",
    "full-width signs": "１％．，".replace("１", "1"),
    "points of omission": "…",
    "a minus": "−5",
    "Russian": "Отчёт за год",
    "Greek": "μg Ω",
    "letters of the Central Highlands": "Čư M'gar, Krông Ƀông, ñŏ, ĕ",
    "a tab": "a\tb",
    "spaces": "  a  b ",
    "Vietnamese": "Số liệu mô phỏng, không phải số liệu thật",
}


@pytest.mark.parametrize(("text", "seen"), SEEN.values(), ids=list(SEEN))
def test_letters_that_look_alike_are_one(text, seen):
    assert visible(text) == seen


@pytest.mark.parametrize("text", STAYS.values(), ids=list(STAYS))
def test_what_is_seen_stays(text):
    assert visible(text) == text


@given(st.text(max_size=30))
def test_what_is_seen_is_seen_again(text):
    once = visible(text)
    assert visible(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert clean(once) == clean(text)
    assert sum(c.isdecimal() for c in once) <= sum(c.isdecimal() for c in text)  # no new digits


VIETNAMESE_WORDS = (
    "Đắk Đăk Kôi Tờ Re Rẫy nghiêng quyền khuya giếng gì ủy uỷ hoà toán thuở ươm xoong rượu "
    "NGƯỜI yêu oanh quốc quý ngoằn khoẻ tuyết mướp ích Kon"
)
OTHER_WORDS = "lieäu Müh cat hàc đâ ă Noël sch zô wa fa toánn uyêt áà ngk 12 Đ tôch"


def test_vietnamese_has_its_letters():
    assert len(VIETNAMESE) == 2 * 67  # ăâđêôơư and twelve vowels with five tones
    assert {"đ", "Đ", "ặ", "Ữ"} < VIETNAMESE
    assert not VIETNAMESE & set("aZäñ")


@pytest.mark.parametrize(
    "word",
    [
        "Đắk",
        "Đăk",
        "Kôi",
        "Tờ",
        "Re",
        "Rẫy",
        "nghiêng",
        "quyền",
        "khuya",
        "giếng",
        "gì",
        "ủy",
        "uỷ",
        "hoà",
        "toán",
        "thuở",
        "ươm",
        "xoong",
        "rượu",
        "NGƯỜI",
        "yêu",
        "oanh",
        "quốc",
        "quý",
        "ngoằn",
        "khoẻ",
        "tuyết",
        "mướp",
        "ích",
        "Kon",
    ],
)
def test_vietnamese_words_are(word):
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word",
    [
        "lieäu",
        "Müh",
        "cat",
        "hàc",
        "đâ",
        "ă",
        "Noël",
        "sch",
        "zô",
        "wa",
        "fa",
        "toánn",
        "uyêt",
        "áà",
        "ngk",
        "12",
        "Đ",
        "tôch",
    ],
)
def test_other_words_are_not(word):
    assert not is_syllable(word)
