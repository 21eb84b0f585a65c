"""What a text is, whichever door it came through: a cell, a form, the table of a map, a YAML file.

`visible(text)`   the text as it is seen: what is invisible is gone, every kind of space is a
                  space, letters are composed, Ð and Ɖ are Đ, full-width digits and letters narrow
`clean(text)`     the same on one line, without spaces around it and doubled: names, codes, notes
`VIETNAMESE`      the letters beyond ASCII that Vietnamese has, composed, both cases
`is_syllable`     whether a word may be a Vietnamese one

Nothing else becomes another sign: 1¹, ①, ½ and ٣ stay what they are, and are no digits. What was
written in letters from before Unicode is `old_letters`'; ask it first, for it needs signs that are
invisible in Unicode. The standard library alone.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE = frozenset(
    {
        unicodedata.normalize("NFC", letter + tone)
        for vowel in "aăâeêioôơuưy"
        for letter in (vowel, vowel.upper())
        for tone in _TONES
        if not (letter + tone).isascii()
    }
    | set("đĐ")
)

# Unicode's Default_Ignorable_Code_Point: what no font shows; and controls that are no line break.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))}
# Letters that no font tells from those of Vietnamese; ǎ is how scanners read ă.
_ALIKE = str.maketrans("ÐƉðɖǍǎ", "ĐĐđđĂă") | _NARROW
# Of other scripts, where a whole word looks Latin: "СА" typed with Cyrillic letters.
_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTXYaesijopcxyABEZHIKMNOPTYXo",
)
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+")
_SHAPE = "\u0306\u0302\u031b"  # breve, circumflex, horn: they make the letter, a tone stands on it


def visible(text: str) -> str:
    """Return a text as it is seen, its lines parted by "\\n".

    >>> visible("\\ufeff23\\u200b479"), visible("Ðắk\\xa0Rve"), visible("１２"), visible("1¹")
    ('23479', 'Đắk Rve', '12', '1¹')
    """
    if text.isascii() and text.isprintable():
        return text
    text = _SPACE.sub(" ", _INVISIBLE.sub("", _BREAK.sub("\n", text)))
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text.translate(_ALIKE))
    if any(map(unicodedata.combining, text)):
        text = unicodedata.normalize("NFC", _marks_in_order(text))
    return _WORD.sub(_latin, text) if _OTHER_SCRIPT.search(text) else text


def clean(text: str) -> str:
    """Return a text as it is seen, on one line, without spaces around it and doubled.

    >>> clean("\\u200bXã  Đắk\\u2028Kôi ")
    'Xã Đắk Kôi'
    """
    return " ".join(visible(text).split())


def _marks_in_order(text: str) -> str:
    """Decomposed letters with the marks that make the letter before its tone."""

    def ordered(marks: re.Match) -> str:
        return "".join(sorted(marks[0], key=lambda mark: mark not in _SHAPE))

    return re.sub("[\u0300-\u036f]{2,}", ordered, unicodedata.normalize("NFD", text))


def _latin(word: re.Match) -> str:
    latin = word[0].translate(_LATIN)
    return word[0] if _OTHER_SCRIPT.search(latin) else latin


# ---- Vietnamese words ---------------------------------------------------------------------------

_ONSET = "(?:ngh?|nh|gh|gi|g|kh|k|qu|th|tr|t|ph|p|ch|c|[bdđhlmnrsvx])?"
_OPEN = (
    "uyu|uây|oai|oay|oao|oeo|uôi|ươi|ươu|iêu|yêu|uyê|uya|uê|uơ|uy|ia|ya|ua|ưa|oa|oe|ai|ao|au|ay|"
    "âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|[aeêioôơuưy]"
)
_CLOSED = "uyê|uâ|oă|oa|oe|uê|uy|iê|yê|uô|ươ|oo|[aăâeêioôơuưy]"
_SYLLABLE = re.compile(f"{_ONSET}(?:(?:{_OPEN})|(?:{_CLOSED})(?:ch|c|k|t|p|ng|nh|n|m))")
_STOPPED = re.compile("(?:ch|[ctp])$")  # -k of the Central Highlands' names needs no tone


def is_syllable(word: str) -> bool:
    """Return whether a word is spelt as a Vietnamese one, names of the Central Highlands included.

    >>> [is_syllable(word) for word in ("Đắk", "nghiêng", "TOÁN", "lieäu", "Müh", "cat")]
    [True, True, True, False, False, False]
    """
    letters = unicodedata.normalize("NFD", word.casefold())
    tones = [mark for mark in letters if mark in _TONES[1:]]
    bare = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES[1:]))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not _STOPPED.search(bare) or tones in ([_TONES[2]], [_TONES[5]])
