"""Tables of text as spreadsheets save them: letters and separators read in one way, or refused.

The standard library alone, so that a command with nothing to do has started before it is felt.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chitieu.faults import Fault, Faults
from chitieu.letters import VIETNAMESE, visible
from chitieu.old_letters import OLD, RAW, Misread, misread
from chitieu.root import relative

SAVE_AS = "save it from Excel as 'CSV UTF-8 (comma delimited)'"
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}

SMALL = 2**20  # bytes: files up to here are kept as they were read

_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
_WORD = re.compile(r"[a-z][a-z0-9_]*")  # as columns are named
_SEPARATOR = re.compile(r'"?sep=([^"\w\s]|\t)"?[\s,;]*', re.IGNORECASE)
_TITLES = 20  # lines in which the header is looked for
_SIGNS = set("\u00a0–—…‘’“”«»•·°±²³×‰₫€")
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")  # a letter that an old code page had no room for
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")


@dataclass(frozen=True)
class Plain:
    """The lines of a table as cells, the header first; and `manner`, how they were written where
    it was not UTF-8 with commas ("Windows-1258 letters", "semicolons between the cells").

    `misread`: cells in letters from before Unicode, by line and column; they are left as they are.
    """

    rows: list[list[str]]
    manner: tuple[str, ...] = ()
    separators: str = "commas"
    misread: tuple[tuple[int, int, Misread], ...] = ()


def read_plain(path: Path, root: Path) -> Plain:
    """Read a table of text; its rows are not to be changed. Raises Faults with what is wrong with
    the whole file."""
    data = read_bytes(path, root)
    parse = _parse_once if len(data) <= SMALL else parse_plain
    return parse(data, relative(path, root))


@lru_cache(maxsize=64)  # the plan's tables are looked up with each year and each period
def _parse_once(data: bytes, name: str) -> Plain:
    return parse_plain(data, name)


def read_bytes(path: Path, root: Path) -> bytes:
    """Return what is in a file. Raises Faults where it is missing, a folder, or kept from us."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        problem, remedy = "the file is missing", "put it back or make it"
    except (IsADirectoryError, PermissionError) as error:
        if path.is_dir():
            problem, remedy = "it is a folder", "put the file of that name in its place"
        else:
            problem = f"it cannot be read ({error.strerror})"
            remedy = "close it where it is open, and see who may read it"
    except OSError as error:
        problem, remedy = f"it cannot be read ({error.strerror})", "copy it here anew"
    raise Faults([Fault(relative(path, root), 0, "", problem, remedy)])


