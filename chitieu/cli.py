"""The command `chitieu`: it parses, calls and prints; what it does lives in the other modules."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from chitieu import faults
from chitieu.arguments import parser
from chitieu.arguments import years as years_of
from chitieu.faults import CallError, Faults, gathered_over_files, lines_of
from chitieu.whole import Busy, Unwritten

DONE, FAILED, WRONG_CALL = 0, 1, 2


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns 0: all done; 1: some failed, the rest was done; 2: a wrong call."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.reconfigure(encoding="utf-8")  # Windows would garble Vietnamese in a pipe
    words = sys.argv[1:] if argv is None else argv
    faults.trace("--debug" in words)
    try:
        known = parser(COMMANDS)
        options = known.parse_args(words)
        options.words = words
        if not hasattr(options, "command"):
            known.print_help()
            return WRONG_CALL
        code = options.command(options)
        print(end="", flush=True)  # where the disk is full, it is told here
        return code
    except CallError as error:
        return _said(error, WRONG_CALL)
    except (Faults, Busy) as error:
        return _said(error, FAILED)
    except KeyboardInterrupt:
        print("chitieu: stopped; what was done is kept", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        return DONE
    except OSError as error:
        if error.filename is None:  # of what is printed
            return _said(Unwritten(Path("what is printed"), error), FAILED)
        where = f"{error.filename}: it cannot be read or written"
        return _said(error, FAILED, f"{where}; see to it ({error.strerror}), and run again")
    except Exception as error:
        return _said(error, FAILED, f"{type(error).__name__}: {error} (--debug shows where)")


def _said(error: Exception, code: int, message: str = "") -> int:
    if faults.tracing():
        print(faults.origin_of(error).rstrip(), file=sys.stderr)
    if isinstance(error, Faults):
        _tell(error.faults, [])
    else:
        print(message or error, file=sys.stderr)
    return code


def _run(options) -> int:
    # Light on purpose: with nothing to do, none of the libraries is loaded.
    from chitieu.publish.batch import Batch
    from chitieu.publish.schedule import only_by_name, plan_reports
    from chitieu.root import find_root

    root, years = find_root(options.root), years_of(options.years)
    audience = "internal" if options.internal else "review"
    _require_years(root, years)
    (period,) = {_period(root, year, options.period) for year in years}
    asked = (root, years, options.notebook)
    reports = plan_reports(*asked, period, options.area, audience, options.language)
    for name, number in only_by_name(*asked, options.area, options.language).items():
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
    from chitieu.plan.year_files import reported_years, without_year_file, years_with_figures

    there = years_with_figures(root)
    if lost := [year for year in years if year in {*reported_years(root)} - {*there}]:
        raise Faults(map(without_year_file, lost))
    for year in years:
        if year not in there:
            known = ", ".join(map(str, there)) or "none"
            raise CallError(f"{year} has no data; years with a year file and figures: {known}")


def _check(options) -> int:
    from chitieu.collect.quality import Check
    from chitieu.files import find_root

    root = find_root(options.root)
    years = years_of(options.years) if options.years else None
    if years:
        _require_years(root, years)
    found = Check(root, years)
    _tell(found.errors, found.warnings)
    sys.stderr.flush()
    for line in found.unreported():
        print(line)
    return FAILED if found.errors else DONE


def _tell(errors: list, warnings: list) -> None:
    for line in (*lines_of(errors), *lines_of(warnings, "warning: ")):
        print(line, file=sys.stderr)


def _indicators(options) -> int:
    from chitieu.files import find_root
    from chitieu.plan.indicators import read_indicators
    from chitieu.plan.of_year import indicators_of_year
    from chitieu.plan.year_files import known_years
    from chitieu.plan.years import read_year
    from chitieu.publish.exchange import indicator_table

    root = find_root(options.root)
    indicators = read_indicators(root)
    year = options.year if options.year is not None else max(known_years(root), default=0)
    settings = read_year(root, year)
    table = indicator_table(indicators_of_year(indicators, settings.targets), settings)
    if options.format == "csv":
        print(table.to_csv(index=False, lineterminator="\n"), end="")
    else:
        print(table.to_string(index=False))
    return DONE


def _forms(options) -> int:
    from chitieu.collect.forms import write_forms
    from chitieu.collect.quality import require_sound
    from chitieu.files import find_root
    from chitieu.plan.year_files import years_with_figures
    from chitieu.words import speaking

    root, before = find_root(options.root), options.year - 1
    if before in years_with_figures(root):  # whose figures the forms show
        require_sound(root, before)
    with speaking(options.language):
        paths = write_forms(root, options.year, options.output, options.period, options.agency)
    for path in paths:
        print(path)
    return DONE


def _receive(options) -> int:
    from chitieu.collect.receive import receive
    from chitieu.files import find_root

    try:
        receipts = receive(find_root(options.root), options.files, options.replace)
    except Unwritten as error:
        raise error.in_language("vi") from error
    for receipt in receipts:
        for line in receipt.lines():
            print(line)
        _tell(receipt.faults, receipt.warnings)
    return FAILED if any(receipt.faults for receipt in receipts) else DONE


def _boundaries(options) -> int:
    from chitieu.collect.boundaries.importing import import_boundaries
    from chitieu.collect.boundaries.source import one_of_many
    from chitieu.files import find_root

    taken = import_boundaries(
        find_root(options.root), one_of_many(options.files), options.edition,
        options.name_column, options.crs, options.accept, options.because,
    )  # fmt: skip
    for line in taken.lines():
        print(line)
    _tell([], taken.warnings)
    return DONE


def _areas(options) -> int:
    from chitieu.begin.next_edition import add_edition
    from chitieu.files import find_root

    for line in add_edition(find_root(options.root), options.file, options.date, options.source):
        print(line)
    return DONE


def _results(options) -> int:
    from chitieu.files import find_root
    from chitieu.publish.exchange import of_format
    from chitieu.whole import write_whole
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
    from chitieu.plan.notebooks import not_run
    from chitieu.publish.package.pack import pack
    from chitieu.publish.strays import told
    from chitieu.root import find_root

    root = find_root(options.root)
    _require_years(root, [options.year])
    _tell([], [*not_run(root, options.language), *told(root)])
    period = _period(root, options.year, options.period)
    packed = pack(root, options.year, period, options.language)
    for line in packed.lines(root):
        print(line)
    return DONE


def _verify(options) -> int:
    from chitieu.publish.package.verify import verify

    try:
        verified = verify(options.package, options.code, options.language)
    except Unwritten as error:
        raise error.in_language(options.language) from error
    faults = [finding.fault(options.language) for finding in verified.findings]
    _tell(gathered_over_files(faults), [])
    sys.stderr.flush()
    for line in verified.told(options.language, options.package.name):
        print(line)
    return FAILED if verified.findings else DONE


def _tidy(options) -> int:
    from chitieu.publish.strays import TIDIED, tidy
    from chitieu.root import find_root, relative

    root = find_root(options.root)
    moves = tidy(root, options.dry_run)
    for path, to in moves:
        print(f"{relative(path, root)} -> {relative(to, root)}")
    where = f"outputs/{TIDIED}/"
    if not moves:
        print("nothing to tidy: all that lies in outputs/ belongs there")
    elif options.dry_run:
        print(f"{len(moves)} would be moved to {where}")
    else:
        print(f"{len(moves)} moved to {where}; delete there what nobody wants")
    return DONE


def _new(options) -> int:
    from datetime import date

    from chitieu.begin.founding import Wanted, found_workbook, hand_out_sheet

    if not options.folder:
        return _next_year(options)
    if not options.areas and not options.province:
        raise CallError("--areas is missing; write chitieu new DIR --areas FILE")
    if options.areas and options.province:
        raise CallError("--areas and --province both name the areas; keep one of the two")
    columns = {which: getattr(options, f"{which}_column") for which in ("code", "name", "parent")}
    year = options.year or date.today().year
    said = shlex.join(options.words[1:]) + ("" if options.year else f" --year {year}")
    wanted = Wanted(
        options.folder, options.areas, options.plan, year, columns, options.name,
        options.slug, options.language, options.crs, said, options.province,
    )  # fmt: skip
    for line in found_workbook(wanted).lines() if options.plan else hand_out_sheet(wanted):
        print(line)
    return DONE


def _next_year(options) -> int:
    from chitieu.begin.next_year import add_year
    from chitieu.files import find_root

    if options.areas or options.plan or not options.year:
        what = "chitieu new DIR --areas FILE, or inside a workbook chitieu new --year 2027"
        raise CallError(f"DIR is missing; write {what}")
    for line in add_year(find_root(options.root), options.year):
        print(line)
    return DONE


def _agency(options) -> int:
    from chitieu.begin.succession import Succession, replace_agency
    from chitieu.files import find_root

    names = {"name_vi": options.name or options.name_en, "name_en": options.name_en}
    new = Succession(options.code, options.successor, options.first, names)
    for line in replace_agency(find_root(options.root), new):
        print(line)
    return DONE


def _lab(options) -> int:
    from chitieu.files import find_root
    from chitieu.publish.lab import lab

    return DONE if lab(find_root(options.root), options.jupyter) == 0 else FAILED


COMMANDS = {
    "run": _run,
    "check": _check,
    "indicators": _indicators,
    "forms": _forms,
    "receive": _receive,
    "boundaries": _boundaries,
    "areas": _areas,
    "results": _results,
    "pack": _pack,
    "verify": _verify,
    "tidy": _tidy,
    "new": _new,
    "agency": _agency,
    "lab": _lab,
}


if __name__ == "__main__":
    sys.exit(main())
