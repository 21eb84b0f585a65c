"""Tables of results: tiles, scorecard, and one indicator with the areas below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.expressions import terms
from chitieu.plan.identifiers import as_asked, safe
from chitieu.show import download
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame.formula import filled_in, name_below, sum_of_names
from chitieu.show.scene import Scene
from chitieu.show.verdicts import explained, verdict
from chitieu.show.wording import elsewhere, sentences, to_come
from chitieu.show.wording import formats as f
from chitieu.show.wording.for_whom import farthest
from chitieu.words import capital, text

Link = Callable[[str], str]
SIGNS = {"nothing": f.NONE, "missing": f.MISSING}  # the yearbooks'; ours is said in its language


def anchor(indicator: str) -> str:
    """Return the address of an indicator on its objective's page."""
    return f"chi-tieu-{safe(indicator)}"


def tiles(scene: Scene, link: Link, objectives: Mapping[str, str]) -> Exhibit:
    """Return all indicators as a strip of tiles, an objective a group, each leading to its part."""
    groups = []
    which = "so_far" if f.is_open(scene.period) else "whole"
    for objective in objectives:
        rows = [scene.result(i) for i in scene.of_objective(objective).index]
        groups.append(
            {
                "name": text("tables.objective", number=objective),
                "head": text(
                    f"tables.tiles.{which}",
                    number=objective,
                    met=sum(row["status"] in GOOD for row in rows),
                    of=len(rows),
                ),
                "tiles": [
                    {
                        "indicator": row["indicator"],
                        "href": link(row["indicator"]),
                        "verdict": verdict(row),
                        "title": f"{_short(scene, row)}: {verdict(row).text}",
                    }
                    for row in rows
                ],
            }
        )
    own = scene.results[scene.results["area"] == scene.top]
    return Exhibit(render("tiles.html", groups=groups, marks=marks(own)), own)


def scorecard(
    scene: Scene, link: Link, objectives: Mapping[str, str], objective: int | str | None
) -> Exhibit:
    """Return the page's scorecard: a row an indicator of the page's own area."""
    own = scene.results[scene.results["area"] == scene.top]
    own = own[own["indicator"].isin(scene.of_objective(objective).index)]
    own = own.set_index("indicator", drop=False)
    own = own.assign(margin=to_come.margins(scene, own))
    wanted = [as_asked(objective)] if objective is not None else list(objectives)
    behind = farthest(scene)
    groups = [
        {
            "title": text("tables.objective_named", number=each, name=objectives.get(each, "")),
            "objective": each,
            "page": page_of(link, scene, each),
            "rows": [
                _scorecard_row(scene, own.loc[i], link) | {"behind": behind.get(i, "")}
                for i in scene.of_objective(each).index
            ],
        }
        for each in wanted
    ]
    html = render(
        "scorecard.html",
        caption=caption(scene, text("tables.scorecard_caption", many=len(own))),
        groups=groups,
        areas=scene.word_for(scene.leaves),
        marks=marks(own),
        confidence=f.confidence(scene),
        note=_signs_note(_signs_in(own)),
        along=download.link(scene, own, "scorecard"),
    )
    return Exhibit(html, own.reset_index(drop=True), sentences.answer(scene, objective))


def figure_of(row: pd.Series) -> dict:
    """Return what an element says of the result that it shows: which one, its exact value, and
    whether it is judged good or bad, or is open."""
    exact = "" if pd.isna(row["value"]) else repr(float(row["value"]))
    judged = "good" if row["status"] in GOOD else "bad" if row["status"] in BAD else "open"
    return {"indicator": row["indicator"], "area": row["area"], "exact": exact, "judged": judged}


def _scorecard_row(scene: Scene, row: pd.Series, link: Link) -> dict:
    judgement = verdict(row)
    missing = row["status"] in ("no_data", "invalid") or row["reason"] == SETTLED
    return {
        "indicator": row["indicator"],
        "figure": figure_of(row),
        "href": link(row["indicator"]),
        "name": scene.indicators.loc[row["indicator"], "name"],
        "target": sentences.goal_of_plan(scene, row),
        "target_now": f.target_words(row) if f.is_paced(row) else "",
        "value": value_or_sign(row),
        "interval": f.interval(row),
        "verdict": judgement,
        "reason": capital(sentences.missing_why(scene, row["indicator"])) if missing else "",
        "counts": counts(row),
        "turning": to_come.turning(scene, row),
        "data": sentences.data_state(scene, row["indicator"]),
    }


