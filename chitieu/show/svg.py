"""A figure as inline SVG: small, the same bytes each time, sharing nothing with its neighbours."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.figure import Figure

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
}


# The gid of a text that needs a white rim. A path effect would turn its letters into outlines,
# which are long, and which a screen reader cannot read.
HALO = "halo"
_RIM = ";paint-order:stroke;stroke:#fff;stroke-width:2.5px;stroke-linejoin:round"


def to_svg(figure: Figure, name: str, alt: str, hover: Mapping[str, str]) -> str:
    """Return a figure as inline SVG. `name` is unique on the page and stands before every id in
    it; `alt` describes it; `hover` is the text that shows over the artist with that gid."""
    buffer = io.StringIO()
    with mpl.rc_context(STYLE | {"svg.hashsalt": name}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(buffer.getvalue())
    for child in list(root):
        style = child.find(f"{{{SVG}}}style")
        if child.tag == f"{{{SVG}}}metadata" or style is not None:
            root.remove(child)  # the style is a rule for everything on the page
    needed = set(hover) | set(re.findall(r"(?:url\(#|href=\"#)([^\")]+)", buffer.getvalue()))
    for element in root.iter():
        if (text := hover.get(element.get("id", ""))) is not None:
            tip = ElementTree.Element(f"{{{SVG}}}title")
            tip.text = text
            element.insert(0, tip)
        if element.get("id") == HALO:
            for text in element.iter(f"{{{SVG}}}text"):
                text.set("style", text.get("style", "") + _RIM)
        _shorten(element)
        _own_ids(element, name, needed)
    width = round(float(root.get("width").removesuffix("pt")) * 4 / 3)
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.set("role", "img")
    root.set("aria-label", alt)
    root.set(
        "style",
        f"width:{width}px;stroke-linejoin:round;stroke-linecap:butt;font-family:{FONTS}",
    )
    return ElementTree.tostring(root, encoding="unicode")


def _shorten(element: ElementTree.Element) -> None:
    """Leave out what is not seen: needless spaces and digits, what the whole drawing says once."""
    for part in ("text", "tail"):
        if not (getattr(element, part) or "").strip():
            setattr(element, part, None)
    attributes = element.attrib
    if "d" in attributes:
        path = re.sub(r"-?\d+\.\d+", _two_decimals, attributes["d"])
        attributes["d"] = re.sub(r"\s*([A-Za-z])\s*", r"\1", path).strip()
    for key in {"x", "y", "transform"} & set(attributes):
        attributes[key] = re.sub(r"-?\d+\.\d+", _two_decimals, attributes[key])
    if re.match(r"rotate\(-?0 ", attributes.get("transform", "")):
        del attributes["transform"]
    if "style" in attributes:
        rules = [rule.strip() for rule in attributes["style"].split(";")]
        kept = [re.sub(r":\s+", ":", r) for r in rules if r and not r.startswith("font-family")]
        attributes["style"] = ";".join(kept)


def _two_decimals(number: re.Match) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _own_ids(element: ElementTree.Element, name: str, needed: set[str]) -> None:
    """Put the figure's name before every id that something points at; drop the others."""
    for key, text in list(element.attrib.items()):
        if key == "id":
            if text in needed:
                element.set(key, f"{name}-{text}")
            else:
                del element.attrib[key]
        elif key == f"{{{XLINK}}}href" and text.startswith("#"):
            element.set(key, f"#{name}-{text[1:]}")
        elif "url(#" in text:
            element.set(key, text.replace("url(#", f"url(#{name}-"))
