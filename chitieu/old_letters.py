"""Letters from before Unicode: TCVN3 (fonts .Vn…) and VNI (fonts VNI-…), and UTF-8 saved wrongly.

`misread(text)`          which of them a text was typed in, and what it says; None for Unicode
`READINGS`, `RAW`, `read_letters`    bytes of which nothing is known, read in one of these ways

A text in TCVN3 that was saved as UTF-8 is made of Western letters: "Sè liÖu" for "Số liệu". It is
told from a foreign name by its words: they are Vietnamese ones when read as TCVN3, and not as they
stand. The standard library alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from chitieu.letters import VIETNAMESE, clean, is_syllable, visible

OLD = ("TCVN3", "VNI")
RAW = "ISO-8859-1"  # one letter for one byte, so that no byte is lost in reading

# TCVN 5712, known as TCVN3 and ABC.
_TCVN3_BYTES = bytes.fromhex(
    "a1a2a3a4a5a6a7 a8a9aaabacadae b5b6b7b8b9 bbbcbdbec6 c7c8c9cacb cccecfd0d1 d2d3d4d5d6"
    "d7d8dcddde dfe1e2e3e4 e5e6e7e8e9 eaebecedee eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe"
)
_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐ ăâêôơưđ àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ"
)
_TCVN3 = str.maketrans(_TCVN3_BYTES.decode(RAW), _TCVN3_LETTERS.replace(" ", ""))

# VNI writes a vowel and behind it its mark, both as Western letters.
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
_TONE_SIGNS = dict(zip("ùøûõï", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_ON_BREVE = dict(zip("êéèúüë", ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_ON_CIRCUMFLEX = dict(zip("âáàåãä", ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_VNI_PAIRS = (
    {vowel + sign: vowel + tone for vowel in "aeouy" for sign, tone in _TONE_SIGNS.items()}
    | {"ô" + sign: "o" + _HORN + tone for sign, tone in _TONE_SIGNS.items()}
    | {"ö" + sign: "u" + _HORN + tone for sign, tone in _TONE_SIGNS.items()}
    | {"a" + sign: "a" + _BREVE + tone for sign, tone in _ON_BREVE.items()}
    | {v + sign: v + _CIRCUMFLEX + tone for v in "aeo" for sign, tone in _ON_CIRCUMFLEX.items()}
)
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}
_VNI = {
    key: unicodedata.normalize("NFC", letter) for key, letter in (_VNI_PAIRS | _VNI_ALONE).items()
}
_VNI_SIGN = re.compile("|".join(sorted(_VNI, key=len, reverse=True)), re.IGNORECASE)

# UTF-8 that some program took for Western letters and saved again: "Xã" as "XÃ£".
_LAST = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_GARBLED = re.compile(rf"á[º»][{_LAST}]|Ä[{_LAST}]|Æ[°¡]|Ã[\u0080-\u00bf]|\ufffd")

_OTHER = re.compile("[^\x00-\x7f]")
# Letters, and what Unicode takes for signs between them: "m« pháng".
_WORD = re.compile("(?:[^\\W\\d_]|[\u00a1-\u00bf\u00d7\u00f7])+")
_UNITS = ("µm",)  # which spells àm in TCVN3


@dataclass(frozen=True)
class Misread:
    """A text that is not what it seems: the `way` it was written in, and what it `says`."""

    way: str
    says: str

    @property
    def problem(self) -> str:
        if self.way in OLD:
            return f"its letters are {self.way}, not Unicode"
        return f"its letters were garbled when it was saved ({self.way})"

    @property
    def remedy(self) -> str:
        meant = f"'{self.says}'" if len(self.says) <= 60 else f"'{self.says[:60]}…'"
        return f"write it in Unicode: {meant}" if self.says else "write it again, in Unicode"


def misread(text: str) -> Misread | None:
    """Return how a text was written where it was not Unicode; None where it is as it seems.

    >>> misread("Sè liÖu m« pháng"), misread("Soá lieäu")
    (Misread(way='TCVN3', says='Số liệu mô phỏng'), Misread(way='VNI', says='Số liệu'))
    >>> misread("Số liệu của Müller, 5 µm")
    """
    if not _OTHER.search(text):
        return None
    if is_garbled(text):
        again = READINGS["UTF-8 taken for Western letters"](text.encode())
        says = "" if "\ufffd" in again or is_garbled(again) else clean(again)
        return Misread("UTF-8 taken for Western letters", says)
    text = unicodedata.normalize("NFC", text)
    words = _WORD.findall(text)
    scores = {way: _score(words, read, way == "VNI") for way, read in _TYPED.items()}
    way = max(scores, key=scores.__getitem__)
    return Misread(way, clean(_TYPED[way](text))) if scores[way] > 0 else None


def is_garbled(text: str) -> bool:
    """Return whether a text is UTF-8 that was taken for Western letters, or has lost letters."""
    return bool(_GARBLED.search(text))


def _score(words: list[str], read: Callable[[str], str], in_pairs: bool) -> int:
    """How many words are Vietnamese only when read so, less those that are not even then.

    `in_pairs`: a word of Vietnamese letters alone may be meant otherwise too: "Thoân" for "Thôn".
    """
    score = 0
    for word in words:
        # Ð at the beginning is Đ, and ñ is a letter of the Central Highlands' languages.
        bare = word.lstrip("Ððñ").replace("ñ", "").replace("Ñ", "")
        strange = any(not c.isascii() and c not in VIETNAMESE for c in bare)
        if word in _UNITS or not re.search("[A-Za-z]", word):
            continue
        said = read(word)
        other = strange or (in_pairs and bare and not is_syllable(visible(word)))
        if other and said != word and is_syllable(said):
            score += 1
        elif strange:
            score -= 1
    return score


def _as_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def _as_vni(text: str) -> str:
    def letter(found: re.Match) -> str:
        read = _VNI[found[0].lower()]
        return read.upper() if found[0][0].isupper() else read

    return _VNI_SIGN.sub(letter, text)


_TYPED = {"TCVN3": _as_tcvn3, "VNI": _as_vni}


# ---- bytes of which nothing is known ------------------------------------------------------------


def _utf8(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _cp1258(data: bytes) -> str:
    return data.decode("cp1258", "replace")


def _tcvn3(data: bytes) -> str:
    return _as_tcvn3(data.decode(RAW))


def _vni(data: bytes) -> str:
    return _as_vni(data.decode(RAW))


def _again(read: Callable[[bytes], str]) -> Callable[[bytes], str]:
    """Read what another program took for Western letters and then saved as UTF-8."""
    return lambda data: read(b"".join(_western(letter) for letter in _utf8(data)))


def _western(letter: str) -> bytes:
    for encoding in ("cp1252", RAW):
        try:
            return letter.encode(encoding)
        except UnicodeEncodeError:
            continue
    return letter.encode()


# In the order in which they are tried; an earlier one is kept unless a later one finds more.
READINGS: dict[str, Callable[[bytes], str]] = {
    "UTF-8": _utf8,
    "Windows-1258": _cp1258,
    "TCVN3": _tcvn3,
    "VNI": _vni,
    "UTF-8 taken for Western letters": _again(_utf8),
    "Windows-1258 taken for Western letters": _again(_cp1258),
    "TCVN3 taken for Western letters": _again(_tcvn3),
    "VNI taken for Western letters": _again(_vni),
}


def read_letters(text: str, reading: str) -> str:
    """Return a text that was read byte by byte (`RAW`) in one of `READINGS`, as it is seen."""
    if text.isascii():
        return text
    return visible(READINGS[reading](text.encode(RAW)))
