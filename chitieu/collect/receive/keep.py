"""Received figures among those of a year: what is new, what changes, where each line goes."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from chitieu.collect.forms.asked import Form
from chitieu.collect.observations import COLUMNS
from chitieu.collect.receive.figures import Figure
from chitieu.plain_files import decimal, parse_plain
from chitieu.plan.year_files import observation_file

Row = dict[str, str]
Place = tuple[str, str, str, str]  # period, area, edition, variable


@dataclass
class Comparison:
    """What a form's figures are to those that are there: pairs of a figure and the row before."""

    new: list[Figure] = field(default_factory=list)
    changed: list[tuple[Figure, Row]] = field(default_factory=list)
    unchanged: list[Figure] = field(default_factory=list)


class Observations:
    """The lines of a year's file, as text and in their order; the file may not be there yet."""

    def __init__(self, root: Path, year: int, edition: str):
        self.path = observation_file(root, year)
        self.root, self.edition = root, edition
        self.data = self.path.read_bytes() if self.path.is_file() else b""
        header, *lines = (parse_plain(self.data, "").rows if self.data else []) or [[]]
        at = {name.strip(): place for place, name in enumerate(header)}
        self.rows: list[Row] = [
            {column: _cell(line, at.get(column)) for column in COLUMNS}
            for line in lines
            if "".join(line).strip()
        ]
        self._at = {self._place(row): row for row in self.rows}

    def _place(self, row: Row) -> Place:
        return row["period"], row["area"], row["edition"] or self.edition, row["variable"]

    def row(self, period: str, area: str, variable: str) -> Row | None:
        return self._at.get((period, area, self.edition, variable))

    def compare(self, form: Form, figures: list[Figure]) -> Comparison:
        """Return which figures are new, changed or unchanged. A blank note takes none away."""
        found = Comparison()
        for figure in figures:
            row = self.row(form.period, figure.area, figure.variable)
            if row is None:
                found.new.append(figure)
            elif _same(figure, row):
                found.unchanged.append(figure)
            else:
                found.changed.append((figure, dict(row)))  # as it was, whatever becomes of it
        return found

    def take_in(self, form: Form, found: Comparison, order: list[Place]) -> None:
        """Change the rows that differ and put new ones where `order` has them."""
        for figure, _ in found.changed:
            row = self._at[form.period, figure.area, self.edition, figure.variable]
            row.update(value=figure.text, obs_status=figure.obs_status, note=figure.note)
            row["edition"] = form.edition
            row["agency"] = row["agency"] or form.variables.at[figure.variable, "agency"]
        rank = {place: number for number, place in enumerate(order)}
        last = len(rank)
        ranks = [(row["period"], rank.get(self._place(row)[1:], last)) for row in self.rows]
        # The last row that does not come after: the smallest rank from each row on rises.
        for place in range(len(ranks) - 2, -1, -1):
            ranks[place] = min(ranks[place], ranks[place + 1])
        after: dict[int, list[tuple[tuple, Row]]] = {}
        for figure in found.new:
            here = (figure.area, self.edition, figure.variable)
            key = (form.period, rank.get(here, last))
            row = self._row(form, figure)
            self._at[self._place(row)] = row
            after.setdefault(bisect_right(ranks, key), []).append((key, row))
        rows: list[Row] = []
        for place in range(len(self.rows) + 1):
            rows += self.rows[place - 1 : place] if place else []
            rows += [row for _, row in sorted(after.get(place, []), key=lambda pair: pair[0])]
        self.rows = rows

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
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()


def _cell(line: list[str], place: int | None) -> str:
    return line[place].strip() if place is not None and place < len(line) else ""


def _same(figure: Figure, row: Row) -> bool:
    value = float(decimal(row["value"])) if row["value"] else None
    same_note = not figure.note or figure.note == " ".join(row["note"].split())
    return value == figure.value and (row["obs_status"] or "A") == figure.obs_status and same_note
