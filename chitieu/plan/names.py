"""Names of areas as people write them: which area of one edition a name means.

Sources spell the same commune as "Thị trấn Đắk Rve", "TT. ĐĂK RVE", "Dak Rve" or "ĐắkRve", in
composed and in decomposed Unicode. A name is compared without its kind, letter by letter, with
the marks of each vowel together: marks that are written must be the right ones, marks that are
left out are forgiven. What could be two areas is two areas: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping

from chitieu.faults import did_you_mean
from chitieu.letters import clean

# As they are written out and as they are shortened, without marks.
_KINDS = {
    "tinh": "tinh",
    "thanh pho": "thanh pho",
    "tp": "thanh pho",
    "quan": "quan",
    "huyen": "huyen",
    "thi xa": "thi xa",
    "tx": "thi xa",
    "thi tran": "thi tran",
    "tt": "thi tran",
    "phuong": "phuong",
    "p": "phuong",
    "dac khu": "dac khu",
    "xa": "xa",
    "x": "xa",
}
_KIND = re.compile(rf"({'|'.join(sorted(_KINDS, key=len, reverse=True))})(?:\.\s*|\s+)(?=\S)")
_VOWELS = frozenset("aeiouy")
# Đắk, Đăk, Đak and Dak are one syllable, "water" in the Bahnaric languages, spelt in four ways.
_DAK = re.compile("[dđ](?:a|ă|ắ)k")


class UnclearName(ValueError):
    """A name that means no area of the edition, or more than one: `candidates` are their codes."""

    def __init__(self, problem: str, remedy: str, candidates: list[str]):
        super().__init__(f"{problem}; {remedy}")
        self.problem, self.remedy, self.candidates = problem, remedy, candidates


class AreaNames:
    """The names of one edition: `AreaNames(areas.names()).find("đăk rve")` is "23479"."""

    def __init__(self, names: Mapping[str, str]):
        self._names = {str(code): str(name) for code, name in names.items()}
        self._by_letters: dict[str, list[str]] = {}
        for code, name in self._names.items():
            self._by_letters.setdefault(_letters(name_key(name)), []).append(code)

    def candidates(self, text: str) -> list[str]:
        """Return the codes of the areas that a name may mean, in the order of the names."""
        found = []
        for words in _readings(text):
            key = _syllables_key(words)
            alike = self._by_letters.get(_letters(key), [])
            exact = [code for code in alike if name_key(self._names[code]) == key]
            found += exact or [c for c in alike if _forgives(key, name_key(self._names[c]))]
        found = list(dict.fromkeys(found))
        kind = split_kind(text)[0]
        same_kind = [code for code in found if kind and split_kind(self._names[code])[0] == kind]
        return same_kind or found

    def find(self, text: str) -> str:
        """Return the code of the one area that a name means. Raises UnclearName otherwise."""
        found = self.candidates(text)
        if len(found) == 1:
            return found[0]
        if found:
            both = ", ".join(f"{code} {self._names[code]}" for code in found)
            raise UnclearName(f"'{text}' may be {both}", "write the code", found)
        raise UnclearName(f"'{text}' is no area", did_you_mean(text, self._names.values()), [])


def code_finder(codes: Collection[str]) -> Callable[[str], str]:
    """Return what finds the code that a text is, blank for none: one that was kept as a number has
    lost its leading zeros.

    >>> find = code_finder(["0614", "51"])
    >>> find("614"), find("51.0"), find("6140")
    ('0614', '51', '')
    """
    bare = {code.lstrip("0"): code for code in codes}

    def find(text: str) -> str:
        text = text.removesuffix(".0")
        return text if text in codes else bare.get(text.lstrip("0"), "")

    return find


def name_key(name: str) -> str:
    """Return what is compared of a name: two spellings of one name have the same key.

    Kind, case, spaces and hyphens, the form of the Unicode, the place of the tone mark (hoà, hòa)
    and the spelling of "Đắk" play no part. All other marks tell names apart.
    """
    return _syllables_key(split_kind(name)[1])


def split_kind(name: str) -> tuple[str, str]:
    """Return the kind that a name begins with ("thi tran", "" for none), and the name itself."""
    composed = clean(str(name)).casefold()
    found = _KIND.match(unmarked(composed))
    return (_KINDS[found[1]], composed[found.end() :]) if found else ("", composed)


def plain(name: str) -> str:
    """Return a name in plain letters, without its kind, for names of files: "dak-rve"."""
    return "-".join(re.findall("[a-z0-9]+", unmarked(split_kind(name)[1])))


def _readings(text: str) -> list[str]:
    """The name without its kind; and with it, for it may be part of the name (Xa Dung)."""
    composed = clean(str(text)).casefold()
    return list(dict.fromkeys([split_kind(text)[1], composed]))


def unmarked(text: str) -> str:
    """Return a text without its marks."""
    # One letter for one letter, so that places found here are places in the marked text.
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text).replace("đ", "d")


def _syllables_key(words: str) -> str:
    """Letters, each run of vowels followed by its marks: "đắk tờ re" → "đa˘k|to..|re"."""
    joined = _DAK.sub("đăk", unicodedata.normalize("NFC", re.sub(r"[\W_]+", "", words)))
    key, marks = [], []
    for letter in unicodedata.normalize("NFD", joined):
        if unicodedata.combining(letter):
            marks.append(letter)
            continue
        if letter not in _VOWELS:
            key, marks = [*key, *sorted(marks)], []
        key.append(letter)
    return "".join([*key, *sorted(marks)])


def _letters(key: str) -> str:
    return "".join(c for c in key if not unicodedata.combining(c)).replace("đ", "d")


_RUN = re.compile("([aeiouy]*)([\u0300-\u036f]*)([^aeiouy\u0300-\u036f]?)")


def _forgives(given: str, known: str) -> bool:
    """Whether `given` is `known` with marks left out, those of a run of vowels all or none."""
    pairs = zip(_RUN.findall(given), _RUN.findall(known), strict=False)
    return _letters(given) == _letters(known) and all(
        marks in ("", right) and (last == end or (last, end) == ("d", "đ"))
        for (_, marks, last), (_, right, end) in pairs
    )
