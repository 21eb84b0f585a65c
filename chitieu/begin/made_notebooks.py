"""The notebooks that every plan has, made from its objectives: the leader's sheet, the scoreboard,
one an objective with its frame, the years, the profile, one for exploring. The example's own have
them from here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pandas as pd
from nbformat import NotebookNode

from chitieu.plan.identifiers import page_numbers
from chitieu.plan.notebooks import LEADING, METADATA
from chitieu.show.analyses import health, protection, voices
from chitieu.words import speaking, text, texts

_PARAMETERS = 'year = {year}\nperiod = ""\narea = ""\naudience = "review"\nlanguage = "{language}"'
_OPEN = (
    "from chitieu import Workbook\n\n"
    "book = Workbook.open("
    "year=year, period=period, area=area, audience=audience, language=language)\n{header}"
)
MOST_LINES = 10  # of a code cell
_FITS = {"health": health.FITS, "protection": protection.FITS, "voices": voices.FITS}
# The analyses that need no more than an indicator, and how it is given.
_OFFERED = {
    ("health", "funnel"): '"{}"',
    ("health", "pooled"): '["{}"]',
    ("protection", "rare_events"): '["{}"]',
    ("voices", "reach_gap"): '"{}"',
}


@dataclass(frozen=True)
class Outline:
    """What the notebooks of one language are made from.

    `objectives`: the plan's words by identifier, in its order; `analyses`: by objective the calls
    that fit its indicators; `until`: the year by which the targets are to be reached, 0 for the
    year itself; `section`: where the plan says what the lowest areas are to do, "" for nowhere;
    `titles`: those pages' own titles that are called otherwise (scoreboard, profile …);
    `explored`: the indicators that the notebook for exploring begins with.
    """

    year: int
    language: str
    objectives: Mapping[str, str]
    analyses: Mapping[str, Iterable[str]] = field(default_factory=dict)
    until: int = 0
    section: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    explored: Sequence[str] = ()

    def title(self, page: str) -> str:
        return self.titles.get(page) or text(f"notebooks.title.{page}")


def made(outline: Outline, names: Mapping[str, str]) -> dict[str, NotebookNode]:
    """Return the notebooks by name. `names`: as `names_of` gives them, the same in each language,
    or those of them alone that are wanted."""
    with speaking(outline.language):
        found = {}
        for page, name in names.items():
            cells = _PAGES[page](outline) if page in _PAGES else _objective(outline, page)
            found[name] = _notebook(name, cells, _ABOUT.get(page, {}))
        return found


def names_of(objectives: Iterable[str], language: str) -> dict[str, str]:
    """Return the names of the notebooks' files by page, an objective's by its identifier; the
    files of both languages have names in the one that the workbook is written in."""
    numbers = page_numbers(objectives)
    after = max(map(int, numbers.values()), default=0)
    with speaking(language):
        return {
            "briefing": LEADING,
            "scoreboard": f"0_{text('notebooks.file.scoreboard')}",
            **{o: f"{n}_{text('notebooks.file.objective')}_{n}" for o, n in numbers.items()},
            "years": f"{after + 1}_{text('notebooks.file.years')}",
            "profile": f"{after + 2}_{text('notebooks.file.profile')}",
            "explore": f"{after + 3}_{text('notebooks.file.explore')}",
        }


def fitting_calls(indicators: pd.DataFrame) -> dict[str, list[str]]:
    """Return by objective a call of each analysis that fits an indicator.

    `indicators`: with the columns indicator, objective, kind, better.
    """
    found: dict[str, list[str]] = {}
    for row in indicators.to_dict("records"):
        for (module, name), call in _OFFERED.items():
            fit = _FITS[module][name]
            if row["kind"] in fit.kinds and fit.better in ("", row["better"]):
                line = f"book.{module}.{name}({call.format(row['indicator'])})"
                found.setdefault(row["objective"], []).append(line)
    return found


Cell = tuple[str, str]  # its kind, its source
_PROSE, _CODE = "prose", "code"
_TAGS = {"parameters": "parameters", "skipped": "skip-execution"}  # of kinds of code
_EXPLORE = Path(__file__).parent / "explore.txt"


def _briefing(outline: Outline) -> Iterator[Cell]:
    yield from _head(outline, outline.title("briefing"), "book.briefing.header()")
    yield _CODE, "book.briefing.counts()"
    yield _PROSE, text("notebooks.briefing.know")
    yield _CODE, "book.briefing.findings()"
    yield _PROSE, text("notebooks.briefing.each")
    yield _CODE, "book.briefing.indicators()"
    yield _PROSE, text("notebooks.briefing.not_judged")
    yield _CODE, "book.briefing.not_judged()"


def _scoreboard(outline: Outline) -> Iterator[Cell]:
    yield from _head(outline, outline.title("scoreboard"), "book.header()")
    yield _PROSE, text("notebooks.scoreboard.achieved")
    yield _CODE, "book.tiles()"
    yield _CODE, "book.summary()"
    yield _CODE, "book.status_map()"
    yield _PROSE, text("notebooks.scoreboard.scorecard")
    yield _CODE, "book.scorecard()"
    yield _PROSE, text("notebooks.scoreboard.matrix")
    yield _CODE, "book.matrix()"
    yield _PROSE, text("notebooks.scoreboard.gaps")
    yield _CODE, "book.gaps()"
    yield _PROSE, text("notebooks.scoreboard.next_steps")
    yield _CODE, "book.next_steps()"
    yield _PROSE, text("notebooks.years.explained")
    yield _CODE, "book.reading_guide()"


def _objective(outline: Outline, objective: str) -> Iterator[Cell]:
    given = f"objective={_literal(objective)}"
    words = outline.objectives[objective]
    title = text("notebooks.title_of.objective", number=objective, words=words).rstrip(". ")
    yield from _head(outline, title, f"book.header({given})")
    yield _PROSE, text("notebooks.objective.achieved")
    yield _CODE, f"book.summary({given})"
    yield _CODE, f"book.scorecard({given})"
    yield _PROSE, text("notebooks.objective.maps")
    yield _CODE, f"book.maps({given})"
    yield _CODE, f"book.status_map({given})"
    yield _PROSE, text("notebooks.objective.left_behind")
    yield _CODE, f"book.left_behind({given})"
    if lines := [*outline.analyses.get(objective, ())]:
        yield _PROSE, text("notebooks.objective.own")
        for n in range(0, len(lines), MOST_LINES):
            yield _CODE, "\n".join(f"# {line}" for line in lines[n : n + MOST_LINES])
    for part in ("details", "gaps", "next_steps"):
        yield _PROSE, text(f"notebooks.objective.{part}")
        yield _CODE, f"book.{part}({given})"
    yield _PROSE, text("notebooks.years.explained")
    yield _CODE, "book.reading_guide()"


def _years(outline: Outline) -> Iterator[Cell]:
    until = f"until={outline.until or outline.year}"
    yield from _head(outline, outline.title("years"), "book.trends.header()")
    yield _PROSE, text("notebooks.years.way")
    yield _CODE, "book.trends.summary()"
    yield _PROSE, text("notebooks.years.look_into")
    yield _CODE, f"book.trends.look_into({until})"
    yield _PROSE, text("notebooks.years.directions")
    yield _CODE, f"book.trends.directions({until})"
    yield _PROSE, text("notebooks.years.places")
    yield _CODE, "book.trends.places()"
    for objective in outline.objectives:
        yield _PROSE, f"## {text('notebooks.title_of.years', number=objective)}"
        yield _CODE, f"book.trends.series(objective={_literal(objective)})"
    yield _PROSE, text("notebooks.years.explained")
    yield _CODE, "book.reading_guide()"


def _profile(outline: Outline) -> Iterator[Cell]:
    yield from _head(outline, outline.title("profile"), "book.profile.header()")
    yield _PROSE, text("notebooks.profile.standing")
    yield _CODE, "book.profile.overview()"
    if outline.section:
        yield _PROSE, text("notebooks.profile.tasks")
        yield _CODE, f'book.profile.tasks(section="{outline.section}")'
    yield _PROSE, text("notebooks.profile.comparison")
    yield _CODE, "book.profile.comparison()"


def _explore(outline: Outline) -> Iterator[Cell]:
    yield from _head(outline, outline.title("explore"), "book.header()")
    put = texts("notebooks.explore") | {"indicators": json.dumps([*outline.explored])}
    for cell in _EXPLORE.read_text("utf-8").split("# %% ")[1:]:
        kind, _, source = cell.partition("\n")
        yield kind, re.sub(r"\{\{(\w+)\}\}", lambda at: put[at[1]], source).strip()


_PAGES = {
    "briefing": _briefing,
    "scoreboard": _scoreboard,
    "years": _years,
    "profile": _profile,
    "explore": _explore,
}
_ABOUT = {"profile": {"each": "commune"}, "explore": {"explore": True}}  # what a batch is told


def _head(outline: Outline, title: str, header: str) -> Iterator[Cell]:
    yield _PROSE, f"# {title}"
    yield "parameters", _PARAMETERS.format(year=outline.year, language=outline.language)
    yield _CODE, _OPEN.format(header=header)


def _literal(objective: str) -> str:
    return objective if objective.isdecimal() and objective[0] != "0" else f'"{objective}"'


def _notebook(name: str, cells: Iterable[Cell], about: dict) -> NotebookNode:
    """The cells as a notebook; its cells' ids are the same each time that it is made."""
    before = "t" if name == LEADING else name.partition("_")[0]
    made = []
    for place, (kind, source) in enumerate(cells):
        tagged = {"tags": [_TAGS[kind]]} if kind in _TAGS else {}
        new = nbformat.v4.new_markdown_cell if kind == _PROSE else nbformat.v4.new_code_cell
        made.append(new(source, id=f"{before}-{place:02d}", metadata=tagged))
    metadata = METADATA | ({"chitieu": about} if about else {})
    return nbformat.v4.new_notebook(cells=made, metadata=metadata)
