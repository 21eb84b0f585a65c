"""No count that is withheld stands in any file of the review edition, in whatever form.

Searched are the texts of pages, notebooks and files of results, and of all that they hold, for
what each withheld result would be written as: its counts side by side, its value with its unit,
its interval, and every number to eight places.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
import zipfile
from itertools import product

import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.publish.exchange import to_csv

pytestmark = pytest.mark.xdist_group("batch")
UNITS = {1: (), 100: ("%", " %"), 1000: ("‰", " ‰", "/1.000"), 10000: ("/10.000",)}
COLUMNS = ["numerator", "denominator", "value", "lower", "upper"]
DASHES = ("–", "-", " – ", " - ", " đến ", "; ", "–\u2060")


def vietnamese(number: float, places: int) -> str:
    """1618.25 as 1.618,3."""
    return f"{number:,.{places}f}".translate(str.maketrans(",.", ".,"))


def writings(row) -> set[str]:
    """How a result may be written, where it is long enough to be no other number by chance."""
    found = set()
    top, bottom, *measures = (getattr(row, column) for column in COLUMNS)
    if pd.notna(top) and pd.notna(bottom) and bottom >= 100:
        for a, b in product({f"{top:.0f}", f"{top}", vietnamese(top, 0)},
                            {f"{bottom:.0f}", f"{bottom}", vietnamese(bottom, 0)}):  # fmt: skip
            found |= {a + between + b for between in ("/", " / ", ",", ";", " trên ", " trong ")}
    for number in filter(pd.notna, measures):
        exact = f"{abs(number):.15f}"[:10]
        if len(exact.replace(".", "").strip("0")) >= 8:
            found |= {exact, exact.replace(".", ",")}
    value, low, high = measures
    for places in (0, 1, 2, 3):
        if pd.notna(value):
            text = vietnamese(value, places).replace("-", "−")
            units = ("%",) if row.kind == "change" else UNITS[row.per]
            with_unit = {text + unit for unit in units}
            if value >= 10 ** (3 - places):  # a target is 0,02% as well
                found |= with_unit
            for before in (f"{row.period} ", f"{row.place}: ", f"{row.place} "):
                found |= {before + each for each in with_unit}
        if pd.notna(low) and pd.notna(high) and high >= 10 and places:
            ends = vietnamese(low, places), vietnamese(high, places)
            found |= {dash.join(ends) for dash in DASHES}
    return found


@pytest.fixture(scope="module")
def secret(made) -> set[str]:
    """How the withheld results of all years may be written, but for what published ones are."""
    seen, true = (Workbook.open(2022, audience=each, root=made.root).scene
                  for each in ("review", "internal"))  # fmt: skip
    names = seen.names.str.removeprefix("Xã ").str.removeprefix("Thị trấn ")
    seen, true = (pd.concat([each.history, each.group_history]) for each in (seen, true))
    true = true.assign(place=true["area"].map(names))
    hidden = seen["conf_status"].eq("C").to_numpy()
    assert hidden.sum() > 250
    own = {text for row in true[hidden].itertuples() for text in writings(row)}
    return own - {text for row in true[~hidden].itertuples() for text in writings(row)}


# What a page holds of other files, all of them text: the rows of a table, a drawing.
HELD = re.compile(r"data:(?:text/csv;charset=utf-8|image/svg\+xml);base64,([\w+/=]+)")


def texts(name: str, data: bytes):
    """A file's texts: as it stands, as it is read, and those of whatever it holds."""
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.namelist():
                yield from texts(entry, archive.read(entry))
        return
    text = data.decode("utf-8")
    if name.endswith(".ipynb"):
        for cell in json.loads(text)["cells"]:
            for output in cell.get("outputs", ()):
                for shown in output.get("data", {}).values():
                    yield from texts("x.html", "".join(shown).encode())
    yield html.unescape(text)
    yield html.unescape(re.sub(r"<[^>]+>", "", text))
    yield re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))
    for inside in HELD.findall(text):
        yield from texts("x", base64.b64decode(inside))
    assert ";base64," not in HELD.sub("", text), "look into it as well"


def found_in(secret: set[str], name: str, data: bytes) -> set[str]:
    """The writings that stand in a file, with no digit before or behind them."""
    heads, lengths = {words[:4] for words in secret}, sorted({len(words) for words in secret})
    seen = set()
    for text in set(texts(name, data)):
        for word in re.finditer(r"\b\w", text):
            at = word.start()
            if text[at : at + 4] in heads:
                for end in (at + length for length in lengths):
                    whole = end - at > 8 or not re.match(r"[.,]?\d", text[end : end + 2])
                    seen |= {text[at:end]} & secret if whole else set()
    return seen


def test_no_file_of_the_review_edition_holds_what_is_withheld(made, secret):
    files = {path.name: path.read_bytes() for path in (made.root / "outputs/2022").iterdir()}
    files |= {"index.html": (made.root / "outputs/index.html").read_bytes()}
    assert {name.rpartition(".")[2] for name in files} == {"html", "ipynb", "csv", "xlsx", "xml",
                                                           "json"}  # fmt: skip
    files |= {name: data for name, data in made.files.items() if "definitions" not in name}
    told = {name: found for name, data in files.items() if (found := found_in(secret, name, data))}
    assert told == {}


def test_the_search_finds_it_in_the_internal_edition(made, secret):
    book = Workbook.open(2022, audience="internal", root=made.root)
    shown = {f"details {number}": book.details(number).html for number in (1, 2)}
    shown |= {"results": to_csv(book.results()), "series": book.trends.series(2).html}
    for part, text in shown.items():
        found = found_in(secret, "a.html", str(text).encode())
        assert len(found) > 20, (part, found)


@pytest.mark.parametrize(("page", "objective"), [("1_suc_khoe", 1), ("2_bao_ve", 2)])
def test_a_page_says_how_many_are_withheld_and_why(made, page, objective):
    results = Workbook.open(2022, root=made.root).results(objective)
    hidden = results["conf_status"].eq("C").sum()
    text = made.files[f"2022/{page}.html"].decode()
    assert f"{hidden} kết quả của các chỉ số nhạy cảm ghi “(bm)”: không công bố, vì số quá" in text
    assert text.count(">(bm)<") + text.count("(bm)</") >= hidden
