"""What received figures are held against: rules, other files of the call, what is there, and last
year's."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from itertools import permutations
from pathlib import Path

import pandas as pd

from chitieu.collect.doubtful import same_again
from chitieu.collect.editions import shared
from chitieu.collect.forms.asked import AGENCY, NOT_COLLECTED, Form, date_words
from chitieu.collect.receive.cell import Figure, in_words
from chitieu.collect.receive.identity import Issued
from chitieu.collect.receive.keep import Comparison, Observations, Place, Row
from chitieu.collect.receive.opened import Opened
from chitieu.collect.rules import Rule, rules_between
from chitieu.faults import Fault
from chitieu.plain_files import decimal
from chitieu.plan.areas import read_area_changes, read_areas
from chitieu.plan.checks import read_checks
from chitieu.plan.indicators import read_indicators, read_variables
from chitieu.plan.periods import period_words
from chitieu.words import speaking, text
from chitieu.words.columns import in_language

Key = tuple[str, str]  # area and variable
SHOWN = 12  # changed figures that are told one by one
Read = tuple[Opened, Form, list[Figure]]
_FIRST_DAY = datetime.date(1899, 12, 30)  # Excel counts days from here
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Plan:
    """What the plan says of all figures, read once for all files of a call."""

    def __init__(self, root: Path):
        self.root = root

    @cached_property
    def variables(self) -> pd.DataFrame:
        return read_variables(self.root)

    @property
    def names(self) -> dict[str, str]:
        """The variables' names in the language that is spoken."""
        return in_language(self.variables)["name"].to_dict()

    @cached_property
    def rules(self) -> list[Rule]:
        indicators, checks = read_indicators(self.root), read_checks(self.root)
        return rules_between(self.variables.index, indicators, checks)

    @cached_property
    def order(self) -> list[tuple[str, str, str]]:
        """Where figures stand in a file: by area, then by variable, as they are listed."""
        places = read_areas(self.root)[["area", "edition"]].itertuples(index=False, name=None)
        return [(*place, variable) for place in places for variable in self.variables.index]

    @cached_property
    def shared(self) -> Callable[[str, str], set[tuple[str, str]]]:
        """What finds the areas of other editions that people of an area live in."""
        return shared(read_area_changes(self.root))


def broken_rules(
    plan: Plan, read: Read, others: dict[Key, tuple[Figure, str]], observations: Observations
) -> list[Fault]:
    """Return faults of parts above their whole: within a form, against other files of the call,
    and against what is there.

    `others`: the figures of the other files that are to be taken in, and which file each is in.
    """
    opened, form, figures = read
    own = {(figure.area, figure.variable): figure for figure in figures}
    faults: list[Fault] = []
    names = plan.names

    def amount(area: str, variable: str) -> float | None:
        if (area, variable) in own:
            return own[area, variable].value
        if (area, variable) in others:
            return others[area, variable][0].value
        row = observations.row(form.period, area, form.edition, variable)
        return float(decimal(row["value"])) if row and row["value"] else None

    for area in dict.fromkeys(figure.area for figure in figures):
        for rule in plan.rules:
            here = [own[area, v] for v in rule.variables if (area, v) in own]
            sums = rule.sums(lambda v, a=area: amount(a, v)) if here else None
            if sums is None or sums[0] <= sums[1]:
                continue
            before = [
                text("receive.against.in_file", name=names[v], file=others[area, v][1])
                if (area, v) in others
                else text("receive.against.received", name=names[v])
                for v in rule.variables
                if (area, v) not in own
            ]
            faults.append(_fault(names, opened, form.areas[area], rule, sums, here, before))
    return faults


