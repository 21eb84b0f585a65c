"""What may be written after `chitieu`, and what to write where something else was."""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from collections.abc import Callable
from pathlib import Path

from chitieu import __version__
from chitieu.faults import CallError, did_you_mean
from chitieu.words.language import LANGUAGES

FORMATS = ("csv", "xlsx", "sdmx-csv")


class Parser(argparse.ArgumentParser):
    """argparse, but that a wrong call is a CallError: one line that says what to write."""

    def error(self, message: str):
        error = sys.exception()
        raise CallError(f"{self.prog}: {self._remedy(message, error)}") from error

    def _check_value(self, action, value) -> None:
        if action.choices is not None and value not in action.choices:
            what = f"{_name(action)} {value}" if action.option_strings else f"'{value}'"
            kind = f"a {action.dest}" if action.option_strings else "a command"
            said = f"{what} is not {kind}; {did_you_mean(value, action.choices)}"
            raise argparse.ArgumentError(None, said)

    def _remedy(self, message: str, error: BaseException | None) -> str:
        if message.startswith("the following arguments are required: "):
            lacking = message.partition(": ")[2]
            return f"{lacking} is missing; write {self._usage()}"
        if message.startswith("unrecognized arguments: "):
            return self._unknown(message.partition(": ")[2].split()[0])
        if message.endswith(("expected one argument", "expected at least one argument")):
            option = message.partition(":")[0].removeprefix("argument ")
            action = self._option_string_actions.get(option.partition("/")[0])
            shown = f"{option} {action.metavar or action.dest.upper()}" if action else option
            return f"{option} needs something behind it; write {shown}"
        return message.removeprefix("argument ")

    def _usage(self) -> str:
        return " ".join(self.format_usage().split()).removeprefix("usage: ").replace("[-h] ", "")

    def _unknown(self, word: str) -> str:
        if not word.startswith("-"):
            return f"'{word}' is one word too many; write {self._usage()}"
        option = word.partition("=")[0]
        return f"{option} is not an option; {did_you_mean(option, self._option_string_actions)}"

    def parse_args(self, args=None, namespace=None):
        """As argparse's, but that what is not known is told by the command it was written after."""
        args = sys.argv[1:] if args is None else list(args)
        first = args[0].partition("=")[0] if args else ""
        if first.startswith("-") and first not in self._option_string_actions:
            self.error(f"{first} stands before the command; write chitieu COMMAND … {first} …")
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            getattr(options, "parser", self).error(f"unrecognized arguments: {' '.join(unknown)}")
        return options


def _name(action: argparse.Action) -> str:
    return action.option_strings[-1]


