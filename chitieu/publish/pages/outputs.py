"""What a cell shows, as HTML: the richest form that a page without scripts can hold."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape

from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from chitieu.show.pictures import as_drawings

PICTURES = ("image/png", "image/jpeg")
SVG = "image/svg+xml"


@dataclass(frozen=True)
class Piece:
    """HTML, and whether it is the house's own: an exhibit, escaped and described already."""

    html: str
    own: bool = False


def prose(cell) -> str:
    """Return a Markdown cell as HTML, with the pictures that are attached to it."""
    renderer = IPythonRenderer(
        escape=False, attachments=cell.get("attachments", {}), exclude_anchor_links=True
    )
    return MarkdownWithMath(renderer=renderer).render(cell.source)


def piece(output) -> Piece:
    """Return one output of a cell as a piece of a page."""
    if output.output_type == "stream":
        return _text(output.text)
    if output.output_type == "error":
        return _text(f"{output.ename}: {output.evalue}", "error")
    data = output.data
    if "text/html" in data:
        own = output.metadata.get("text/html", {}).get("chitieu", False)
        html = _joined(data["text/html"])
        return Piece(as_drawings(html), own=True) if own else Piece(html)
    if "text/markdown" in data:
        renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
        words = MarkdownWithMath(renderer=renderer).render(_joined(data["text/markdown"]))
        return Piece(f'<div class="prose">{words}</div>')
    if SVG in data:  # as a picture, so that its ids and its style sheet stay its own
        coded = base64.b64encode(_joined(data[SVG]).encode("utf-8", "replace")).decode()
        return _picture(output, SVG, coded)
    for kind in PICTURES:
        if kind in data:
            return _picture(output, kind, _joined(data[kind]).replace("\n", ""))
    return _text(_joined(data.get("text/plain", "")))


def _picture(output, kind: str, coded: str) -> Piece:
    told = output.metadata.get(kind, {}).get("alt") or output.metadata.get("alt") or ""
    return Piece(f'<img alt="{escape(told)}" src="data:{kind};base64,{escape(coded)}">')


def _text(words: str, kind: str = "") -> Piece:
    named = f' class="{kind}"' if kind else ""
    shown = escape(strip_ansi(words), quote=False)
    return Piece(f'<pre tabindex="0"{named}>{shown}</pre>' if words.strip() else "")


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
