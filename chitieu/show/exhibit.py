"""What a notebook's cell shows: one piece of HTML, with the table and the figure behind it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, wraps
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from matplotlib.figure import Figure

from chitieu.show import formats

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
# System faces only; each draws stacked Vietnamese marks. Figures are laid out with the face that
# matplotlib ships, so that they are the same everywhere; these are narrower, so nothing overflows.
FONTS = "'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
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


def styled(draw):
    """Return a drawing function that draws in the house's style, whatever the notebook's is."""

    @wraps(draw)
    def drawn(*args, **options):
        with mpl.rc_context(mpl.rcParamsDefault | STYLE):
            return draw(*args, **options)

    return drawn


@dataclass
class Exhibit:
    """One thing to look at. `table` is the DataFrame behind it, `figure` what was drawn, if any;
    `reading` is the computed sentence that says what is to be seen in it."""

    html: str = field(repr=False)
    table: pd.DataFrame = field(repr=False)
    reading: str = ""
    figure: Figure | None = field(default=None, repr=False)

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.reading


def render(template: str, **content) -> Markup:
    """Return a template of `show/templates/`, filled in; every text in it is escaped."""
    return Markup(_environment().get_template(template).render(**content))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("chitieu.show"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["f"] = formats
    return environment


def figure_exhibit(
    figure: Figure,
    *,
    name: str,
    title: str,
    alt: str,
    table: pd.DataFrame,
    reading: str = "",
    hover: Mapping[str, str] | None = None,
    note: str = "",
) -> Exhibit:
    """Return a drawn figure as an exhibit: title, drawing, reading and note.

    `name`: unique on its page, in a-z, 0-9 and -; it also seeds the ids inside the SVG, so that
    the same figure is the same bytes. `alt`: what a reader who cannot see it is told. `hover`:
    the text that shows over the artist with that gid.
    """
    drawing = Markup(to_svg(figure, name, alt, hover or {}))
    html = render(
        "figure.html", name=name, title=title, drawing=drawing, reading=reading, note=note
    )
    return Exhibit(html, table, reading or alt, figure)


def to_svg(figure: Figure, name: str, alt: str, hover: Mapping[str, str]) -> str:
    """Return a figure as inline SVG that shares no id and no style with others on a page."""
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
    for element in root.iter():
        text = hover.get(element.get("id", ""))
        if text is not None:
            tip = ElementTree.Element(f"{{{SVG}}}title")
            tip.text = text
            element.insert(0, tip)
        _own_ids(element, name)
    width = round(float(root.get("width").removesuffix("pt")) * 4 / 3)
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.set("role", "img")
    root.set("aria-label", alt)
    root.set("style", f"width:{width}px;stroke-linejoin:round;stroke-linecap:butt")
    svg = ElementTree.tostring(root, encoding="unicode")
    return svg.replace("'DejaVu Sans', 'Bitstream Vera Sans', 'Computer Modern Sans Serif', "
                       "'Lucida Grande', 'Verdana', 'Geneva', 'Lucid', 'Arial', 'Helvetica', "
                       "'Avant Garde', sans-serif", FONTS)  # fmt: skip


def _own_ids(element: ElementTree.Element, name: str) -> None:
    for key, text in list(element.attrib.items()):
        if key == "id":
            element.set(key, f"{name}-{text}")
        elif key == f"{{{XLINK}}}href" and text.startswith("#"):
            element.set(key, f"#{name}-{text[1:]}")
        elif "url(#" in text:
            element.set(key, re.sub(r"url\(#", f"url(#{name}-", text))
