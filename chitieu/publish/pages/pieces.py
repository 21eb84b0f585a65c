"""The pieces of a page put together: headings that nest, ids that are unique, the contents."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field

from chitieu.publish.pages.choices import IDS

_HEADING = re.compile(r"<h(?P<level>[1-6])(?P<rest>[^>]*)>(?P<text>.*?)</h(?P=level)>", re.DOTALL)
_PART = re.compile(r'<section class="ct-indicator" (?P<words>[^>]*)>')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_METHOD = re.compile(r'<details class="ct-method">.*?</details>\n?', re.DOTALL)
_ID = re.compile(r'\sid="([^"]+)"')
_TAG = re.compile(r'<[a-zA-Z](?:[^<>"]|"[^"]*")*>')  # as the sieve writes them
_POINTS = re.compile(
    r'(?P<what>\b(?:id|headers|aria-labelledby|aria-describedby))="(?P<names>[^"]*)"'
    r'|(?P<to>href="|url\((?:&quot;)?)#(?P<name>[^")]*?)(?=[")]|&quot;)'
)
TEMPLATE_IDS = ("noi-dung", "nguon-goc", "xem-ma", *IDS.values())
DEEPEST = 6
_BARRED = {0x110: "D", 0x111: "d"}  # Đ and đ: no letter with a mark, as the others are


def slug(text: str) -> str:
    """Return an address in a-z, 0-9 and - for a heading: "Điều cần xem kỹ" is "dieu-can-xem-ky"."""
    letters = (
        unicodedata.normalize("NFD", text.translate(_BARRED))
        .encode("ascii", "ignore")
        .decode()
        .lower()
    )
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "phan"


@dataclass(frozen=True)
class Entry:
    """A line of the contents: a heading, or an indicator's part with its code and mark."""

    level: int
    id: str
    text: str
    code: str = ""
    mark: str = ""


@dataclass
class Page:
    """What a page holds so far, gathered while its pieces are put to it one after the other."""

    contents: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    heading: str = ""  # the last second heading
    house: frozenset[str] = frozenset()  # ids of the house's pieces, which nobody else may take
    _methods: set[str] = field(default_factory=set)
    _ids: set[str] = field(default_factory=lambda: set(TEMPLATE_IDS))
    _nesting: list[int] = field(default_factory=list)

    def put(self, piece: str, own: bool = False) -> str:
        """Return a piece as it stands on this page; `own`: it is the house's.

        An id that the page has already, or that is the house's, gets a number; headings get an
        address and the level of their nesting, so that none is skipped; a method that the page has
        told is not told again.
        """
        if own:
            piece = _METHOD.sub(self._once, piece)
        piece = self._with_own_ids(piece, frozenset() if own else self.house)
        found = [*_HEADING.finditer(piece), *_PART.finditer(piece)]
        out, end = [], 0
        for match in sorted(found, key=lambda match: match.start()):
            out.append(piece[end : match.start()])
            out.append(self._heading(match) if "level" in match.groupdict() else self._part(match))
            end = match.end()
        return "".join([*out, piece[end:]])

    def _once(self, method: re.Match) -> str:
        told = method[0] in self._methods
        self._methods.add(method[0])
        return "" if told else method[0]

    def _heading(self, match: re.Match) -> str:
        level = self._level(int(match["level"]))
        words = html.unescape(re.sub(r"<[^>]+>", "", match["text"])).strip()
        rest = match["rest"]
        if level == 2:
            self.heading = words
            address = self._free(slug(words), self.house)
            rest = re.sub(_ID, "", rest) + f' id="{address}"'
            self.contents.append(Entry(2, address, words))
        return f"<h{level}{rest}>{match['text']}</h{level}>"

    def _part(self, match: re.Match) -> str:
        words = {key: html.unescape(text) for key, text in _ATTRIBUTE.findall(match["words"])}
        if "data-code" in words:
            code, mark, short = (words.get(f"data-{key}", "") for key in ("code", "mark", "short"))
            self.contents.append(Entry(3, words["id"], short, code, mark))
        return match[0]

    def _level(self, written: int) -> int:
        while self._nesting and self._nesting[-1] >= written:
            self._nesting.pop()
        self._nesting.append(written)
        return min(len(self._nesting), DEEPEST)

    def _with_own_ids(self, piece: str, others: frozenset[str]) -> str:
        """A figure that is shown twice would bring its ids twice."""
        new = {old: self._free(old, others) for old in ids(piece)}
        changed = {old: name for old, name in new.items() if old != name}
        if not changed:
            return piece

        def renamed(found: re.Match) -> str:
            if found["names"]:
                words = [changed.get(name, name) for name in found["names"].split()]
                return f'{found["what"]}="{" ".join(words)}"'
            return f"{found['to']}#{changed.get(found['name'], found['name'])}"

        return _TAG.sub(lambda tag: _POINTS.sub(renamed, tag[0]), piece)

    def _free(self, name: str, others: frozenset[str] = frozenset()) -> str:
        number, found = 1, name
        while found in self._ids or found in others:
            number += 1
            found = f"{name}-{number}"
        self._ids.add(found)
        return found


def ids(piece: str) -> list[str]:
    """Return the ids in a piece that went through the sieve, in order."""
    return list(dict.fromkeys(name for tag in _TAG.findall(piece) for name in _ID.findall(tag)))


def without_dead_links(body: str, also: tuple[str, ...] = ()) -> str:
    """Return a page's body where a link to what is not on the page is plain text."""
    there = {*ids(body), *also}

    def checked(link: re.Match) -> str:
        return link[0] if html.unescape(link[1]) in there else "<a"

    return re.sub(r'<a href="#([^"]*)"', checked, body)
