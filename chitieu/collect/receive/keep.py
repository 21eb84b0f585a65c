"""What is kept of a receipt: its figures among those of the year, the files that came, the counts
before, the register; then the counts.

All of a year's files are written in one step, whatever moment the process dies: before the first
write a note says what is to come (`data/received/unfinished.json`), the counts are the last write,
and where the note is found again without them, what went before is taken back. So a call that was
killed has either done all or nothing, and the next one ends as if it had not been.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from chitieu.collect.forms.asked import Form
from chitieu.collect.observations import COLUMNS, GROUP, cell_of
from chitieu.collect.receive.cell import Figure
from chitieu.files import relative
from chitieu.plain_files import decimal, parse_plain
from chitieu.plan.groups import of_group, parted
from chitieu.plan.year_files import observation_file
from chitieu.whole import Unwritten, write_whole

Row = dict[str, str]
Place = tuple[str, str, str, str]  # period, area, edition, variable
RECEIVED = Path("data", "received")
REGISTER = ("received", "file", "sha256", "sent_as", "new", "changed", "unchanged", "replaced")
_NOTE = RECEIVED / "unfinished.json"


@dataclass
class Comparison:
    """What a form's figures are to those that are there: pairs of a figure and the row before."""

    new: list[Figure] = field(default_factory=list)
    changed: list[tuple[Figure, Row]] = field(default_factory=list)
    unchanged: list[Figure] = field(default_factory=list)


class Observations:
    """The lines of a year's file, as text and in their order; the file may not be there yet.
    `edition`: of the lines that say none, which is the year's."""

    def __init__(self, root: Path, year: int, edition: str):
        self.path = observation_file(root, year)
        self.root, self.edition = root, edition
        self.data = self.path.read_bytes() if self.path.is_file() else b""
        header, *lines = (parse_plain(self.data, "").rows if self.data else []) or [[]]
        at = {name.strip(): place for place, name in enumerate(header)}
        self.rows: list[Row] = [
            _in_memory({column: cell_of(line, at.get(column)) for column in (*COLUMNS, GROUP)})
            for line in lines
            if "".join(line).strip()
        ]
        self._at = {self._place(row): row for row in self.rows}

    def _place(self, row: Row) -> Place:
        return row["period"], row["area"], row["edition"] or self.edition, row["variable"]

    def row(self, period: str, area: str, edition: str, variable: str) -> Row | None:
        return self._at.get((period, area, edition, variable))

    def compare(self, form: Form, figures: list[Figure]) -> Comparison:
        """Return which figures are new, changed or unchanged. A blank note takes none away."""
        found = Comparison()
        for figure in figures:
            row = self.row(form.period, figure.area, form.edition, figure.variable)
            if row is None:
                found.new.append(figure)
            elif _same(figure, row):
                found.unchanged.append(figure)
            else:
                found.changed.append((figure, dict(row)))  # as it was, whatever becomes of it
        return found

    def take_in(self, form: Form, found: Comparison, order: list[Place]) -> None:
        """Change the rows that differ and put new ones where `order` has them."""
        for figure, before in found.changed:
            row = self.row(form.period, figure.area, form.edition, figure.variable)
            row.update(self._row(form, figure))
            row["agency"] = before["agency"] or row["agency"]
        rank = {place: number for number, place in enumerate(order)}
        keys = [(row["period"], rank.get(self._place(row)[1:], len(rank))) for row in self.rows]
        # A row's new place is behind the last that does not come after it: from each row on, the
        # smallest key of those that follow rises.
        keys = [*accumulate(reversed(keys), min)][::-1]
        rows = [(*key, False, row) for key, row in zip(keys, self.rows, strict=True)]
        for figure in found.new:
            row = self._row(form, figure)
            place = self._place(row)
            self._at[place] = row
            rows.append((form.period, rank.get(place[1:], len(rank)), True, row))
        self.rows = [row for *_, row in sorted(rows, key=lambda keyed: keyed[:3])]

    def _row(self, form: Form, figure: Figure) -> Row:
        return {
            "period": form.period,
            "area": figure.area,
            "edition": form.edition,
            "variable": figure.variable,
            "value": figure.text,
            "obs_status": figure.obs_status,
            "agency": form.variables.at[figure.variable, "agency"],
            "note": figure.note,
        }

    def text(self) -> str:
        out = io.StringIO()
        rows = [_in_file(row) for row in self.rows]
        columns = [*COLUMNS]
        if any(row[GROUP] for row in rows):
            columns.insert(columns.index("variable") + 1, GROUP)
        writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()


