"""The sheets of the results workbook."""

from __future__ import annotations

import pandas as pd
from xlsxwriter import Workbook

from chitieu.measure.vocabulary import RESULT_COLUMNS
from chitieu.plan.groups import name_of
from chitieu.publish.exchange import appearance as look
from chitieu.publish.exchange.appearance import Formats, put
from chitieu.publish.exchange.csv import whole_counts
from chitieu.publish.exchange.delivered import RESULTS, Delivery
from chitieu.show.verdicts import verdict
from chitieu.show.wording import formats as f
from chitieu.words import capital, text, texts

COLUMNS = (
    ("indicator", 5), ("name", 29), ("area", 7), ("area_name", 17), ("numerator", 8),
    ("denominator", 8), ("unit", 7), ("value", 8), ("lower", 8), ("upper", 8), ("target", 11),
    ("status", 16), ("evidence", 16), ("obs_status", 15), ("reason", 27),
)  # fmt: skip
_PLACE = {name: place for place, (name, _) in enumerate(COLUMNS)}
_WRAPPED = ("name", "area_name", "status", "evidence", "obs_status", "reason")
_CENTRED = ("indicator", "area", "unit", "target")
_NOTE_ORDER = [0, 1, 4, 2, 3, 5]  # the definition, the widest, third: the guide stands below it
_NOTE_WIDTHS = (5, 27, 66, 24, 24, 34)
PLAIN = "results"
_GUIDE = ("counts", "value", "limits", "obs_status", "blank", "withheld", "plain")
_HEAD = 4  # the row of the headings: below what the sheet is, of what plan, where and when


def objective_sheet(
    book: Workbook, formats: Formats, delivery: Delivery, number: str, words: str, rows
) -> None:
    """Add an objective's results: a row an indicator × area, the whole above its parts."""
    name = text("sheets.objective", number=number)
    sheet = book.add_worksheet(name)
    title = text("sheets.objective_titled", number=number, title=words) if words else name
    _top(sheet, formats, delivery, title)
    headings = texts("sheets.column")
    look.headings(sheet, formats, _HEAD, {headings[column]: width for column, width in COLUMNS})
    line = _HEAD
    for line, row in enumerate(rows.to_dict("records"), start=_HEAD + 1):
        _result(sheet, formats, delivery, line, row)
    sheet.freeze_panes(_HEAD + 1, 4)
    sheet.autofilter(_HEAD, 0, line, len(COLUMNS) - 1)
    look.on_a4(sheet, delivery, name, _HEAD, (line, len(COLUMNS) - 1))


def _result(sheet, formats: Formats, delivery: Delivery, line: int, row: dict) -> None:
    plan = delivery.indicators.loc[row["indicator"]]
    whole = row["area"] == delivery.areas.top
    cell = {"border": 1, "border_color": "#BFBFBF"}
    if whole:
        cell |= {"bold": True, "bg_color": "#F2F2F2", "top_color": "#000000"}
    found = verdict(row)
    words = {
        "indicator": row["indicator"],
        "name": _name(delivery, plan["short"], row),
        "area": row["area"],
        "area_name": delivery.name(row["area"]),
        "unit": f.unit(row) or text("sheets.count"),
        "target": f.target_words(row),
        "status": capital(found.word),
        "evidence": capital(found.doubt),
        "obs_status": capital(texts("results.obs_status").get(row["obs_status"], "")),
        "reason": capital(f.reason(row["reason"])),
    }
    for column, word in words.items():
        own = {"font_color": found.ink} if column in ("status", "evidence") else {}
        own |= {"text_wrap": True} if column in _WRAPPED else {}
        own |= {"align": "center"} if column in _CENTRED else {}
        put(sheet, line, _PLACE[column], word, formats(**cell, **own))
    sheet.set_row(line, look.height((words.get(column, ""), width) for column, width in COLUMNS))
    for column in ("numerator", "denominator"):
        _number(sheet, formats, line, column, row[column], cell, _count_format(row[column]))
    places = _places(row)
    for column in ("value", "lower", "upper"):
        shown = 0 if column == "value" and _is_whole(row) else places
        _number(sheet, formats, line, column, row[column], cell, look.decimals(shown))


def _name(delivery: Delivery, indicator: str, row: dict) -> str:
    if not row["group"]:
        return indicator
    group = delivery.groups.loc[f"{row['dimension']}={row['group']}", "name"]
    return name_of(indicator, group)


