"""Letters of map files: their bytes, read as one of the ways in which offices wrote Vietnamese.

A map file seldom says how its letters are written, and often says it wrongly. So its bytes are
kept as they are, and the way is taken in which most names are found.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

RAW = "ISO-8859-1"  # one letter for one byte, so that no byte is lost in reading

# TCVN 5712, known as TCVN3 and ABC, whose fonts begin with ".Vn".
_TCVN3_BYTES = bytes.fromhex(
    "a1a2a3a4a5a6a7 a8a9aaabacadae b5b6b7b8b9 bbbcbdbec6 c7c8c9cacb cccecfd0d1 d2d3d4d5d6"
    "d7d8dcddde dfe1e2e3e4 e5e6e7e8e9 eaebecedee eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe"
)
_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐ ăâêôơưđ àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ"
)
_TCVN3 = dict(zip(_TCVN3_BYTES.decode(RAW), _TCVN3_LETTERS.replace(" ", ""), strict=True))


def _utf8(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _cp1258(data: bytes) -> str:
    return data.decode("cp1258", "replace")


def _tcvn3(data: bytes) -> str:
    return data.decode(RAW).translate(str.maketrans(_TCVN3))


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
    "UTF-8 taken for Western letters": _again(_utf8),
    "Windows-1258 taken for Western letters": _again(_cp1258),
    "TCVN3 taken for Western letters": _again(_tcvn3),
}


def read_letters(text: str, reading: str) -> str:
    """Return a text that was read byte by byte (`RAW`) in one of `READINGS`, composed."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", READINGS[reading](text.encode(RAW)))
