"""An executed notebook as one HTML page that needs no network and no script."""

from __future__ import annotations

import html
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path

from nbconvert.exporters import Exporter, HTMLExporter
from nbconvert.utils.exceptions import ConversionException
from traitlets import default
from traitlets.config import Config

from chitieu.plan.notebooks import title_of
from chitieu.publish.pages import cards, choices, foreign, outputs, sieve
from chitieu.publish.pages.cards import in_css
from chitieu.publish.pages.pieces import Page, ids, without_dead_links
from chitieu.publish.pages.slim import slim
from chitieu.publish.way import steps
from chitieu.show.exhibit import stylesheet
from chitieu.words import LANGUAGES, language, speaking, text

FOLDER = Path(__file__).parent
PARAMETER_TAGS = ("parameters", "injected-parameters")
_VERSIONS = ("chitieu", "papermill", "nbconvert", "pandas", "geopandas", "matplotlib")
_ANSWER = re.compile(r'<h1 class="ct-answer">(.*?)</h1>', re.DOTALL)
# In JupyterLab a link leads to another notebook; on a page, to the page made of it.
_NOTEBOOK = re.compile(r'(<a [^>]*href="[^"/:?#]+)\.ipynb(?=[#"])')
_HEADER = re.compile(r'<header class="ct-header"([^>]*)>')


class PageFault(ConversionException):
    """A notebook that no page can be made of: all its faults, one a line, each with its cell."""


class PageExporter(HTMLExporter):
    """Makes a page of an executed notebook: contents, folded code, provenance at the foot.

    The page's first heading is the answer that `book.header()` computed, the notebook's title
    stands above it. Cells tagged `parameters` are left out; what they set stands at the foot.
    Raises PageFault where a figure has no description.
    """

    export_from_notebook = "chitieu page"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "chitieu"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @property
    def default_config(self) -> Config:
        config = Config(
            {
                "TagRemovePreprocessor": {
                    "enabled": True,
                    "remove_cell_tags": list(PARAMETER_TAGS),
                },
                "HTMLExporter": {"extra_template_basedirs": [str(FOLDER / "templates")]},
            }
        )
        config.merge(super().default_config)
        return config

    def _create_environment(self):
        environment = super()._create_environment()
        environment.globals.update(text=text, language=language)
        return environment

    def from_notebook_node(self, nb, resources=None, **kw):
        """Make the page, in the language that the notebook was told to speak."""
        given = _parameters(nb).get("language", "").strip("\"'")
        with speaking(given if given in LANGUAGES else language()):
            return self._page_of(nb, resources, **kw)

    def _page_of(self, nb, resources, **kw):
        told = nb.metadata.get("chitieu", {})
        parameters = _parameters(nb)
        # HTMLExporter's own would parse and write the whole page again, SVG letters changed.
        nb, resources = Exporter.from_notebook_node(self, nb, resources, **kw)
        title = title_of(nb)
        page, parts = _parts(nb, title)
        if page.faults:
            raise PageFault("\n".join(page.faults))
        whole = "".join(part["html"] for part in parts if part["own"])
        header = _HEADER.search(whole)
        chosen = choices.options(whole)
        if chosen:
            first = next(
                part for part in parts if part["own"] and " data-objective=" in part["html"]
            )
            first["html"] = choices.controls(chosen) + first["html"]
        about = dict(re.findall(r'data-([\w-]+)="([^"]*)"', header[1])) if header else {}
        answer = _ANSWER.search(whole)
        made = self.template.render(
            title=f"{title} · {_plain(answer[1])}" if answer else title,
            running=in_css(title),
            sheet_in_css=in_css(text("exporter.sheet")),
            about={key: in_css(html.unescape(words)) for key, words in about.items()},
            css=stylesheet()
            + cards.rules()
            + (FOLDER / "page.css").read_text("utf-8")
            + (choices.rules(chosen) if chosen else ""),
            contents=page.contents,
            way=steps(told.get("way", []), told.get("page", "")),
            head=[part for part in parts if part["section"] is None],
            sections=_sections(parts),
            notebook=told.get("notebook", ""),
            ran_by=told.get("ran_by", ""),
            check_code=told.get("check_code", ""),
            check_in_css=in_css(
                text("exporter.check_code_at_foot", code=told.get("check_code", ""))
            ),
            signed='<div class="ct-tiles">' in whole,  # the scoreboard, and no other page
            one_sheet='ct-brief"' in whole,  # the leader's: with narrower margins it fits
            parameters=parameters,
            versions=_versions(),
        )
        return without_dead_links(
            _NOTEBOOK.sub(r"\1.html", slim(sieve.whole_letters(made)))
        ), resources


