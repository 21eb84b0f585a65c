"""A drawing as a notebook holds it: a picture, which is also seen where nobody trusts the notebook.

What is not trusted is shown without inline SVG, in JupyterLab and on GitHub alike; its words would
be left as loose text. Where a notebook is trusted the picture becomes the drawing again, for what
shows under the pointer; a page is made of the drawing.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from html import escape

_DRAWING = re.compile(r'<svg\b[^>]*?class="ct-svg".*?</svg>', re.DOTALL)
_ALT = re.compile(r'aria-label="([^"]*)"')
_WIDTH = re.compile(r'style="width:(\d+)px')
_TYPE = "data:image/svg+xml;base64,"
_BACK = (  # as the bytes are: atob alone would take each for a letter
    "this.outerHTML=new TextDecoder().decode("
    "Uint8Array.from(atob(this.src.split(',')[1]),c=>c.charCodeAt()))"
)
_PICTURE = re.compile(rf'<img class="ct-picture" src="{re.escape(_TYPE)}([A-Za-z0-9+/=]*)"[^>]*>')


def as_pictures(html: str) -> str:
    """Return an exhibit's HTML with each drawing as a picture.

    >>> as_pictures('<svg class="ct-svg" aria-label="a" style="width:9px"></svg>')[:48]
    '<img class="ct-picture" src="data:image/svg+xml;'
    """
    return _DRAWING.sub(_picture, html)


def as_drawings(html: str) -> str:
    """Return it with each such picture as the drawing that it was made of, to the letter."""
    return _PICTURE.sub(lambda found: b64decode(found[1]).decode("utf-8", "replace"), html)


def _picture(found: re.Match) -> str:
    drawing = found[0]
    coded = b64encode(drawing.encode()).decode()
    alt, width = _ALT.search(drawing)[1], _WIDTH.search(drawing)[1]
    return (
        f'<img class="ct-picture" src="{_TYPE}{coded}" alt="{alt}" width="{width}"'
        f' onload="{escape(_BACK)}">'
    )
