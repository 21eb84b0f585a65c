"""The way in: `outputs/index.html`, with the years and their pages, who has not reported, and how
each indicator has gone. Results are read from what was published."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, PackageLoader

from chitieu.measure.vocabulary import GOOD
from chitieu.plan.notebooks import in_order, objective_of, of_page
from chitieu.plan.periods import elapsed, is_part, is_period
from chitieu.publish.pages import cards
from chitieu.publish.pages.exporter import FOLDER
from chitieu.publish.published import Published
from chitieu.publish.schedule import RESULT_FILES, outputs_of
from chitieu.publish.state import fingerprint_of
from chitieu.show.draw.spark import spark
from chitieu.show.exhibit import stylesheet
from chitieu.show.frame.scorecard import anchor
from chitieu.show.verdicts import explained, verdict
from chitieu.show.wording import formats as f
from chitieu.show.wording import parts
from chitieu.words import LANGUAGES, capital, language, listing, text, texts

STALE = ("failed", "old", "missing")  # pages that are not as they should be
MOST_LEFT_OUT = 5  # that are named
FILES = (*RESULT_FILES, "manifest.json")
# Why a page is old: what became of what, as `State.why` says it.
_BECAME = {" is missing or was changed": "lost", " changed": "changed"}


def earlier_runs(root: Path, language: str = LANGUAGES[0], audience: str = "review") -> list[dict]:
    """Return what the pages in `outputs/` and the log of the runs tell, a dict a page.

    Keys: period, notebook, status, reason, ran (ISO time or day; "" where nothing tells it). A page
    whose last run failed is `failed`, whether an older page stands there or not.
    """
    found = {
        (page.parent.name, page.stem): {"status": "new", "reason": "", "ran": _day(root, page)}
        for folder in _folders(root, language, audience)
        for page in sorted(folder.glob("*.html"))
    }
    for line in _logged(root / "outputs" / ".state" / "runs.jsonl"):
        key = (line["period"], line["notebook"])
        edition = line.get("audience", "review"), line.get("language", LANGUAGES[0])
        if edition != (audience, language):
            continue
        if line["status"] == "failed":
            found[key] = {"status": "failed", "reason": line["reason"], "ran": line["ended"]}
        elif key in found and line["status"] == "made":
            found[key] = {"status": "new", "reason": "", "ran": line["ended"]}
        elif line["status"] == "left" and found.get(key, {}).get("status") == "failed":
            # What made it fail has been undone: it stands as it would be made again.
            found[key] = {"status": "new", "reason": "", "ran": line["ended"]}
    return [{"period": p, "notebook": n, **told} for (p, n), told in sorted(found.items())]


def _day(root: Path, page: Path) -> str:
    """The day on which a page was made, by its fingerprint: the log may lack the run that did it,
    if that was killed or could not write there."""
    try:
        return str(json.loads(fingerprint_of(root, page).read_text("utf-8"))["day"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _logged(log: Path) -> Iterator[dict]:
    """The lines of the log of the runs, but one that a killed run left half."""
    lines = log.read_text("utf-8", errors="replace").splitlines() if log.is_file() else []
    for line in filter(None, lines):
        with suppress(ValueError):
            yield json.loads(line)


def index_page(
    root: Path,
    runs: list[dict],
    files: tuple[str, ...] = FILES,
    left_out: Sequence[str] = (),
    period_of: Callable[[Path, str, str], Published] = Published,
    audience: str = "review",
) -> str:
    """Return the page that leads to all others, and to those of `files` that lie beside them.

    `runs`: a dict a year × notebook with period, notebook, status (new, old, failed, missing) and,
    where known, reason, ran (an ISO time) and data (the state of the data, in words). Without
    any `ran`, as in the package, the page speaks of no runs. `left_out`: what lies in `outputs/`
    and is not led to.
    """
    periods = sorted({run["period"] for run in runs}, key=_when, reverse=True)
    published = [period_of(root, period, audience) for period in periods]
    shown = [each for each in published if len(each.own)]
    whole = [each for each in shown if not is_part(each.period)]  # a part of a year is no year
    codes = {each.period: {*each.areas.table.index} for each in published}
    own = {period: {} for period in periods}
    for run in runs:
        of = of_page(run["notebook"], codes[run["period"]])
        own[run["period"]].setdefault(of[0], []).append((of[1], run))
    columns = in_order({name for names in own.values() for name in names})
    latest = shown[0] if shown else None
    objectives = published[0].indicators["objective"].unique() if published else ()
    rest = len(left_out) - MOST_LEFT_OUT
    more = [text("index.more_left_out", many=rest)] if rest > 0 else []
    made = _template().render(
        css=stylesheet() + cards.rules() + (FOLDER / "page.css").read_text("utf-8"),
        title=_title(latest),
        plan=latest.settings.title if latest else "",
        state=_state_of(runs),
        internal=audience == "internal",
        simulated=any(each.settings.simulated for each in shown),
        left_out=listing([*left_out[:MOST_LEFT_OUT], *more]),
        columns=[_heading(published, own, name, objectives) for name in columns],
        rows=[_row(each, columns, own[each.period], files) for each in published],
        with_times=any(run.get("ran") for run in runs),
        missing=[row for each in shown for row in each.not_reported()],
        areas_missing=[row for each in shown for row in each.areas_not_reported()],
        groups=_history(whole, own),
        years=[each.period for each in reversed(whole)],
        marks=explained(_marks(whole)),
    )
    return cards.with_cards(made)


def _when(period: str) -> tuple:
    """Sorts a period among others by its end, a whole year after its parts."""
    return period[:4], elapsed(period), not is_part(period), period


def _row(each: Published, columns: list[str], runs: dict, files: tuple[str, ...]) -> dict:
    """A period's line of the table: a cell a notebook, the state of its data, its last run."""
    cells = []
    for name in columns:
        by_area = sorted(runs.get(name, []), key=lambda pair: pair[0])
        cells.append([_entry(each, name, area, run) for area, run in by_area])
    own = [run for pairs in runs.values() for _, run in pairs]
    ran = max((run.get("ran") or "" for run in own), default="")
    return {
        "period": capital(f.period_name(each.period)),
        "cells": cells,
        "data": next((run["data"] for run in own if run.get("data")), each.data_state()),
        "ran": f"{ran[8:10]}-{ran[5:7]}-{ran[:4]}" if ran else "",
        "files": [n for n in files if (each.folder / n).is_file()],
        "folder": each.period,
    }