def _number(sheet, formats: Formats, line: int, column: str, value, cell: dict, form: str) -> None:
    place = _PLACE[column]
    if pd.isna(value):
        sheet.write_blank(line, place, None, formats(**cell))
    else:
        sheet.write_number(line, place, float(value), formats(**cell, num_format=form))


def _count_format(value) -> str:
    partial = pd.notna(value) and not float(value).is_integer()
    return look.PARTIAL_COUNT if partial else look.COUNT


def _is_whole(row: dict) -> bool:
    """Whether a result is itself a whole count."""
    return row["kind"] == "count" and pd.notna(row["value"]) and float(row["value"]).is_integer()


def _places(row: dict) -> int:
    """How many decimals a result, and its limits with it, are shown with; all of them are there."""
    return 0 if pd.isna(row["value"]) else f.places(row)


def notes_sheet(book: Workbook, formats: Formats, delivery: Delivery) -> None:
    """Add what the words and signs mean, and each indicator's definition, formula and source."""
    name = text("sheets.notes")
    sheet = book.add_worksheet(name)
    _top(sheet, formats, delivery, text("sheets.notes_title"))
    table = delivery.definitions.fillna("").astype("str").iloc[:, _NOTE_ORDER]
    widths = dict(zip(table.columns, _NOTE_WIDTHS, strict=True))
    look.headings(sheet, formats, _HEAD, widths)
    cell = formats(border=1, border_color="#BFBFBF", text_wrap=True)
    for line, row in enumerate(table.to_dict("records"), start=_HEAD + 1):
        for column, word in enumerate(row.values()):
            put(sheet, line, column, word, cell)
        sheet.set_row(line, look.height((row[name], width) for name, width in widths.items()))
    line = _HEAD + len(table) + 2
    for heading, rows in _guides(delivery):
        put(sheet, line, 1, heading, formats(bold=True, font_size=12))
        for word, meaning in rows:
            line += 1
            put(sheet, line, 1, word, formats(text_wrap=True))
            put(sheet, line, 2, meaning, formats(text_wrap=True))
            sheet.set_row(line, look.height(zip((word, meaning), _NOTE_WIDTHS[1:], strict=False)))
        line += 2
    sheet.freeze_panes(_HEAD + 1, 2)
    look.on_a4(sheet, delivery, name, _HEAD, (line, len(table.columns) - 1))


def _guides(delivery: Delivery):
    values = {"none": f.NONE, "zero": 0, "sheet": PLAIN, "file": RESULTS}
    yield (
        text("sheets.in_this_file"),
        [
            (text(f"sheets.word.{it}", sheet=PLAIN), text(f"sheets.explained.{it}", **values))
            for it in _GUIDE
        ],
    )
    signs = (f.NONE, f.MISSING)  # of the pages, which have a sign in every cell
    words = delivery.guide.itertuples(index=False, name=None)
    rest = [(word, meaning) for word, meaning in words if word.strip("“”") not in signs]
    yield text("sheets.reading"), rest


def plain_sheet(book: Workbook, formats: Formats, delivery: Delivery) -> None:
    """Add the table of the other formats: their columns, their codes, a row a result."""
    sheet = book.add_worksheet(PLAIN)
    table = whole_counts(delivery.results)
    look.headings(sheet, formats, 0, dict.fromkeys(RESULT_COLUMNS, 12))
    for column, name in enumerate(RESULT_COLUMNS):
        for line, value in enumerate(table[name].astype("object"), start=1):
            if isinstance(value, str):
                sheet.write_string(line, column, value, formats())
            elif pd.notna(value):
                sheet.write_number(line, column, value, formats())
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table), len(RESULT_COLUMNS) - 1)
    look.on_a4(sheet, delivery, PLAIN, 0, (len(table), len(RESULT_COLUMNS) - 1))


def _top(sheet, formats: Formats, delivery: Delivery, title: str) -> None:
    """Say what the sheet is, of what plan, where and when, in the rows above the headings."""
    settings = delivery.settings
    about = (
        delivery.name(delivery.areas.top),
        capital(f.period_name(delivery.period)),
        text("sheets.made", date=f.long_date(delivery.date)),
    )
    put(sheet, 0, 0, title, formats(bold=True, font_size=14))
    sheet.set_row(0, 20)
    put(sheet, 1, 0, settings.title, formats())
    put(sheet, 2, 0, " · ".join(about), formats())
    marks = " ".join(delivery.marks.values())
    put(sheet, 3, 0, marks, formats(bold=True, font_color="#A33C06"))