def parse_plain(data: bytes, name: str) -> Plain:
    """Return the table that a file's bytes are; `name` is the file's, for messages."""
    text, manner = _letters(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, separator = _stated(text) or (text, _separator(text))
    signs = SEPARATORS.get(separator, f"the sign {separator}")
    if separator != ",":
        manner.append(f"{signs} between the cells")
    rows: list[list[str]] = []
    try:  # strict, for a quote that never closes would swallow the lines below it
        rows.extend(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        problem, remedy = f"the line cannot be read ({error})", "look for a quote that never closes"
        raise Faults([Fault(name, len(rows) + 1, "", problem, remedy)]) from None
    if not rows:
        raise Faults([Fault(name, 1, "", "the file is empty", "give it a header line")])
    if _unwrap(rows):
        manner.append("whole lines in quotes")
    _narrow(rows)
    misread = tuple(_see(rows))
    if above := _above_header(rows):
        problem = f"the header stands on line {above + 1}, below a title"
        remedy = "delete the lines above it" if above > 1 else "delete the line above it"
        raise Faults([Fault(name, above + 1, "", problem, remedy)])
    return Plain(rows, tuple(manner), signs, misread)


def records(path: Path, root: Path) -> list[dict[str, str]]:
    """Return the lines of a table by the names of its columns; cells that are not there are ""."""
    header, *rows = read_plain(path, root).rows
    names = [cell.strip() for cell in header]
    blank = [""] * len(names)
    return [dict(zip(names, [*row, *blank], strict=False)) for row in rows]


def how_read(path: Path, root: Path) -> list[Fault]:
    """Return a warning where a file is not UTF-8 with commas: that it was read, and how."""
    try:
        manner = read_plain(path, root).manner
    except Faults:  # which whoever reads the table tells
        return []
    problem = f"it was read with {' and '.join(manner)}"
    return [Fault(relative(path, root), 0, "", problem, SAVE_AS)] if manner else []


def decimal(number: str) -> str:
    """Return a number with a point for a decimal comma: "97,5" is 97.5. What might be thousands
    ("1,000") stays as it is, for whoever reads it to refuse."""
    found = re.fullmatch(r"(-?[0-9]+),([0-9]+)", number)
    return f"{found[1]}.{found[2]}" if found and len(found[2]) != 3 else number


# ---- letters ------------------------------------------------------------------------------------


def _letters(data: bytes, name: str) -> tuple[str, list[str]]:
    """The text, and how it was written where that was not UTF-8."""

    def refused(problem: str) -> Faults:
        return Faults([Fault(name, 0, "", problem, SAVE_AS)])

    manner = []
    if data.startswith(b"PK"):
        raise refused("it is an Excel workbook with another name")
    if data.startswith(_OLD_EXCEL):
        raise refused("it is an old Excel workbook with another name")
    if data.lstrip().startswith(b"<"):
        raise refused("it is a web page with another name")
    in_pairs = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in data and not in_pairs:
        raise refused("it holds bytes that no text has (UTF-16 without its first mark?)")
    if in_pairs:
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            raise refused("it is damaged UTF-16 text") from None
        manner.append("UTF-16 letters")
    else:
        text = _of_bytes(data)
        if text is None:
            text = data.decode("cp1258", "replace")
            if not _is_vietnamese(visible(text)):
                old = misread(data.decode(RAW))
                if old and old.way in OLD and not _LOST.search(text):
                    raise refused(old.problem)
                raise refused("it is neither UTF-8 nor Windows-1258 text")
            manner.append("Windows-1258 letters")
    if "\0" in text:
        raise refused("it is damaged UTF-16 text")
    if _WIDE.search(text):
        manner.append("full-width digits or letters")
    return text, manner


def _of_bytes(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _is_vietnamese(text: str) -> bool:
    """Whether a composed text has no letter but Vietnamese ones: else its bytes meant another."""
    strange = {c for c in set(text) if not c.isascii()} - VIETNAMESE - _SIGNS
    return not strange and not _LOST.search(text)


# ---- cells --------------------------------------------------------------------------------------


def _stated(text: str) -> tuple[str, str] | None:
    """A table that begins with "sep=;", and that sign: the line is Excel's, which shows none."""
    first, _, rest = text.partition("\n")
    found = _SEPARATOR.fullmatch(first)
    return (rest, found[1]) if found else None


def _separator(text: str) -> str:
    """The sign that makes the most names of columns of the header; a comma where none does."""
    lines = text.split("\n", _TITLES)[:_TITLES]
    header = next((line for line in lines if _most_names(line)[0] > 1), lines[0])
    return _most_names(header)[1]


def _most_names(line: str) -> tuple[int, str]:
    return max(
        ((_names(line.split(sign)), sign) for sign in SEPARATORS), key=lambda found: found[0]
    )


def _names(cells: list[str]) -> int:
    """How many cells might be names of columns."""
    return sum(bool(_WORD.fullmatch(cell.strip(' "'))) for cell in cells)


def _above_header(rows: list[list[str]]) -> int:
    """How many lines stand above the header: none of them has two names of columns."""
    if _names(rows[0]) > 1:
        return 0
    return next((place for place, row in enumerate(rows[:_TITLES]) if _names(row) > 1), 0)


def _unwrap(rows: list[list[str]]) -> bool:
    """Take lines apart that stand in one cell, as Excel makes them where its separator is another
    than the file's; return whether there were any."""
    width = len(rows[0])
    found = False
    for place, row in enumerate(rows):
        if len(row) == 1 < width and "," in row[0]:
            try:
                cells = next(csv.reader([row[0]], strict=True), [])
            except csv.Error:  # a text, then, and no line
                continue
            if len(cells) == width:
                rows[place], found = cells, True
    return found


def _see(rows: list[list[str]]) -> Iterator[tuple[int, int, Misread]]:
    """Make each cell what is seen of it; yield those that were written in older letters."""
    known: dict[str, str | Misread] = {}
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell not in known:
                known[cell] = misread(cell) or visible(cell)
            if isinstance(seen := known[cell], Misread):
                yield line, column, seen
            else:
                row[column] = seen


def _narrow(rows: list[list[str]]) -> None:
    """Take away the columns on the right that hold nothing, not even a name."""
    width = len(rows[0])
    while width > 1 and not rows[0][width - 1].strip():
        width -= 1
    if width < len(rows[0]) and not any(cell.strip() for row in rows for cell in row[width:]):
        for row in rows:
            del row[width:]


# ---- what can be written nowhere ----------------------------------------------------------------

LONGEST = 32_767  # letters: as many as a cell of a spreadsheet holds
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def unwritable(text: str) -> str:
    """Return what a text holds that no spreadsheet and no page can; "" where all of it can be."""
    if len(text) > LONGEST:
        return (
            f"{len(text)} letters, more than the {LONGEST} that a spreadsheet's cell has room for"
        )
    if found := _CONTROL.search(text):
        return f"a control sign (U+{ord(found[0]):04X}), which can be neither seen nor printed"
    return ""
