"""A figure as inline SVG: small, the same bytes each time, sharing nothing with its neighbours."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import wraps
from itertools import accumulate
from xml.etree import ElementTree

import matplotlib as mpl
import shapely
from matplotlib.figure import Figure

from chitieu.show.draw.compact import gather_defs, share_styles, shorten, ungroup

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
# System faces only; each draws stacked Vietnamese marks. Figures are laid out with the face that
# matplotlib ships, so that they are the same everywhere; these are narrower, so nothing overflows.
FONTS = "'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif"
STYLE = {
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#808b97",
    "axes.labelcolor": "#17212b",
    "text.color": "#17212b",
    "xtick.color": "#525d69",
    "ytick.color": "#17212b",
    "hatch.linewidth": 0.7,
    "hatch.color": "#77828d",
    "axes.formatter.use_locale": False,
    "text.parse_math": False,  # a name with "$" in it is a name
}


def styled(draw):
    """Return a drawing function that draws in the house's style, whatever the notebook's is."""

    @wraps(draw)
    def drawn(*args, **options):
        with mpl.rc_context(mpl.rcParamsDefault | STYLE):
            return draw(*args, **options)

    return drawn


# The gid of a text that needs a rim, white or in the colour that is added to it ("halo#a5cae6"). A
# path effect would turn its letters into outlines, which are long, and which a screen reader
# cannot read.
HALO = "halo"
LEAST = 0.86  # of its size: a drawing shrunk further has letters too small to read
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RIM = ";paint-order:stroke;stroke:{};stroke-width:2.5px;stroke-linejoin:round"


def to_svg(figure: Figure, name: str, alt: str, hover: Mapping[str, str]) -> str:
    """Return a figure as inline SVG. `name` is unique on the page and stands before every id in
    it; `alt` describes it; `hover` is the text that shows over the artist with that gid."""
    buffer = io.StringIO()
    with mpl.rc_context(STYLE | {"svg.hashsalt": name}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    written = writable(buffer.getvalue())
    root = ElementTree.fromstring(written)
    for child in list(root):
        style = child.find(f"{{{SVG}}}style")
        if child.tag == f"{{{SVG}}}metadata" or style is not None:
            root.remove(child)  # the style is a rule for everything on the page
    ids = _ids(written, name, hover)
    for element in root.iter():
        if (text := hover.get(element.get("id", ""))) is not None:
            tip = ElementTree.Element(f"{{{SVG}}}title")
            tip.text = writable(text)
            element.insert(0, tip)
        if element.get("id", "").startswith(HALO):
            rim = _RIM.format(element.get("id").removeprefix(HALO) or "#fff")
            for text in element.iter(f"{{{SVG}}}text"):
                text.set("style", text.get("style", "") + rim)
        shorten(element)
        _point(element, ids)
    gather_defs(root)
    ungroup(root)
    share_styles(root)
    width = round(float(root.get("width").removesuffix("pt")) * 4 / 3)
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.set("class", "ct-svg")
    root.set("role", "img")
    root.set("aria-label", writable(alt))
    root.set(
        "style",
        f"width:{width}px;min-width:{round(LEAST * width)}px;"
        f"stroke-linejoin:round;stroke-linecap:butt;font-family:{FONTS}",
    )
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def writable(text: str) -> str:
    """Return a text with a sign (�) for each letter that no XML holds: controls, half letters."""
    return _NOT_XML.sub("�", text)


def spots(svg: str, name: str, hover: Mapping[str, str]) -> list[dict]:
    """Return a place inside each shape that has a hover text, in percent of the drawing's width
    and height, with that text: what a keyboard can stop at. `low`: it is in the lower half."""
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.get("viewBox").split())
    shapes = {element.get("id"): element for element in root.iter(f"{{{SVG}}}g")}
    found = []
    for gid, text in hover.items():
        outline = shapes[f"{name}-{gid}"].find(f"{{{SVG}}}path").get("d")
        rings = (shapely.Polygon(ring) for ring in _places(outline) if len(ring) > 2)
        largest = max(rings, key=shapely.area)
        x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[0]
        place = {"left": f"{100 * x / width:.1f}%", "top": f"{100 * y / height:.1f}%"}
        found.append(place | {"text": text, "low": y > height / 2})
    return found


def _places(path: str) -> list[list[tuple[float, float]]]:
    """Return the rings of a short path of straight lines."""
    rings = []
    for ring in path.split("M")[1:]:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", ring)]
        steps = zip(numbers[0::2], numbers[1::2], strict=True)
        xs, ys = zip(*steps, strict=True)
        rings.append(list(zip(accumulate(xs), accumulate(ys), strict=True)))
    return rings


def _ids(written: str, name: str, hover: Mapping[str, str]) -> dict[str, str]:
    """Return a new id for each that something points at: the figure's name, then the gid of what
    has a hover text, or a number."""
    used = dict.fromkeys(re.findall(r"(?:url\(#|href=\"#)([^\")]+)", written))
    numbered = {old: f"{name}-{n}" for n, old in enumerate(used) if old not in hover}
    return numbered | {gid: f"{name}-{gid}" for gid in hover}


def _point(element: ElementTree.Element, ids: Mapping[str, str]) -> None:
    """Give an element its new id, and what it points at; drop an id that nothing points at."""
    for key, text in list(element.attrib.items()):
        if key == "id":
            if text in ids:
                element.set(key, ids[text])
            else:
                del element.attrib[key]
        elif key == f"{{{XLINK}}}href" and text.startswith("#"):
            element.set(key, f"#{ids[text[1:]]}")
        elif "url(#" in text:
            element.set(key, re.sub(r"url\(#([^)]+)\)", lambda at: f"url(#{ids[at[1]]})", text))
