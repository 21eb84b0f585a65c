"""The package made, or refused with every reason at once; and the one before it kept."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import nbformat
import pandas as pd

from chitieu.faults import Fault, Faults
from chitieu.measure.disclosure.inference import Contradiction
from chitieu.measure.vocabulary import RESULT_COLUMNS
from chitieu.plan.periods import is_part
from chitieu.publish.check_code import code_of
from chitieu.publish.exchange import NAMES, RESULTS, names_of, to_csv
from chitieu.publish.exchange.csv import texts_csv
from chitieu.publish.index import earlier_runs, index_page
from chitieu.publish.package import changes, readme, sources
from chitieu.publish.package.archive import write_archive
from chitieu.publish.package.attack import attack
from chitieu.publish.package.definitions import definitions
from chitieu.publish.package.earlier import (
    Earlier,
    beside,
    keep,
    to_compare_with,
    years_before,
)
from chitieu.publish.package.figures import is_internal, read_results
from chitieu.publish.package.manifest import NAME as MANIFEST
from chitieu.publish.package.manifest import manifest, name_of
from chitieu.publish.package.publication import Publication
from chitieu.publish.package.traces import Machine, find_traces
from chitieu.publish.package.verify import Verified, verify_files
from chitieu.publish.published import Published
from chitieu.publish.schedule import Report, plan_reports
from chitieu.publish.state import State, alone
from chitieu.root import of_language, relative
from chitieu.whole import write_whole
from chitieu.words.language import LANGUAGES, speaking

INDEX, HISTORY = "index.html", "history.csv"
MOST_ALIKE = 5  # pages that one reason is told of one by one


@dataclass
class Packed:
    """A package that was made: where, its codes, and how it differs from the one before."""

    path: Path
    verified: Verified
    changed: pd.DataFrame | None = None
    withheld_since: int = 0
    published_since: int = 0
    compared: str = ""
    kept: Path | None = None
    unread: str = ""

    def lines(self, root: Path) -> list[str]:
        """Return what is printed of it."""
        told = [f"{relative(self.path, root)}: {self.verified.line().partition(': ')[2]}"]
        if self.kept:
            told.append(f"the package before is kept as {relative(self.kept, root)}")
        if self.changed is not None:
            counted = changes.counted(self.changed)
            told.append(f"since the package with check code {self.compared}, {counted}")
            told += [f"  {line}" for line in changes.lines(self.changed)]
        elif self.unread:
            told.append(f"it was compared with none: the package before is damaged ({self.unread})")
        else:
            told.append("it was compared with none: there is no package of the period before it")
        if self.published_since:
            told.append(f"{self.published_since} results that it withheld are published now")
        if self.withheld_since:
            told.append(
                f"warning: {self.withheld_since} results that it published are withheld now; "
                "who has both packages can read them in that one"
            )
        return told


def pack(root: Path, year: int, period: str = "", language: str = LANGUAGES[0]) -> Packed:
    """Write `outputs/packages/SLUG-PERIOD.zip` from the review edition in `outputs/PERIOD/`; of
    another language `SLUG-PERIOD-en.zip` from `outputs/en/PERIOD/`.

    Raises Faults with every reason for which it may not leave, CallError for a wrong call and
    Busy where pages are being made.
    """
    part = "" if period == str(year) else period
    with alone(root), speaking(language):
        state = State(root, language)
        state.tidy()
        reports = plan_reports(root, [year], [], part, "", "review", language)
        faults = not_ready(state, reports)
        results = reports[0].folder / RESULTS
        if not results.is_file():
            raise Faults(faults)
        published = Published(root, reports[0].period)
        name = name_of(published.settings.slug, published.period)
        path = root / "outputs" / "packages" / f"{name}.zip"
        before, files, changed = _files(published, state, reports, path)
        unread = Earlier.read_or_why(path)[1]
        verified = verify_files(files)
        told = [] if faults else verified.faults  # of pages to be made again they say nothing new
        faults += _refusals(published, verified, told, beside(path), Machine.this(root))
        if faults:
            raise Faults(faults)
        kept = _write(path, files, published, state.parts)
        write_whole(results.with_name(MANIFEST), files[MANIFEST], state.parts)
        if before is None:
            return Packed(path, verified, kept=kept, unread=unread)
        both = before.source.texts, read_results(results.read_bytes())
        since = changes.withheld_since(*both), changes.published_since(*both)
        return Packed(path, verified, changed, *since, before.check_code, kept)


def _files(
    published: Published, state: State, reports: list[Report], path: Path
) -> tuple[Earlier | None, dict[str, bytes], pd.DataFrame | None]:
    """Return the package to compare with, all files of the new one by their names in it, and what
    has changed."""
    folder, period = reports[0].folder, published.period
    files = {
        f"{period}/{path.name}": path.read_bytes()
        for path in [*(report.page for report in reports), *(folder / name for name in NAMES)]
        if path.is_file()
    }
    files |= definitions(published)
    files[f"{period}/{HISTORY}"] = _earlier(published)
    files |= _notebooks(published, files, reports)
    results = [name for name in NAMES if f"{period}/{name}" in files]
    way_in = index_page(
        published.root, _runs(reports), tuple(results), period_of=lambda *_: published
    )
    files[INDEX] = way_in.encode()
    facts = json.loads(manifest(published, state, reports[0], files, ""))
    same = partial(_is_same, facts)
    before = to_compare_with(path, code_of(files[f"{period}/{RESULTS}"]), same)
    compared, changed = "", None
    if before:
        compared, now = before.check_code, Publication(files)
        told = before.manifest.content, facts
        changed = pd.concat([
            changes.changes(published, before.source.texts, now.texts, before.source),
            changes.other_definitions(before.source, now, told),
        ], ignore_index=True)  # fmt: skip
        files[changes.NAME] = texts_csv(changed)
    files[readme.NAME] = readme.readme(published, files, changed, compared)
    files[MANIFEST] = manifest(published, state, reports[0], files, compared)
    return before, files, changed


def _is_same(facts: dict, last: Earlier) -> bool:
    """Whether a package is the one to be made, but for what it says of the one before it."""
    told = [content | {"compared_with": None, "code": None, "lock": None, "libraries": None}
            for content in (last.manifest.content, facts)]  # fmt: skip
    for content in told:
        content["files"] = {name: each for name, each in content["files"].items()
                            if name not in (changes.NAME, readme.NAME)}  # fmt: skip
    return told[0] == told[1]


def _notebooks(
    published: Published, files: dict[str, bytes], reports: list[Report]
) -> dict[str, bytes]:
    """The notebooks behind the pages, without what the package's own tables give."""
    executed = {
        sources.name_of(report.page.name): nbformat.read(path, as_version=4)
        for report in reports
        if (path := report.page.with_suffix(".ipynb")).is_file() and report.page.is_file()
    }
    with sources.exhibits_of(Publication(files)) as exhibits:
        if sources.same_figures(published.book.scene, exhibits.book("").scene):
            for notebook in executed.values():
                exhibits.take(notebook)
        return {name: sources.source_of(each, exhibits) for name, each in executed.items()}


