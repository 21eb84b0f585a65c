"""Whether every page of a period stands as it would be made again, and may leave the office."""

from __future__ import annotations

from pathlib import Path

from chitieu.faults import Fault
from chitieu.plan.periods import is_part
from chitieu.publish.exchange import RESULTS, names_of
from chitieu.publish.index import earlier_runs
from chitieu.publish.package.figures import is_internal
from chitieu.publish.schedule import Report
from chitieu.publish.state import State
from chitieu.root import relative
from chitieu.words.language import LANGUAGES

MOST_ALIKE = 5  # pages that one reason is told of one by one


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
