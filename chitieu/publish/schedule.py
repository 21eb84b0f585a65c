"""Which reports a call asks for. The standard library alone, as in `parameters`."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chitieu.faults import CallError, Faults, did_you_mean
from chitieu.plain_files import records
from chitieu.plan.in_force import edition_of_year
from chitieu.plan.notebooks import folder_of, notebooks, title_of
from chitieu.plan.periods import is_part, is_period, with_wholes
from chitieu.plan.year_files import years_with_figures as years_with_figures
from chitieu.publish.parameters import LANGUAGE, check_parameters, declared_parameters
from chitieu.root import of_language
from chitieu.words.language import LANGUAGES

# What lies beside a period's pages: its results, for other programs.
RESULT_FILES = (
    "results.csv",
    "results.xlsx",
    "results.sdmx.csv",
    "results.sdmx.xml",
    "datapackage.json",
)
_EMPTY = {"cells": [], "metadata": {}}  # a notebook that cannot be read
MOST_EACH = 1000  # areas: a country's 11,000 are not what a call wants that names no notebook


@dataclass(frozen=True)
class Report:
    """One notebook to be run for one period.

    `of`: the area's code where the notebook is run once for each area of the lowest level; `top`:
    the area that the call asked for.
    """

    root: Path
    notebook: str
    parameters: dict = field(hash=False)
    of: str = ""
    top: str = ""

    @property
    def folder(self) -> Path:
        """Where its page goes."""
        outputs = outputs_of(self.root, self.parameters["audience"], self.language)
        return outputs / self.period

    @property
    def name(self) -> str:
        """What its page is called: the notebook's name, and the area's code where it has one."""
        return f"{self.notebook}-{self.of}" if self.of else self.notebook

    @property
    def page(self) -> Path:
        return self.folder / f"{self.name}.html"

    @property
    def source(self) -> Path:
        return folder_of(self.root, self.language) / f"{self.notebook}.ipynb"

    @property
    def period(self) -> str:
        return self.parameters["period"] or str(self.parameters["year"])

    @property
    def language(self) -> str:
        return self.parameters.get(LANGUAGE, LANGUAGES[0])

    def __str__(self) -> str:
        return f"{self.period} {of_language(Path(), self.language) / self.name}"


def outputs_of(root: Path, audience: str, language: str) -> Path:
    """Return where the periods of an edition lie: `outputs/`, `outputs/internal/en/`."""
    outputs = root / "outputs"
    return of_language(outputs / "internal" if audience == "internal" else outputs, language)


def require_period(root: Path, period: str) -> None:
    """Raise CallError where a year's file has figures, but none of the period."""
    there: set[str] = set()
    for told in _periods_in(root, int(period[:4])):
        there.add(told)
        if told == period:  # a file may be long: no further than this
            return
    if not there and not is_part(period):  # told when the inputs are checked
        return
    if period not in (known := with_wholes(there)):
        raise CallError(
            f"{period} has no figures in data/observations/{period[:4]}.csv; "
            f"periods with figures, for --period: {', '.join(known) or 'none'}"
        )


def _periods_in(root: Path, year: int) -> Iterator[str]:
    """The period of each line of a year's figures, those only that are periods."""
    path = root / "data" / "observations" / f"{year}.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if "period" in (reader.fieldnames or ()):
                yield from (p for row in reader if is_period(p := row["period"] or ""))
                return
    except (OSError, UnicodeDecodeError, csv.Error):
        pass
    try:  # in the letters and with the separators of a spreadsheet
        yield from (
            p for row in records(path, root) if is_period(p := row.get("period", "").strip())
        )
    except Faults:
        return


def known_periods(root: Path) -> list[str]:
    """Return the years with figures, and the parts of them that have figures and a folder."""
    years = [str(year) for year in years_with_figures(root)]
    outputs = root / "outputs"
    folders = [path for path in outputs.rglob("[0-9]*-*") if path.is_dir()]
    parts = sorted(p for p in {f.name for f in folders} if is_period(p) and p[:4] in years)
    return years + [p for p in parts if p in with_wholes(set(_periods_in(root, int(p[:4]))))]


def titles(root: Path, language: str = LANGUAGES[0]) -> dict[str, str]:
    """Return what each notebook that makes a page of the report calls itself."""
    read = _of_report(root, language)
    return {name: title_of(source or _EMPTY) for name, source in read.items()}


def beside(report: Report) -> list[Report]:
    """Return every report of a report's period and edition, itself among them."""
    sources, given = _of_report(report.root, report.language), report.parameters
    return _reports(report.root, [given["year"]], sources, [], given["period"], report.top,
                    given["audience"], report.language)  # fmt: skip


def every_page(root: Path, language: str = LANGUAGES[0], audience: str = "review") -> list[Report]:
    """Return every report of an edition that the workbook has, of whatever notebook of it."""
    sources = _of_report(root, language)
    names = list(sources)
    return [
        report
        for period in known_periods(root)
        for report in _reports(
            root,
            [int(period[:4])],
            sources,
            names,
            period if is_part(period) else "",
            "",
            audience,
            language,
        )
    ]


