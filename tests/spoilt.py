"""Inputs spoilt in every way that could be thought of: `spoils(n, seed)` gives that many of them,
each with a name and a function that does it to a small workbook."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from .interrupted import keep_rows

YEARS = (2022, 2023)  # the later one takes over the earlier one's targets
INDICATORS = ("1", "3a", "4a", "10", "13", "16")
TABLES = (
    "params/indicators.csv", "params/variables.csv", "params/agencies.csv", "params/actions.csv",
    "params/checks.csv", "params/doubts.csv", "params/breaks.csv", "data/areas.csv",
    "data/area_changes.csv", "data/observations/2022.csv", "data/observations/2023.csv",
)  # fmt: skip
YEAR_FILES = ("params/2022.yaml", "params/2023.yaml")
KEYS = (
    "year", "title", "title_en", "number", "slug", "as_of", "edition", "simulated", "confidence",
    "threshold", "coverage", "objectives", "objectives_en", "borders_source", "targets_from",
    "targets", "unknown",
)  # fmt: skip
CELLS = (
    "", "x", "0", "-1", "1", "1e400", "9" * 400, "1.5", "1.000", "0,5", "nan", "inf", "True", "yes",
    "44927", "1673740800", "2022-13-45", "2025-07-01", "2022", "2022-S1", "2022.0", "Ð", "đ",
    "\x07", "a\x1b[31mb", "\u200b23479", "\u202eabc", "=1+1", "@x", "a" * 10_000, "a" * 40_000,
    "a + b", "communes", "children_u5", "live_births + u5_deaths", "23479", "614", "VN", "2008",
    "2025", "rate", "count", "change", "cohort", "proportion", "100", "10000", "lower", "higher",
    "E", "O", "M", "z", "１２", "12\n13", "12 13", "  7  ", "'7", "+7", "7-", "½", "²", "$x_1$",
    "\\alpha", "<b>x</b>", "a;b", 'a"b', "null", "~", "3a;3b", "u5_deaths",
)  # fmt: skip
SETTINGS = (
    "", "0", "1", "-1", "2", "1e9", "1000000000", "9" * 400, "0.95", "0.99999999999", "0.9", "0.89",
    "1.0", "95", "nan", ".inf", "abc", "yes", "[1, 2]", "{a: b}", "[[[[1]]]]", "2022-01-15",
    "15/1/2022", "1673740800", "2022-13-45", "0001-01-01", '"2008"', "2025", "1999", "2024", "2030",
    "&a {b: *a}", "*b", "!!python/object:os.system x", '"\\a"', '"' + "a" * 10_000 + '"', "null",
    "~", "kon-ray", "Kon Ray", "../x", "2022", "2023", "true", "'", '"',
)  # fmt: skip
TARGETS = (
    "", "5", '"5"', '">= 0.96"', '"< 176"', '"> 17.6"', '"= 50"', '"= 0"', '">= 100"', '"> 100"',
    '"<= 100"', '"< 0"', '">= 0"', '"<= 0"', '"> 0"', '">= 4/0"', '">= 4/7"', '">= 9/7"',
    '"< 4/7"', '"fall >= 1"', '"fall >= 200"', '"fall >= 0"', '"fall >= 0.01"', '"≥ 96"', '"=> 3"',
    '">= 1e2"', '">= 96 %"', '">= -3"', f'">= {"9" * 400}"', f'"< 0.{"0" * 300}1"', '"< 17,6"',
    "[1]", "{a: 1}", "< 6", "null", '"< 0.176"', '"= 2.5"', '"≤ 6"', '">= 960"',
)  # fmt: skip
LINES = (  # of a year file, added at its end or at its beginning
    "a: &a {b: *a}", "d: " + "[" * 3000, "\tx: 1", "--- \nyear: 1", "? [a]\n: b", "year: 2022",
    "x: \x07", "- a", "x: |\n  a\n  b", "<<: *x", "%YAML 9.9\n---", "# nothing", "", "'", "}",
    "a0: &a0 {x: 1}\na1: &a1 {p: *a0, q: *a0}\na2: {p: *a1, q: *a1}",
)  # fmt: skip

Spoil = tuple[str, Callable[[Path], None]]


# ---- the small workbook -------------------------------------------------------------------------


def small_workbook(root: Path, folder: Path) -> Path:
    """Make a workbook of two years and six indicators, one of each kind, out of the example."""
    for name in (*TABLES, *YEAR_FILES):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, folder / name)
    shutil.copytree(root / "shapefiles", folder / "shapefiles")
    (folder / "params/breaks.csv").write_text("indicator,year,what_vi\n3a,2023,x\n", "utf-8")
    indicators = keep_rows(folder / TABLES[0], lambda row: row["indicator"] in INDICATORS)
    terms = {t for r in indicators for c in ("numerator", "denominator")
             for t in re.findall(r"\w+", r[c])}  # fmt: skip
    terms |= {"infant_deaths", "neonatal_deaths"}
    keep_rows(folder / TABLES[1], lambda row: row["variable"] in terms)
    for name in TABLES[-2:]:
        keep_rows(folder / name, lambda row: row["variable"] in terms)
    known = {*terms, "communes"}
    for name in TABLES[4:6]:
        keep_rows(folder / name, lambda row: {*re.findall(
            r"[a-z]\w*", row["left"] + " " + row["right"])} <= known)  # fmt: skip
    keep_rows(folder / TABLES[3], lambda row: {*row["indicators"].split(";")} <= {*INDICATORS})
    path = folder / YEAR_FILES[0]
    lines = path.read_text("utf-8").splitlines()
    kept = [x for x in lines if not (m := re.match(r'  "(\d+[a-z]?)": "[<>=f]', x))
            or m[1] in INDICATORS]  # fmt: skip
    path.write_text("\n".join(kept) + "\n", "utf-8")
    return folder


# ---- the ways to spoil it -----------------------------------------------------------------------


def spoils(number: int, seed: int) -> list[Spoil]:
    """Return `number` ways to spoil the inputs: each kind first, then whatever the dice give."""
    dice = random.Random(seed)
    of_files = [*_of_tables(), *_of_settings()]
    dice.shuffle(of_files)
    kinds: dict[str, list[Spoil]] = {}
    for kind, *spoil in of_files:
        kinds.setdefault(kind, []).append(tuple(spoil))
    chosen = [those[0] for those in kinds.values()]
    rest = [spoil for those in kinds.values() for spoil in those[1:]]
    dice.shuffle(rest)
    while len(chosen) < number:
        chosen.append(rest.pop() if rest and dice.random() < 0.3 else _of_a_cell(dice))
    return chosen


def _of_tables() -> Iterator[tuple]:
    for name, (kind, change) in product(TABLES, _TABLE_KINDS.items()):
        yield kind, f"{name}: {kind}", _changed(name, change)
    for name in (*TABLES, *YEAR_FILES):
        yield "removed", f"{name}: removed", lambda root, name=name: (root / name).unlink()
        yield "a folder", f"{name}: a folder", lambda root, name=name: _to_folder(root / name)
    for kind, change in _TREES.items():
        yield kind, f"data/areas.csv: {kind}", _changed("data/areas.csv", change)


def _of_settings() -> Iterator[tuple]:
    for name, key, value in product(YEAR_FILES, KEYS, SETTINGS):
        yield f"setting {key}", f"{name}: {key}: {value[:40]}", _set(name, key, value)
    for indicator, text in product(INDICATORS, TARGETS):
        name = YEAR_FILES[0]
        change = _set(name, f'  "{indicator}"', text)
        yield "target", f"{name}: targets.{indicator}: {text[:40]}", change
    for name, text, place in product(YEAR_FILES, LINES, ("before", "after")):
        yield f"line {place}", f"{name}: {text[:20]!r} {place}", _changed(
            name, lambda data, text=text, place=place: f"{text}\n".encode() + data
            if place == "before" else data + f"{text}\n".encode())  # fmt: skip


def _of_a_cell(dice: random.Random) -> Spoil:
    name, value, at = (
        dice.choice(TABLES),
        dice.choice(CELLS),
        dice.random(),
    )
    row, column, times = dice.random(), dice.random(), dice.choice((1, 1, 1, 8, 10_000))

    def change(data: bytes) -> bytes:
        rows = _rows(data)
        first = 1 + int(row * (len(rows) - 1))
        place = int(column * len(rows[0]))
        for line in rows[first : first + times]:
            line[place] = value
        return _bytes(rows)

    return f"{name}: {times} × {value[:20]!r} at {row:.3f}, {column:.3f} ({at:.3f})", _changed(
        name, change
    )


def _changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda root: (root / name).write_bytes(change((root / name).read_bytes())) and None


def _set(name: str, key: str, value: str) -> Callable[[Path], None]:
    """Write a setting otherwise; with what stood below it gone, where it had lines of its own."""

    def change(data: bytes) -> bytes:
        lines, found, skipping = [], False, False
        for line in data.decode().splitlines():
            if line.startswith(f"{key}:"):
                lines.append(f"{key}: {value}")
                found = skipping = True
            elif not (skipping and line.startswith("  ") and not key.startswith(" ")):
                skipping = False
                lines.append(line)
        if not found:
            lines.append(f"{key}: {value}")
        return "\n".join([*lines, ""]).encode()

    return _changed(name, change)


def _to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))


def _bytes(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _of_rows(change: Callable[[list[list[str]]], list[list[str]]]) -> Callable[[bytes], bytes]:
    return lambda data: _bytes(change(_rows(data)))


def _with_column(place: int, value: str | None, name: str = "") -> Callable[[bytes], bytes]:
    """Change a column: its name, its cells; None takes it away."""

    def change(rows):
        at = place % len(rows[0])
        if value is None and not name:
            return [row[:at] + row[at + 1 :] for row in rows]
        header = [name or cell if i == at else cell for i, cell in enumerate(rows[0])]
        if value is None:
            return [header, *rows[1:]]
        return [header, *([*row[:at], value, *row[at + 1 :]] for row in rows[1:])]

    return _of_rows(change)


_TABLE_KINDS = {
    "cut to its header": _of_rows(lambda rows: rows[:1]),
    "emptied": lambda data: b"",
    "a mark and nothing": lambda data: b"\xef\xbb\xbf",
    "line ends alone": lambda data: b"\n\n\n",
    "the header gone": _of_rows(lambda rows: rows[1:]),
    "the first column missing": _with_column(0, None),
    "the second column missing": _with_column(1, None),
    "the third column missing": _with_column(2, None),
    "the last column missing": _with_column(-1, None),
    "a column renamed": _with_column(1, None, "nme"),
    "a column in capitals": _with_column(0, None, "AREA"),
    "a column doubled": _of_rows(lambda rows: [[row[0], *row] for row in rows]),
    "a column too many": _of_rows(lambda rows: [[*row, "x"] for row in rows]),
    "lines doubled": _of_rows(lambda rows: [*rows, *rows[1:]]),
    "the header again below": _of_rows(lambda rows: [*rows, rows[0]]),
    "a line cut short": _of_rows(lambda rows: [*rows[:-1], rows[-1][:2]]),
    "every line cut short": _of_rows(lambda rows: [rows[0], *(row[:-1] for row in rows[1:])]),
    "its lines turned round": _of_rows(lambda rows: [rows[0], *rows[:0:-1]]),
    "blank lines between": _of_rows(lambda rows: [x for row in rows for x in (row, [""])]),
    "a title above": lambda data: "BÁO CÁO NĂM 2022\n\n".encode() + data,
    "sep=;": lambda data: b"sep=;\n" + data.replace(b",", b";"),
    "sep=,": lambda data: b"sep=,\n" + data,
    "a quote that never closes": lambda data: data + b'"x',
    "bytes of no text": lambda data: data[:40] + bytes(range(128, 256)) + data[40:],
    "noughts": lambda data: data + b"\0" * 40,
    "a workbook": lambda data: b"PK\x03\x04" + data,
    "half of it": lambda data: data[: len(data) // 2],
    "the first column blank": _with_column(0, ""),
    "the second column blank": _with_column(1, ""),
    "the third column blank": _with_column(2, ""),
    "the fourth column of noughts": _with_column(3, "0"),
    "the fifth column of 400 digits": _with_column(4, "9" * 400),
    "the fifth column of twelve digits": _with_column(4, "9" * 12),
}


def _areas(change: Callable[[list[dict]], None]) -> Callable[[bytes], bytes]:
    def spoil(data: bytes) -> bytes:
        header, *rows = _rows(data)
        areas = [dict(zip(header, row, strict=True)) for row in rows]
        change(areas)
        return _bytes([header, *([area[c] for c in header] for area in areas)])

    return spoil


def _parent(of: str, parent: str) -> Callable[[list[dict]], None]:
    def change(areas: list[dict]) -> None:
        for area in areas:
            if area["area"] == of:
                area["parent"] = parent

    return change


def _chain(areas: list[dict]) -> None:
    """A line of two thousand areas, each below the one before it."""
    last = areas[-1] | {"edition": "2008", "parent": "23479"}
    for place in range(2000):
        areas.append(last | {"area": f"x{place}"})
        last = areas[-1] | {"parent": f"x{place}"}


_TREES = {
    "two roots": _areas(_parent("614", "")),
    "no root": _areas(_parent("VN", "614")),
    "a circle of one": _areas(_parent("23479", "23479")),
    "a circle below": _areas(_parent("614", "23479")),
    "communes below each other": _areas(_parent("23482", "23479")),
    "two thousand levels": _areas(_chain),
    "one area": _areas(lambda areas: areas.__delitem__(slice(1, None))),
    "one edition": _areas(lambda areas: areas.__delitem__(slice(10, None))),
    "a commune too many": _areas(lambda areas: areas.append(areas[4] | {"area": "99999"})),
    "a commune too few": _areas(lambda areas: areas.__delitem__(5)),
    "no town above": _areas(lambda areas: areas.__delitem__(2)),
}
