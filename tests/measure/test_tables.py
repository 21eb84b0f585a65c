"""What is kept between workbooks in one process: never older than the files they were opened on."""

import csv

from chitieu import Workbook

SENSITIVE = ("params/indicators.csv", "params/variables.csv")


def write_column(path, column: str, value: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {column: value} for row in rows)


def withheld(book: Workbook) -> int:
    """How many counts a workbook withholds."""
    return int(book.counts()["conf_status"].eq("C").sum())


def test_what_an_open_workbook_computes_late_is_not_told_to_one_that_is_opened_after_a_change(
    workbook_copy,
):
    stated = {name: (workbook_copy / name).read_bytes() for name in SENSITIVE}
    for name in SENSITIVE:
        write_column(workbook_copy / name, "sensitive", "no")
    opened = Workbook.open(2022, root=workbook_copy)
    for name, content in stated.items():  # what is sensitive is marked while that one is open
        (workbook_copy / name).write_bytes(content)
    assert withheld(opened) == 0
    assert withheld(Workbook.open(2022, root=workbook_copy)) > 0


def test_counts_are_kept_for_who_has_read_the_same_files(workbook_copy, monkeypatch):
    first = Workbook.open(2022, root=workbook_copy).counts()
    monkeypatch.setattr("chitieu.measure.audience.protect", None)  # called, it would fail
    with (workbook_copy / "data/observations/2021.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert Workbook.open(2022, root=workbook_copy).counts().equals(first)