def number(what: str, example: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from 1; `what` they count and an `example` are told."""

    def read(text: str) -> int:
        if not re.fullmatch(r"\+?0*[1-9][0-9]{0,8}", text):
            raise argparse.ArgumentTypeError(
                f"'{text}' is not a number of {what}; write a whole number from 1, as {example}"
            )
        return int(text)

    return read


def year(text: str) -> int:
    """Read one year."""
    if not re.fullmatch(r"[0-9]{4}", text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a year; write it as 2022")
    return int(text)


def day(text: str) -> datetime.date:
    """Read one day."""
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write it as 2025-03-01") from None


def years(texts: list[str]) -> list[int]:
    """Return the years that words name, each once. Raises CallError for what is no year."""
    found: list[int] = []
    for text in texts:
        written = re.fullmatch(r"([0-9]{4})(?:-([0-9]{4}))?", text)
        if not written:
            raise CallError(f"'{text}' is not a year; write 2022 or 2021-2025")
        first, last = int(written[1]), int(written[2] or written[1])
        if last < first:
            raise CallError(f"'{text}' runs backwards; write {last}-{first}")
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


def parser(commands: dict[str, Callable]) -> Parser:
    """Return the command's parser; `commands`: the function behind each word."""
    main = Parser(
        prog="chitieu", description="From reported counts to reviewed indicators of a plan."
    )
    main.add_argument("--version", action="version", version=f"chitieu {__version__}")
    words = main.add_subparsers(metavar="COMMAND", parser_class=Parser)

    def command(name: str, text: str) -> Parser:
        sub = words.add_parser(name, help=text, description=text)
        sub.add_argument("--root", type=Path, metavar="DIR", help="the workbook (default: here)")
        sub.add_argument("--debug", action="store_true", help="show where an error comes from")
        sub.set_defaults(command=commands[name], parser=sub)
        return sub

    run = command("run", "Run the notebooks and make their pages.")
    run.add_argument("years", nargs="+", metavar="YEAR", help="2022, or a range: 2021-2025")
    run.add_argument("--notebook", action="append", default=[], metavar="NAME")
    run.add_argument("--period", default="", metavar="P")
    run.add_argument("--area", default="", metavar="CODE")
    run.add_argument("--workers", type=number("workers", 4), default=0, metavar="N")
    run.add_argument("--cluster", default="", metavar="ADDRESS", help="tcp://HOST:PORT, of dask")
    run.add_argument("--fresh", action="store_true", help="make also what has not changed")
    run.add_argument("--internal", action="store_true", help="the edition that stays in the office")
    run.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of the pages")
    run.add_argument("--cell-timeout", type=number("seconds", 300), default=300, metavar="SECONDS")

    check = command("check", "Show every fault of the inputs.")
    check.add_argument("years", nargs="*", metavar="YEAR")

    indicators = command("indicators", "List the indicators and their targets.")
    indicators.add_argument("--year", type=year, metavar="Y")
    indicators.add_argument("--format", choices=("table", "csv"), default="table")

    forms = command("forms", "Write the workbooks that agencies and communes fill in.")
    forms.add_argument("year", type=year, metavar="YEAR")
    forms.add_argument("--period", default="", metavar="P")
    forms.add_argument("--agency", default="", metavar="A")
    forms.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of the forms")
    forms.add_argument("-o", "--output", type=Path, metavar="DIR", required=True)

    receive = command("receive", "Take filled workbooks into data/observations/.")
    receive.add_argument("files", nargs="+", type=Path, metavar="FILE")
    receive.add_argument("--replace", action="store_true", help="also figures that are there")

    boundaries = command("boundaries", "Take a map file's communes as borders.")
    one = "a map file, or a folder or an archive with one"
    boundaries.add_argument("files", nargs="+", type=Path, metavar="FILE", help=one)
    boundaries.add_argument("--edition", required=True, metavar="E", help="of data/areas.csv")
    boundaries.add_argument("--name-column", default="", metavar="C", help="with codes or names")
    boundaries.add_argument("--crs", default="", metavar="EPSG:n", help="what its coordinates are")
    drawn = "communes that the map draws otherwise than data/areas.csv states"
    boundaries.add_argument("--accept", action="append", default=[], metavar="CODE,…", help=drawn)
    boundaries.add_argument("--because", default="", metavar="WHY", help="the reason, recorded")

    areas = command("areas", "Take in what became of areas: their next edition.")
    areas.add_argument("file", type=Path, metavar="FILE", help="a list: old, new, name, people")
    areas.add_argument("--date", required=True, metavar="DAY", help="from which they hold")
    areas.add_argument("--source", default="", metavar="TEXT", help="the decision, recorded")

    results = command("results", "Write the results of a year.")
    results.add_argument("year", type=year, metavar="YEAR")
    results.add_argument("--period", default="", metavar="P")
    results.add_argument("--format", choices=FORMATS, default="csv")
    results.add_argument("--internal", action="store_true")
    results.add_argument("-o", "--output", type=Path, metavar="FILE")

    pack = command("pack", "Make the package for the Statistics office, or say why not.")
    pack.add_argument("year", type=year, metavar="YEAR")
    pack.add_argument("--period", default="", metavar="P")
    pack.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of the pages")

    verify = command("verify", "Check a package that was made or received.")
    verify.add_argument("package", type=Path, metavar="PACKAGE", help="a .zip, or it unpacked")
    verify.add_argument("--code", default="", metavar="CODE", help="of the covering letter")
    verify.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of its words")

    tidy = command("tidy", "Move away what lies in outputs/ and belongs to nothing.")
    tidy.add_argument("--dry-run", action="store_true", help="only say what would be moved")

    new = command("new", "Make another workbook from a map or a list of areas, and a plan.")
    new.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="none: the next year of this one"
    )
    new.add_argument("--areas", type=Path, metavar="FILE", help="a map, or a list")
    new.add_argument(
        "--province", default="", metavar="P", help="of Viet Nam, in its place: code or name"
    )
    new.add_argument("--code-column", default="", metavar="C", help="with the areas' codes")
    new.add_argument("--name-column", default="", metavar="N", help="with their names")
    new.add_argument("--parent-column", default="", metavar="P", help="with what they lie in")
    new.add_argument("--crs", default="", metavar="EPSG:n", help="what a map's coordinates are")
    new.add_argument(
        "--plan", type=Path, metavar="FILE.xlsx", help="on one sheet; none: it is made"
    )
    new.add_argument("--year", type=year, metavar="Y", help="of the plan (default: this one)")
    new.add_argument("--name", default="", metavar="NAME", help="of what the areas make up")
    new.add_argument("--slug", default="", metavar="S", help="the name in names of files")
    new.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of its texts")

    agency = command("agency", "Put one agency in the place of another, from a day on.")
    agency.add_argument("code", metavar="CODE", help="of the one that ends")
    agency.add_argument("--succeeded-by", required=True, metavar="CODE", dest="successor")
    agency.add_argument("--from", required=True, type=day, metavar="2025-03-01", dest="first")
    agency.add_argument("--name", default="", metavar="NAME", help="of one that has no line yet")
    agency.add_argument("--name-en", default="", metavar="NAME", help="the same in English")

    lab = command("lab", "Open JupyterLab on the notebooks.")
    lab.add_argument("jupyter", nargs="*", metavar="-- OPTION", help="of Jupyter: -- --no-browser")
    return main