def plan_reports(
    root: Path,
    years: list[int],
    names: list[str],
    period: str,
    area: str,
    audience: str,
    language: str = LANGUAGES[0],
) -> list[Report]:
    """Return the reports of a call, a notebook × year, after checking every parameter.

    `names`: of the notebooks; of none, all of the report's, but those that `only_by_name` tells
    of. Raises CallError for an unknown notebook or parameter, before anything is run.
    """
    there = notebooks(root, language)
    if not there:
        raise CallError(f"{folder_of(root, language)} holds no notebooks; put one there")
    for name in names:
        if name not in there:
            raise CallError(f"'{name}' is no notebook; {did_you_mean(name, there)}")
    sources = _sources(root, names, language) if names else _of_report(root, language)
    reports = _reports(root, years, sources, names, period, area, audience, language)
    for report in {report.notebook: report for report in reports}.values():
        if source := sources[report.notebook]:  # or else it fails when it is run, alone
            check_parameters(source, report.parameters, report.notebook)
    return reports


def _reports(
    root: Path, years: list[int], sources: dict, names: list[str], period: str, area: str,
    audience: str, language: str,
) -> list[Report]:  # fmt: skip
    given = {"audience": audience}

    def parameters(year: int, of: str, source: dict) -> dict:
        spoken = {LANGUAGE: language} if _declares_language(source, language) else {}
        return {"year": year, "period": period, "area": of or area, **given, **spoken}

    return [
        Report(root, name, parameters(year, of, source), of, area)
        for year in years
        for name, source in sources.items()
        for of in (_each_area(root, year, area, name in names) if _is_each(source) else [""])
    ]


class Pages:
    """The names of a year's pages, of all its notebooks and areas: `"4_tham_gia" in pages`.

    Where a notebook or the areas cannot be read, all that may be theirs counts as theirs.
    """

    def __init__(self, root: Path, year: int, language: str = LANGUAGES[0]):
        self.areas = set(_lowest_areas(root, year, ""))
        self.sources = _sources(root, notebooks(root, language), language)

    def __contains__(self, page: str) -> bool:
        if page in self.sources:
            return not _is_each(self.sources[page])
        return any(
            page.startswith(f"{name}-") and (not self.areas or page[len(name) + 1 :] in self.areas)
            for name, source in self.sources.items()
            if not source or _is_each(source)
        )


def only_by_name(
    root: Path, years: list[int], names: list[str], area: str, language: str = LANGUAGES[0]
) -> dict[str, int]:
    """Return the notebooks that a call leaves out, for they would be run once for each of more
    than MOST_EACH areas and it does not name them; and of how many areas."""
    sources = {} if names else _of_report(root, language)
    each = [name for name, source in sources.items() if _is_each(source)]
    most = max((len(_lowest_areas(root, year, area)) for year in years if each), default=0)
    return dict.fromkeys(each, most) if most > MOST_EACH else {}


def _each_area(root: Path, year: int, top: str, named: bool) -> list[str]:
    lowest = _lowest_areas(root, year, top)
    return lowest if named or len(lowest) <= MOST_EACH else []


def _is_each(notebook: dict) -> bool:
    """Whether a notebook is run once for each area of the lowest level; its metadata says so."""
    return bool(_about(notebook).get("each"))


def _lowest_areas(root: Path, year: int, top: str) -> list[str]:
    """The codes of the lowest areas of a year's edition below `top`, in the order of the file.

    Read without a library; what is wrong in the files is told when the inputs are checked.
    """
    edition = edition_of_year(root, year)
    try:
        table = records(root / "data" / "areas.csv", root)
        rows = [row for row in table if edition and row["edition"] == edition]
        parent = {row["area"]: row["parent"] for row in rows}
    except (OSError, KeyError, UnicodeDecodeError, Faults):
        return []

    def chain(area: str) -> set[str]:
        found: set[str] = set()  # a faulty file may lead in a circle
        while area and area not in found:
            found.add(area)
            area = parent.get(area, "")
        return found

    lowest = parent.keys() - set(parent.values())
    return [area for area in parent if area in lowest and (not top or top in chain(area))]


def _declares_language(source: dict, language: str) -> bool:
    """Whether a notebook is to be told its language: a Vietnamese one may know nothing of it."""
    try:
        return language != LANGUAGES[0] or LANGUAGE in declared_parameters(source or {"cells": []})
    except (CallError, SyntaxError):
        return False  # which is told when its parameters are checked


def _sources(root: Path, names: list[str], language: str) -> dict[str, dict]:
    return {name: _read(folder_of(root, language) / f"{name}.ipynb") for name in names}


def _of_report(root: Path, language: str) -> dict[str, dict]:
    """The notebooks that are run when none is named, whose pages the index and a package have:
    those whose metadata do not say that they are for exploring."""
    read = _sources(root, notebooks(root, language), language)
    return {name: source for name, source in read.items() if not _about(source).get("explore")}


def _about(notebook: dict) -> dict:
    """What a notebook's metadata say of how it is run."""
    about = notebook.get("metadata", {}).get("chitieu", {})
    return about if isinstance(about, dict) else {}


def _read(path: Path) -> dict:
    """A notebook's cells and metadata; nothing where it cannot be read as one."""
    try:
        notebook = json.loads(path.read_text("utf-8"))
        found = {"cells": notebook["cells"], "metadata": notebook["metadata"]}
        for cell in found["cells"]:
            "".join(cell["source"])
        return found if isinstance(found["metadata"], dict) else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
