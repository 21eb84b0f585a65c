"""Ways in which a file goes wrong: what hands, programs and disks do to bytes, tables and archives.

Each takes the random numbers and the file's bytes, and returns other bytes.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from itertools import pairwise
from random import Random

Spoil = Callable[[Random, bytes], bytes]

# What people and programs put where a count, a code, a name, a date or a limit belongs.
WORDS = (
    "", " ", "-", "...", "0", "-0", "1", "-1", "007", "1.0", "1,0", "0.618", "1.234", "1,234",
    "1.234.567", "1 234", "1e5", "1E400", "9" * 400, "NaN", "inf", "-inf", "TRUE", "None", "null",
    "5%", "≈5", "5*", "(5)", "1¹", "１２", "٣", "½", "338\n120", "2022", "2022-06", "2022-S1",
    "2022-Q5", "44927", "2022-13-45", "01/02/2022", "#REF!", "#N/A", "=1+1", "@SUM(A1)", "+5",
    "'5", '"', "a,b", "a;b", "\t", "\x00", "\x07", "\u200b", "\ufeff5", "5\u00ad", "\u202e5", "Ð",
    "Xã Đắk Kôi", "Xa Dak Koi", "xã\u0300", "X· §¾k", "$x^2$", "\\frac", "<script>", "</td>",
    "&amp;", "x" * 10_000, "23479", "23485", "614", "51", "VN", "births", "population", "A", "O",
    "E", "yes", "no", "< 5", ">= 0", "= 0", "fall >= 1", "4/7", "4/0", "less", "proportion",
    "cohort", "../../x", "/dev/null", "C:\\x", "http://127.0.0.1:9/x", "😀", "\ud7ff",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2**31, 2**63, 1e308, -1e308, 1e-300, 180.0, 90.0, 3.4e38)


def emptied(random: Random, data: bytes) -> bytes:
    return b""


def cut(random: Random, data: bytes) -> bytes:
    """Copied in part: a stick pulled out, a download broken off."""
    return data[: random.randrange(len(data) or 1)]


def flipped(random: Random, data: bytes) -> bytes:
    """A few bytes are others."""
    changed = bytearray(data or b"\0")
    for _ in range(random.choice((1, 3, 30))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def dropped(random: Random, data: bytes) -> bytes:
    """A stretch in the middle is gone."""
    start = random.randrange(len(data) or 1)
    return data[:start] + data[start + random.choice((1, 2, 40, 4096)) :]


def repeated(random: Random, data: bytes) -> bytes:
    """A stretch stands twice."""
    start = random.randrange(len(data) or 1)
    end = start + random.choice((1, 40, 4096))
    return data[:end] + data[start:]


def zeroed(random: Random, data: bytes) -> bytes:
    """A block is filled with zeros, as after a crash of the machine."""
    start = random.randrange(len(data) or 1)
    length = min(random.choice((1, 16, 512)), len(data) - start)
    return data[:start] + b"\0" * length + data[start + length :]


def in_other_letters(random: Random, data: bytes) -> bytes:
    """Saved in another encoding, or taken for one."""
    text = data.decode("utf-8", "replace")
    way = random.choice(("utf-16", "utf-16-be", "utf-8-sig", "cp1258", "cp1252", "utf-7", "twice"))
    if way == "twice":
        return data.decode("latin-1").encode()
    return text.encode(way, "replace")


def with_a_word(random: Random, data: bytes) -> bytes:
    """A word is typed somewhere."""
    start = random.randrange(len(data) + 1)
    return data[:start] + random.choice(WORDS).encode("utf-8", "replace") + data[start:]


BYTES: tuple[Spoil, ...] = (
    emptied, cut, flipped, dropped, repeated, zeroed, in_other_letters, with_a_word,
)  # fmt: skip


# ---- tables -------------------------------------------------------------------------------------


def _as_table(change: Callable[[Random, list[list[str]]], None]) -> Spoil:
    def spoil(random: Random, data: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(data.decode())))
        change(random, rows)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue().encode("utf-8", "replace")

    spoil.__name__ = change.__name__
    return spoil


def _cell(random: Random, rows: list[list[str]]) -> tuple[list[str], int]:
    row = random.choice(rows[1:] or rows)
    return row, random.randrange(len(row))


def another_cell(random: Random, rows: list[list[str]]) -> None:
    row, column = _cell(random, rows)
    row[column] = random.choice(WORDS)


def a_whole_column(random: Random, rows: list[list[str]]) -> None:
    column, word = random.randrange(len(rows[0])), random.choice(WORDS)
    for row in rows[1:]:
        row[column] = word


def another_heading(random: Random, rows: list[list[str]]) -> None:
    rows[0][random.randrange(len(rows[0]))] = random.choice(WORDS)


def no_column(random: Random, rows: list[list[str]]) -> None:
    column = random.randrange(len(rows[0]))
    for row in rows:
        del row[column]


def a_column_twice(random: Random, rows: list[list[str]]) -> None:
    column = random.randrange(len(rows[0]))
    for row in rows:
        row.append(row[column])


def two_columns_exchanged(random: Random, rows: list[list[str]]) -> None:
    one, other = (random.randrange(len(rows[0])) for _ in range(2))
    for row in rows[1:]:
        row[one], row[other] = row[other], row[one]


def header_alone(random: Random, rows: list[list[str]]) -> None:
    del rows[1:]


def no_header(random: Random, rows: list[list[str]]) -> None:
    del rows[0]


def lines_gone(random: Random, rows: list[list[str]]) -> None:
    start = random.randrange(1, len(rows) + 1)
    del rows[start : start + random.choice((1, 5, 100))]


def lines_twice(random: Random, rows: list[list[str]]) -> None:
    rows += [list(random.choice(rows)) for _ in range(random.choice((1, 3)))]


def one_row_lower(random: Random, rows: list[list[str]]) -> None:
    """Figures pasted one row lower."""
    column = random.randrange(len(rows[0]))
    for above, row in reversed([*pairwise(rows[1:])]):
        row[column] = above[column]


TABLES = (
    *BYTES,
    *(_as_table(change) for change in (
        another_cell, another_cell, another_cell, another_cell, a_whole_column, another_heading,
        no_column, a_column_twice, two_columns_exchanged, header_alone, no_header, lines_gone,
        lines_twice, one_row_lower)),
)  # fmt: skip


# ---- year files ---------------------------------------------------------------------------------


def another_setting(random: Random, data: bytes) -> bytes:
    """What stands after one colon is another word, a list, an anchor."""
    lines = data.decode().splitlines()
    at = random.choice([i for i, line in enumerate(lines) if ":" in line])
    key = lines[at].partition(":")[0]
    value = random.choice((*WORDS, "[]", "{}", "[1, [2]]", "&a [*a]", "*b", "!!python/none", "|"))
    lines[at] = f"{key}: {value}"
    return "\n".join(lines).encode("utf-8", "replace")


def a_line_gone(random: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    return b"".join(lines)


def a_line_twice(random: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    at = random.randrange(len(lines))
    return b"".join([*lines[:at], lines[at], *lines[at:]])


YEARS = (*BYTES, another_setting, another_setting, another_setting, a_line_gone, a_line_twice)


# ---- archives: Excel's workbooks, packages ------------------------------------------------------


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in files.items():
            written.writestr(name, data)
    return out.getvalue()


def a_part_spoilt(random: Random, data: bytes) -> bytes:
    files = members(data)
    name = random.choice(sorted(files))
    return archive(files | {name: random.choice(BYTES)(random, files[name])})


def a_part_gone(random: Random, data: bytes) -> bytes:
    files = members(data)
    del files[random.choice(sorted(files))]
    return archive(files)


def two_parts_exchanged(random: Random, data: bytes) -> bytes:
    files = members(data)
    one, other = random.sample(sorted(files), 2)
    return archive(files | {one: files[other], other: files[one]})


def another_text(random: Random, data: bytes) -> bytes:
    """What stands between two angle brackets is another word."""
    files = members(data)
    name = random.choice([n for n in sorted(files) if n.endswith((".xml", ".html"))] or [*files])
    pieces = files[name].split(b">")
    at = random.randrange(len(pieces))
    word = random.choice(WORDS).encode("utf-8", "replace").replace(b"<", b"&lt;")
    pieces[at] = word + b"<" + pieces[at].partition(b"<")[2]
    return archive(files | {name: b">".join(pieces)})


ARCHIVES = (cut, flipped, dropped, emptied, a_part_spoilt, a_part_spoilt, a_part_gone,
            two_parts_exchanged, another_text, another_text)  # fmt: skip


# ---- maps ---------------------------------------------------------------------------------------


def another_place(random: Random, data: bytes) -> bytes:
    """In a GeoJSON: a coordinate, a ring, a polygon, a property is something else."""
    layer = json.loads(data)
    feature = random.choice(layer["features"])
    what = random.randrange(5)
    if what == 0:
        feature["geometry"] = random.choice((None, {}, [], {"type": "Point", "coordinates": []}))
    elif what == 1:
        feature["properties"] = random.choice(({}, None, {"name": random.choice(WORDS)}))
    elif what == 2:
        key = random.choice(sorted(feature["properties"]))
        feature["properties"][key] = random.choice((*WORDS, *NUMBERS, None, [], {}))
    else:
        at = feature["geometry"]["coordinates"]
        while isinstance(at[0], list):
            at = random.choice(at)
        at[random.randrange(len(at))] = random.choice((*NUMBERS, "x", None, []))
    return json.dumps(layer).encode()


MAPS = (*BYTES, another_place, another_place, another_place, another_place)
