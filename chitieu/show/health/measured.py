"""Who was not measured: how large a share that is, and what it could do to the result."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.bounds import unmeasured
from chitieu.show import drawing, formats, parts
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, GOOD_INK, INK, MUTED, PAPER


def coverage(scene: Scene, indicators: list[str], total: str, act: str = "đo") -> Exhibit:
    """Draw how far the children who were not measured could move each indicator, by area.

    `indicators`: proportions of children measured (weighed, assessed). `total`: the variable that
    counts all who should have been. `act`: in Vietnamese what was done to those counted ("đo",
    "cân", "đánh giá"). The table has a row an indicator × area, the page's own last:
    cases, measured, total, covered (share), least and greatest (percent: none, or every one, of
    the unmeasured is a case) and value. An area that sent nothing counts as measured by none; the
    whole's bounds therefore stand even where its value does not.
    """
    table = pd.concat([_covered(scene, indicator, total) for indicator in indicators])
    table = table.reset_index(drop=True)
    names = formats.listing(formats.uncapital(parts.label(scene, i)) for i in indicators)
    return figure_exhibit(
        _draw_coverage(scene, indicators, table, act) if table["least"].notna().any() else None,
        name="chua-do-" + "-".join(indicators),
        title=parts.titled(
            scene, f"Số trẻ chưa được {act} có thể làm thay đổi kết quả đến đâu: {names}"
        ),
        alt=_coverage_alt(scene, table, act),
        table=table,
        reading=parts.sentences(
            *[_coverage_reading(scene, i, table, total, act) for i in indicators],
        ),
        note=(
            f"Dải màu đi từ kết quả nếu không em nào chưa {act} thuộc diện ấy đến kết quả nếu mọi "
            f"em chưa {act} đều thuộc diện ấy; chấm là tỷ lệ tính trên số được {act}. Dải này "
            "không phải khoảng tin cậy: nó nói về những em không có mặt, không nói về may rủi."
        ),
    )


def _covered(scene: Scene, indicator: str, total: str) -> pd.DataFrame:
    """Return one indicator's areas and, last, the whole, with coverage and bounds."""
    plan = scene.of_plan(indicator)
    cases, measured, everyone = (
        parts.counts(scene, expression)
        for expression in (plan["numerator"], plan["denominator"], total)
    )
    table = pd.DataFrame(
        {
            "indicator": indicator,
            "area": cases.index,
            "name": cases["name"].to_numpy(),
            "cases": cases["value"].to_numpy(),
            "measured": measured["value"].to_numpy(),
            "total": everyone["value"].to_numpy(),
        }
    )
    reasons = zip(cases["absent"], measured["absent"], everyone["absent"], strict=True)
    table["absent"] = ["; ".join(dict.fromkeys(filter(None, three))) for three in reasons]
    table["value"] = 100 * table["cases"] / table["measured"].where(table["measured"] > 0)
    unknown = table["cases"].isna() | table["measured"].isna()
    table[["cases", "measured"]] = table[["cases", "measured"]].mask(unknown)
    hidden = table["absent"].str.contains(formats.reason("withheld"), regex=False)
    # Who sent nothing measured nobody, as far as this page can know; the withheld did measure.
    filled = table[["cases", "measured"]].fillna(0.0)
    own = table["area"].eq(scene.top)
    if not own.all():
        for column in ("cases", "measured"):
            below = np.nan if hidden[~own].any() else filled.loc[~own, column].sum()
            filled.loc[own & unknown, column] = below
    filled[hidden & unknown & ~own] = np.nan
    table["counted"] = filled["measured"]
    table["covered"] = filled["measured"] / table["total"].where(table["total"] > 0)
    least, greatest = unmeasured(filled["cases"], filled["measured"], table["total"])
    return table.assign(least=100 * least, greatest=100 * greatest)


def _coverage_reading(
    scene: Scene, indicator: str, table: pd.DataFrame, total: str, act: str
) -> str:
    rows = table[table["indicator"].eq(indicator)]
    own, below = rows.iloc[-1], rows.iloc[:-1]
    name = parts.quoted(scene, indicator)
    if not np.isfinite(own["least"]):
        return f"{formats.capital(name)}: không tính được ({own['absent'] or 'không phát sinh'})."
    if own["covered"] == 0:
        return f"{formats.capital(name)}: chưa biết em nào được {act} ({own['absent']})."
    judged = parts.whole(scene, indicator)
    verb = "bị" if scene.indicators.loc[indicator, "better"] == "lower" else "đạt"
    lead = (
        f"{formats.capital(name)} tính trên {formats.number(own['counted'])} trong "
        f"{formats.number(own['total'])} {parts.noun(scene, total)} "
        f"({formats.number(100 * own['covered'], 1)}%): nếu không em nào chưa {act} {verb} thì tỷ "
        f"lệ là {formats.beside(own['least'], judged)}%, nếu mọi em chưa {act} đều {verb} thì "
        f"{formats.beside(own['greatest'], judged)}%"
    )
    silent = below[below["absent"].ne("")]
    known = below[below["absent"].eq("") & below["covered"].notna()]
    tail = parts.absent_sentence(silent, "Không rõ độ phủ") if len(silent) else ""
    if len(known) > 1:
        low = known.loc[known["covered"].idxmin()]
        least = f"thấp nhất ở {low['name']} ({formats.number(100 * low['covered'], 1)}%)"
        tail = f"Độ phủ {least}. {tail}".strip()
    return parts.sentences(f"{lead}; {_settles(scene, indicator, own, act)}.", tail)


