"""A page's drawings in fewer bytes: the looks that their parts share are said once, as classes."""

from __future__ import annotations

import re
from collections import Counter

LEAST = 3  # times that a look must be said for a class to be shorter
_DRAWING = re.compile(r'<svg (?=[^>]*class="ct-svg").*?</svg>', re.DOTALL)
# A look is a rule as it is only where nothing in it is written for an attribute.
_LOOK = re.compile(r'(<(?!svg)\w+)((?:\s(?!class=|style=)[\w:-]+="[^"]*")*) style="([^"&<{}\\]*)"')
_EMPTY = re.compile(r"></(?:path|use|circle|rect|line)>")


def slim(page: str) -> str:
    """Return a page whose drawings look as they did; the classes stand in its own style sheet."""
    drawings = "".join(_DRAWING.findall(page))
    looks = Counter(part[3] for part in _LOOK.finditer(drawings)).most_common()
    names = {look: f"k{n}" for n, (look, times) in enumerate(looks) if times >= LEAST}

    def named(part: re.Match) -> str:
        tag, others, look = part.groups()
        if look not in names:
            return part[0]
        return f'{tag}{others} class="{names[look]}"'

    def drawn(drawing: re.Match) -> str:
        return _EMPTY.sub("/>", _LOOK.sub(named, drawing[0]))

    rules = "\n".join(f".{name}{{{look}}}" for look, name in names.items())
    return _DRAWING.sub(drawn, page).replace("</style>", f"{rules}\n</style>", 1)
