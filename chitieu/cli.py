"""The command `chitieu`: it parses, calls and prints; what it does lives in the other modules."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from chitieu import __version__
from chitieu.faults import CallError, Faults
from chitieu.root import Busy

DONE, FAILED, WRONG_CALL = 0, 1, 2


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns 0: all done; 1: some failed, the rest was done; 2: a wrong call."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # Windows would garble Vietnamese in a pipe
    parser = _parser()
    options = parser.parse_args(argv)
    if not hasattr(options, "command"):
        parser.print_help()
        return WRONG_CALL
    try:
        return options.command(options)
    except CallError as error:
        return _said(error, options, WRONG_CALL)
    except (Faults, Busy) as error:
        return _said(error, options, FAILED)
    except KeyboardInterrupt:
        print("chitieu: stopped; what was done is kept", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        return DONE
    except Exception as error:
        return _said(f"{type(error).__name__}: {error} (--debug shows where)", options, FAILED)


def _said(error, options, code: int) -> int:
    if options.debug and isinstance(error, Exception):
        raise error
    print(error, file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chitieu", description="From reported counts to reviewed indicators of a plan."
    )
    parser.add_argument("--version", action="version", version=f"chitieu {__version__}")
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--root", type=Path, metavar="DIR", help="the workbook (default: here)")
    everywhere.add_argument("--debug", action="store_true", help="show where an error comes from")
    commands = parser.add_subparsers(metavar="COMMAND")

    def command(name: str, function, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text, parents=[everywhere])
        sub.set_defaults(command=function)
        return sub

    run = command("run", _run, "Run the notebooks and make their pages.")
    run.add_argument("years", nargs="+", metavar="YEAR", help="2022, or a range: 2021-2025")
    run.add_argument("--notebook", action="append", default=[], metavar="NAME")
    run.add_argument("--period", default="", metavar="P")
    run.add_argument("--area", default="", metavar="CODE")
    run.add_argument("--workers", type=_positive, default=0, metavar="N")
    run.add_argument("--cluster", default="", metavar="ADDRESS", help="tcp://HOST:PORT, of dask")
    run.add_argument("--fresh", action="store_true", help="make also what has not changed")
    run.add_argument("--internal", action="store_true", help="the edition that stays in the office")
    run.add_argument("--cell-timeout", type=_positive, default=300, metavar="SECONDS")

    check = command("check", _check, "Show every fault of the inputs.")
    check.add_argument("years", nargs="*", metavar="YEAR")

    indicators = command("indicators", _indicators, "List the indicators and their targets.")
    indicators.add_argument("--year", type=int, metavar="Y")
    indicators.add_argument("--format", choices=("table", "csv"), default="table")

    forms = command("forms", _forms, "Write the workbooks that agencies and communes fill in.")
    forms.add_argument("year", type=int, metavar="YEAR")
    forms.add_argument("--period", default="", metavar="P")
    forms.add_argument("--agency", default="", metavar="A")
    forms.add_argument("-o", "--output", type=Path, metavar="DIR", required=True)

    receive = command("receive", _receive, "Take filled workbooks into data/observations/.")
    receive.add_argument("files", nargs="+", type=Path, metavar="FILE")
    receive.add_argument("--replace", action="store_true", help="also figures that are there")

    boundaries = command("boundaries", _boundaries, "Take a map file's communes as borders.")
    boundaries.add_argument("file", type=Path, metavar="FILE", help="whatever GDAL reads, or a zip")
    boundaries.add_argument("--edition", required=True, metavar="E", help="of data/areas.csv")
    boundaries.add_argument("--name-column", default="", metavar="C", help="with codes or names")
    boundaries.add_argument("--crs", default="", metavar="EPSG:n", help="what its coordinates are")

    results = command("results", _results, "Write the results of a year.")
    results.add_argument("year", type=int, metavar="YEAR")
    results.add_argument("--period", default="", metavar="P")
    results.add_argument("--format", choices=("csv", "xlsx", "sdmx-csv"), default="csv")
    results.add_argument("--internal", action="store_true")
    results.add_argument("-o", "--output", type=Path, metavar="FILE")

    pack = command("pack", _pack, "Make the package for the Statistics office, or say why not.")
    pack.add_argument("year", type=int, metavar="YEAR")
    pack.add_argument("--period", default="", metavar="P")

    verify = command("verify", _verify, "Check a package that was made or received.")
    verify.add_argument("package", type=Path, metavar="PACKAGE", help="a .zip, or it unpacked")

    command("lab", _lab, "Open JupyterLab on the notebooks.")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _years(texts: list[str]) -> list[int]:
    years: list[int] = []
    for text in texts:
        found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text)
        if not found:
            raise CallError(f"'{text}' is no year; write 2022 or 2021-2025")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise CallError(f"'{text}' runs backwards; write {last}-{first}")
        years += range(first, last + 1)
    return list(dict.fromkeys(years))


def _run(options) -> int:
    # Light on purpose: with nothing to do, none of the libraries is loaded.
    from chitieu.publish.batch import Batch
    from chitieu.publish.schedule import only_by_name, plan_reports
    from chitieu.root import find_root

    root, years = find_root(options.root), _years(options.years)
    audience = "internal" if options.internal else "review"
    _require_years(root, years)
    (period,) = {_period(root, year, options.period) for year in years}
    reports = plan_reports(root, years, options.notebook, period, options.area, audience)
    for name, number in only_by_name(root, years, options.notebook, options.area).items():
        ask = f"ask for them with --notebook {name}, or for a part of them with --area CODE"
        print(f"{name}: its {number} pages, one an area, are left out; {ask}", file=sys.stderr)
    batch = Batch(root, reports)
    all_stand = batch.run(options.workers, options.cell_timeout, options.fresh, options.cluster)
    return DONE if all_stand else FAILED


def _period(root: Path, year: int, period: str) -> str:
    """The period of a call, blank for the whole year; it must lie in the year and have figures."""
    from chitieu.plan.periods import is_period
    from chitieu.publish.schedule import require_period

    if period and not is_period(period):
        raise CallError(f"--period {period} is no period; write {year}-S1 or {year}-Q1")
    if period and not period.startswith(str(year)):
        raise CallError(f"--period {period} does not lie in {year}")
    require_period(root, period or str(year))
    return "" if period == str(year) else period


def _require_years(root: Path, years: list[int]) -> None:
    from chitieu.publish.schedule import years_with_figures

    there = years_with_figures(root)
    for year in years:
        if year not in there:
            known = ", ".join(map(str, there)) or "none"
            raise CallError(f"{year} has no data; years with a year file and figures: {known}")


def _check(options) -> int:
    from chitieu.collect.quality import Check
    from chitieu.files import find_root

    root = find_root(options.root)
    years = _years(options.years) if options.years else None
    if years:
        _require_years(root, years)
    found = Check(root, years)
    _tell(found.errors, found.warnings)
    sys.stderr.flush()
    for line in found.unreported():
        print(line)
    return FAILED if found.errors else DONE


def _tell(errors: list, warnings: list) -> None:
    for fault in errors:
        print(fault, file=sys.stderr)
    for fault in warnings:
        print(f"warning: {fault}", file=sys.stderr)


def _indicators(options) -> int:
    from chitieu.files import find_root
    from chitieu.plan.indicators import read_indicators
    from chitieu.plan.years import known_years, read_year
    from chitieu.publish.exchange import indicator_table

    root = find_root(options.root)
    indicators = read_indicators(root)
    year = options.year if options.year is not None else max(known_years(root), default=0)
    table = indicator_table(indicators, read_year(root, year, indicators.index))
    if options.format == "csv":
        print(table.to_csv(index=False, lineterminator="\n"), end="")
    else:
        print(table.to_string(index=False))
    return DONE


def _forms(options) -> int:
    from chitieu.collect.forms import write_forms
    from chitieu.files import find_root

    root = find_root(options.root)
    for path in write_forms(root, options.year, options.output, options.period, options.agency):
        print(path)
    return DONE


def _receive(options) -> int:
    from chitieu.collect.receive import receive
    from chitieu.files import find_root

    receipts = receive(find_root(options.root), options.files, options.replace)
    for receipt in receipts:
        for line in receipt.lines():
            print(line)
        for fault in receipt.faults:
            print(fault, file=sys.stderr)
    return FAILED if any(receipt.faults for receipt in receipts) else DONE


def _boundaries(options) -> int:
    from chitieu.collect.boundaries import import_boundaries
    from chitieu.files import find_root

    taken = import_boundaries(
        find_root(options.root), options.file, options.edition, options.name_column, options.crs
    )
    for line in taken.lines():
        print(line)
    _tell([], taken.warnings)
    return DONE


def _results(options) -> int:
    from chitieu.files import find_root, write_whole
    from chitieu.publish.exchange import of_format
    from chitieu.workbook import Workbook

    root = find_root(options.root)
    _require_years(root, [options.year])
    if options.format == "xlsx" and not options.output:
        raise CallError("a workbook cannot be printed; name its file with -o results.xlsx")
    audience = "internal" if options.internal else "review"
    period = _period(root, options.year, options.period)
    book = Workbook.open(options.year, "", period, audience, root)
    if options.output:
        for path, content in of_format(book, options.format, options.output).items():
            write_whole(path, content)
    else:
        (content, *_) = of_format(book, options.format, Path("results")).values()
        print(content.decode(), end="")
    return DONE


def _pack(options) -> int:
    from chitieu.publish.package.pack import pack
    from chitieu.root import find_root

    root = find_root(options.root)
    _require_years(root, [options.year])
    packed = pack(root, options.year, _period(root, options.year, options.period))
    for line in packed.lines(root):
        print(line)
    return DONE


def _verify(options) -> int:
    from chitieu.publish.package.verify import verify

    verified = verify(options.package)
    _tell(verified.faults, [])
    if not verified.faults:
        print(verified.line())
    return FAILED if verified.faults else DONE


def _lab(options) -> int:
    from chitieu.files import find_root
    from chitieu.publish.lab import lab

    return DONE if lab(find_root(options.root)) == 0 else FAILED


if __name__ == "__main__":
    sys.exit(main())
