"""Markup that is not the house's own: prose, tables of pandas, whatever else a cell shows."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Comment, Doctype, NavigableString, Tag

# What a page without scripts can show. Anything else is shown as the text that it is.
_TAGS = """
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p pre q s samp section small span strong
    sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr
    svg g path rect circle ellipse line polyline polygon text tspan title desc defs use clippath
    pattern marker stop symbol lineargradient radialgradient
"""
TAGS = frozenset(_TAGS.split())
_LOADING = {"action", "background", "formaction", "ping", "poster", "srcdoc", "srcset", "xmlns"}
_ADDRESS = re.compile(r"(?:https?:|mailto:|#|[^:]*$|[./])", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]")
_NO_WORDS = ("", "no description has been provided for this image")
NO_PICTURE_TEXT = (
    "a picture has no description; show an exhibit, or give it one: "
    'display(..., metadata={"image/png": {"alt": "..."}})'
)


def clean(markup: str, table_name: str, prose: bool = False) -> tuple[str, list[str]]:
    """Return foreign markup as it may stand on a page, and what is wrong with it.

    Elements that a page has no use for (scripts, frames, forms, pictures from elsewhere) become
    text, attributes that act are dropped. Tables get a caption (`table_name`), their headers a
    scope, and a region of their own to scroll in. Wrong is a picture that nothing describes, and
    in `prose` one that lies outside the notebook.
    """
    soup = BeautifulSoup(markup, "html.parser")
    faults = []
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment | Doctype)):
        comment.extract()
    for element in soup.find_all(True):
        if element.parent is None:  # it went with what it was in
            continue
        if element.name == "style":
            _keep_only_own_rules(element)
        elif element.name == "img":
            faults += _look_at_picture(element, prose)
        elif element.name not in TAGS:
            _as_text(element)
        elif element.name == "svg":
            faults += _look_at_drawing(element)
        if not element.decomposed:
            _without_acts(element)
    for number, table in enumerate(soup.find_all("table"), start=1):
        if not table.find_parent("table"):
            _complete(soup, table, table_name if number == 1 else f"{table_name} ({number})")
    return soup.decode(formatter="minimal"), faults


def _as_text(element: Tag) -> None:
    """Show an element as what was written, in place of what it would do."""
    element.replace_with(NavigableString(element.decode(formatter=None)))


def _look_at_picture(picture: Tag, prose: bool) -> list[str]:
    source = str(picture.get("src", ""))
    if not _PICTURE.match(source):
        if prose:
            return [f"the picture '{source}' is no part of the notebook; attach it to the cell"]
        _as_text(picture)
    elif str(picture.get("alt", "")).strip().rstrip(".").lower() in _NO_WORDS:
        return [NO_PICTURE_TEXT]
    return []


def _look_at_drawing(drawing: Tag) -> list[str]:
    title = drawing.find("title")
    words = str(drawing.get("aria-label") or (title.get_text() if title else "")).strip()
    if not words:
        return [NO_PICTURE_TEXT]
    drawing["role"], drawing["aria-label"] = "img", words
    return []


def _without_acts(element: Tag) -> None:
    for name, value in list(element.attrs.items()):
        text = re.sub(r"[\s\x00-\x1f]", "", " ".join(value) if isinstance(value, list) else value)
        acts = name.lower().startswith("on") or name.lower() in _LOADING
        leads = name.lower() in ("href", "xlink:href") and not _ADDRESS.match(text)
        loads = name.lower() == "style" and re.search(r"url\((?!['\"]?#)|@import", text, re.I)
        if acts or leads or loads:
            del element[name]


def _keep_only_own_rules(style: Tag) -> None:
    """Keep a style sheet whose every rule is for one id, as Styler's; others would be global."""
    text = style.get_text()
    rules = re.findall(r"([^{}]+)\{[^{}]*\}", text)
    selectors = [s.strip() for rule in rules for s in rule.split(",")]
    own = selectors and all(re.match(r"#[\w-]+\s*\S*", s) for s in selectors)
    if not own or "url(" in text or "@" in text:
        style.decompose()


def _complete(soup: BeautifulSoup, table: Tag, name: str) -> None:
    if not table.find("caption"):
        caption = soup.new_tag("caption")
        caption.string = name
        table.insert(0, caption)
    for header in table.find_all("th"):
        if not header.get("scope"):
            header["scope"] = _scope(header)
    for attribute in ("border", "style"):
        del table[attribute]
    region = {"class": "ct-scroll", "role": "region", "aria-label": name, "tabindex": "0"}
    table.wrap(soup.new_tag("div", attrs=region))


def _scope(header: Tag) -> str:
    row, table = header.find_parent("tr"), header.find_parent("table")
    first = row is not None and not row.find_previous_sibling("tr")
    in_head = header.find_parent("thead") or (first and not table.find("thead"))
    spans = int(header.get("colspan", 1)) if in_head else int(header.get("rowspan", 1))
    return ("col" if in_head else "row") + ("group" if spans > 1 else "")
