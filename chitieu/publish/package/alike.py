"""Whether the pages and the other formats of a package say what its results.csv says."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from hashlib import sha256

import pandas as pd

from chitieu.faults import Fault
from chitieu.publish.package.figures import Shown, check_code_of, is_internal
from chitieu.publish.package.publication import Publication, places_of
from chitieu.publish.package.recompute import REMEDY
from chitieu.show import formats as f
from chitieu.show.verdicts import verdict

_HEADINGS = {
    "Tử số": "numerator",
    "Mẫu số": "denominator",
    "Kết quả": "value",
    "Cận dưới": "lower",
    "Cận trên": "upper",
}
_SDMX = {"OBS_VALUE": "value", "REF_AREA": "area", "TIME_PERIOD": "period"}


def unlike(source: Publication, check_code: str) -> list[Fault]:
    """Return a fault for each figure that stands elsewhere in the package and is another in
    results.csv, and for each page that bears another check code."""
    folder = source.file.rpartition("/")[0]
    faults = []
    rows = source.rows.assign(row=source.rows.index).to_dict("records")
    rows = {(row["indicator"], row["area"]): row for row in rows}
    for name, all_shown in source.pages():
        faults += _figures(name, all_shown, rows, places_of(source, name))
        if name.startswith(f"{folder}/"):
            faults += _codes(name, source.files[name].decode("utf-8", "replace"), check_code)
    for name, compare in (
        ("results.xlsx", _workbook),
        ("results.sdmx.csv", _sdmx),
        ("datapackage.json", _descriptor),
    ):
        if data := source.files.get(f"{folder}/{name}"):
            try:
                problems = list(compare(source, data))
            except Exception as error:  # whatever a damaged file makes its reader say
                said = str(error).partition("\n")[0]
                problems = [(0, "", f"it cannot be read ({type(error).__name__}: {said})")]
            faults += [Fault(f"{folder}/{name}", *place, REMEDY) for place in problems]
    return faults


def _codes(name: str, page: str, check_code: str) -> Iterator[Fault]:
    if is_internal(page):
        yield Fault(name, 0, "", "it is a page of the internal edition", REMEDY)
    if (code := check_code_of(page)) != check_code:
        problem = f"the page bears the check code {code or '(none)'}, results.csv has {check_code}"
        yield Fault(name, 0, "", problem, REMEDY)


def _figures(name: str, all_shown: list[Shown], rows: dict, places: dict) -> Iterator[Fault]:
    for shown in all_shown:
        period, area = places.get(shown.place, ("", ""))
        row = rows.get((shown.indicator, area))
        if row is None or (period and period != row["period"]):
            continue
        for what, told, mine in _differences(shown, row):
            if told is not None and told != mine:
                where = f"{shown.indicator} in {shown.place or area}"
                problem = f"the page shows '{told}' as {what} of {where}"
                problem += f", results.csv has '{mine}' (line {row['row']})"
                yield Fault(name, shown.line, "", problem, REMEDY)


def _differences(shown: Shown, row: dict) -> Iterator[tuple[str, str | None, str]]:
    """Yield what is shown of a result beside what its row of results.csv would be shown as."""
    hidden, of_areas = row["conf_status"] == "C", row["reason"] == "judged_at_parent"
    for column in ("numerator", "denominator"):
        count = f.WITHHELD if hidden else f.count(row[column])
        yield f"the {column}", getattr(shown, column), count
    found = verdict({**row, "status": row["status"] or "", "evidence": row["evidence"]})
    if shown.verdict is not None:
        told = found.word if found.word in shown.verdict else shown.verdict
        yield "the verdict", told, found.word
    if shown.target is not None:
        goal = f.target(f.target_of(row), row["kind"], int(row["per"]))
        # In the middle of a year what it comes to by now stands behind it.
        yield "the target", goal if shown.target.startswith(goal) else shown.target, goal
    if of_areas:
        return
    if hidden or pd.isna(row["value"]):
        signs = ("", f.WITHHELD if hidden else f.MISSING, "" if hidden else f.NONE)
        told = signs[0] if shown.value in signs else shown.value
        yield "the value", told, signs[0]
        return
    unit = "" if shown.kind == "matrix" else f.unit(row)
    places = len(re.sub(r"\D.*", "", (shown.value or "").partition(",")[2]))
    yield "the value", shown.value, f.number(row["value"], places) + unit
    yield "the interval", shown.interval, f.interval(row)


def _workbook(source: Publication, data: bytes) -> Iterator[tuple[int, str, str]]:
    from openpyxl import load_workbook

    texts = source.texts
    book = load_workbook(io.BytesIO(data), read_only=True)
    lines = {(r["indicator"], r["area"]): r for r in texts.to_dict("records")}
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        if sheet.title == "results":
            table = pd.DataFrame(rows[1:], columns=rows[0], dtype="object")
            yield from _other_cells(texts, table, f"{sheet.title}!")
            continue
        head = next((n for n, row in enumerate(rows) if {"Mã", "Mã địa bàn"} <= set(row)), None)
        if head is None:
            continue
        at = {word: n for n, word in enumerate(rows[head])}
        for number, cells in enumerate(rows[head + 1 :], start=head + 2):
            own = lines.get((str(cells[at["Mã"]]), str(cells[at["Mã địa bàn"]])))
            for word, column in _HEADINGS.items():
                told = cells[at[word]]
                if own is None or not _same(own[column], told):
                    there = f"'{own[column]}'" if own else "no such line"
                    problem = f"'{told}' stands here, results.csv has {there}"
                    yield number, f"{sheet.title}!{word}", problem


def _sdmx(source: Publication, data: bytes) -> Iterator[tuple[int, str, str]]:
    table = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    table = table.rename(columns=lambda name: _SDMX.get(name, name.lower()))
    yield from _other_cells(source.texts, table, "")


def _other_cells(texts: pd.DataFrame, table: pd.DataFrame, place: str):
    """Where a table of the same columns holds something else, row by row."""
    if len(table) != len(texts):
        yield 0, place, f"it has {len(table)} results, results.csv has {len(texts)}"
        return
    for column in texts.columns:
        if column not in table:
            yield 1, f"{place}{column}", "the column is missing"
            continue
        for row, mine, told in zip(texts.index, texts[column], table[column], strict=True):
            if not _same(mine, told):
                shown = "" if told is None else told
                problem = f"'{shown}' stands here, results.csv has '{mine}'"
                yield row, f"{place}{column}", problem


def _same(mine: str, told) -> bool:
    told = "" if told is None else str(told)
    if mine == told:
        return True
    try:
        return abs(float(mine) - float(told)) <= 1e-11 * max(1.0, abs(float(mine)))
    except ValueError:
        return False


def _descriptor(source: Publication, data: bytes) -> Iterator[tuple[int, str, str]]:
    for resource in json.loads(data)["resources"]:
        own = source.files.get(f"{source.file.rpartition('/')[0]}/{resource['path']}")
        digest = f"sha256:{sha256(own or b'').hexdigest()}"
        if own is None or resource.get("hash", digest) != digest:
            yield 0, "resources", f"{resource['path']} is another file than the one described"
