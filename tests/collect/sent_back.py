"""What the tests of received forms share: how a form is spoilt, and what a workbook then holds."""

from __future__ import annotations

import csv
import io

from chitieu.cli import main

DONE, FAILED, WRONG_CALL = 0, 1, 2
OBSERVATIONS = "data/observations/2022.csv"


def files_of(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".state" not in path.parts
    }


def rows_of(root):
    text = (root / OBSERVATIONS).read_text(encoding="utf-8")
    return {(r["area"], r["variable"]): r for r in csv.DictReader(io.StringIO(text))}


def with_edition(path, edition="2008"):
    """The lines of a file of observations, each with the edition that a blank one means."""
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | {"edition": row["edition"] or edition} for row in rows)
    return out.getvalue()


def counts(receipt):
    found = receipt.found
    return len(found.new), len(found.changed), len(found.unchanged)


def told(receipts):
    return [str(fault) for receipt in receipts for fault in receipt.faults]


def put(*cells):
    """What is done to a book: cells written, each as (sheet number, cell, value)."""

    def change(book):
        for number, cell, value in cells:
            book[f"Biểu {number}"][cell].value = value

    return change


def run(capsys, *words):
    """Run a command; return its exit code, what it printed, and what it told on standard error."""
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err
