"""What a notebook's cell shows: one piece of HTML, with the table and the figure behind it."""

from __future__ import annotations

import io
import re
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files
from inspect import getsource, unwrap
from typing import TYPE_CHECKING

import pandas as pd
from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from matplotlib.figure import Figure

from chitieu.faults import CallError
from chitieu.show.draw.svg import spots, to_svg
from chitieu.show.pictures import as_pictures
from chitieu.show.verdicts import FILLS, HATCH, Fill
from chitieu.show.wording import formats
from chitieu.words import capital, language, text

if TYPE_CHECKING:
    from IPython.display import Code

_LEAST = re.compile(r"(?<=min-width:)\d+px")  # of a drawing that a narrow screen scrolls
_CAPTION = re.compile(r"<(?:fig)?caption[^>]*>(.*?)</(?:fig)?caption>", re.DOTALL)
MOST_STOPS = 30  # shapes of one drawing that a keyboard stops at; the others are in its table


@dataclass(repr=False)
class Exhibit:
    """One thing to look at. `table` is the DataFrame behind it, `figure` what was drawn, if any;
    `reading` is the computed sentence that says what is to be seen in it; `maker` the function that
    made it, whose code `source()` shows. A table without rows is one that says why."""

    html: Markup
    table: pd.DataFrame
    reading: str = ""
    figure: Figure | None = None
    maker: Callable | None = field(default=None, compare=False)

    def __post_init__(self):
        if self.table.empty:
            self.table = pd.DataFrame({"sentence": [str(self)]})
        if self.figure is not None:  # shows itself, also where nobody has imported pyplot
            self.figure._repr_png_ = partial(_png, self.figure)

    def _repr_html_(self) -> str:
        return str(self.html)

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        # The mark tells the page that this is the house's own: escaped and described already.
        shown, told = as_pictures(str(self.html)), {"text/plain": str(self)}
        if kernel := _kernel():
            if _is_first(kernel) and not shown.startswith("<style>"):
                shown = f"<style>{notebook_sheet()}</style>{shown}"
            if self.figure is not None:  # for what shows no HTML at all; a batch has no use for it
                told["image/png"] = b64encode(_png(self.figure)).decode()
        return told | {"text/html": shown}, {"text/html": {"chitieu": True}}

    def source(self) -> Code:
        """Return the code that made it, as a notebook shows code. Raises CallError for what no call
        of a workbook made."""
        from IPython.display import Code

        if self.maker is None:
            raise CallError("no call of a workbook made this exhibit: its code is in your own cell")
        return Code(getsource(unwrap(self.maker)), language="python")

    def __str__(self) -> str:
        """Its reading; where it has none, what it is called, or all that it says."""
        called = _CAPTION.search(self.html)
        return self.reading or Markup(called[1] if called else self.html).striptags()

    __repr__ = __str__


def nothing(why: str) -> Exhibit:
    """Return an exhibit that a page leaves out, with the part that leads to it; it says why."""
    return Exhibit(Markup(), pd.DataFrame(), why)


_styled: set[int] = set()  # kernels that have shown the sheet: this one, or none


def _kernel():
    """The kernel of a notebook that is shown as it runs; None in a batch and outside notebooks."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return getattr(shell, "kernel", None)


def _is_first(kernel) -> bool:
    """Whether this exhibit is the first that a kernel shows."""
    first = id(kernel) not in _styled
    _styled.add(id(kernel))
    return first


def _png(figure: Figure) -> bytes:
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", bbox_inches="tight")
    return drawn.getvalue()


def notebook_sheet() -> str:
    """Return the style sheet of the exhibits in a notebook: also white paper in a dark theme."""
    paper = files("chitieu.show").joinpath("templates/notebook.css").read_text("utf-8")
    return stylesheet() + paper


def stylesheet() -> str:
    """Return the style sheet of the exhibits, as a page has it."""
    rules = files("chitieu.show").joinpath("templates/chitieu.css").read_text("utf-8")
    drawing, table = text("drawing.scroll_drawing"), text("drawing.scroll_table")
    rules += "".join(_ground(fill) for fill in FILLS)
    return f'{rules}:root{{--ct-scroll-drawing:"{drawing}";--ct-scroll-table:"{table}"}}\n'


def _ground(fill: Fill) -> str:
    """The rules of one fill: cells and tiles are filled as maps are; what stands on a pattern has
    a plate."""
    paint, name = fill.colour, f".ct-ground-{fill.key}"
    if fill.hatch:
        paint = f"repeating-linear-gradient(135deg,{paint} 0 5px,{HATCH} 5px 6px)"
    if fill.dotted:
        paint = f"radial-gradient({HATCH} 1px,{paint} 1.2px) 0 0/6px 6px"
    rules = f"{name}{{background:{paint}!important}}{name},{name} a{{color:{fill.ink}!important}}"
    if fill.is_patterned:
        rules += (
            f"{name} :is(.ct-mark,.ct-id),td{name}::before"
            f"{{background:{fill.colour};padding:0 .2em}}"
        )
    return f"{rules}\n"


def render(template: str, **content) -> Markup:
    """Return a template of `show/templates/`, filled in; every text in it is escaped."""
    return Markup(_environment().get_template(template).render(**content))


def compile_templates() -> None:
    """Read every template at once, so that a process forked from this one need not."""
    for name in _environment().list_templates(extensions=["html"]):
        _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("chitieu.show"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["capital"] = capital
    environment.globals |= {"f": formats, "text": text, "language": language}
    return environment


def figure_exhibit(
    figure: Figure | None,
    *,
    name: str,
    title: str,
    alt: str,
    table: pd.DataFrame,
    reading: str = "",
    hover: Mapping[str, str] | None = None,
    note: str = "",
    stops: bool = False,
    tables: Mapping[str, str] | None = None,
    along: Markup | str = "",
) -> Exhibit:
    """Return a drawn figure as an exhibit: title, drawing, reading and note. Where there is nothing
    to draw `figure` is None, and the reading, or else the description, stands in its place.

    `name`: unique on its page, in a-z, 0-9 and -; it also seeds the ids inside the SVG, so that
    the same figure is the same bytes. `alt`: what a reader who cannot see it is told. `hover`:
    the text that shows over the artist with that gid; with `stops` it also shows where the
    keyboard stops at it. `tables`: where the figures of a drawing with too many shapes for that
    stand, links by their words. `along`: the link to its rows.
    """
    if not alt.strip():
        raise ValueError(f"the figure '{name}' has no description; make one from its table: alt=…")
    if figure is None:
        html = render("figure.html", name=name, title=title, reading=reading or alt)
        return Exhibit(html, table, reading or alt)
    drawing = to_svg(figure, name, alt, hover or {})
    html = render(
        "figure.html",
        name=name,
        title=title,
        drawing=Markup(drawing),
        least=_LEAST.search(drawing)[0],
        spots=spots(drawing, name, hover) if stops and len(hover or {}) <= MOST_STOPS else [],
        tables=tables or {},
        reading=reading,
        note=note,
        along=along,
    )
    return Exhibit(html, table, reading or alt, figure)
