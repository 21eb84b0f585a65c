"""What more years settle: one year's rates beside several years pooled, and how many it takes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.pooling import denominator_needed, pool
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.identifiers import safe
from chitieu.plan.periods import is_part
from chitieu.show.analyses.through_years.all_years import spans
from chitieu.show.draw.marks import Dot, Interval, Target, dot
from chitieu.show.draw.rows import ROW, TALL, Panel, Row, draw_rows, row_of
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, MUTED, PAPER, verdict
from chitieu.show.wording import formats, parts
from chitieu.words import listing, text, text_of_each


def pooled(scene: Scene, indicators: list[str], years: int = 3) -> Exhibit:
    """Draw one year's rates beside those of several years pooled, with intervals and targets.

    The table has two rows an indicator and, in `needed`, how large the denominator would have to
    be, at the rate observed, before the interval left the target; infinite where it never would.
    """
    table = pooled_table(scene, indicators, years)
    span = _span(sorted({p for names in _own(scene, table, "pooled")["pooled"] for p in names}))
    own = table[table["area"].eq(scene.top)]
    period = formats.period_name(scene.period)
    return figure_exhibit(
        _drawn(scene, own) if parts.any_there(own) else None,
        name="gop-" + "-".join(map(safe, indicators)),
        title=text("pooled.title_of_part", period=period, before=years - 1)
        if is_part(scene.period)
        else text("pooled.title", period=period, years=years),
        alt=_pooled_alt(scene, table),
        table=table,
        reading=_pooled_reading(scene, indicators, table, span, years),
        note=text("pooled.note"),
    )


def pooled_table(scene: Scene, indicators: list[str], years: int) -> pd.DataFrame:
    """Return, for each indicator, the page's area in this period and over the last `years`."""
    history = scene.history_of(*indicators)
    every = sorted(history["period"].unique())
    last = every[: every.index(scene.period) + 1][-years:] if scene.period in every else []
    areas = list(dict.fromkeys([scene.top, *scene.parts]))
    wanted = history[history["area"].isin(areas)]
    both = {"one": [scene.period], "pooled": last}
    table = pd.concat(
        [
            pool(wanted, periods, scene.settings.confidence).assign(span=span)
            for span, periods in both.items()
        ],
        ignore_index=True,
    )
    now = pd.concat([scene.rows(indicator) for indicator in indicators])
    gone = now.set_index(["indicator", "area"])["conf_status"].eq("C")
    at = pd.MultiIndex.from_frame(table[["indicator", "area"]])
    hidden = gone.reindex(at).fillna(False).to_numpy(bool) & table["value"].isna()
    table["conf_status"] = np.where(hidden, "C", "F")
    table["limit"] = [parts.limit_value(row) for _, row in table.iterrows()]
    table["needed"] = [
        denominator_needed(float(v), limit, per, scene.settings.confidence)
        if pd.notna(v)
        else np.nan
        for v, limit, per in zip(table["value"], table["limit"], table["per"], strict=True)
    ]
    table["absent"] = [parts.absence(row) for _, row in table.iterrows()]
    order = {indicator: i for i, indicator in enumerate(indicators)}
    table["order"] = table["indicator"].map(order)
    table = table.sort_values(["order", "span"], kind="stable").drop(columns="order")
    return table.reset_index(drop=True)


def _span(periods: list[str]) -> str:
    """Return "2020–2022"; "2020 và 2022", where a year between has nothing to pool; "2020–2021 và
    6 tháng đầu năm 2022"."""
    whole = [int(period) for period in periods if not is_part(period)]
    named = spans(whole).split(", ") if whole else []
    return listing([*named, *(formats.period_name(p) for p in periods if is_part(p))])


def _own(scene: Scene, table: pd.DataFrame, span: str) -> pd.DataFrame:
    return table[table["area"].eq(scene.top) & table["span"].eq(span)].set_index(
        "indicator", drop=False
    )


def _pooled_reading(scene: Scene, indicators, table, span: str, years: int) -> str:
    one, more = _own(scene, table, "one"), _own(scene, table, "pooled")
    there = [i for i in indicators if i in more.index and not more.loc[i, "absent"]]
    if not there:
        return parts.sentences(text("pooled.none"), _not_pooled(scene, more, there))
    used = max(len(names) for names in more["pooled"])
    told = [_told(scene, more.loc[i], used) for i in there]
    which = "all" if used >= years else "fewer"
    if used == 1:
        which = "this_one" if span == scene.period else "one"
    return parts.sentences(
        text(
            f"pooled.found.{which}",
            span=span,
            years=years,
            narrower=_narrower(one, more, there) if used > 1 else "",
            estimates="; ".join(told),
        ),
        _settled(scene, there, one, more),
        _parts_settled(scene, table, used),
        _not_pooled(scene, more, there),
    )


def _told(scene: Scene, row, used: int) -> str:
    found = {"indicator": parts.quoted(scene, row["indicator"]), "rate": _estimate(row)}
    if len(row["pooled"]) < used:
        return text("pooled.estimate_of", **found, span=_span(row["pooled"]))
    return text("pooled.estimate", **found)


def _not_pooled(scene: Scene, more: pd.DataFrame, there: list[str]) -> str:
    gone = [
        text("pooled.why_not", indicator=parts.quoted(scene, i), reason=more.loc[i, "absent"])
        for i in more.index
        if i not in there
    ]
    return text("pooled.not_pooled", indicators=gone) if gone else ""


