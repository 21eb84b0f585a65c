"""How the workbook's tables are read: cells as text, held against a schema, every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import pandas as pd

from chitieu.faults import Fault, Faults, did_you_mean
from chitieu.imports import left_out
from chitieu.plain_files import read_plain, unwritable
from chitieu.root import find_root as find_root
from chitieu.root import relative
from chitieu.spreadsheets import formula_in
from chitieu.whole import write_whole as write_whole

# pandera would import hypothesis to make examples of a table, and half a second passes.
with left_out("hypothesis"):
    import pandera.backends.pandas.builtin_checks  # noqa: F401, imported when it first checks
    import pandera.pandas as pa

# Where pyarrow is installed pandas keeps texts in it, with other regular expressions and other
# results: a workbook is read in one way everywhere.
pd.options.mode.string_storage = "python"

Check = pa.Check

_FORMULA = (
    "begin it with a letter or a digit, and let no =, +, - or @ follow a comma, a semicolon, a "
    "quote or a new line; a long dash (–) may stand anywhere"
)


def one_of(known, what: str) -> Check:
    """Return a check that a text is one of `known`; `what` names it: "variable", "agency"."""
    return Check.isin(sorted(known), error=f"is no {what}")


YES_OR_NO = one_of(("yes", "no"), "answer")


def matches(pattern: str, problem: str, remedy: str) -> Check:
    """Return a check that the whole text matches a regular expression; its digits are 0 to 9."""
    return Check.str_matches(rf"^(?a:{pattern})$", error=f"{problem}; {remedy}")


def text(*checks: Check, blank: bool = False, required: bool = True) -> pa.Column:
    """Return the schema of one column of text; `blank` cells are allowed where it says so."""
    # Of no type: every cell has been read as text, and to make sure of that takes half the time.
    return pa.Column(None, list(checks), nullable=blank, required=required)


def optional() -> pa.Column:
    """Return the schema of one column of text that a file need not have."""
    return text(blank=True, required=False)


def read_table(
    path: Path,
    root: Path,
    columns: dict[str, pa.Column],
    key: Collection[str] = (),
    also: Callable[[pd.DataFrame, str], Iterable[Fault]] = lambda table, name: (),
    least: str = "",
    notes: Collection[str] = (),
    may_be_absent: bool = False,
) -> pd.DataFrame:
    """Read a CSV of text and hold it against `columns`, and against what `also` finds beyond them.

    Returns a DataFrame of strings (blank cells are NA, surrounding spaces gone), indexed by the
    spreadsheet's line, with the optional columns added where the file has none. No two lines share
    their `key`. `also` takes that table and the file's name for messages; `least` is what the file
    must have one line of. No text is one that a spreadsheet computes, but in the columns `notes`.
    A file that `may_be_absent` is an empty table then. Raises Faults with every fault of the file.
    """
    if may_be_absent and not path.exists():
        return pd.DataFrame(columns=list(columns))
    schema = pa.DataFrameSchema(columns, checks=_unique(*key) if key else None, strict=True)
    name = relative(path, root)
    optional = {column for column, rule in schema.columns.items() if not rule.required}
    plain = read_plain(path, root)
    rows = plain.rows
    if not {cell.strip() for cell in rows[0]} & set(schema.columns):
        remedy = f"write the names of the columns above the lines: {','.join(schema.columns)}"
        raise Faults([Fault(name, 1, "", "the first line is not a header", remedy)])
    table, faults = _read_cells(rows, name, optional, plain.separators)
    for line, column, old in plain.misread:
        at = rows[0][column] if column < len(rows[0]) else ""
        faults.append(Fault(name, line, at, old.problem, old.remedy))
    faults += _unwritable(table, name)
    if least and table.empty and not faults:
        faults.append(Fault(name, 2, "", "there is no line below the header", f"write {least}"))
    needed = {column for column, rule in schema.columns.items() if rule.required}
    whole = needed <= set(table.columns)
    try:
        schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        faults += _faults(name, errors)
    for column in schema.columns:
        if column not in table:
            table[column] = pd.Series(pd.NA, index=table.index, dtype="str")
    if whole:
        faults += also(table, name)
    told = {(fault.row, fault.column) for fault in faults}
    faults += [
        fault
        for column in schema.columns.keys() - {*notes}
        for fault in _formulas(table[column], name)
        if (fault.row, column) not in told
    ]
    if faults:
        raise Faults(faults)
    return table


def _formulas(column: pd.Series, name: str) -> list[Fault]:
    """A fault for each cell of which a spreadsheet that opens it would compute something."""
    found = {text: formula for text in _texts(column) if (formula := formula_in(text))}
    if not found:
        return []
    return [
        Fault(name, row, str(column.name), f"a spreadsheet would compute '{found[text]}'", _FORMULA)
        for row, text in column[column.isin(found)].items()
    ]


def _texts(column: pd.Series) -> list[str]:
    """What stands in a column, each text once."""
    return [cell for cell in column.unique() if isinstance(cell, str)]


def words(path: Path, root: Path, *columns: str) -> set:
    """Return the words (or tuples of words) that stand in a table's columns, faulty rows or not.

    For checks across files: empty where the table cannot be read, which its own reader tells.
    """
    try:
        header, *rows = read_plain(path, root).rows
        places = [[cell.strip() for cell in header].index(column) for column in columns]
    except (Faults, ValueError):
        return set()
    found = (tuple(row[i].strip() for i in places) for row in rows if len(row) > max(places))
    return {cells[0] if len(columns) == 1 else cells for cells in found if all(cells)}


def unknown(table: pd.DataFrame, name: str, column: str, known: set, what: str) -> list[Fault]:
    """Return a fault for each cell that is none of `known`; none where nothing is known."""
    strange = set(table[column].dropna().unique()) - known if known else set()
    return [
        Fault(name, row, column, f"'{value}' is no {what}", did_you_mean(value, known))
        for row, value in table.loc[table[column].isin(strange), column].items()
    ]


def _read_cells(
    rows: list[list[str]], name: str, optional: Collection[str], separators: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the cells as text and what is wrong with their lines.

    A line may end before the last columns where those are `optional`.
    """
    header = [cell.strip() for cell in rows[0]]
    if twice := {column for column in header if header.count(column) > 1}:
        raise Faults(Fault(name, 1, c, "the column stands twice", "remove one") for c in twice)
    ragged, cells, lines = [], [], []
    for line, row in enumerate(rows[1:], start=2):
        if not "".join(row).strip():
            continue
        if len(row) < len(header) and set(header[len(row) :]) <= set(optional):
            row = row + [""] * (len(header) - len(row))
        if len(row) != len(header):
            problem = f"the line has {len(row)} cells, the header {len(header)}"
            remedy = "give every column a cell"
            if len(row) > len(header):
                remedy = f"put a text with {separators} in quotes"
            ragged.append(Fault(name, line, "", problem, remedy))
            continue
        cells.append(row)
        lines.append(line)
    index = pd.Index(lines, name="row", dtype="int64")
    columns = dict(zip(header, zip(*cells, strict=True), strict=True)) if cells else {}
    table = pd.DataFrame(
        {name: _trimmed(name, column) for name, column in columns.items()}, index, header
    )
    return table.astype("str"), ragged


