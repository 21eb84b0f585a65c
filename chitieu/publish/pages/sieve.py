"""What may stand on a page, judged as a browser reads it: nothing that acts, asks or loads.

Two vocabularies go through one sieve. A stranger's markup keeps what prose, tables and drawings are
made of; the house's keeps its classes and marks besides. Which one a piece is held to is a matter
of looks alone: neither lets anything through that acts, so a false claim gains nothing.
"""

from __future__ import annotations

import csv
import re
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

import nh3
import tinycss2

from chitieu.show.download import BEGINS
from chitieu.spreadsheets import formula_in

_WORDS = """
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p pre q s samp section small span strong
    sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr
"""
_SHAPES = """
    svg g path rect circle ellipse line polyline polygon text tspan defs use clipPath pattern marker
    stop symbol linearGradient radialGradient
"""
_OF_WORDS = {
    "*": "aria-hidden aria-label aria-labelledby dir id lang style title",
    "a": "href",
    "col": "span",
    "colgroup": "span",
    "details": "open",
    "img": "alt height src width",
    "li": "value",
    "ol": "reversed start type",
    "td": "colspan headers rowspan",
    "th": "abbr colspan headers rowspan scope",
    "time": "datetime",
}
_OF_SHAPES = """
    clip-path clip-rule clipPathUnits cx cy d dominant-baseline dx dy fill fill-opacity fill-rule
    font-family font-size font-style font-weight fx fy gradientTransform gradientUnits height href
    marker-end marker-mid marker-start markerHeight markerUnits markerWidth offset opacity orient
    pathLength patternContentUnits patternTransform patternUnits points preserveAspectRatio r refX
    refY role rotate rx ry spreadMethod stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor transform viewBox width x x1 x2 xlink:href xmlns xmlns:xlink y y1 y2
"""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS = _names(_WORDS + _SHAPES)
_SIDES = ("", "-top", "-right", "-bottom", "-left")
_LOOKS = _names("""
    background background-color background-image border-collapse border-radius border-spacing
    caption-side color font font-family font-size font-style font-variant font-weight line-height
    list-style-type opacity text-align text-decoration text-transform vertical-align
    clip-path clip-rule dominant-baseline fill fill-opacity fill-rule marker-end marker-mid
    marker-start paint-order stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor
""") | {
    *(f"border{side}{part}" for side in _SIDES for part in ("", "-color", "-style", "-width")),
    *(f"padding{side}" for side in _SIDES),
}
# What is wider than a phone may only be inside a table, which has a region to scroll in.
_CELLS = _names("table col th td")
_SIZES = _names("height max-height max-width min-height min-width white-space width")
_HOUSE_LOOKS = (
    _LOOKS | _SIZES | {"--ct-least", "left", "top", *(f"margin{side}" for side in _SIDES)}
)
_FUNCTIONS = _names("calc hsl hsla linear-gradient max min radial-gradient rgb rgba")
_PLAIN = _names("comment dimension hash ident literal number percentage whitespace")
_DRAWN = _names("clip-path fill marker-end marker-mid marker-start stop-color stroke")

_LINK = re.compile(r"(?:https?:|mailto:|[^:]*$|[^:/?#]*[/?#])", re.IGNORECASE)
_PLACE = re.compile(r"#")
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]")
_ROWS = re.compile(re.escape(BEGINS) + r"(?P<coded>[A-Za-z0-9+/]+={0,2})$")  # a table's, as CSV
_RASTER = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*$")


def strangers(markup: str) -> str:
    """Return markup of anyone's as it may stand on a page."""
    return _STRANGERS.clean(whole_letters(markup))


def house(markup: str) -> str:
    """Return markup that says it is the house's as it may stand on a page: what the house really
    made is left as it is."""
    return _HOUSE.clean(whole_letters(markup))


def whole_letters(text: str) -> str:
    """A text without the halves of letters (lone surrogates), which no file can hold."""
    return text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=16384)  # a page says the same looks many times