def _in_memory(row: Row) -> Row:
    """A line of the file, its variable by the name that one of its group has."""
    group = row.pop(GROUP)
    return row | {"variable": of_group(row["variable"], group)} if group else row


def _in_file(row: Row) -> Row:
    variable, group = parted(row["variable"])
    return row | {"variable": variable, GROUP: group}


def _same(figure: Figure, row: Row) -> bool:
    value = float(decimal(row["value"])) if row["value"] else None
    same_note = not figure.note or figure.note == " ".join(row["note"].split())
    return value == figure.value and (row["obs_status"] or "A") == figure.obs_status and same_note


@dataclass(frozen=True)
class Kept:
    """A file that is to be kept: its bytes, what it was sent as, and what its figures are to those
    that were there. `stem`: where below `data/received/`, without the hash that tells it apart."""

    stem: str
    ending: str
    data: bytes
    sent_as: str
    found: Comparison

    @property
    def digest(self) -> str:
        return _digest(self.data)

    @property
    def path(self) -> str:
        return (RECEIVED / f"{self.stem}-{self.digest[:12]}{self.ending}").as_posix()


def keep(root: Path, observations: Observations, files: list[Kept]) -> str:
    """Keep the files of a year and write its counts.

    Returns where the counts as they were are kept, blank where none was changed. Whatever is
    raised on the way, nothing has changed.
    """
    before, after = observations.data, observations.text().encode()
    content = {root / file.path: file.data for file in files}
    replaced = ""
    if any(file.found.changed for file in files):
        year = observations.path.stem
        path = root / RECEIVED / "replaced" / f"{year}-{_digest(before)[:12]}.csv"
        content[path], replaced = before, relative(path, root)
    register = root / RECEIVED / "register.csv"
    there = register.read_bytes() if register.is_file() else b""
    added = there + _lines(files, replaced, header=not there)
    note = {
        "counts": relative(observations.path, root),
        "before": _digest(before),
        "after": _digest(after),
        "register": _digest(added),
        "register_before": len(there),
        "made": [relative(path, root) for path in content if not path.exists()],
    }
    write_whole(root / _NOTE, json.dumps(note, indent=1))
    try:
        for path, data in content.items():
            write_whole(path, data)
        write_whole(register, added)
        write_whole(observations.path, after)
    except Unwritten:
        with suppress(Unwritten):  # then the next call does it
            finish(root)
        raise
    with suppress(OSError):  # the next call sees that all is done
        (root / _NOTE).unlink()
    return replaced


def finish(root: Path) -> None:
    """Take back what a call that was killed has kept without writing its counts, and what it was
    in the middle of writing. Raises Unwritten."""
    note = root / _NOTE
    try:
        if note.is_file():
            _take_back(root, note)
        for folder in (root / "data" / "observations", root / RECEIVED):
            for part in folder.rglob(".*.part"):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise Unwritten(Path(error.filename or note), error) from error


def _take_back(root: Path, note: Path) -> None:
    try:
        left = json.loads(note.read_bytes())
        counts, register = root / left["counts"], root / RECEIVED / "register.csv"
        made = [root / name for name in left["made"]]
        now = counts.read_bytes() if counts.is_file() else b""
        if _digest(now) == left["before"] != left["after"]:  # else it had ended, or a hand went on
            for path in made:
                path.unlink(missing_ok=True)
            _shorten(register, left["register"], left["register_before"])
    except (ValueError, KeyError, TypeError):
        pass  # it is not a note that was written here
    note.unlink()


def _shorten(register: Path, digest: str, length: int) -> None:
    there = register.read_bytes() if register.is_file() else b""
    if _digest(there) != digest:  # it was not written, or somebody has edited it since
        return
    if length:
        write_whole(register, there[:length])
    else:
        register.unlink()


def _lines(files: list[Kept], replaced: str, header: bool) -> bytes:
    """The lines of the register for some files."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header:
        writer.writerow(REGISTER)
    today = datetime.date.today().isoformat()
    for file in files:
        found = file.found
        numbers = (len(found.new), len(found.changed), len(found.unchanged))
        its_own = replaced if found.changed else ""
        writer.writerow((today, file.path, file.digest, file.sent_as, *numbers, its_own))
    return out.getvalue().encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