def _unwritable(table: pd.DataFrame, name: str) -> list[Fault]:
    """What no page and no spreadsheet could show, whichever text it stands in."""
    return [
        Fault(name, row, column, f"the cell holds {what}", "write the text without it")
        for column in table
        for cell in _texts(table[column])
        if (what := unwritable(cell))
        for row in table.index[table[column] == cell]
    ]


def _trimmed(name: str, column: tuple[str, ...]) -> list[str | None]:
    """The cells without the spaces around them, names on one line, blank ones as none; most words
    stand many times."""
    names = name.partition("_")[0] in ("name", "short", "unit")
    known = {
        cell: (" ".join(cell.split()) if names else cell.strip()) or None for cell in set(column)
    }
    return [known[cell] for cell in column]


def _faults(name: str, errors: pa.errors.SchemaErrors) -> list[Fault]:
    faults = []
    for error in errors.schema_errors:
        reason = error.reason_code.name
        cases = error.failure_cases
        if reason == "COLUMN_NOT_IN_DATAFRAME":
            faults.append(Fault(name, 1, str(cases), "the column is missing", "add it"))
        elif reason == "COLUMN_NOT_IN_SCHEMA":
            remedy = did_you_mean(str(cases), error.schema.columns)
            faults.append(Fault(name, 1, str(cases), "is no column of this file", remedy))
        else:
            column = str(getattr(error.schema, "name", None) or "")
            faults += [
                _cell_fault(name, int(case["index"]), column, case["failure_case"], error)
                for case in cases.drop_duplicates("index").to_dict("records")
            ]
    return faults


def _cell_fault(name: str, row: int, column: str, value, error) -> Fault:
    if error.reason_code.name == "SERIES_CONTAINS_NULLS":
        return Fault(name, row, column, "the cell is empty", "fill it in")
    message = str(error.check.error)
    if allowed := error.check.statistics.get("allowed_values"):
        return Fault(name, row, column, f"'{value}' {message}", did_you_mean(value, allowed))
    problem, _, remedy = message.partition("; ")
    if column:  # a check of one cell names the value; a check of a whole row does not
        problem = f"'{value}' {problem}"
    return Fault(name, row, column, problem, remedy)


def _unique(*columns: str) -> Check:
    """Return a check of the whole table that no two lines share their `columns`."""
    names = ", ".join(columns)

    def first_of_its_kind(table: pd.DataFrame) -> pd.Series:
        if not set(columns) <= set(table.columns):  # a missing column is told once, as itself
            return pd.Series(True, index=table.index)
        return ~table.duplicated(list(columns), keep="first")

    return Check(
        first_of_its_kind,
        error=f"the line repeats an earlier one ({names}); keep one of the two",
    )
