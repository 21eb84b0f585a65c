"""Results as an Excel workbook: a sheet an objective, the notes, and the table as programs read it.

Nothing is merged, no cell is a formula, and a text is a text whatever sign it begins with.
"""

from __future__ import annotations

import datetime
import io

import xlsxwriter

from chitieu.publish.exchange import sheets
from chitieu.publish.exchange.appearance import Formats
from chitieu.publish.exchange.delivered import Delivery

_TEXT_STAYS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_bytes(delivery: Delivery) -> bytes:
    """Return the workbook; its dates are those of the figures, so same inputs give same bytes."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **_TEXT_STAYS})
    book.set_properties(
        {
            "title": delivery.title,
            "subject": delivery.settings.title,
            "author": "chitieu",
            "keywords": f"{delivery.settings.slug}; {delivery.period}",
            "comments": " ".join(delivery.marks.values()),
            "created": datetime.datetime.combine(delivery.date, datetime.time()),
        }
    )
    formats = Formats(book)
    for number, words, rows in delivery.objectives():
        sheets.objective_sheet(book, formats, delivery, number, words, rows)
    sheets.notes_sheet(book, formats, delivery)
    sheets.plain_sheet(book, formats, delivery)
    book.close()
    return file.getvalue()