def _earlier(published: Published) -> bytes:
    """The results of the years before, which pages show beside the period's."""
    scene = published.book.scene
    history = pd.concat([scene.history, scene.group_history])
    rows = history.loc[history["period"].ne(published.period), list(RESULT_COLUMNS)]
    return to_csv(rows).encode()


def _runs(reports: list[Report]) -> list[dict]:
    return [
        {"period": report.period, "notebook": report.name, "status": "new", "reason": ""}
        for report in reports
        if report.page.is_file()
    ]


def _refusals(
    published: Published,
    verified: Verified,
    contradicted: list[Fault],
    others: list[Publication],
    machine: Machine,
) -> list[Fault]:
    """Why a package that could be made may not leave, each fault where its file stands now.

    `contradicted`: what in it another of its files contradicts.
    """
    own = Publication(verified.files)
    try:
        told = [own, *years_before(own, others), *others]
        of_years = {year: each.threshold for year, each in published.book.years.items()}
        faults = attack(told, published.settings.threshold, of_years)
    except Contradiction:
        problem = "the published counts contradict one another, and cannot be tried for leaks"
        remedy = f"see why with: chitieu check {published.period[:4]}"
        faults = [Fault(own.file, 0, "", problem, remedy)]
    faults += find_traces(verified.files, machine)
    run = run_of(published.period, published.language)
    again = f"make it again with: {run} --fresh"
    faults += [replace(fault, remedy=again) for fault in contradicted]
    return [replace(fault, file=_place(fault.file, verified)) for fault in faults]


