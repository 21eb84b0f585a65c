"""Tables of results: tiles, scorecard, and one indicator with the areas below."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.indicators import terms
from chitieu.plan.periods import is_part
from chitieu.show import formats as f
from chitieu.show import sentences, to_come
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.scene import Scene
from chitieu.show.verdicts import explained, verdict
from chitieu.words import text

Link = Callable[[str], str]


def anchor(indicator: str) -> str:
    """Return the address of an indicator on its objective's page."""
    return f"chi-tieu-{indicator}"


def tiles(scene: Scene, link: Link, objectives: Mapping[int, str]) -> Exhibit:
    """Return all indicators as a strip of tiles, an objective a group, each leading to its part."""
    groups = []
    for objective in objectives:
        rows = [scene.result(i) for i in scene.of_objective(objective).index]
        judged = [row for row in rows if row["status"] in GOOD + BAD]
        groups.append(
            {
                "objective": objective,
                "met": sum(row["status"] in GOOD for row in judged),
                "judged": len(judged),
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
    word = "đạt hoặc đúng tiến độ" if f.is_open(scene.period) else "đạt"
    return Exhibit(render("tiles.html", groups=groups, marks=marks(own), word=word), own)


def scorecard(
    scene: Scene, link: Link, objectives: Mapping[int, str], objective: int | None
) -> Exhibit:
    """Return the page's scorecard: a row an indicator of the page's own area."""
    own = scene.results[scene.results["area"] == scene.top]
    own = own[own["indicator"].isin(scene.of_objective(objective).index)]
    own = own.set_index("indicator", drop=False)
    own = own.assign(margin=to_come.margins(scene, own))
    wanted = [objective] if objective is not None else list(objectives)
    groups = [
        {
            "title": f"Mục tiêu {number}. {objectives.get(number, '')}",
            "page": page_of(link, scene, number),
            "rows": [
                _scorecard_row(scene, own.loc[i], link) for i in scene.of_objective(number).index
            ],
        }
        for number in wanted
    ]
    html = render(
        "scorecard.html",
        caption=caption(scene, f"Bảng điểm {len(own)} chỉ số"),
        groups=groups,
        marks=marks(own),
        confidence=_confidence(scene),
        note=_signs_note(_signs_in(own)),
    )
    return Exhibit(html, own.reset_index(drop=True), sentences.answer(scene, objective))


def figure_of(row: pd.Series) -> dict:
    """Return what an element says of the result that it shows: which one, and its exact value."""
    exact = "" if pd.isna(row["value"]) else repr(float(row["value"]))
    return {"indicator": row["indicator"], "area": row["area"], "exact": exact}


def _scorecard_row(scene: Scene, row: pd.Series, link: Link) -> dict:
    judgement = verdict(row)
    missing = row["status"] in ("no_data", "invalid") or row["reason"] == SETTLED
    return {
        "indicator": row["indicator"],
        "figure": figure_of(row),
        "href": link(row["indicator"]),
        "name": scene.indicators.loc[row["indicator"], "name_vi"],
        "target": f.target(scene.settings.target(row["indicator"]), row["kind"], row["per"]),
        "target_now": f.target_words(row) if f.is_paced(row) else "",
        "value": _value_or_sign(row),
        "interval": f.interval(row),
        "verdict": judgement,
        "reason": f.capital(sentences.missing_why(scene, row["indicator"])) if missing else "",
        "counts": counts(row),
        "turning": to_come.turning(scene, row),
        "data": sentences.data_state(scene, row["indicator"]),
    }


def counts(row: pd.Series) -> str:
    """Return a result's counts, with the yearbooks' signs: "7 / 602", "- / -", "20 còn 17"."""
    if row["conf_status"] == "C":
        return f.WITHHELD
    top, bottom = f.count(row["numerator"]), f.count(row["denominator"])
    if row["kind"] == "count":
        return top
    if row["kind"] != "change":
        return f"{top} / {bottom}"
    now, before = ("0" if told == f.NONE else told for told in (top, bottom))  # in a sentence
    return sentences.from_to(row, before, now)


def _value_or_sign(row: pd.Series) -> str:
    if row["conf_status"] == "C":
        return f.WITHHELD
    if row["status"] == "no_data" or row["reason"] == SETTLED:
        return f.MISSING
    return f.value(row) or f.NONE


def detail(scene: Scene, indicator: str, pictures: list[Exhibit]) -> str:
    """Return one indicator's part of a page: finding, pictures, table by area, formula."""
    plan = scene.indicators.loc[indicator]
    rows = scene.rows(indicator)
    rows = rows[rows["area"].isin([*scene.shown, scene.top])]
    own = scene.result(indicator)
    return render(
        "detail.html",
        anchor=anchor(indicator),
        indicator=indicator,
        name=plan["name_vi"],
        short=plan["short_vi"],
        note=f"{_reported_by(scene, plan)} {_signs_note(_signs_in(rows))}".strip(),
        verdict=verdict(own),
        finding=sentences.finding(scene, indicator),
        pictures=[picture.html for picture in pictures],
        caption=caption(scene, f"{indicator} {plan['short_vi']}"),
        top_name=_names(scene, plan["numerator"]),
        bottom_name=_bottom_name(scene, plan),
        confidence=_confidence(scene),
        rows=[_area_row(scene, row) for _, row in _top_last(rows, scene.top).iterrows()],
        formula=formula(scene, own),
        definition=_text(plan["definition_vi"]),
        source=_text(plan["source"]),
        checked=(
            f"Người đối chiếu với văn bản: {plan['checked_by']}."
            if _text(plan["checked_by"])
            else "Định nghĩa này chưa có người đối chiếu với văn bản gốc."
        ),
    )


def _top_last(rows: pd.DataFrame, top: str) -> pd.DataFrame:
    return pd.concat([rows[rows["area"] != top], rows[rows["area"] == top]])


def _bottom_name(scene: Scene, plan: pd.Series) -> str:
    if plan["kind"] == "change":
        return "Cùng kỳ năm trước" if is_part(scene.period) else "Năm trước"
    return "" if pd.isna(plan["denominator"]) else _names(scene, plan["denominator"])


def _names(scene: Scene, expression: str) -> str:
    known = scene.variables["name_vi"]
    return " + ".join(str(known.get(variable, variable)) for variable in terms(expression))


def have(row: pd.Series) -> str:
    """Whether an area has what an indicator of areas counts."""
    return "có" if row["value"] else "chưa"


def _area_row(scene: Scene, row: pd.Series) -> dict:
    note = f.reason(row["reason"])
    state = "" if pd.isna(row["obs_status"]) else text(f"results.obs_status.{row['obs_status']}")
    own = row["reason"] == "judged_at_parent"
    return {
        "total": row["area"] == scene.top,
        "figure": figure_of(row),
        "place": scene.names[row["area"]],
        "numerator": _count_or_sign(row, "numerator"),
        "denominator": _count_or_sign(row, "denominator"),
        "value": have(row) if own else _value_or_sign(row),
        "interval": "" if own else f.interval(row),
        "verdict": verdict(row),
        "data": note or state,
    }


def _count_or_sign(row: pd.Series, column: str) -> str:
    """A count of a result; of a withheld one the count that is told elsewhere stands."""
    hidden = row["conf_status"] == "C" and pd.isna(row[column])
    return f.WITHHELD if hidden else f.count(row[column])


def formula(scene: Scene, row: pd.Series) -> str:
    """Return how a result is made of its counts, with the figures filled in."""
    plan = scene.indicators.loc[row["indicator"]]
    top, per = _names(scene, plan["numerator"]), f.number(row["per"])
    if row["kind"] == "change":
        same = "cùng kỳ " if is_part(scene.period) else ""
        told = f"Công thức: 100 × ({top} năm nay − {same}năm trước) / {same}năm trước."
    elif row["kind"] == "count":
        told = f"Công thức: đếm {f.uncapital(top)}."
    else:
        told = f"Công thức: {top} / {_names(scene, plan['denominator'])} × {per}."
    if pd.isna(row["value"]):
        return told
    now, before = f.number(row["numerator"]), f.number(row["denominator"])
    if row["kind"] == "change":
        told += f" Thay số: 100 × ({now} − {before}) / {before} = {f.signed(row)}."
    elif row["kind"] != "count":
        told += f" Thay số: {now} / {before} × {per} = {f.value(row)}."
    if pd.notna(row["lower"]):
        method = text(f"results.method.{row['method']}")
        told += f" Khoảng tin cậy {_confidence(scene)} theo {method}: {f.interval(row)}."
    return told


def plain(
    caption: str,
    table: pd.DataFrame,
    numbers: tuple[str, ...] = (),
    note: str = "",
    empty: str = "Không có.",
    reading: str = "",
    wide: bool = False,
) -> Exhibit:
    """Return a table of texts as an exhibit: a caption, scopes, every cell escaped.

    `wide`: it is printed on a sheet on its side.
    """
    html = render(
        "plain.html",
        caption=caption,
        columns=list(table.columns),
        rows=table.fillna("").to_numpy().tolist(),
        numbers=numbers,
        note=note,
        empty=empty,
        wide=wide,
    )
    return Exhibit(html, table, reading)


def caption(scene: Scene, what: str) -> str:
    """Return a table's caption: what it is, where and when, and whether it is simulated."""
    place = f"{scene.names[scene.top]}, {f.period_name(scene.period)}"
    return f"{what}, {place}" + (" (số liệu mô phỏng)" if scene.settings.simulated else "")


def _confidence(scene: Scene) -> str:
    return f"{f.number(100 * scene.settings.confidence)}%"


def _short(scene: Scene, row: pd.Series) -> str:
    return f"{row['indicator']} {scene.indicators.loc[row['indicator'], 'short_vi']}"


def _text(cell) -> str:
    return "" if pd.isna(cell) else str(cell)


def marks(rows: pd.DataFrame) -> dict[str, str]:
    """The legend of the marks that occur in the rows, in the order of the vocabulary."""
    return explained(verdict(row).mark for _, row in rows.iterrows())


def page_of(link: Link, scene: Scene, objective: int) -> str:
    """The page that an objective's links lead to, for the printed table; blank for this one."""
    first = scene.of_objective(objective).index[:1]
    return link(first[0]).partition("#")[0] if len(first) else ""


def _reported_by(scene: Scene, plan: pd.Series) -> str:
    """Who reports the counts of an indicator."""
    used = terms(plan["numerator"])
    used += [] if pd.isna(plan["denominator"]) else terms(plan["denominator"])
    codes = scene.variables["agency"].reindex(used).dropna().unique()
    names = [str(scene.agencies["name_vi"].get(code, code)) for code in codes]
    return f"Nguồn số liệu: {f.listing(names)}." if names else ""


SIGNS = {
    f.NONE: "không phát sinh",
    f.MISSING: "chưa thu thập được số liệu",
    f.WITHHELD: "không công bố, để không ai nhận ra được từng trẻ em",
}


def _signs_in(rows: pd.DataFrame) -> list[str]:
    """The yearbooks' signs, and ours, that stand in rows of results."""
    counts = rows[["numerator", "denominator"]]
    withheld = rows["conf_status"].eq("C")
    there = {
        f.NONE: counts.eq(0).any(axis=None),
        f.MISSING: (rows["status"].eq("no_data") & ~withheld).any(),
        f.WITHHELD: withheld.any(),
    }
    return [sign for sign, found in there.items() if found]


def _signs_note(signs: list[str]) -> str:
    told = [f"“{sign}” {SIGNS[sign]}" for sign in signs]
    return f"Ký hiệu: {'; '.join(told)}." if told else ""
