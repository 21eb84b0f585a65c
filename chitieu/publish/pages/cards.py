"""Tables as a narrow screen shows them: a row a card, each cell under the name of its column."""

from __future__ import annotations

import html
import re
from itertools import count

LEAST, MOST = 3, 40  # columns: in fewer the row's heading says all; with more no sheet is enough
_TABLE = re.compile(r'<table class="ct-table[^"]*"[^>]*>.*?</table>', re.DOTALL)
_HEADS = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_SECOND = re.compile(r'<span class="ct-second">.*?</span>|<[^>]+>', re.DOTALL)
# A browser may take what is not displayed as a table for none, unless its parts say what they are.
_ROLES = {
    r"table": "table",
    r"t(?:head|body)": "rowgroup",
    r"tr": "row",
    r"td": "cell",
    r'th(?=[^>]* scope="col")': "columnheader",
    r'th(?=[^>]* scope="row)': "rowheader",
}
_PARTS = {re.compile(rf"(<{part}\b[^>]*)>"): role for part, role in _ROLES.items()}


def with_cards(piece: str) -> str:
    """Return a piece of the house's, each table with its columns' names as `--ct-1`, `--ct-2` … for
    the style sheet, and with the roles of its parts."""
    return _TABLE.sub(_card, piece)


def _card(table: re.Match) -> str:
    whole = table[0]
    for part, role in _PARTS.items():
        whole = part.sub(rf'\1 role="{role}">', whole)
    heads = _HEADS.findall(whole.partition("</thead>")[0])
    if len(heads) < LEAST:
        return whole
    told = zip(count(1), map(_name, heads), strict=False)
    names = ";".join(f"--ct-{n}:{html.escape(name)}" for n, name in told)
    return whole.replace(" role=", f' style="{names}" role=', 1)  # of the table itself


def rules() -> str:
    """Return the rules by which each cell has its column's name as `--ct-name`."""
    told = (f"td:nth-child({n}){{--ct-name:var(--ct-{n})}}" for n in range(1, MOST + 1))
    return "\n".join(told)


def _name(head: str) -> str:
    return in_css(html.unescape(_SECOND.sub("", head)).strip())


def in_css(words: str) -> str:
    """Return a text as a string of a style sheet, whatever is in it.

    >>> in_css('"<b>"')
    '"\\\\22 \\\\3c b\\\\3e \\\\22 "'
    """
    return '"' + re.sub(r'[\\"<>&\n\r\f\x00]', lambda c: f"\\{ord(c[0]):x} ", words) + '"'