def _narrower(one: pd.DataFrame, more: pd.DataFrame, there: list[str]) -> str:
    """Say how wide the intervals still are, as a share of this period's."""
    both = [i for i in there if not one.loc[i, "absent"] and len(more.loc[i, "pooled"]) > 1]
    width = [frame.loc[both, "upper"] - frame.loc[both, "lower"] for frame in (more, one)]
    if not both:
        return ""
    return text("pooled.narrower", share=parts.chance(float((width[0] / width[1]).mean())))


def _estimate(row) -> str:
    return f"{formats.value(row)} ({formats.interval(row)})"


def _settled(scene: Scene, there: list[str], one: pd.DataFrame, more: pd.DataFrame) -> str:
    judged = [i for i in there if np.isfinite(more.loc[i, "limit"])]
    open_ = [i for i in judged if more.loc[i, "evidence"] == "compatible"]
    if not open_:
        return text("pooled.all_left") if judged else ""
    which = "some" if len(open_) < len(judged) else "all" if len(judged) > 1 else "only"
    needed = [_needed(scene, more.loc[i], one["denominator"].get(i)) for i in open_]
    return text(
        "pooled.not_all_left",
        which=text(f"pooled.open.{which}", some=len(open_), many=len(judged)),
        open=len(open_),
        needed="; ".join(needed),
    )


def _needed(scene: Scene, row, yearly) -> str:
    """Say how many the denominator must be, and how many years like this one that makes."""
    name = parts.quoted(scene, row["indicator"])
    if not np.isfinite(row["needed"]):
        return text("pooled.needed.never", indicator=name)
    sizes = parts.noun(scene, scene.indicators.loc[row["indicator"], "denominator"])
    found = {"indicator": name, "size": _rounded(row["needed"]), "sizes": sizes}
    if pd.notna(yearly) and yearly > 0:
        return text("pooled.needed.years", **found, years=_years(row["needed"] / float(yearly)))
    return text("pooled.needed.size", **found)


def _rounded(value: float) -> float:
    """Two digits are all that such an estimate bears."""
    places = 1 - int(np.floor(np.log10(value))) if value > 0 else 0
    return round(value, min(places, 0))


def _years(years: float) -> str:
    return formats.number(_rounded(years) if years >= 10 else round(years, 1), int(years < 10))


def _parts_settled(scene: Scene, table: pd.DataFrame, used: int) -> str:
    """Say which areas below can be told from the target in one year, and which once pooled."""
    if parts.alone(scene):
        return ""
    below = table[table["area"].isin(scene.parts) & table["area"].ne(scene.top)]
    sure = below[below["evidence"].isin(["clearly_better", "clearly_worse"])]
    told, areas = {"one": [], "pooled": []}, {"one": 0, "pooled": 0}
    for (span, area, evidence), rows in sure.groupby(
        ["span", "area", "evidence"], sort=False, observed=True
    ):
        named = [parts.quoted(scene, indicator) for indicator in rows["indicator"]]
        found = {"indicators": named, "evidence": text(f"results.evidence.{evidence}")}
        told[span].append(text("pooled.area_told", area=scene.short(area), **found))
    areas |= sure.groupby("span")["area"].nunique().to_dict()
    which = ("pooled" if told["pooled"] else "none_pooled") if used > 1 else "one_year"
    which = which if told["pooled"] or used > 1 else "none"
    found = {"areas": parts.area_word(scene), "told": parts.naming(told["pooled"])}
    return text(f"pooled.areas.{which}", **found, **areas)


def _pooled_alt(scene: Scene, table: pd.DataFrame) -> str:
    own = table[table["area"].eq(scene.top)]
    own = own.assign(
        label=[parts.label(scene, indicator) for indicator in own["indicator"]],
        when=own["span"].map({"one": scene.period, "pooled": text("pooled.alt_pooled")}),
        rate=[row["absent"] or _estimate(row) for row in own.to_dict("records")],
    )
    columns = {"indicator": "label", "span": "when", "rate": "rate"}
    return text(
        "pooled.alt", estimates="; ".join(text_of_each("pooled.alt_estimate", own, **columns))
    )


def _drawn(scene: Scene, own: pd.DataFrame) -> Figure:
    records = own.to_dict("records")
    panel = Panel(
        [_row(scene, row) for row in records],
        unit=formats.unit(records[0]),
        heads=["", text("pooled.needed_head")],
    )
    return draw_rows([[panel]])


def _row(scene: Scene, row: dict) -> Row:
    single = row["span"] == "one"
    name = text("pooled.row_pooled", span=_span(row["pooled"]) or text("pooled.nothing"))
    if single:
        name = f"{parts.label(scene, row['indicator'])} · {scene.period}"
    mark = verdict(row).mark if str(row["status"]) in GOOD + BAD else ""
    look = dot(PAPER, MUTED) if single else dot(AT, marker="s")
    ends = row["lower"], row["upper"]
    marks = [
        Interval(*ends, look["markeredgecolor"], 1.6 if single else 3),
        Dot(row["value"], look),
        Target(row["limit"], formats.target_words(row) if single else ""),
    ]
    cells = [f"{formats.value(row)} {mark}", _needed_cell(row)]
    look = {"apart": single, "height": TALL if single else ROW}
    return row_of(name, row["absent"], *marks, cells=cells, **look)


def _needed_cell(row) -> str:
    if row["absent"] or not np.isfinite(row["limit"]):
        return ""
    if row["evidence"] in ("clearly_better", "clearly_worse"):
        return text("pooled.left")
    known = np.isfinite(row["needed"])
    return formats.number(_rounded(row["needed"])) if known else text("pooled.nothing")
