"""README.txt of a package: what it is, how it is opened and checked, what was withheld and why."""

from __future__ import annotations

import re
from textwrap import wrap

import pandas as pd

from chitieu.publish.check_code import CODE_LENGTH, code_of
from chitieu.publish.package.changes import CHANGED, GONE, NEW, RESULTS
from chitieu.publish.package.changes import NAME as CHANGES
from chitieu.publish.package.manifest import NAME as MANIFEST
from chitieu.publish.published import Published
from chitieu.show.wording import formats as f
from chitieu.words import text

NAME = "README.txt"
WIDTH = 78
_KINDS = {  # of files that results are written to
    "csv": "results.csv",
    "xlsx": "results.xlsx",
    "sdmx": "results.sdmx.csv",
    "structure": "results.sdmx.xml",
    "columns": "datapackage.json",
}


def readme(
    published: Published, files: dict[str, bytes], changed: pd.DataFrame | None, compared: str = ""
) -> bytes:
    """Return README.txt, with the ends of lines and the mark that old Notepads need.

    `changed`: what is another than in the package before, whose check code is `compared`; None
    where none was.
    """
    period = f.period_name(published.period)
    place = text("readme.place", area=published.name(published.areas.top), period=period)
    parts = [f"{_wrapped(published.settings.title)}\n{place}"]
    if published.settings.simulated:
        parts.append("\n".join(wrap(text("readme.simulated"), WIDTH, subsequent_indent="    ")))
    sections = {
        "about": [_wrapped(_about(published, compared)), _contents(published, files, changed)],
        "open": [_wrapped(text("readme.open"))],
        "check": _check(published.period, files),
        "withheld": [_wrapped(_withheld(published))],
        "state": [_wrapped(_state(published))],
    }
    for number, (name, paragraphs) in enumerate(sections.items(), start=1):
        heading = text(f"readme.heading.{name}")
        parts += [text("readme.numbered", number=number, heading=heading), *paragraphs]
    whole = "\n\n".join(parts) + "\n"
    return whole.replace("\n", "\r\n").encode("utf-8-sig")


def _about(published: Published, compared: str) -> str:
    made = f.long_date(published.settings.date_of(published.period))
    about = text("readme.about", period=f.period_name(published.period), made=made)
    if not compared:
        return about
    return f"{about} {text('readme.instead', code=compared, file=CHANGES)}"


def _check(folder: str, files: dict[str, bytes]) -> list[str]:
    """How the package is checked: what is said, and between it what is typed."""
    results = f"{folder}/results.csv"
    told = {"code": code_of(files[results]), "file": results, "signs": CODE_LENGTH}
    return [
        _wrapped(text("readme.check_code", **told)),
        f"  certutil -hashfile {folder}\\results.csv SHA256",
        _wrapped(text("readme.check_all")),
        f"  {text('readme.verify')}",
        _wrapped(text("readme.checked", manifest=MANIFEST, signs=CODE_LENGTH)),
        f"  {text('readme.verify_code')}",
        _wrapped(text("readme.checked_code")),
        _wrapped(text("readme.check_each", signs=CODE_LENGTH)),
        "\n".join(_codes(files)),
    ]


def _changed(table: pd.DataFrame) -> str:
    """How many results are others than in the package before: "2 kết quả thay đổi, 8 mới có; 3 chỗ
    định nghĩa khác trước"."""
    of = table.loc[table["table"].eq(RESULTS), "change"].value_counts()
    told = ", ".join(
        text(f"readme.change.{change}", many=of.get(change, 0))
        for change in (CHANGED, NEW, GONE)
        if change in of or change == CHANGED
    )
    others = len(table) - int(of.sum())
    return text("readme.defined", results=told, many=others) if others else told


def _contents(published: Published, files: dict[str, bytes], changed: pd.DataFrame | None) -> str:
    """What each file is, a line a kind of them."""
    folder = published.period
    kinds = {"index.html": "index", f"{folder}/*.html": "pages"}
    kinds |= {f"{folder}/{n}": kind for kind, n in _KINDS.items() if f"{folder}/{n}" in files}
    kinds |= {f"{folder}/history.csv": "history", "definitions/*": "definitions"}
    kinds |= {"notebooks/*.ipynb": "notebooks"}
    told = {n: text(f"readme.file.{kind}", results="results.csv") for n, kind in kinds.items()}
    told |= {CHANGES: _changed(changed)} if changed is not None else {}
    told[MANIFEST] = text("readme.file.manifest")
    width = max(map(len, told)) + 2
    return "\n".join(f"  {name:<{width}}{words}" for name, words in told.items())


def _codes(files: dict[str, bytes]) -> list[str]:
    """Each file's code, but for this one and the manifest, which has this one's."""
    names = sorted({*files} - {NAME, MANIFEST})
    return [f"  {code_of(files[name])}  {name}" for name in names]


def codes_in(readme: str) -> dict[str, str]:
    """Return the codes of files that a README.txt lists, by their names."""
    found = re.findall(r"^  ([0-9a-f]{12})  (\S.*?)\r?$", readme, re.MULTILINE)
    return {name: code for code, name in found}


def _withheld(published: Published) -> str:
    hidden = published.results["conf_status"].eq("C")
    if not hidden.any():
        return text("readme.none_withheld")
    threshold = published.settings.threshold
    if isinstance(threshold, dict):
        most = "; ".join(
            text("readme.level_most", level=published.types.word(level, 1), most=least - 1)
            for level, least in threshold.items()
        )
    else:
        most = threshold - 1
    told = text(
        "readme.withheld",
        many=hidden.sum(),
        all=len(hidden),
        sign=f.withheld(),
        sensitive=published.indicators.index[published.indicators["sensitive"]],
        zero=0,
        least=1,
        most=most,
    )
    return f"{told} {text('readme.insider')}" if published.settings.insider else told


def _state(published: Published) -> str:
    received, results = published.data_state(), published.results
    told = [text("readme.received", received=received)] if received else []
    missing = (results["status"].eq("no_data") & results["conf_status"].ne("C")).sum()
    lacking = text("readme.missing", many=missing) if missing else text("readme.none_missing")
    return " ".join([*told, lacking])


def _wrapped(words: str) -> str:
    return "\n".join(wrap(words, WIDTH, break_long_words=False, break_on_hyphens=False))
