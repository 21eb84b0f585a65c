"""Which sheet of a file is the plan's, and which of its columns is what: the headings of a plan
sheet, in any language. What is no heading, or lacks, is told; no other sheet is read for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from chitieu.begin.given import Given
from chitieu.faults import Fault, Faults
from chitieu.words import LANGUAGES, speaking, text, texts

FIELDS = (
    "number", "words", "kind", "counted", "whole", "per", "target", "lead", "objective", "better",
    "unit", "why", "why_source",
)  # fmt: skip
NEEDED = ("number", "words", "kind", "counted", "lead")
_LACKING = (*NEEDED, "objective")  # columns without which there is no plan
_USUAL = FIELDS[:9]  # where one of them lacks, a heading that is not known may be it
_FEWEST = 3  # known headings in one line are a line of headings: no title has as many


@dataclass(frozen=True)
class Head:
    """The line of the headings, the column of each field, the language that the sheet is in, and
    what of the file is not read, in sentences."""

    line: int
    columns: dict[str, int]
    language: str
    told: tuple[str, ...] = ()

    def name(self, field: str) -> str:
        """Return a field's heading, as the sheet has it."""
        with speaking(self.language):
            return texts("plan_sheet.heading")[field]


def bare(words: str) -> str:
    """Return what is compared of words: case and spaces play no part."""
    return " ".join(words.split()).casefold()


def every_way(table: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Return the codes of a table of words by the words, in each language; several ways to say
    one have a | between them."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            found |= {bare(w): code for code, words in table().items() for w in words.split("|")}
    return found


def headings() -> dict[str, str]:
    """Return each field of a plan sheet by every way to write its heading."""
    return {name: name for name in FIELDS} | every_way(lambda: texts("plan_sheet.heading"))


def find_plan(sheets: list[Given]) -> tuple[Given, Head]:
    """Return the sheet of the plan and its headings. `sheets`: at least one.

    It is the sheet that is called as the plan's is in any language; where none is, the first that
    has a line of headings and is not called as the worked examples are, which nobody reads. Raises
    Faults with each heading that is not known, and those that lack.
    """
    own = every_way(lambda: texts("plan_sheet.sheet"))
    called = [sheet for sheet in sheets if own.get(bare(sheet.sheet)) == "plan"]
    others = [sheet for sheet in sheets if bare(sheet.sheet) not in own]
    if not (called or others):
        sheet = sheets[0]
        with speaking(_language(sheet, 0)):
            name = text("plan_sheet.sheet.plan")
        problem = "there is no sheet of a plan, and its worked examples are not read"
        raise Faults([Fault(sheet.file, 0, "", problem, f"call the sheet of the plan '{name}'")])
    sheet = next(iter(called), None) or next(filter(_line, others), others[0])
    head = _head(sheet)
    also = [other.sheet for other in (*called, *others) if other is not sheet and _line(other)]
    told = ", ".join(f"'{name}'" for name in also)
    if also:
        told = f"the sheet '{sheet.sheet}' is the plan; not read, with headings too: {told}"
        head = Head(head.line, head.columns, head.language, (told, *head.told))
    return sheet, head


def _line(sheet: Given) -> int:
    """The line of the headings, 0 where there is none."""
    known = headings()
    lines = (n for n, cells in sheet.rows.items()
             if len({known.get(bare(t)) for t in cells.values()} - {None}) >= _FEWEST)  # fmt: skip
    return next(lines, 0)


def _language(sheet: Given, line: int) -> str:
    """The language that most of the headings are in; without any, that of the sheet's name."""

    def known(language: str) -> int:
        with speaking(language):
            words = {*map(bare, texts("plan_sheet.heading").values())}
            names = {*map(bare, texts("plan_sheet.sheet").values())}
        cells = sheet.rows.get(line, {}).values()
        return 2 * len(words & {*map(bare, cells)}) + (bare(sheet.sheet) in names)

    return max(LANGUAGES, key=known)


def _head(sheet: Given) -> Head:
    line, known = _line(sheet), headings()
    language = _language(sheet, line)
    empty = Head(line, {}, language)
    if not line:
        named = ", ".join(f"'{empty.name(field)}'" for field in _USUAL)
        remedy = f"write them in one line: {named}"
        first = min(sheet.rows, default=1)
        raise Faults([sheet.fault(first, 1, "no line has the headings of a plan", remedy)])
    cells = sheet.rows[line]
    columns: dict[str, int] = {}
    faults: list[Fault] = []
    for column, words in cells.items():
        field = known.get(bare(words), "")
        if field and columns.setdefault(field, column) != column:
            faults.append(sheet.fault(line, column, f"'{words}' stands twice", "keep one column"))
    head = Head(line, columns, language)
    strange, told = _strange(sheet, head), []
    lacking = [field for field in FIELDS if field not in columns]
    usual = [head.name(field) for field in lacking if field in _USUAL]
    for column, words in strange.items():
        field = _meant(words, lacking, head)
        if not field and len(strange) == len(usual) == 1:
            field = usual[0]
        which = f"'{words}' is no column of a plan" if words else "the column has no heading"
        if not (field or usual):
            name = f"column '{words}'" if words else "a column without a heading"
            told.append(f"{name} ({sheet.at(line, column)}) is not read")
            continue
        remedy = f"did you mean '{field}'?" if field else "mend it, or remove the column"
        if usual not in ([], [field]):
            remedy += f" (lacking: {', '.join(map(repr, usual))})"
        faults.append(sheet.fault(line, column, which, remedy))
    if not strange and (gone := [head.name(f) for f in lacking if f in _LACKING]):
        problem = f"columns are lacking: {', '.join(map(repr, gone))}"
        faults.append(sheet.fault(line, max(cells) + 1, problem, "add them"))
    if faults:
        raise Faults(faults)
    return Head(line, columns, language, tuple(told))


def _strange(sheet: Given, head: Head) -> dict[int, str]:
    """The headings that are not known, by their column; "" above cells without one."""
    known, cells = headings(), sheet.rows[head.line]
    filled = {n for line, row in sheet.rows.items() if line > head.line for n in row}
    return {
        column: cells.get(column, "")
        for column in sorted({*cells, *filled})
        if bare(cells.get(column, "")) not in known
    }


def _meant(words: str, lacking: list[str], head: Head) -> str:
    """The heading that words may mean, "" for none."""
    ways = dict(_ways(lacking, head))
    close = get_close_matches(bare(words)[:100], ways, n=1, cutoff=0.7)
    return ways[close[0]] if close else ""


def _ways(lacking: list[str], head: Head) -> Iterator[tuple[str, str]]:
    """What plans call the columns that lack, with the heading that is meant."""
    for field in lacking:
        yield bare(head.name(field)), head.name(field)
    for way, field in every_way(lambda: texts("plan_sheet.heading_alike")).items():
        if field in lacking:
            yield way, head.name(field)
