"""How the results workbook looks: letters, lines, and the page that each sheet is printed on."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chitieu.publish.exchange.delivered import Delivery
from chitieu.words import text

FONT = "Times New Roman"  # the letter of Vietnamese official documents
A4 = 9
LINE = 15  # points
LETTERS = 1.2  # of this font to the width of one character, as Excel counts widths
MOST_FOOTER = 255  # characters that Excel takes, signs and all
_LOOK = {"font_name": FONT, "font_size": 11, "valign": "top"}

# Excel writes thousands and decimals as the reader's country does; a true zero is the
# yearbooks' "-" and stays the number 0 beneath.
COUNT = '#,##0;-#,##0;"-"'
PARTIAL_COUNT = '#,##0.0;-#,##0.0;"-"'


class Formats:
    """The workbook's formats, each made once."""

    def __init__(self, book: Workbook):
        self._book, self._made = book, {}

    def __call__(self, **look) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(_LOOK | look)
        return self._made[key]

    def head(self) -> Format:
        return self(bold=True, text_wrap=True, bg_color="#DCE6F1", border=1, valign="vcenter",
                    align="center")  # fmt: skip


def decimals(places: int) -> str:
    """Return the number format with so many decimals."""
    return "#,##0" + ("." + "0" * places if places else "")


def put(sheet: Worksheet, row: int, column: int, value: str, look: Format) -> None:
    """Write a text, never a formula; an empty one is an empty cell."""
    if value:
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_blank(row, column, None, look)


def headings(sheet: Worksheet, formats: Formats, row: int, widths: dict[str, float]) -> None:
    """Write the headings of columns, and give the columns their widths in characters."""
    for column, (heading, width) in enumerate(widths.items()):
        sheet.set_column(column, column, width)
        put(sheet, row, column, heading, formats.head())
    sheet.set_row(row, height(widths.items()))


def height(cells: Iterable[tuple[str, float]]) -> float:
    """Return the height of a row whose texts are wrapped in columns of so many characters.

    Not every program finds it out by itself.
    """
    lines = (-(-len(words) // int(LETTERS * width)) for words, width in cells)
    return LINE * max(1, *lines)


def on_a4(sheet: Worksheet, delivery: Delivery, name: str, head: int, last: tuple) -> None:
    """Print on A4 on its side, as wide as the page, the heading row on each page, with what must be
    said of the figures at the foot and, of the internal edition, at the head."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, *last)
    sheet.hide_gridlines(2)
    title = text("sheets.footer", title=delivery.title, sheet=name)
    said = filter(None, (title, delivery.marks.get("simulated")))
    left = f'&L&"{FONT}"&9' + _escaped(" · ".join(said))
    right = f'&R&"{FONT}"&9' + text("sheets.page", page="&P", pages="&N")
    sheet.set_footer(left[: MOST_FOOTER - len(right)] + right)
    if internal := delivery.marks.get("internal"):
        sheet.set_header(f'&C&"{FONT},Bold"&11{internal}')


def _escaped(words: str) -> str:
    # A digit at the beginning would be read as part of the letters' size before it.
    return words.replace("&", "&&")
