"""What shows at once in Excel: a part above its whole turns red, and a column says it in words."""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from chitieu.collect.forms import style
from chitieu.collect.forms.asked import Form
from chitieu.collect.forms.cells import CHECK, head
from chitieu.collect.forms.rules import broken
from chitieu.collect.forms.style import put
from chitieu.collect.rules import Rule
from chitieu.plan.indicators import AREA_COUNT


def check_column(
    sheet: Worksheet, form: Form, variables: list[str], column: int, rows: range,
    one_a_row: bool = False,
) -> None:  # fmt: skip
    """A column that says in words which part exceeds its whole, and cells that turn red."""
    head(sheet, column, "Kiểm tra", CHECK, 30)
    rules = [rule for rule in form.rules if rule.variables[0] in variables]
    for row in rows:
        at = "1" if one_a_row else str(row - rows.start + 1)
        here = rules
        if one_a_row:
            variable = variables[row - rows.start]
            here = [rule for rule in rules if rule.variables[0] == variable]
        told = "&".join(
            f'IF({broken(rule, at)},"{_quoted(_words(rule, form))}","")' for rule in here
        )
        put(
            sheet, row, column, f"={told}" if told else None, formula=True, wrap=True, size=9,
            color="9C0006", border=style.GRID, fill=style.LOCKED,
        )  # fmt: skip
    for rule in rules:
        for cells, at in _cells_of(sheet, rule, rows, variables, one_a_row):
            red = FormulaRule(formula=[broken(rule, at)], fill=style.WRONG, font=style.WRONG_FONT)
            sheet.conditional_formatting.add(cells, red)


def _cells_of(sheet: Worksheet, rule: Rule, rows: range, variables: list[str], one_a_row: bool):
    """Where the figures of a rule stand on this sheet, and the formula of a row's place."""
    for variable in rule.variables:
        if variable not in variables:
            continue
        place = variables.index(variable)
        if one_a_row:
            yield f"E{rows.start + place}", "1"
        else:
            letter = get_column_letter(4 + 3 * place)
            yield f"{letter}{rows.start}:{letter}{rows.stop - 1}", f"ROW()-{rows.start - 1}"


def _words(rule: Rule, form: Form) -> str:
    left, right = (rule.in_words(side, form.names) for side in (rule.left, rule.right))
    if rule.right == ((1, AREA_COUNT),):
        return f"{left} chỉ có thể là 0 hoặc 1. "
    return f"{left} lớn hơn {right}. "


def _quoted(text: str) -> str:
    return text.replace('"', '""')[:250]  # a text in a formula has at most 255 characters