def _entry(each: Published, name: str, area: str, run: dict) -> dict:
    """A page in the table: the words of its link, and its state where it is not as it should be."""
    page = f"{run['notebook']}.html"
    words = each.short(area) if area else each.met(objective_of(name))
    status = run["status"]
    return {
        "href": _address(each.period, run["notebook"]) if (each.folder / page).is_file() else "",
        "words": words or text("index.see"),
        "state": text(f"index.state.{status}") if status in STALE else "",
        "reason": _why(run.get("reason") or ""),
    }


def _address(period: str, page: str, place: str = "") -> str:
    return quote(f"{period}/{page}.html") + (f"#{place}" if place else "")


def _why(reason: str) -> str:
    """Why a page is old, as `State.why` says it; what a failed cell said stays as it is."""
    for words, how in _BECAME.items():
        if reason.endswith(words):
            what = reason.removesuffix(words)
            return text(f"index.became.{how}", source=texts("index.source").get(what, what))
    return reason


def _history(shown: list[Published], own: dict[str, dict]) -> list[dict]:
    """Each indicator through the years: its results, and a line of them where there are several."""
    if not shown:
        return []
    latest, groups = shown[0], {}
    for indicator, plan in latest.indicators.iterrows():
        rows = pd.DataFrame([e.own.loc[indicator] for e in shown if indicator in e.own.index][::-1])
        if rows.empty:
            continue
        records = rows.to_dict("records")
        line = rows.assign(
            year=rows["period"].str[:4].astype(int),
            absent=[parts.absence(row) for row in records],
            limit=[parts.limit_value(row) for row in records],
        )
        last = records[-1]
        page = [
            run["notebook"]
            for name, pairs in sorted(own[latest.period].items())
            for area, run in pairs
            if name.startswith(f"{latest.page_numbers[plan['objective']]}_")
            if not area and (latest.folder / f"{run['notebook']}.html").is_file()
        ]
        by_period = {row["period"]: row for row in records}
        row = {
            "indicator": indicator,
            "name": plan["short"],
            "target": f.target(f.target_of(last), last["kind"], last["per"]),
            "href": _address(latest.period, page[0], anchor(indicator)) if page else "",
            "cells": [_cell(by_period.get(each.period)) for each in reversed(shown)],
            "line": spark(line) if len(line) > 1 else "",
        }
        groups.setdefault(plan["objective"], []).append(row)
    titles = latest.settings.objectives
    return [
        {
            "title": text("index.objective_titled", number=number, title=titles.get(number, "")),
            "rows": rows,
        }
        for number, rows in groups.items()
    ]