def _fault(
    names: dict[str, str],
    opened: Opened,
    area: str,
    rule: Rule,
    sums: tuple[float, float],
    here: list[Figure],
    before: list[str],
) -> Fault:
    left, right = (rule.in_words(side, names) for side in (rule.left, rule.right))
    low, high = map(in_words, sums)
    told = {"part": left, "area": area, "low": low}
    if not [v for _, v in rule.right if v in names and v in rule.variables]:
        problem = text("receive.against.none_or_one", none=0, one=1, **told)
    elif before:
        problem = text(
            "receive.against.part_above_whole_elsewhere",
            whole=right, high=high, elsewhere=", ".join(before), **told,
        )  # fmt: skip
    else:
        problem = text("receive.against.part_above_whole", whole=right, high=high, **told)
    remedy = text("receive.against.compare")
    if places := ", ".join(figure.place for figure in here[1:]):
        remedy = text("receive.against.compare_also", places=places)
    return opened.fault(here[0].place, problem, remedy)


def reported_twice(
    plan: Plan, read: Read, others: Collection[Place], observations: Observations
) -> list[Fault]:
    """Return a fault where a form says what was reported already for areas of another edition that
    the same people live in. `others`: the places of the figures in the other files of the call."""
    opened, form, figures = read
    found = [
        (figure, area, edition)
        for figure in figures
        for area, edition in sorted(plan.shared(figure.area, form.edition))
        for place in [(form.period, area, edition, figure.variable)]
        if place in others or observations.row(*place)
    ]
    if not found:
        return []
    figure, area, edition = found[0]
    told = {"name": _name(form, figure), "area": area, "edition": edition}
    many = len({(figure.area, figure.variable) for figure, *_ in found})
    problem = text("receive.against.reported_twice", many=many, **told)
    return [opened.fault(figure.place, problem, text("receive.against.old_or_new"))]


def contradictions(files: list[Read]) -> list[list[Fault]]:
    """Return the faults of each of some files: where another says something else of one figure.

    Which of the two is right nobody here can know, so neither is taken; two that agree do no harm.
    """
    said: dict[tuple, dict[int, Figure]] = {}
    for number, (_, form, figures) in enumerate(files):
        for figure in figures:
            key = (form.period, form.edition, figure.area, figure.variable)
            said.setdefault(key, {})[number] = figure
    unlike: dict[tuple[int, int], list[tuple[Figure, Figure]]] = {}
    for figures in said.values():
        for one, other in permutations(figures, 2):
            if not _agree(figures[one], figures[other]):
                unlike.setdefault((one, other), []).append((figures[one], figures[other]))
    faults: list[list[Fault]] = [[] for _ in files]
    for (one, other), pairs in unlike.items():
        opened, form, _ = files[one]
        with speaking(form.language):
            faults[one].append(_contradiction(opened, form, files[other][0], pairs))
    return faults


def _contradiction(
    opened: Opened, form: Form, other: Opened, pairs: list[tuple[Figure, Figure]]
) -> Fault:
    its, differs = pairs[0]
    told = {
        "name": _name(form, its),
        "this": _shown(its),
        "place": f"{other.name}:{differs.place}",
        "other": _shown(differs),
    }
    problem = text("receive.against.contradiction", **told)
    if len(pairs) > 1:
        problem = text("receive.against.contradictions", more=len(pairs) - 1, **told)
    return opened.fault(its.place, problem, text("receive.against.last_version"))


def _agree(one: Figure, other: Figure) -> bool:
    notes = {note for note in (one.note, other.note) if note}
    return (one.value, one.obs_status) == (other.value, other.obs_status) and len(notes) < 2


def changes(opened: Opened, form: Form, found: Comparison) -> list[Fault]:
    """Return a fault for each figure that would replace another; and first, where most would, what
    the form is of: last year's form may have been filled in once more."""
    faults = []
    words = period_words(form.period)
    number, total = len(found.changed), len(found.changed) + len(found.unchanged)
    remedy = text("receive.against.replace")
    if number > 1 and number * 2 >= total:
        problem = text("receive.against.most_differ", period=words, many=number, total=total)
        faults.append(opened.fault("", problem, text("receive.against.other_period", period=words)))
        remedy = text("receive.against.compare_with_reported")
    for place, (figure, row) in enumerate(found.changed[:SHOWN], start=1):
        told, more = change(form, figure, row), number - SHOWN
        problem = text("receive.against.differs", change=told)
        if place == SHOWN < number:
            problem = text("receive.against.differs_and_more", change=told, more=more)
        faults.append(opened.fault(figure.place, problem, remedy))
    return faults


