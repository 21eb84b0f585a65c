"""What a spreadsheet takes for a formula when it opens a CSV: refused in inputs, never written.

An apostrophe before the text is no help: a program would read another text. The standard library
alone.
"""

from __future__ import annotations

import re

from chitieu.letters import visible

# Behind a separator or a quote as well: a file with commas may be opened as one with semicolons,
# and then a cell begins there.
_BEGINNING = r"(?P<before>^|[,;|\t\r\n\"'])(?P<space>\s*)"
_FORMULA = re.compile(_BEGINNING + r"(?P<sign>[=+\-@＝＋－＠])(?=\s*\S)")
_NUMBER = re.compile(r"-[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")
_DASHES = "-－"


def formula_in(text: str) -> str:
    """Return what a spreadsheet would compute of a text, from its sign on, "" for nothing.

    >>> formula_in("=1+1"), formula_in("tăng; -3 trẻ"), formula_in("-3.5"), formula_in("a-b")
    ('=1+1', '-3 trẻ', '', '')
    """
    if text.isalnum():
        return ""
    seen = visible(text)
    found = None if _NUMBER.fullmatch(seen.strip()) else _FORMULA.search(seen)
    return seen[found.start("sign") :] if found else ""


def without_formulas(text: str) -> str:
    """Return a text of which a spreadsheet computes nothing: a dash that would be read as minus is
    a long one, other signs go.

    >>> without_formulas("- chờ số liệu; =1+1"), without_formulas("-3.5")
    ('– chờ số liệu; 1+1', '-3.5')
    """
    while formula_in(text):
        text = _FORMULA.sub(_harmless, visible(text))
    return text


def _harmless(found: re.Match) -> str:
    return found["before"] + found["space"] + ("–" if found["sign"] in _DASHES else "")