def counts(row: pd.Series) -> str:
    """Return a result's counts, with the yearbooks' signs: "7 / 602", "- / -", "20 còn 17"."""
    if row["conf_status"] == "C":
        return f.withheld()
    top, bottom = f.count(row["numerator"]), f.count(row["denominator"])
    if row["kind"] == "count":
        return top
    if row["kind"] != "change":
        return f"{top} / {bottom}"
    now, before = ("0" if told == f.NONE else told for told in (top, bottom))  # in a sentence
    return sentences.from_to(row, before, now)


def value_or_sign(row: pd.Series) -> str:
    """Return a result's value, or the sign that stands for it where there is none."""
    if row["conf_status"] == "C":
        return f.withheld()
    if row["status"] == "no_data" or row["reason"] == SETTLED:
        return f.MISSING
    return f.value(row) or f.NONE


def has_figures(scene: Scene, indicator: str) -> bool:
    """Whether any result of an indicator is told and anything occurred: else its part is a
    sentence."""
    rows = _detailed(scene, indicator)
    return bool(rows["value"].notna().any() or rows["numerator"].gt(0).any())


def _detailed(scene: Scene, indicator: str) -> pd.DataFrame:
    rows = scene.rows(indicator)
    return rows[rows["area"].isin([*scene.shown, scene.top])]


def signs_note(scene: Scene, indicators: Iterable[str]) -> str:
    """Return what the signs mean that stand in the parts of indicators, once for them all."""
    rows = [_detailed(scene, each) for each in indicators if has_figures(scene, each)]
    return _signs_note(_signs_in(pd.concat(rows))) if rows else ""


def detail(
    scene: Scene, indicator: str, pictures: list[Exhibit], groups: Exhibit | None = None
) -> str:
    """Return one indicator's part of a page: finding, pictures, table by area, its groups where it
    is told by any, formula; where no result is told, the finding alone."""
    plan = scene.indicators.loc[indicator]
    rows, own = _detailed(scene, indicator), scene.result(indicator)
    rows = rows.sort_values("area", key=lambda area: area.eq(scene.top), kind="stable")
    before = download.value_before(scene, indicator)
    return render(
        "detail.html",
        anchor=anchor(indicator),
        indicator=indicator,
        name=plan["name"],
        short=plan["short"],
        told=has_figures(scene, indicator),
        reported_by=_reported_by(scene, plan),
        verdict=verdict(own),
        finding=sentences.finding(scene, indicator),
        why=_told(plan["why"]),
        why_source=_told(plan["why_source"]),
        elsewhere=elsewhere.beside(scene, indicator),
        elsewhere_sources=elsewhere.sources(scene, indicator),
        pictures=[picture.html for picture in pictures],
        caption=caption(scene, f"{indicator} {plan['short']}"),
        top_name=sum_of_names(scene, plan["numerator"]),
        bottom_name=name_below(scene, plan),
        confidence=f.confidence(scene),
        before=_year_before(before),
        rows=[_area_row(scene, row, before) for _, row in _with_margins(scene, rows).iterrows()],
        along=download.link(scene, rows, indicator),
        groups=groups.html if groups else "",
        formula=filled_in(scene, own),
        definition=_told(plan["definition"]),
        source=_told(plan["source"]),
        checked_by=_told(plan["checked_by"]),
        why_withheld=_why_withheld(scene, plan, rows),
    )


def _why_withheld(scene: Scene, plan: pd.Series, rows: pd.DataFrame) -> str:
    """What the variables themselves say that a small count of them would reveal, where a result
    is withheld."""
    if not rows["conf_status"].eq("C").any():
        return ""
    counted = [*terms(plan["numerator"]), *terms(_told(plan["denominator"]))]
    own = scene.variables[scene.variables.index.isin(counted)]
    reasons = own.loc[own["sensitive"].ne("no"), "sensitive_why"].dropna().unique()
    return text("tables.why_withheld", why=" ".join(reasons)) if len(reasons) else ""


def have(row: pd.Series) -> str:
    """Whether an area has what an indicator of areas counts."""
    return text("tables.has") if row["value"] else text("tables.has_not")


