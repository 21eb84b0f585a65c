"""How a form looks: fonts, fills, widths, and the page it is printed on."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from chitieu.words import text

FONT = "Times New Roman"  # the letter of Vietnamese official documents
A4 = 9
_THIN = Side(style="thin", color="808080")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD = PatternFill("solid", fgColor="DCE6F1")
INPUT = PatternFill("solid", fgColor="FFFBE6")
LOCKED = PatternFill("solid", fgColor="F2F2F2")
WRONG = PatternFill("solid", bgColor="F8CBAD")
WRONG_FONT = Font(name=FONT, bold=True, color="9C0006")
OPEN = Protection(locked=False)
COUNT = "#,##0"


def put(sheet: Worksheet, row: int, column: int, value, **style):
    """Write one cell; a text is a text, whatever sign it begins with, but for `formula=True`."""
    cell = sheet.cell(row, column)
    is_formula = style.pop("formula", False)
    cell.value = value
    if isinstance(value, str) and not is_formula:
        cell.data_type = "s"
    cell.font = Font(
        name=FONT,
        size=style.pop("size", 11),
        bold=style.pop("bold", False),
        italic=style.pop("italic", False),
        color=style.pop("color", None),
    )
    cell.alignment = Alignment(
        horizontal=style.pop("align", None),
        vertical=style.pop("vertical", "center"),
        wrap_text=style.pop("wrap", False),
        indent=style.pop("indent", 0),
    )
    for name, setting in style.items():
        setattr(cell, name, setting)
    return cell


def height(words: str, characters: float, line: float = 15) -> float:
    """Return the height of a row that a text of so many characters a line needs."""
    return line * max(1, -(-len(words) // max(1, int(characters))))


def lock(sheet: Worksheet) -> None:
    """Lock all but the open cells, without a password: it prevents slips, not intent."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False  # a too narrow column may be widened
    sheet.protection.formatRows = False


def fit_a4(sheet: Worksheet, footer: str, landscape: bool = True) -> None:
    """Print on A4, as wide as the page, with the footer and the page's number."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.left.text = footer.replace("&", "&&")
    sheet.oddFooter.right.text = text("forms.page")
    for part in (sheet.oddFooter.left, sheet.oddFooter.right):
        part.size = 9
