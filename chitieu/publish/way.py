"""The way from page to page: which pages a period has, in order, and what a link to each says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from chitieu.plan.notebooks import in_order, of_page
from chitieu.words import text

INDEX = "../index.html"  # it lies above every period's folder, in `outputs/` and in a package
MOST_AREAS = 40  # pages of one notebook that every page leads to; of more, to those beside it


def way_of(
    pages: Iterable[str], areas: Mapping[str, str], title: Callable[[str], str], here: str
) -> list[list[str]]:
    """Return a period's pages as the page `here` leads to them: name, title, and the area that
    it is about, "" for the workbook's own.

    `areas`: the names of areas by code; `title`: what the page of a name is called.
    """
    pages = list(pages)
    found = {page: of_page(page, areas) for page in pages}
    order = in_order({notebook for notebook, _ in found.values()})
    ranked = []
    for notebook in order:
        those = sorted(page for page in pages if found[page][0] == notebook)
        at = those.index(here) if here in those else 0
        near = those[max(at - 1, 0) : at + 2]
        ranked += those if len(those) <= MOST_AREAS else near
    return [[page, title(page), str(areas.get(found[page][1], ""))] for page in ranked]


def steps(way: Sequence[Sequence[str]], here: str) -> dict | None:
    """Return what a page's navigation says: its `links`, some of them a list of areas, and the
    pages `before` and `after` it. None where the page is not on the way, or alone."""
    names = [page for page, *_ in way]
    if here not in names:
        return None
    at, links = names.index(here), []
    for page, title, area in way:
        link = {"href": f"{page}.html", "words": area or _short(title), "here": page == here}
        if not area:
            links.append(link)
            continue
        if not links or links[-1].get("title") != title:
            links.append({"title": title, "areas": [], "here": False})
        links[-1]["areas"].append(link)
        links[-1]["here"] |= link["here"]
    links.append({"href": INDEX, "words": text("exporter.way.index"), "here": False})
    return {
        "links": links,
        "before": _beside(way, at - 1),
        "after": _beside(way, at + 1),
    }


def _beside(way: Sequence[Sequence[str]], at: int) -> dict | None:
    if not 0 <= at < len(way):
        return None
    page, title, area = way[at]
    return {"href": f"{page}.html", "words": area or _short(title)}


def _short(title: str) -> str:
    """A title without what it explains: "Mục tiêu 1. Sức khỏe" is "Mục tiêu 1"."""
    return title.partition(". ")[0]
