"""Results as files that other programs read; same inputs, same bytes.

`files(book)` are those that a period's folder holds; `FORMATS` are those that one can ask for.

tables columns words            what is delivered, what its columns mean, the names of its codes
csv datapackage                 the table as it is, and what describes it
xlsx sheets formats             the Excel workbook
sdmx structure transformations  SDMX-CSV, and what it is read with
"""

from __future__ import annotations

from pathlib import Path

from chitieu.faults import CallError
from chitieu.publish.exchange.csv import to_csv as to_csv
from chitieu.publish.exchange.delivered import RESULTS, SDMX, STRUCTURE, XLSX, Delivery
from chitieu.publish.exchange.delivered import indicator_table as indicator_table
from chitieu.publish.schedule import RESULT_FILES
from chitieu.words import speaking

FORMATS = {"csv": RESULTS, "xlsx": XLSX, "sdmx-csv": SDMX}
PACKAGE = "datapackage.json"
NAMES = RESULT_FILES
MOST_ROWS = 100_000  # of results, a country's: a run does not wait minutes for files of such a size


def files(book) -> dict[str, bytes]:
    """Return the content of each file of an opened workbook's results, by its name."""
    delivery = Delivery.of(book)
    return {name: content(name, delivery) for name in names_of(len(delivery.results))}


def names_of(count: int) -> tuple[str, ...]:
    """Return the names of the files that so many results are written to.

    Above `MOST_ROWS` it is the CSV and what describes it; the others are there to be asked for.
    """
    return NAMES if count <= MOST_ROWS else (RESULTS, PACKAGE)


def of_format(book, form: str, path: Path) -> dict[Path, bytes]:
    """Return what is to be written for one of `FORMATS` at `path`, by path.

    SDMX-CSV has its structure beside it: results.sdmx.xml beside results.sdmx.csv. Raises
    CallError where the two would be one file.
    """
    wanted = {path: FORMATS[form]}
    if form == "sdmx-csv":
        beside = path.with_suffix(".xml")
        if beside == path:
            raise CallError(f"{path} is where the structure goes; name the data {path.stem}.csv")
        wanted[beside] = STRUCTURE
    delivery = Delivery.of(book)
    return {file: content(name, delivery) for file, name in wanted.items()}


def content(name: str, delivery: Delivery) -> bytes:
    """Return the content of the file of `NAMES` that is called `name`, in its language."""
    with speaking(delivery.language):
        return _content(name, delivery)


def _content(name: str, delivery: Delivery) -> bytes:
    # Imported where it is wanted: a command that asks for CSV does not wait for the others.
    if name == RESULTS:
        return to_csv(delivery.results).encode()
    if name == PACKAGE:
        from chitieu.publish.exchange.datapackage import descriptor

        return descriptor(delivery).encode()
    if name == XLSX:
        from chitieu.publish.exchange.xlsx import workbook_bytes

        return workbook_bytes(delivery)
    from chitieu.publish.exchange import sdmx

    return sdmx.data_csv(delivery) if name == SDMX else sdmx.structure_xml(delivery)