def _place(name: str, verified: Verified) -> str:
    """Where a file stands before it is packed; what the package alone has is named in it."""
    if "!" in name:  # in another package
        return name
    ours = name.startswith(f"{verified.manifest.content['parameters']['period']}/")
    outputs = of_language(Path("outputs"), verified.manifest.language).as_posix()
    return f"{outputs}/{name}" if ours else f"{verified.package}.zip!{name}"


def _write(path: Path, files: dict[str, bytes], published: Published, parts: Path) -> Path | None:
    """Write the package whole; return where another one of its name is kept."""
    data = write_archive(files, published.settings.date_of(published.period))
    other = path.is_file() and path.read_bytes() != data
    kept = keep(path, parts) if other else None
    write_whole(path, data, parts)
    return kept


# ---- whether every page stands as it would be made again -----------------------------------------


def not_ready(state: State, reports: list[Report]) -> list[Fault]:
    """Return a fault for each page that is missing, failed, old or internal, and for each file of
    results that is missing."""
    period, folder = reports[0].period, reports[0].folder
    again = run_of(period, state.language)
    earlier = earlier_runs(state.root, state.language)
    runs = {(run["period"], run["notebook"]): run for run in earlier}
    problems: dict[str, list[str]] = {}
    for report in reports:
        if problem := _problem(state, report, runs.get((period, report.name), {})):
            problems.setdefault(problem, []).append(relative(report.page, state.root))
    faults = [
        fault for problem, pages in problems.items() for fault in _told(problem, pages, again)
    ]
    for path in _lacking(folder):
        where, remedy = relative(path, state.root), f"make it with: {again}"
        faults.append(Fault(where, 0, "", "the file is missing", remedy))
    return faults


def _lacking(folder: Path) -> list[Path]:
    """The files of results that should stand beside results.csv, and do not."""
    results = folder / RESULTS
    if not results.is_file():
        return []
    count = results.read_bytes().count(b"\n") - 1
    return [folder / name for name in names_of(count) if not (folder / name).is_file()]


def run_of(period: str, language: str = LANGUAGES[0]) -> str:
    """Return the command that makes a period's pages."""
    part = f" --period {period}" if is_part(period) else ""
    part += "" if language == LANGUAGES[0] else f" --language {language}"
    return f"chitieu run {period[:4]}{part}"


def _told(problem: str, pages: list[str], again: str) -> list[Fault]:
    remedy = f"mend what failed, then {again}" if "failed" in problem else f"make it with: {again}"
    if len(pages) > MOST_ALIKE:
        problem += f", and so are {len(pages) - 1} more pages of the period"
        pages = pages[:1]
    return [Fault(page, 0, "", problem, remedy) for page in pages]


def _problem(state: State, report: Report, last: dict) -> str:
    if last.get("status") == "failed":
        return f"the page failed when it was last made ({last['reason']})"
    if not report.page.is_file():
        return "the page is missing"
    if is_internal(report.page.read_text("utf-8", errors="replace")):
        return "the page is of the internal edition"
    why = state.why(report)
    return f"the page is old ({why})" if why else ""
