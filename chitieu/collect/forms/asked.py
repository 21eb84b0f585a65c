"""What a form asks, of whom and by when, and the signs of an answer: read from the plan, not yet a
workbook."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd
from babel.dates import format_date

from chitieu.collect.editions import on_areas
from chitieu.collect.observations import read_observations
from chitieu.collect.rules import Rule, rules_between
from chitieu.collect.unreported import expected
from chitieu.faults import CallError, did_you_mean
from chitieu.plan.agencies import InOffice, read_agencies
from chitieu.plan.area_types import read_types
from chitieu.plan.areas import Areas, read_area_changes, read_areas
from chitieu.plan.checks import read_checks
from chitieu.plan.indicators import read_indicators, read_variables
from chitieu.plan.names import plain
from chitieu.plan.of_year import indicators_of_year, variables_of_year
from chitieu.plan.periods import is_period_of, last_day, year_before
from chitieu.plan.year_files import known_years, observation_file
from chitieu.plan.years import read_year
from chitieu.words import LANGUAGES, capital, language, plural, text
from chitieu.words.columns import in_language

VERSION = "1"
AGENCY, AREA = "agency", "area"
LANGUAGE = "language"  # the hidden fact of a form in another language than the first

NOTHING = "-"
NOT_COLLECTED = "..."
NOTHING_ALSO = ("–", "—", "−")  # what Excel and people make of a hyphen
NOT_COLLECTED_ALSO = ("…",)  # what Excel makes of three points


@dataclass(frozen=True)
class Form:
    """One form: an agency's (its variables of all communes), or one commune's.

    Its texts are in its `language`; `own_areas` has the areas' names as they are at home.
    """

    kind: str
    code: str
    reporter: str
    """Who fills it in, as an official letter addresses them."""
    slug: str
    title: str
    period: str
    edition: str
    deadline: datetime.date
    areas: dict[str, str]
    own_areas: dict[str, str]
    variables: pd.DataFrame
    rules: list[Rule]
    previous: dict[tuple[str, str], float | str] = field(default_factory=dict)
    """Last year's figures by area and variable; a sign where there is none."""
    simulated: bool = False
    language: str = field(default_factory=language)
    areas_word: str = ""
    """What its areas are called by their types, in the heading of their column."""

    @property
    def year(self) -> int:
        return int(self.period[:4])

    @property
    def previous_period(self) -> str:
        return year_before(self.period)

    @property
    def file_name(self) -> str:
        name = self.code
        if self.kind != AGENCY:
            name += f"-{plain(self.own_areas[self.code])}"
        ending = "" if self.language == LANGUAGES[0] else f"-{self.language}"
        return f"{self.slug}-{self.period}-{name}{ending}.xlsx"

    @property
    def identity(self) -> dict[str, str]:
        """What the file says it is, and is checked by when it comes back; it says nothing of its
        language where that is the first."""
        said = {
            "form": "chitieu",
            "version": VERSION,
            "workbook": self.slug,
            "year": str(self.year),
            "period": self.period,
            "edition": self.edition,
            "kind": self.kind,
            "code": self.code,
        }
        return said if self.language == LANGUAGES[0] else said | {LANGUAGE: self.language}

    def unit(self, variable: str) -> str:
        """The word for some of what a variable counts, blank where there is none."""
        unit = self.variables.at[variable, "unit"]
        return "" if pd.isna(unit) else plural(2, unit)

    @cached_property
    def names(self) -> dict[str, str]:
        """The variables' names."""
        return self.variables["name"].to_dict()


def asked(
    root: Path, year: int, period: str = "", agency: str = "", with_previous: bool = True,
    edition: str = "", day: datetime.date | None = None,
) -> list[Form]:  # fmt: skip
    """Return the forms of a period in the language that is spoken: one a reporting agency, then
    one a commune.

    `agency`: its form alone; `with_previous`: with last year's figures; `edition`: of the areas,
    where not the year's own; `day`: who is asked is who does the work on that day (default: the one
    that the period's pages bear).
    Raises CallError for a wrong call, Faults for faulty inputs.
    """
    period = period or str(year)
    if not is_period_of(period, year):
        raise CallError(f"period '{period}' is no period of {year}; write {year}, {year}-S1 or -Q1")
    indicators, variables, agencies = (
        read(root) for read in (read_indicators, read_variables, read_agencies)
    )
    settings = read_year(root, year)
    areas = Areas(read_areas(root), edition or settings.edition)
    variables = variables_of_year(variables, indicators, settings.targets)
    office = InOffice(agencies, day or settings.date_of(period))
    variables = office.of(variables, "agency")
    variables = in_language(variables.loc[expected(variables, period)])
    reporting = list(dict.fromkeys(variables["agency"]))
    if agency and agency not in reporting:
        raise CallError(f"'{agency}' reports nothing; {did_you_mean(agency, reporting)}")
    previous, simulated = {}, False
    if with_previous:
        previous, simulated = _previous(root, year_before(period), areas, indicators)
    indicators = indicators_of_year(indicators, settings.targets)
    own, leaves = (
        areas.names(spoken)[areas.leaves].to_dict() for spoken in (LANGUAGES[0], language())
    )
    checks = read_checks(root)

    def form(kind: str, code: str, reporter: str, of: dict, rows: pd.DataFrame) -> Form:
        return Form(
            kind=kind,
            code=code,
            reporter=reporter,
            slug=settings.slug,
            title=settings.in_language(language()).title,
            period=period,
            edition=areas.edition,
            deadline=max(settings.date_of(period), last_day(period)),
            areas=of,
            own_areas={area: own[area] for area in of},
            variables=rows,
            rules=rules_between(rows.index, indicators, checks),
            previous={(a, v): previous[a, v] for a in of for v in rows.index if (a, v) in previous},
            simulated=simulated,
            areas_word=capital(types.together(levels[[*of]].unique())),
        )

    types, levels = read_types(root), areas.table["type"]
    names = in_language(agencies)["name"].to_dict()
    wanted = [agency] if agency else reporting
    of_agencies = [
        form(AGENCY, code, names.get(code, code), leaves, variables[variables["agency"] == code])
        for code in wanted
    ]
    if agency:
        return of_agencies
    theirs = of_communes(variables)
    return of_agencies + [
        form(AREA, code, types.office(levels[code], name), {code: name}, theirs)
        for code, name in leaves.items()
        if len(theirs)
    ]


def of_communes(variables: pd.DataFrame) -> pd.DataFrame:
    """Return what a commune itself reports: what is marked so; where nothing is, all but what is
    marked as not reported by it."""
    marked = variables["commune_reports"].eq("yes")
    return variables[marked if marked.any() else variables["commune_reports"].ne("no")]


def date_words(date: datetime.date, form: str = "long") -> str:
    """Return a date as an official letter writes it, or ("short") as a table does."""
    return format_date(date, text(f"forms.date.{form}"), locale=language())


def _previous(
    root: Path, period: str, areas: Areas, indicators: pd.DataFrame
) -> tuple[dict[tuple[str, str], float | str], bool]:
    """Return the figures of the year before, on this year's areas, and whether they are examples.

    Across a change of areas, only figures that add up exactly are given.
    """
    year = int(period[:4])
    if year not in known_years(root) or not observation_file(root, year).is_file():
        return {}, False
    settings = read_year(root, year)
    table = read_observations(root, year, settings.edition)
    figures = on_areas(
        table[table["period"] == period], areas, read_area_changes(root), indicators
    ).items()
    return {key: NOT_COLLECTED if pd.isna(v) else float(v) for key, v in figures}, (
        settings.simulated
    )