@cache
def page_exporter() -> PageExporter:
    """Return the one exporter of this process: its template is read once."""
    return PageExporter()


@cache
def _versions() -> str:
    return ", ".join(f"{name} {version(name)}" for name in _VERSIONS)


def _parts(nb, title: str) -> tuple[Page, list[dict]]:
    """A page's parts in order: prose and what cells show, each in the section that it lies in.

    A part's section is the number of the second headings above it; None in the page's head, which
    reaches to the cell that shows the answer.
    """
    shown = [
        (number, cell, [outputs.piece(output) for output in cell.get("outputs", [])])
        for number, cell in enumerate(nb.cells, start=1)
    ]
    shown = [
        (number, cell, [_seen(piece) for piece in pieces])
        for number, cell, pieces in _worth_showing(shown)
    ]
    own = [piece.html for _, _, pieces in shown for piece in pieces if piece.own]
    page, parts = Page(house=frozenset(ids("".join(own)))), []
    answered = [number for number, _, pieces in shown if _answer_in(pieces)][:1]
    section = None if answered else 0
    for number, cell, pieces in shown:
        place = f"cell {cell.get('execution_count') or number}"
        if cell.cell_type == "markdown":
            words = outputs.prose(cell)
            if answered:  # the title stands above the answer, which is the first heading
                words = re.sub(r"<h1>.*?</h1>", "", words, count=1, flags=re.DOTALL)
            section = _section(section, words)
            piece = f'<div class="prose">{words}</div>' if words.strip() else ""
            parts.append(_part(page, piece, place, section, prose=True))
        elif cell.cell_type == "code":
            parts += [_part(page, _with_title(p, title), place, section, own=p.own) for p in pieces]
            if cell.source.strip():
                parts.append({"code": cell.source, "html": "", "section": section, "own": False})
        if [number] == answered:
            section = 0
    return page, parts


def _worth_showing(shown: list[tuple]) -> list[tuple]:
    """The cells without those that show a blank exhibit or are comments alone, and without the
    prose that leads to one: a part that a workbook has no figures for, or that its analyst has not
    asked for yet, is no part of its page."""
    void = [n for n, (_, cell, pieces) in enumerate(shown) if _is_void(cell, pieces)]
    void += [n - 1 for n in void if n and shown[n - 1][1].cell_type == "markdown"]
    return [each for n, each in enumerate(shown) if n not in void]


def _is_void(cell, pieces: list[outputs.Piece]) -> bool:
    if pieces:
        return all(piece.own and not piece.html for piece in pieces)
    lines = cell.source.split("\n") if cell.cell_type == "code" else []
    return any(lines) and all(line.startswith("#") for line in lines if line.strip())


def _section(now: int | None, words: str) -> int | None:
    return now + 1 if now is not None and "<h2" in words else now


def _part(page: Page, piece: str, place: str, section, own: bool = False, prose: bool = False):
    if not own:
        heading = page.heading
        name = text("exporter.table_of", heading=heading) if heading else text("exporter.table")
        piece, faults = foreign.clean(piece, name, prose)
        page.faults += [f"{place}: {fault}" for fault in faults]
    return {"html": page.put(piece, own), "code": "", "section": section, "own": own}


def _seen(piece: outputs.Piece) -> outputs.Piece:
    """A piece of the house's as it came through the sieve, others as they are."""
    if not piece.own:
        return piece
    return outputs.Piece(cards.with_cards(sieve.house(piece.html)), own=True)


def _answer_in(pieces) -> bool:
    return any(piece.own and _ANSWER.search(piece.html) for piece in pieces)


def _with_title(piece: outputs.Piece, title: str) -> str:
    kicker = f'<p class="kicker">{html.escape(title)}</p>' if piece.own else ""
    return _ANSWER.sub(lambda answer: kicker + answer[0], piece.html, count=1)


def _sections(parts: list[dict]) -> list[dict]:
    """The parts by section; one with a table too wide for an upright sheet says so."""
    numbers = dict.fromkeys(part["section"] for part in parts if part["section"] is not None)
    sections = []
    for number in numbers:
        there = [part for part in parts if part["section"] == number]
        wide = any('data-print="wide"' in part["html"] for part in there if part["own"])
        sections.append({"parts": there, "wide": wide})
    return sections


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def _parameters(nb) -> dict[str, str]:
    """What the parameters cells set, the later over the earlier: defaults and what was given."""
    values: dict[str, str] = {}
    for cell in nb.cells:
        if set(cell.metadata.get("tags", [])) & set(PARAMETER_TAGS):
            values |= dict(
                re.findall(r"^(\w+)\s*=\s*([^#\n]*?)\s*(?:#.*)?$", cell.source, re.MULTILINE)
            )
    return values