def looks(style: str, properties: frozenset[str]) -> str:
    """Return the declarations of a style that are among `properties` and load nothing.

    >>> looks("color: red; background: u\\72l(//x)", frozenset({"color", "background"}))
    'color:red'
    """
    found = tinycss2.parse_blocks_contents(style, skip_whitespace=True)
    kept = [words for each in found if (words := _declared(each, properties))]
    as_written = len(kept) == len(found) and "\\" not in style and "gradient" not in style
    return style if as_written else ";".join(kept)


def _declared(found, properties: frozenset[str]) -> str:
    if found.type != "declaration":
        return ""
    name = found.name if found.name.startswith("--") else found.lower_name
    if name not in properties or not _harmless(found.value, strings="font" in name):
        return ""
    words = tinycss2.serialize(found.value).strip()
    if name == "background" and "gradient(" in words:
        name = "background-image"  # so that a colour said beside it holds, as in a Styler's bars
    return f"{name}:{words}{' !important' if found.important else ''}"


def _harmless(tokens, strings: bool = False) -> bool:
    """Whether CSS values are words, numbers and colours, or lead to a place on the page."""
    for token in tokens:
        if token.type == "function":
            known = token.lower_name in _FUNCTIONS and _harmless(token.arguments)
        elif token.type == "url":
            known = token.value.startswith("#")
        else:
            known = token.type in _PLAIN or (strings and token.type == "string")
        if not known:
            return False
    return True


def _is_plain(address: str) -> bool:
    """Whether a link holds a table as CSV, of which a spreadsheet computes nothing."""
    found = _ROWS.match(address)
    with suppress(ValueError, csv.Error):
        held = b64decode(found["coded"] if found else "").decode("utf-8-sig")
        rows = csv.reader(held.splitlines(keepends=True))
        return bool(held) and not any(formula_in(cell) for row in rows for cell in row)
    return False


def _attribute(properties: frozenset[str], rows: bool) -> Callable[[str, str, str], str | None]:
    """Return what judges an attribute's value, where a style may say these `properties`, and a link
    may hold the `rows` of a table."""
    in_cells = properties | _SIZES

    def judged(tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return looks(value, in_cells if tag in _CELLS else properties) or None
        if name in ("href", "xlink:href"):
            known = {"a": _LINK, "image": _RASTER}.get(tag, _PLACE).match(_squeezed(value))
            known = known or (tag == "a" and rows and _is_plain(value))
        elif name == "src":
            known = PICTURE.match(value)
        elif name in _DRAWN:
            known = _harmless(tinycss2.parse_component_value_list(value))
        else:
            known = True
        return value if known else None

    return judged


def _squeezed(address: str) -> str:
    """An address without what a browser skips in it."""
    return re.sub(r"[\s\x00-\x1f]", "", address)


def _vocabulary(
    tags: frozenset[str], everywhere: str, properties: frozenset[str], rows: bool, **options
) -> nh3.Cleaner:
    attributes = {tag: set(names.split()) for tag, names in _OF_WORDS.items()}
    attributes["*"] |= set(everywhere.split())
    attributes["a"] |= {"download"} if rows else set()
    for tag in (*_SHAPES.split(), "image"):
        attributes[tag] = set(_OF_SHAPES.split())
    return nh3.Cleaner(
        tags=set(tags),
        attributes={tag: names for tag, names in attributes.items() if tag in {"*", *tags}},
        attribute_filter=_attribute(properties, rows),
        url_schemes={"http", "https", "mailto", "data"},  # data: of pictures and rows, above
        link_rel=None,  # no link opens a window of its own
        **options,
    )


_STRANGERS = _vocabulary(
    TAGS,
    "",
    _LOOKS,
    rows=False,
    tag_attribute_values={
        "div": {"class": {"ct-scroll", "prose"}, "role": {"region"}, "tabindex": {"0"}},
        "pre": {"class": {"error"}, "tabindex": {"0"}},
    },
    filter_style_properties=set(_LOOKS | _SIZES),
)
_HOUSE = _vocabulary(
    TAGS | {"title", "image"},
    "class role tabindex",
    _HOUSE_LOOKS,
    rows=True,
    generic_attribute_prefixes={"data-"},
)
