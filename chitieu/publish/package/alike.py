"""Whether each file of a package is what its results and definitions give: made again, and held
against what is there."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import zip_longest

import nbformat
import pandas as pd

from chitieu.plan.groups import dimension_of, parted
from chitieu.plan.notebooks import title_of
from chitieu.plan.targets import AGAINST_LAST_YEAR
from chitieu.publish import exchange
from chitieu.publish.check_code import code_of
from chitieu.publish.exchange.delivered import RESULTS, XLSX, Delivery
from chitieu.publish.index import index_page
from chitieu.publish.package import changes, readme
from chitieu.publish.package.definitions import definitions
from chitieu.publish.package.figures import Shown, check_code_of, decimals_of, is_internal
from chitieu.publish.package.publication import Publication, places_of
from chitieu.publish.package.rebuilt import call_of
from chitieu.publish.package.sources import Exhibits, area_of, name_of
from chitieu.publish.package.verify_texts import Finding, Key
from chitieu.publish.way import way_of
from chitieu.show.verdicts import verdict
from chitieu.show.wording import formats as f

INDEX = "index.html"
OWN_ORDER = ("definitions/areas.csv", "definitions/area_changes.csv")  # of more than is packed
_PIECE = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>?|[^<]+", re.DOTALL)
_HEADING = re.compile(r"<(h[1-3]|caption|figcaption)\b[^>]*>(.*?)</\1>", re.DOTALL)
_DATA = re.compile(r'data-indicator="([^"]*)" data-area="([^"]*)" data-value="([^"]*)"')
MOST_SHOWN = 90  # signs of a text that a message quotes


def tables_unlike(source: Publication, exhibits: Exhibits, told: dict) -> Iterator[Finding]:
    """Yield where a file other than a page is not what the results and definitions give."""
    book, files = exhibits.book(""), source.files
    yield from _rows(source, book.indicators.index, book.areas.down())
    delivery = Delivery.of(book)
    for name in exchange.names_of(len(source.texts)):
        path = f"{source.period}/{name}"
        if path in files:
            made = exchange.content(name, delivery)
            if name == XLSX:
                yield from _readable(path, _workbook(path, files[path], made))
            else:
                yield from _text(path, files[path], made, RESULTS if name != RESULTS else "")
    period = exhibits.period
    for path, made in definitions(period).items():
        if path not in OWN_ORDER and path in files:
            yield from _text(path, files[path], made)
    if readme.NAME in files:
        changed = files.get(changes.NAME)
        if changed is not None:
            changed = pd.read_csv(io.BytesIO(changed), dtype=str, keep_default_na=False)
        made = readme.readme(period, files, changed, told.get("compared_with") or "")
        yield from _text(readme.NAME, files[readme.NAME], made)


def _rows(source: Publication, indicators, areas: list[str]) -> Iterator[Finding]:
    """A row too many or too few: every indicator has one in every area; of one group, where any of
    its dimension is told."""
    told = {dimension_of(indicator) for indicator in source.texts["indicator"]}
    of_groups = (row["indicator"] for row in source.defined["indicators"])
    of_groups = [each for each in of_groups if parted(each)[1] and dimension_of(each) in told]
    indicators = [*indicators, *of_groups]
    wanted = [(indicator, area) for indicator in indicators for area in areas]
    there = list(zip(source.texts["indicator"], source.texts["area"], strict=True))
    for key, pairs in (("no_row", set(wanted) - set(there)), ("odd_row", set(there) - set(wanted))):
        for indicator, area in sorted(pairs):
            yield Finding(source.file, key, values={"indicator": indicator, "area": area})


def _text(name: str, told: bytes, made: bytes, of: str = "") -> Iterator[Finding]:
    """The first line in which a text is another; of a CSV its column too."""
    if told == made:
        return
    lines = [data.decode("utf-8", "replace").splitlines() for data in (told, made)]
    pairs = enumerate(zip_longest(*lines, fillvalue=""), start=1)
    row, (here, mine) = next((line for line in pairs if len(set(line[1])) > 1), (0, ("", "")))
    column = ""
    if name.endswith(".csv"):
        head, *cells = (next(csv.reader([line]), []) for line in (lines[1][0], here, mine))
        pairs = zip_longest(head, *cells, fillvalue="")
        column, here, mine = next((c for c in pairs if c[1] != c[2]), ("", here, mine))
    at = _first_difference(here, mine)
    values = {"told": _short(here, at), "mine": _short(mine, at), "source": of or Key("results")}
    yield Finding(name, "differs", row, column, values)


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _short(text: str, at: int = 0) -> str:
    """A text as a message quotes it: of a long one what stands around a place."""
    begin = at - MOST_SHOWN // 2 if len(text) > MOST_SHOWN and at > MOST_SHOWN // 2 else 0
    words = " ".join(text[begin : begin + MOST_SHOWN].split())
    return "…" * bool(begin) + words + "…" * (len(text) > begin + MOST_SHOWN)


def _workbook(name: str, told: bytes, made: bytes) -> Iterator[Finding]:
    """Cells that hold something else; where none does, parts of the workbook that are not ours."""
    if told == made:
        return
    from openpyxl import load_workbook

    parts = []
    for data in (told, made):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts.append({entry: archive.read(entry) for entry in archive.namelist()})
    names = sorted({*parts[0], *parts[1]})
    odd = [name for name in names if parts[0].get(name) != parts[1].get(name)]
    books = [load_workbook(io.BytesIO(data)) for data in (told, made)]
    cells = 0
    for sheet in books[1].worksheets:
        if sheet.title not in books[0].sheetnames:
            continue
        pairs = zip_longest(books[0][sheet.title].iter_rows(), sheet.iter_rows(), fillvalue=())
        for row in pairs:
            for here, mine in zip_longest(*row):
                told, made = _held(here), _held(mine)
                if told != made:
                    cells += 1
                    place = f"{sheet.title}!{(here or mine).coordinate}"
                    values = {"told": str(told), "mine": str(made), "source": RESULTS}
                    yield Finding(name, "differs", 0, place, values)
    for part in odd if not cells else [p for p in odd if "vba" in p.lower()]:
        what = "part_changed" if all(part in each for each in parts) else "part_added"
        what = "part_missing" if part not in parts[0] else what
        what = "macro" if "vba" in part.lower() else what
        yield Finding(name, "part", values={"part": part, "what": Key(what)})


def _held(cell) -> object:
    """What a cell holds; a blank is an empty text, as in a workbook that was saved anew."""
    return "" if cell is None or cell.value is None else cell.value


def _readable(name: str, found: Iterator[Finding]) -> Iterator[Finding]:
    """What is found in a file; that it cannot be read where its reader says so."""
    try:
        yield from found
    except Exception as error:  # whatever a damaged file makes its reader say
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        yield Finding(name, "unread", values={"said": said})


# ---- pages --------------------------------------------------------------------------------------


def pages_unlike(
    source: Publication, exhibits: Exhibits, told: dict, told_of: set[str]
) -> Iterator[Finding]:
    """Yield where a page is not what its notebook and the package's tables give; `told_of`: pages
    of which a wrong figure is told already."""
    for name, data in source.files.items():
        if name.startswith(f"{source.period}/") and name.endswith(".html") and name not in told_of:
            page = data.decode("utf-8", "replace")
            yield from _readable(name_of(name), _page(name, page, source, exhibits, told))
    if INDEX not in told_of:
        runs = [
            {"period": source.period, "notebook": page, "status": "new", "reason": ""}
            for page in _pages(source)
        ]
        names = [n for n in exchange.NAMES if f"{source.period}/{n}" in source.files]
        made = index_page(exhibits.root, runs, tuple(names), period_of=lambda *_: exhibits.period)
        yield from _markup(INDEX, source.files[INDEX].decode("utf-8", "replace"), made)


def _pages(source: Publication) -> list[str]:
    folder = f"{source.period}/"
    return [
        name.removeprefix(folder).removesuffix(".html")
        for name in source.files
        if name.startswith(folder) and name.endswith(".html")
    ]


def _page(
    name: str, page: str, source: Publication, exhibits: Exhibits, told: dict
) -> Iterator[Finding]:
    notebook = nbformat.reads(source.files[name_of(name)].decode(), as_version=4)
    about, area = notebook.metadata["chitieu"], area_of(notebook)
    given = {key: told["parameters"][key] for key in ("year", "audience")}
    period = about["parameters"]["period"] or str(given["year"])
    stem = about["notebook"].rpartition("/")[2].removesuffix(".ipynb")
    there = name.rpartition("/")[2].removesuffix(".html")
    if there not in (stem, f"{stem}-{area}"):
        yield Finding(name, "other_place", values={"told": f"{stem}-{area}", "mine": there})
    for key, value in (given | {"period": source.period}).items():
        here = period if key == "period" else about["parameters"][key]
        if here != value:
            values = {"told": here, "mine": value, "source": "manifest.json"}
            yield Finding(name_of(name), "said", 0, key, values)
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code" and cell.outputs and call_of(cell.source):
            html = exhibits.shown(area, cell.source)
            if html is not None and cell.outputs[0].get("data", {}).get("text/html") != html:
                yield Finding(name_of(name), "unmarked", 0, "", {"cell": number})
    about["check_code"] = code_of(source.files[source.file])
    about |= {"page": there, "way": _way(source, exhibits, there)}
    yield from _markup(name, page, exhibits.page(notebook))


def _way(source: Publication, exhibits: Exhibits, here: str) -> list[list[str]]:
    """The pages of a package as one of them leads to the others."""

    def title(page: str) -> str:
        return title_of(nbformat.reads(source.files[name_of(page)].decode(), as_version=4))

    names = exhibits.period.areas.names(source.language).to_dict()
    return way_of(_pages(source), names, title, here)


def own_work(source: Publication) -> Iterator[tuple[str, list[int]]]:
    """Yield the pages on which an analyst shows something that results do not give, with the
    numbers of the cells."""
    for name in sorted(source.files):
        if name.startswith(f"{source.period}/") and name.endswith(".html"):
            notebook = nbformat.reads(source.files[name_of(name)].decode(), as_version=4)
            cells = [n for n, cell in enumerate(notebook.cells, 1) if cell.get("outputs")]
            if cells:
                yield name, cells


def _markup(name: str, page: str, made: str) -> Iterator[Finding]:
    """The first place where a page is another, and what stands there instead."""
    if page == made:
        return
    there, instead = _first_pieces_unlike(page, made)
    here, mine = (piece[0] if piece else "" for piece in (there, instead))
    at = _first_difference(here, mine)
    begin = there.start() + at if there else len(page)
    heading = ""
    for heading_at in _HEADING.finditer(page, 0, begin):
        heading = heading_at[2]
    heading = html.unescape(re.sub(r"<[^>]*>", "", heading)).strip()
    line = page.count("\n", 0, begin) + 1
    values = {"told": _short(html.unescape(here), at), "mine": _short(html.unescape(mine), at)}
    yield Finding(name, "page", line, _short(heading), values)


def _first_pieces_unlike(page: str, made: str) -> tuple[re.Match | None, re.Match | None]:
    """The first words that are unlike in two pages that differ, or else the first tags, or else
    the first styles; for a word more can change the tags and styles of drawings before it."""
    pieces = [[*_PIECE.finditer(text)] for text in (page, made)]
    for is_such in (_is_words, _is_no_style, bool):
        such = [[piece for piece in of if is_such(piece[0])] for of in pieces]
        for here, mine in zip_longest(*such):
            if here is None or mine is None or here[0] != mine[0]:
                return here, mine
    raise ValueError("the pages are the same")


def _is_words(piece: str) -> bool:
    return not piece.startswith("<") and bool(piece.strip())


def _is_no_style(piece: str) -> bool:
    return not piece.startswith("<style")


# ---- figures on pages ---------------------------------------------------------------------------


def figures_unlike(source: Publication) -> Iterator[Finding]:
    """Yield each figure on a page that is another in results.csv, and each page that bears another
    check code, whatever made it."""
    code, folder = code_of(source.files[source.file]), f"{source.period}/"
    rows = source.rows.assign(row=source.rows.index).to_dict("records")
    rows = {(row["indicator"], row["area"]): row for row in rows}
    for name, all_shown in source.pages():
        yield from _figures(name, all_shown, rows, places_of(source, name))
        page = source.files[name].decode("utf-8", "replace")
        yield from _marked(name, page, rows, source.texts["value"])
        if is_internal(page):
            yield Finding(name, "internal")
        if name.startswith(folder) and (here := check_code_of(page)) != code:
            yield Finding(name, "check_code", values={"told": here or "-", "mine": code})


def _figures(name: str, all_shown: list[Shown], rows: dict, places: dict) -> Iterator[Finding]:
    for shown in all_shown:
        period, area = places.get(shown.place, ("", ""))
        row = rows.get((shown.indicator, area))
        if row is None or (period and period != row["period"]):
            continue
        for what, told, mine in _differences(shown, row):
            if told is not None and told != mine:
                where = f"{shown.indicator}, {shown.place or area}"
                values = {"told": told, "mine": mine, "where": where, "row": row["row"]}
                yield Finding(name, "shows", shown.line, "", values | {"what": Key(what)})


def _marked(name: str, page: str, rows: dict, values: pd.Series) -> Iterator[Finding]:
    """Elements that say of themselves what result they show, and its exact value."""
    for element in _DATA.finditer(page):
        indicator, area, told = map(html.unescape, element.groups())
        row = rows.get((indicator, area))
        if row is not None and values[row["row"]] != told:
            line = page.count("\n", 0, element.start()) + 1
            values_told = {"told": told, "mine": values[row["row"]], "row": row["row"]}
            where = {"what": Key("value"), "where": f"{indicator}, {area}"}
            yield Finding(name, "shows", line, "", values_told | where)


def _differences(shown: Shown, row: dict) -> Iterator[tuple[str, str | None, str]]:
    """Yield what is shown of a result beside what its row of results.csv would be shown as."""
    hidden, of_areas = row["conf_status"] == "C", row["reason"] == "judged_at_parent"
    for column in ("numerator", "denominator"):
        of_both = hidden and (pd.isna(row[column]) or shown.kind not in ("detail", "file"))
        count = f.withheld() if of_both else f.count(row[column])
        yield column, getattr(shown, column), count
    found = verdict({**row, "status": row["status"] or "", "evidence": row["evidence"]})
    if shown.verdict is not None:
        told = found.word if found.word in shown.verdict else shown.verdict
        yield "verdict", told, found.word
    if shown.target is not None:
        goal = f.target(f.target_of(row), row["kind"], int(row["per"]))
        # In the middle of a year what it comes to by now stands behind it.
        yield "target", goal if shown.target.startswith(goal) else shown.target, goal
    if of_areas:
        return
    if not hidden and pd.isna(row["value"]) and f.value(row):  # a change after none
        yield "value", shown.value, f.value(row)
        return
    if hidden or pd.isna(row["value"]):
        signs = ("", f.withheld() if hidden else f.MISSING, "" if hidden else f.NONE)
        told = signs[0] if shown.value in signs else shown.value
        yield "value", told, signs[0]
        return
    unit = "" if shown.kind in ("matrix", "file") else f.unit(row)
    mine = f.number(row["value"], decimals_of(shown.value or "")) + unit
    in_words = row["kind"] in AGAINST_LAST_YEAR and shown.kind != "file"
    mine = f.in_words(row["value"], mine) if in_words else mine
    yield "value", shown.value, mine
    yield "interval", shown.interval, f.interval(row)