def change(form: Form, figure: Figure, row: Row) -> str:
    """Return a change in words: where, what, from what to what."""
    before = _in_state(row["value"], row["obs_status"], row["note"])
    return f"{_name(form, figure)}: {before} → {_shown(figure)}"


def _name(form: Form, figure: Figure) -> str:
    return f"{form.areas[figure.area]}, {form.names[figure.variable]}"


def _shown(figure: Figure) -> str:
    return _in_state(figure.text, figure.obs_status, figure.note)


def _in_state(value: str, status: str, note: str) -> str:
    told = {"value": value or NOT_COLLECTED, "state": text(f"forms.state.{status or 'A'}").lower()}
    if note:
        return text("receive.against.in_state_with_note", note=note, **told)
    return text("receive.against.in_state", **told)


def doubts(opened: Opened, form: Form, figures: list[Figure], issued: Issued) -> list[Fault]:
    """Return a warning for each thing about a form that is more often wrong than right.

    `issued`: last year's figures, by area and variable.
    """
    return [
        *_of_another_year(opened, form),
        *_same_again(opened, form, figures, issued),
        *_dates(opened, form, figures, issued),
        *_lost_notes(opened, form),
    ]


def _of_another_year(opened: Opened, form: Form) -> Iterator[Fault]:
    """A file that its name calls another year's: last year's form may have been sent."""
    years = _YEAR.findall(re.split(r"[\\/]", opened.name)[-1])
    if years and str(form.year) not in years:
        words = period_words(form.period)
        problem = text("receive.against.other_year", year=years[0], period=words)
        yield opened.fault("", problem, text("receive.against.see_year"))


def _same_again(
    opened: Opened, form: Form, figures: list[Figure], issued: Issued
) -> Iterator[Fault]:
    before = {key: value for key, value in issued.items() if not isinstance(value, str)}
    now = {(figure.area, figure.variable): figure.value for figure in figures}
    if found := same_again(now, before):
        equal, known = found
        told = {"equal": equal, "known": known, "period": period_words(form.previous_period)}
        problem = text("receive.against.same_again", zero=0, **told)
        yield opened.fault("", problem, text("receive.against.ask_again"))


def _dates(opened: Opened, form: Form, figures: list[Figure], issued: Issued) -> Iterator[Fault]:
    """A date that was typed into a cell of numbers is the number of its day, 44898."""
    first, last = (
        (datetime.date(year, 1, 1) - _FIRST_DAY).days for year in (form.year, form.year + 2)
    )
    for figure in figures:
        before = issued.get((figure.area, figure.variable))
        usual = isinstance(before, (int, float)) and figure.value and before * 2 > figure.value
        if figure.value is not None and first <= figure.value < last and not usual:
            day = _FIRST_DAY + datetime.timedelta(days=int(figure.value))
            told = {"number": in_words(figure.value), "date": date_words(day, "short")}
            problem = text("receive.against.day", **told)
            yield opened.fault(figure.place, problem, text("receive.against.see_day"))


def _lost_notes(opened: Opened, form: Form) -> Iterator[Fault]:
    """Notes where nobody reads them: hung on cells, or on a sheet that was deleted."""
    if opened.book.has_comments:
        problem = text("receive.against.comments")
        yield opened.fault("", problem, text("receive.against.write_as_note"))
    notes = text("forms.sheet.notes")
    stamped = (
        str(cell.value).rpartition("/")[2]
        for page in opened.book.pages.values()
        for cell in page.cells.values()
        if str(cell.value).startswith("chitieu/")
    )
    if form.kind == AGENCY and notes not in stamped:
        problem = text("receive.against.no_notes", sheet=notes)
        yield opened.fault("", problem, text("receive.against.send_all_sheets"))
