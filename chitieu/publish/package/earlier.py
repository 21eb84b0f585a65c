"""The packages that were made before: what they hold, which one to compare with, how they stay."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chitieu.measure.vocabulary import RESULT_COLUMNS
from chitieu.plan.targets import COMPARATORS, Target
from chitieu.publish.check_code import code_of
from chitieu.publish.package.archive import read_package
from chitieu.publish.package.figures import read_results
from chitieu.publish.package.manifest import Manifest
from chitieu.publish.package.publication import Publication, Unreadable
from chitieu.whole import write_whole

_SIGNS = {each.sign for each in COMPARATORS if each.sign != each.code}
_TOLD = ["period", "indicator", "area", "edition", "numerator", "denominator", "conf_status"]
_ADDED = ("comparator", "dimension", "group")  # columns that older programs did not write
_NO_RESULTS = ",".join(RESULT_COLUMNS).encode()
_PERIOD = re.compile(r"-\d{4}(-[SQ]\d)?(-en)?$")


@dataclass(frozen=True)
class Earlier:
    """A package whose files are those of its manifest."""

    source: Publication
    manifest: Manifest

    @classmethod
    def read(cls, path: Path) -> Earlier | None:
        """Return a package that was made before; None where there is none that can be relied on."""
        return cls.read_or_why(path)[0]

    @classmethod
    def read_or_why(cls, path: Path) -> tuple[Earlier | None, str]:
        """Return a package that was made before or, where a file is there that is none that can be
        relied on, why."""
        if not path.is_file():
            return None, ""
        files, faults = read_package(path)
        manifest, unread = Manifest.read(files)
        if problems := [*faults, *unread, *(manifest.against(files) if manifest else ())]:
            return None, f"{problems[0].file}: {problems[0].problem}"
        try:
            return cls(Publication(_as_now(files), f"{path.name}!"), manifest), ""
        except Unreadable as error:
            return None, f"{error.file}: it cannot be read ({error})"

    @property
    def check_code(self) -> str:
        return self.manifest.content["check_code"]


def _as_now(files: dict[str, bytes]) -> dict[str, bytes]:
    """A package's files with the columns of today, where an older program made it: then a target
    was one text, as "< 6" or ">= 4/7" in results, and "<" beside "6" in the definitions; and no
    figure was of one group."""
    now = dict(files)
    for name, data in files.items():
        results = name.endswith("/results.csv")
        if not results and name != "definitions/targets.csv":
            continue
        try:
            rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
            if results and rows and not {"comparator", "group"} <= set(rows[0]):
                columns = [c for c in RESULT_COLUMNS if c in (*rows[0], *_ADDED)]
                now[name] = _rewritten(rows, columns)
            elif not results and {row["comparator"] for row in rows} & _SIGNS:
                now[name] = _rewritten(rows, list(rows[0]))
        except (ValueError, TypeError, KeyError, csv.Error):
            continue  # whoever reads it says what it is
    return now


def _rewritten(rows: list[dict], columns: list[str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        goal = Target.of(row.get("comparator"), row["target"])
        comparator, target = goal.columns if goal else ("", "")
        writer.writerow(row | {"comparator": comparator, "target": target})
    return text.getvalue().encode()


def to_compare_with(
    path: Path, check_code: str, same: Callable[[Earlier], bool] = lambda last: True
) -> Earlier | None:
    """Return the last package of the period that is another than the one to be made.

    `check_code`: that of its results; `same`: whether all else in a package of these results is
    the same. Where the one that stands at `path` is just that, it is the one which that
    was compared with, so that packing twice gives the same package.
    """
    last = Earlier.read(path)
    if last is None or last.check_code != check_code or not same(last):
        return last
    if not (code := last.manifest.content.get("compared_with")):
        return None
    kept = sorted(path.parent.glob(f"{path.stem}-{code}*.zip"), key=lambda p: -p.stat().st_mtime)
    read = (each for each in map(Earlier.read, kept) if each and each.check_code == code)
    return next(read, None)


def beside(path: Path) -> list[Publication]:
    """Return what a reader has besides the package that is to stand at `path`: the packages of the
    place's other periods, and then, the newest first, those kept of this and of other periods."""
    place = path.stem.removesuffix(_PERIOD.search(path.stem)[0])
    name = re.compile(rf"{re.escape(place)}{_PERIOD.pattern[:-1]}(?P<kept>(-[0-9a-f]{{12}})+)?")
    own, last, kept = path.stem, [], []
    for other in sorted(path.parent.glob(f"{place}-*.zip")):
        found = name.fullmatch(other.stem)  # not of a place with a longer name
        if found:
            (kept if found["kept"] or other.stem == own else last).append(other)
    kept.sort(key=lambda other: (-other.stat().st_mtime, other.name))
    read = map(Earlier.read, [*last, *kept])
    return [each.source for each in read if each]


def years_before(own: Publication, others: list[Publication]) -> list[Publication]:
    """Return the years before as the package's own history tells them, each as if it was a package;
    but those of which a package of `others` tells the same."""
    history = read_results(own.files.get(own.history, b"") or _NO_RESULTS)
    told = {tuple(row) for other in others for row in other.texts[_TOLD].itertuples(index=False)}
    meanings = {name: data for name, data in own.files.items() if name.startswith("definitions/")}
    found = []
    for period, rows in history.groupby("period", sort=False):
        if not {tuple(row) for row in rows[_TOLD].itertuples(index=False)} <= told:
            table = rows.to_csv(index=False, lineterminator="\n").encode()
            files = meanings | {f"{period}/results.csv": table}
            found.append(Publication(files, f"{own.history} of {period}!"))
    return found


def keep(path: Path, parts: Path) -> Path:
    """Keep the package that stands at `path` under its check code, for it may have been signed;
    return where it is kept. `parts`: where it is written before it is renamed."""
    data, last = path.read_bytes(), Earlier.read(path)
    code = last.check_code if last else "unreadable"
    kept = path.with_name(f"{path.stem}-{code}.zip")
    if kept.is_file() and kept.read_bytes() != data:
        kept = path.with_name(f"{path.stem}-{code}-{code_of(data)}.zip")
    write_whole(kept, data, parts)
    return kept
