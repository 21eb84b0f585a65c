"""What a form asks, of whom and by when, and the signs of an answer: read from the plan, not yet a
workbook."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from chitieu.collect.editions import on_areas
from chitieu.collect.observations import read_observations
from chitieu.collect.rules import Rule, rules_between
from chitieu.collect.unreported import expected
from chitieu.faults import CallError, did_you_mean
from chitieu.plan.areas import Areas, read_area_changes, read_areas
from chitieu.plan.indicators import (
    read_agencies,
    read_checks,
    read_indicators,
    read_variables,
)
from chitieu.plan.names import plain
from chitieu.plan.periods import is_period_of, last_day, year_before
from chitieu.plan.year_files import known_years, observation_file
from chitieu.plan.years import read_year

VERSION = "1"
AGENCY, AREA = "agency", "area"

NOTHING = "-"
NOT_COLLECTED = "..."
NOTHING_ALSO = ("–", "—", "−")  # what Excel and people make of a hyphen
NOT_COLLECTED_ALSO = ("…",)  # what Excel makes of three points

# SDMX code: the word in the choice list, and what the instructions say of it.
STATES = {
    "A": ("Chính thức", "số đã kiểm tra; để trống ô tình trạng cũng là chính thức"),
    "P": ("Tạm tính", "số sơ bộ, còn có thể thay đổi"),
    "E": ("Ước tính", "số suy ra từ nguồn khác, không đếm trực tiếp"),
    "O": ("Chưa nhận được", "chưa có số từ nơi ghi sổ; ô số liệu để trống"),
    "L": ("Không thu thập", "có phát sinh nhưng không thu thập được; ô số liệu ghi ..."),
    "M": ("Không thể có", "hiện tượng không tồn tại ở nơi đó; ô số liệu để trống"),
}
STATE_WORDS = {code: word for code, (word, _) in STATES.items()}


@dataclass(frozen=True)
class Form:
    """One form: an agency's (its variables of all communes), or one commune's."""

    kind: str
    code: str
    name: str
    slug: str
    title: str
    period: str
    edition: str
    deadline: datetime.date
    areas: dict[str, str]
    variables: pd.DataFrame
    rules: list[Rule]
    previous: dict[tuple[str, str], float | str] = field(default_factory=dict)
    """Last year's figures by area and variable; a sign where there is none."""
    simulated: bool = False

    @property
    def year(self) -> int:
        return int(self.period[:4])

    @property
    def previous_period(self) -> str:
        return year_before(self.period)

    @property
    def reporter(self) -> str:
        """Who fills it in, as an official letter addresses them."""
        if self.kind == AGENCY:
            return self.name
        return f"Ủy ban nhân dân {self.name[:1].lower()}{self.name[1:]}"

    @property
    def file_name(self) -> str:
        name = self.code if self.kind == AGENCY else f"{self.code}-{plain(self.name)}"
        return f"{self.slug}-{self.period}-{name}.xlsx"

    @property
    def identity(self) -> dict[str, str]:
        """What the file says it is, and is checked by when it comes back."""
        return {
            "form": "chitieu",
            "version": VERSION,
            "workbook": self.slug,
            "year": str(self.year),
            "period": self.period,
            "edition": self.edition,
            "kind": self.kind,
            "code": self.code,
        }

    def unit(self, variable: str) -> str:
        """The word for one of what a variable counts, blank where there is none."""
        unit = self.variables.at[variable, "unit_vi"]
        return "" if pd.isna(unit) else unit

    @cached_property
    def names(self) -> dict[str, str]:
        """The variables' names."""
        return self.variables["name_vi"].to_dict()


def asked(
    root: Path, year: int, period: str = "", agency: str = "", with_previous: bool = True
) -> list[Form]:
    """Return the forms of a period: one a reporting agency, then one a commune.

    `agency`: its form alone; `with_previous`: with last year's figures.
    Raises CallError for a wrong call, Faults for faulty inputs.
    """
    period = period or str(year)
    if not is_period_of(period, year):
        raise CallError(f"period '{period}' is no period of {year}; write {year}, {year}-S1 or -Q1")
    indicators, variables, agencies = (
        read(root) for read in (read_indicators, read_variables, read_agencies)
    )
    settings = read_year(root, year)
    areas = Areas(read_areas(root), settings.edition)
    variables = variables.loc[expected(variables, period)]
    reporting = list(dict.fromkeys(variables["agency"]))
    if agency and agency not in reporting:
        raise CallError(f"'{agency}' reports nothing; {did_you_mean(agency, reporting)}")
    previous, simulated = {}, False
    if with_previous:
        previous, simulated = _previous(root, year_before(period), areas, indicators)
    leaves = {code: areas.name(code) for code in areas.leaves}
    checks = read_checks(root)

    def form(kind: str, code: str, name: str, of: dict, rows: pd.DataFrame) -> Form:
        return Form(
            kind=kind,
            code=code,
            name=name,
            slug=settings.slug,
            title=settings.title,
            period=period,
            edition=settings.edition,
            deadline=max(settings.date_of(period), last_day(period)),
            areas=of,
            variables=rows,
            rules=rules_between(rows.index, indicators, checks),
            previous={(a, v): previous[a, v] for a in of for v in rows.index if (a, v) in previous},
            simulated=simulated,
        )

    names = agencies["name_vi"].to_dict()
    wanted = [agency] if agency else reporting
    of_agencies = [
        form(AGENCY, code, names.get(code, code), leaves, variables[variables["agency"] == code])
        for code in wanted
    ]
    if agency:
        return of_agencies
    own = of_communes(variables)
    return of_agencies + [
        form(AREA, code, leaves[code], {code: leaves[code]}, own) for code in leaves
    ]


def of_communes(variables: pd.DataFrame) -> pd.DataFrame:
    """Return what a commune itself reports: what is marked so; all where nothing is marked."""
    marked = variables["commune_reports"].eq("yes")
    return variables[marked] if marked.any() else variables


def date_words(date: datetime.date) -> str:
    """Return a date as an official letter writes it."""
    return f"ngày {date.day:02} tháng {date.month:02} năm {date.year}"


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