def _with_margins(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """Results with how many cases would turn those that miss their target; NA for none."""
    return rows.assign(margin=to_come.margins(scene, rows).where(rows["status"].isin(BAD)))


def _year_before(before: pd.DataFrame) -> str:
    """The year before, where anything is told of it: the heading of a column."""
    return str(before["period"].iloc[0]) if before["value"].notna().any() else ""


def _area_row(scene: Scene, row: pd.Series, before: pd.DataFrame) -> dict:
    own = row["reason"] == "judged_at_parent"
    return {
        "total": row["area"] == scene.top,
        "figure": figure_of(row),
        "place": scene.names[row["area"]],
        "numerator": count_or_sign(row, "numerator"),
        "denominator": count_or_sign(row, "denominator"),
        "value": have(row) if own else value_or_sign(row),
        "interval": "" if own else f.interval(row),
        "before": _value_of(before, row["area"], own),
        "verdict": verdict(row),
        "turning": ""
        if pd.isna(row["margin"])
        else to_come.turning_words(scene, row, int(row["margin"])),
        "data": _said_of(row),
    }


def _said_of(row: pd.Series) -> str:
    """What is said of a result beside its verdict: its reason, or that it is not final."""
    if row["conf_status"] == "C":
        return ""  # the verdict says it
    state = row["obs_status"]
    soft = pd.notna(state) and state != "A"
    return f.reason(row["reason"]) or (text(f"results.obs_status.{state}") if soft else "")


def _value_of(before: pd.DataFrame, area: str, own: bool) -> str:
    """What an area reached the year before, or the sign that stands for it."""
    if area not in before.index:
        return ""
    row = before.loc[area]
    return have(row) if own and pd.notna(row["value"]) else value_or_sign(row)


def count_or_sign(row: pd.Series, column: str) -> str:
    """A count of a result; of a withheld one the count that is told elsewhere stands."""
    hidden = row["conf_status"] == "C" and pd.isna(row[column])
    return f.withheld() if hidden else f.count(row[column])


def caption(scene: Scene, what: str) -> str:
    """Return a table's caption: what it is, where and when, and whether it is simulated."""
    which = "simulated" if scene.settings.simulated else "real"
    place, period = scene.names[scene.top], f.period_name(scene.period)
    return text(f"tables.caption.{which}", what=what, place=place, period=period)


def _short(scene: Scene, row: pd.Series) -> str:
    return f"{row['indicator']} {scene.indicators.loc[row['indicator'], 'short']}"


def _told(cell) -> str:
    return "" if pd.isna(cell) else str(cell)


def marks(rows: pd.DataFrame) -> dict[str, str]:
    """The legend of the marks that occur in the rows, in the order of the vocabulary."""
    return explained(verdict(row).mark for _, row in rows.iterrows())


def page_of(link: Link, scene: Scene, objective: int) -> str:
    """The page that an objective's links lead to, for the printed table; blank for this one."""
    first = scene.of_objective(objective).index[:1]
    page = link(first[0]).partition("#")[0] if len(first) else ""
    return page.replace(".ipynb", ".html")


def _reported_by(scene: Scene, plan: pd.Series) -> str:
    """Who reports the counts of an indicator."""
    used = [
        v
        for side in (plan["numerator"], plan["denominator"])
        if pd.notna(side)
        for v in terms(side)
    ]
    codes = scene.variables["agency"].reindex(used).dropna().unique()
    names = [agency_name(scene, code) for code in codes]
    return text("tables.reported_by", agencies=names) if names else ""


def agency_name(scene: Scene, code) -> str:
    """Return an agency's name; its code where the workbook does not name it."""
    return "" if pd.isna(code) else str(scene.agencies["name"].get(code, code))


def _signs_in(rows: pd.DataFrame) -> list[str]:
    """Which signs, the yearbooks' and ours, stand in rows of results."""
    counts = rows[["numerator", "denominator"]]
    withheld = rows["conf_status"].eq("C")
    there = {
        "nothing": counts.eq(0).any(axis=None),
        "missing": (rows["status"].eq("no_data") & ~withheld).any(),
        "withheld": withheld.any(),
    }
    return [sign for sign, found in there.items() if found]


def _signs_note(signs: list[str]) -> str:
    told = [text(f"tables.sign.{code}", sign=SIGNS.get(code) or f.withheld()) for code in signs]
    return text("tables.signs", signs="; ".join(told)) if told else ""
