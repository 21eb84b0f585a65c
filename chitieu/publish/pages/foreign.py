"""Markup that is not the house's own: prose, tables of pandas, whatever else a cell shows."""

from __future__ import annotations

import re
from functools import partial

import css_inline
from bs4 import BeautifulSoup, Comment, Doctype, NavigableString, Tag

from chitieu.publish.pages import sieve

# What pandas says of every table's looks; the page has its own, for every table.
_OF_PANDAS = re.compile(r"<style scoped>\s*\.dataframe tbody[^<]*</style>")
_TAGS = {tag.lower() for tag in sieve.TAGS}  # as the parser writes them
_NO_WORDS = ("", "no description has been provided for this image")
NO_PICTURE_TEXT = 'a picture has no description; show it with book.show(figure, title="…", alt="…")'


def clean(markup: str, table_name: str, prose: bool = False) -> tuple[str, list[str]]:
    """Return foreign markup as it may stand on a page, and what is wrong with it.

    Its style sheets go into the elements that they speak of. Elements that a page has no use for
    (scripts, frames, forms, pictures from elsewhere) become text. Tables get a caption
    (`table_name`), their headers a scope, and a region of their own to scroll in. The sieve has
    the last word. Wrong is a picture that nothing describes, and in `prose` one that lies outside
    the notebook.
    """
    markup = _OF_PANDAS.sub("", sieve.whole_letters(markup))
    soup = BeautifulSoup(_inlined(markup), "html.parser")
    faults = []
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment | Doctype)):
        comment.extract()
    for element in soup.find_all(True):
        if element.parent is None:  # it went with what it was in
            continue
        if element.name == "img":
            faults += _look_at_picture(element, prose)
        elif element.name == "svg":
            faults += _look_at_drawing(element)
        elif element.name not in _TAGS:
            _as_text(element)
    for number, table in enumerate(soup.find_all("table"), start=1):
        if not table.find_parent("table"):
            _complete(soup, table, table_name if number == 1 else f"{table_name} ({number})")
    return sieve.strangers(soup.decode(formatter="minimal")), faults


def _inlined(markup: str) -> str:
    """Return markup as a browser reads it, its style sheets in the elements that they speak of."""
    inline = partial(css_inline.inline_fragment, load_remote_stylesheets=False, keep_link_tags=True)
    try:
        return inline(markup, "")
    except css_inline.InlineError:  # a style of its own that is none: the sheets go without it
        return inline(markup, "", inline_style_tags=False)


def _as_text(element: Tag) -> None:
    """Show an element as what was written, in place of what it would do."""
    element.replace_with(NavigableString(element.decode(formatter=None)))


def _look_at_picture(picture: Tag, prose: bool) -> list[str]:
    source = str(picture.get("src", ""))
    if not sieve.PICTURE.match(source):
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
    for told in drawing.find_all(["title", "desc"]):
        told.decompose()
    return []


def _complete(soup: BeautifulSoup, table: Tag, name: str) -> None:
    if not table.find("caption"):
        caption = soup.new_tag("caption")
        caption.string = name
        table.insert(0, caption)
    for header in table.find_all("th"):
        if not header.get("scope"):
            header["scope"] = _scope(header)
    del table["border"]
    region = {"class": "ct-scroll", "role": "region", "aria-label": name, "tabindex": "0"}
    table.wrap(soup.new_tag("div", attrs=region))


def _scope(header: Tag) -> str:
    row, table = header.find_parent("tr"), header.find_parent("table")
    first = row is not None and not row.find_previous_sibling("tr")
    in_head = header.find_parent("thead") or (first and not table.find("thead"))
    spans = int(header.get("colspan", 1)) if in_head else int(header.get("rowspan", 1))
    return ("col" if in_head else "row") + ("group" if spans > 1 else "")
