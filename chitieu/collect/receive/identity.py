"""Which form a file is, whether it is one of this workbook's as it was issued, and which of its
sheets are the form's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from openpyxl.utils import get_column_letter, range_boundaries

from chitieu.collect.editions import led_to
from chitieu.collect.forms.asked import AGENCY, LANGUAGE, VERSION, Form
from chitieu.collect.forms.layout import (
    AREAS_LISTED,
    CODES,
    IDENTITY,
    ISSUED,
    SEAL,
    VARIABLES_LISTED,
    Column,
    Layout,
    seal,
    stamp,
)
from chitieu.collect.receive.cell import clean
from chitieu.collect.receive.excel import Cell, Page
from chitieu.collect.receive.opened import Opened
from chitieu.faults import CallError, Fault, Faults
from chitieu.plan.agencies import last_days
from chitieu.plan.areas import read_area_changes
from chitieu.plan.periods import is_period, is_period_of, period_words
from chitieu.plan.years import read_year
from chitieu.words import LANGUAGES, text, texts

# What the file says it is.
_KEYS = ("form", "version", "workbook", "year", "period", "edition", "kind", "code")
Issued = dict[tuple[str, str], float | str]


def language_of(opened: Opened) -> str:
    """Return the language that a file says it is in, beside its other hidden facts: the first
    where it says nothing, or names none that there is."""
    page = opened.book.pages.get(IDENTITY)
    cells = page.cells if page else {}
    said = opened.book.properties.get(f"chitieu.{LANGUAGE}")
    for (row, column), cell in cells.items():
        if column == 1 and cell.value == LANGUAGE and (row, 2) in cells:
            said = str(cells[row, 2].value)
    return said if said in LANGUAGES else LANGUAGES[0]


def identify(
    opened: Opened, root: Path, forms_of: Callable[..., list[Form]]
) -> tuple[Form, Issued]:
    """Return the form that a file is, and last year's figures as they were issued in it.

    `forms_of`: the forms of a year, a period, an edition and a day. Raises Faults where the file is
    none of them.
    """
    if IDENTITY not in opened.book.pages:
        raise opened.refusal(text("receive.identity.no_form"), text("receive.remedy.copy_over"))
    said, places, issued = _read(opened)
    copy_over, start = text("receive.remedy.copy_over"), f"{IDENTITY}!A1"
    if lacking := [key for key in _KEYS if key not in said]:
        what = texts("receive.fact")
        told = (text("receive.identity.lacks", what=what[key]) for key in lacking)
        raise Faults([opened.fault(start, problem, copy_over) for problem in told])
    faults = []
    identity = {key: said[key] for key in (*_KEYS, LANGUAGE) if key in said}
    for key, value in identity.items():
        known = opened.book.properties.get(f"chitieu.{key}", value)
        if known != value:
            what = text(f"receive.fact.{key}")
            problem = text("receive.identity.edited_fact", what=what, known=known, said=value)
            remedy = text("receive.identity.give_back_fact", known=known)
            faults.append(opened.fault(places[key], problem, remedy))
    if not faults and said.get(SEAL) != seal(identity, [(*key, v) for key, v in issued.items()]):
        place = places.get(SEAL, start)
        faults.append(opened.fault(place, text("receive.identity.edited"), copy_over))
    if faults:
        raise Faults(faults)
    form = _known(opened, root, identity, places, forms_of)
    return _in_order_of_issue(opened, form), issued


def _read(opened: Opened) -> tuple[dict[str, str], dict[str, str], Issued]:
    cells = opened.cells(opened.book.pages[IDENTITY])
    said, places, issued = {}, {}, {}
    table = False
    for row in sorted({row for row, column in cells if column == 1}):
        first, *rest = (cells[row, c].value if (row, c) in cells else None for c in (1, 2, 3))
        if table:
            issued[str(first), str(rest[0])] = rest[1]
        elif first == ISSUED:
            table = True
        else:
            said[str(first)] = "" if rest[0] is None else str(rest[0])
            places[str(first)] = f"{IDENTITY}!B{row}"
    return said, places, issued


def _in_order_of_issue(opened: Opened, form: Form) -> Form:
    """The form with its areas and variables as they were listed when it was issued: the plan's
    files may have another order by now."""
    lists = {AREAS_LISTED: {}, VARIABLES_LISTED: {}}
    for (row, column), cell in opened.book.pages[IDENTITY].cells.items():
        if column in lists:
            lists[column][clean(cell.value)] = row

    def as_listed(names: dict[str, str], column: int) -> list[str]:
        rows = {code: lists[column].get(clean(name)) for code, name in names.items()}
        # One that was renamed since is told where its old name stands.
        return [*names] if None in rows.values() else sorted(names, key=rows.get)

    areas = {area: form.areas[area] for area in as_listed(form.areas, AREAS_LISTED)}
    variables = form.variables.loc[as_listed(form.names, VARIABLES_LISTED)]
    return replace(form, areas=areas, variables=variables)


def _known(opened: Opened, root: Path, said: dict, places: dict, forms_of: Callable) -> Form:
    def refuse(key: str, problem: str, remedy: str) -> Faults:
        return Faults([opened.fault(places[key], problem, remedy)])

    copy_over = text("receive.remedy.copy_over")
    if (said["form"], said["version"]) != ("chitieu", VERSION):
        problem = text("receive.identity.version", said=said["version"], known=VERSION)
        raise refuse("version", problem, text("receive.identity.new_form"))
    if said.get(LANGUAGE, LANGUAGES[0]) not in LANGUAGES:
        problem = text("receive.identity.language", said=said[LANGUAGE], known=LANGUAGES)
        raise refuse(LANGUAGE, problem, copy_over)
    year, period = said["year"], said["period"]
    if not (year.isdigit() and is_period_of(period, year)):
        raise refuse("period", text("receive.identity.period", period=period, year=year), copy_over)
    try:
        settings = read_year(root, int(year))
    except CallError:
        remedy = text("receive.identity.make_year", year=year)
        raise refuse("year", text("receive.identity.year", year=year), remedy) from None
    if settings.slug != said["workbook"]:
        problem = text("receive.identity.workbook", said=said["workbook"], known=settings.slug)
        raise refuse("workbook", problem, text("receive.identity.send_there"))
    # Rows carry their edition, so that what is received for areas that changed stays what it was.
    if not led_to(read_area_changes(root), said["edition"], settings.edition):
        told = {"said": said["edition"], "known": settings.edition, "year": year}
        remedy = text("receive.identity.other_edition")
        raise refuse("edition", text("receive.identity.edition", **told), remedy)
    for day in (None, *last_days(root, said["code"])):  # of one replaced since it was sent out
        for form in forms_of(int(year), period, said["edition"], day):
            if (form.kind, form.code) == (said["kind"], said["code"]):
                return form
    who = "agency" if said["kind"] == AGENCY else "area"
    words = period_words(period)
    problem = text(f"receive.identity.no_{who}", code=said["code"], period=words)
    raise refuse("code", problem, copy_over)


# ---- its sheets ---------------------------------------------------------------------------------


@dataclass
class Sheet:
    """A sheet of figures or notes that bears the form's stamp. `columns`: what each holds; `rows`:
    the code of each row that has figures, blank where it is not known; `end`: the row below them,
    0 where there is none."""

    opened: Opened
    page: Page
    layout: Layout
    stamp: Cell
    cells: dict[tuple[int, int], Cell]
    columns: dict[int, Column] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)
    end: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def codes(self) -> int:
        return self.stamp.row

    @property
    def first_row(self) -> int:
        return self.codes + self.layout.first - CODES

    @property
    def has_totals(self) -> bool:
        return self.end > 0 and self.layout.has_totals

    @property
    def filled_rows(self) -> list[int]:
        """The rows below the headings that hold something."""
        return sorted({row for row, _ in self.cells if row >= self.first_row})

    def at(self, row: int, column: int) -> Cell | None:
        return self.cells.get((row, column))

    def said(self, row: int, column: int) -> str:
        cell = self.at(row, column)
        return "" if cell is None else clean(cell.value)

    def place(self, row: int, column: int) -> str:
        return f"{self.page.title}!{get_column_letter(column)}{row}"

    def tell(self, row: int, column: int, problem: str, remedy: str) -> None:
        self.faults.append(self.opened.fault(self.place(row, column), problem, remedy))


def stamped(
    opened: Opened, form: Form, issued: dict[str, Layout]
) -> tuple[dict[str, Sheet], list[Fault], set[str]]:
    """Return the sheets that bear the form's stamp by the names they were issued under, what is
    wrong with others, and the names of those that this is told of. `issued`: all, by name."""
    found: dict[str, Sheet] = {}
    faults: list[Fault] = []
    told: set[str] = set()
    own, copy_over = stamp(form, ""), text("receive.remedy.copy_over")
    for page in opened.book.pages.values():
        cells = opened.cells(page)
        first = next((c for c in cells.values() if str(c.value).startswith("chitieu/")), None)
        if first is None:
            if page.title in issued:
                problem = text("receive.sheet.no_stamp")
                faults.append(opened.fault(f"{page.title}!A{CODES}", problem, copy_over))
                told.add(page.title)
            continue
        said = str(first.value)
        title = said.removeprefix(own)
        if title not in issued:
            faults.append(opened.fault(first, _whose(said, cells, form), copy_over))
            told |= {page.title, said.rpartition("/")[2]}
        elif title in found:
            problem = text("receive.sheet.twice", other=found[title].page.title)
            faults.append(opened.fault(first, problem, text("receive.remedy.delete_a_sheet")))
        else:
            sheet = found[title] = Sheet(opened, page, issued[title], first, cells)
            told_merged = text("receive.sheet.merged"), text("receive.sheet.unmerge")
            faults += [
                opened.fault(f"{page.title}!{merged}", *told_merged)
                for merged in page.merged
                if range_boundaries(merged)[3] >= sheet.first_row
            ]
    if not found and not faults:
        faults.append(opened.fault("", text("receive.sheet.none_left"), copy_over))
        told |= set(issued)
    return found, faults, told


def _whose(said: str, cells: dict[tuple[int, int], Cell], form: Form) -> str:
    """What another stamp says, in the words that stand on the sheet."""
    *facts, _ = said.split("/")
    if len(facts) not in (len(_KEYS), len(_KEYS) + 1):
        return text("receive.sheet.edited_stamp")
    other = dict(zip([*_KEYS, LANGUAGE], facts, strict=False))
    if is_period(other["period"]) and other["period"] != form.period:
        of, not_of = period_words(other["period"]), period_words(form.period)
    elif other["code"] != form.code:
        head = text("forms.top.reporter", reporter="")
        shown = (clean(cell.value) for cell in cells.values())
        named = next((each.removeprefix(head) for each in shown if each.startswith(head)), "")
        who = named or text("receive.sheet.other_unit")
        of, not_of = f"{who} ({other['code']})", f"{form.reporter} ({form.code})"
    elif other.get(LANGUAGE, LANGUAGES[0]) != form.language:
        return text("receive.sheet.other_language")
    else:
        return text("receive.sheet.edited_stamp")
    return text("receive.sheet.other_form", of=of, not_of=not_of)