def _settles(scene: Scene, indicator: str, own, act: str) -> str:
    """Say whether the unmeasured could turn the verdict."""
    row = parts.whole(scene, indicator)
    goal = formats.target_of(row)
    if goal is None:
        return "không có mức chỉ tiêu để so"
    met = [goal.holds(bound) for bound in (own["least"], own["greatest"])]
    limit = f"mức chỉ tiêu {parts.goal_text(row)}"
    if all(met):
        return f"cả hai đều đạt {limit}"
    if not any(met):
        return f"cả hai đều không đạt {limit}"
    return f"{limit} nằm giữa, nên kết luận còn tùy ở những em chưa {act}"


def _coverage_alt(scene: Scene, table: pd.DataFrame, act: str) -> str:
    told = [
        f"{parts.label(scene, r['indicator'])}, {r['name']}: "
        + (
            f"{act} {formats.number(100 * r['covered'], 1)}%, từ {formats.number(r['least'], 1)}% "
            f"đến {formats.number(r['greatest'], 1)}%"
            if np.isfinite(r["least"])
            else r["absent"] or "không phát sinh"
        )
        for _, r in table.iterrows()
    ]
    return f"Độ phủ và giới hạn có thể. {'; '.join(told)}."


@styled
def _draw_coverage(scene: Scene, indicators: list[str], table: pd.DataFrame, act: str) -> Figure:
    count = int(table["indicator"].value_counts().max())
    figure, panels = drawing.canvas(
        9.5, drawing.height_of(count, 2.6), len(indicators), sharey=True, squeeze=False
    )
    for panel, indicator in zip(panels[0], indicators, strict=True):
        rows = table[table["indicator"].eq(indicator)].reset_index(drop=True)
        own = parts.whole(scene, indicator)
        panel.set_title(parts.label(scene, indicator), fontsize=9.5, loc="left", pad=20)
        drawing.name_rows(panel, rows["name"])
        for name in panel.get_yticklabels()[-1:]:  # none where the first panel has them
            name.set_fontweight("bold")
        if len(rows) > 1:
            panel.axhline(len(rows) - 1.5, color=MUTED, linewidth=0.8)
        for place, row in rows.iterrows():
            _draw_bounds(panel, place, row, act)
        drawing.target_line(panel, parts.limit_value(own), f"mức chỉ tiêu {parts.goal_text(own)}")
        if rows["least"].notna().any():
            panel.set_xlim(*_room(rows, parts.limit_value(own)))
            drawing.number_axis(panel.xaxis, "%", bins=5)
        else:
            drawing.say_empty(panel)
    return figure


def _room(rows: pd.DataFrame, limit: float) -> tuple[float, float]:
    """The limits of the axis: an area that measured nobody runs off it, and says so."""
    some = rows[rows["covered"] > 0]
    low, high = np.nanmin([some["least"].min(), limit]), np.nanmax([some["greatest"].max(), limit])
    if not np.isfinite(low):
        return 0, 100
    wide = max(high - low, 1)
    return max(low - 0.1 * wide, 0), min(high + 0.6 * wide, 140)


def _draw_bounds(panel, place: int, row, act: str) -> None:
    if not np.isfinite(row["least"]):
        drawing.say_absent(panel, place, row["absent"] or "không phát sinh")
        return
    if row["covered"] == 0:
        drawing.say_absent(panel, place, f"{row['absent']}: từ 0% đến 100%")
        return
    panel.barh(
        place, row["greatest"] - row["least"], left=row["least"], height=0.5, color=AT,
        edgecolor=GOOD_INK, linewidth=0.8, zorder=2,
    )  # fmt: skip
    if np.isfinite(row["value"]):
        panel.scatter(
            [row["value"]], [place], s=30, facecolor=PAPER, edgecolor=INK, linewidth=1.2, zorder=5
        )
    out = max(row["total"] - row["counted"], 0)
    panel.annotate(
        f"{act} {formats.number(100 * row['covered'], 1)}%"
        + (f", chưa {formats.number(out)} em" if out else ""),
        (row["greatest"], place), xytext=(5, 0), textcoords="offset points", fontsize=7.5,
        va="center", color=INK, gid=drawing.HALO, zorder=6,
    )  # fmt: skip