def _cell(row: dict | None) -> dict | None:
    if row is None:
        return None
    found = verdict(row)
    shown = row["conf_status"] != "C"
    return {"verdict": found, "value": f.value(row, with_unit=False) if shown else ""}


def _marks(shown: list[Published]) -> list[str]:
    return [verdict(row).mark for each in shown for row in each.own.to_dict("records")]


def _title(latest: Published | None) -> str:
    if latest is None:
        return text("index.title.none")
    states = latest.own["status"]
    return text(
        f"index.title.{'part' if f.is_open(latest.period) else 'year'}",
        area=latest.name(latest.areas.top),
        period=f.period_name(latest.period),
        good=states.isin(GOOD).sum(),
        many=len(states),
    )


def _state_of(runs: list[dict]) -> str:
    """Whether the pages can be relied on, in one sentence."""
    named: dict[str, list[str]] = {}
    for run in runs:
        named.setdefault(run["status"], []).append(f"{run['notebook']} ({run['period']})")
    told = [
        text(f"index.those.{status}", many=len(named[status]), pages=named[status])
        for status in STALE
        if status in named
    ]
    good = len(named.get("new", []))
    if told:
        return text("index.good.rest", others="; ".join(told), many=good)
    return text("index.good.all", many=good) if good else ""


def _heading(
    published: list[Published], own: dict[str, dict], name: str, objectives: Collection[str]
) -> str:
    """A notebook's title as its page bears it, short; the newest period is looked at first."""
    for each in published:
        named = sorted(run["notebook"] for _, run in own[each.period].get(name, []))
        pages = [each.folder / f"{notebook}.html" for notebook in named]
        for page in list(filter(Path.is_file, pages))[:1]:
            head = page.read_text("utf-8", errors="replace")[:4000]
            found = re.search(r"<title>(.*?)</title>", head, re.DOTALL)
            title = html.unescape(found[1]).partition(" · ")[0] if found else name
            known = "|".join([*map(re.escape, objectives), r"\d+"])
            of = re.escape(text("index.objective", number="0")).replace("0", f"(?:{known})")
            short = re.match(rf"{of}(?!\w|[.-]\w)", title)
            return short[0] if short else title
    return name


def _folders(root: Path, language: str, audience: str) -> list[Path]:
    outputs = outputs_of(root, audience, language)
    return sorted(path for path in outputs.glob("[0-9]*") if is_period(path.name))


@cache
def _template():
    environment = Environment(
        loader=PackageLoader("chitieu.publish.pages"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(text=text, language=language)
    return environment.get_template("way_in.html")
