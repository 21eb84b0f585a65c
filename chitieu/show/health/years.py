"""What more years settle: one year's rates beside several years pooled, and how many it takes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.pooling import denominator_needed, pool
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.periods import is_part
from chitieu.show import drawing, formats, parts
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.trends.years import spans
from chitieu.show.verdicts import AT, GOOD_INK, INK, LINE, MUTED, PAPER, verdict


def pooled(scene: Scene, indicators: list[str], years: int = 3) -> Exhibit:
    """Draw one year's rates beside those of several years pooled, with intervals and targets.

    The table has two rows an indicator and, in `needed`, how large the denominator would have to
    be, at the rate observed, before the interval left the target; infinite where it never would.
    """
    table = pooled_table(scene, indicators, years)
    span = _span(sorted({p for names in _own(scene, table, "pooled")["pooled"] for p in names}))
    more = f"gộp với {years - 1} năm trước" if is_part(scene.period) else f"gộp {years} năm"
    own = table[table["area"].eq(scene.top)]
    title = f"Riêng {formats.period_name(scene.period)} và {more}: tỷ suất, khoảng tin cậy"
    return figure_exhibit(
        _draw_pooled(scene, table) if parts.any_there(own) else None,
        name="gop-" + "-".join(indicators),
        title=title,
        alt=_pooled_alt(scene, table),
        table=table,
        reading=_pooled_reading(scene, indicators, table, span, years),
        note=(
            "Gộp năm là cộng số trường hợp, cộng mẫu số rồi mới chia; mức chỉ tiêu là mức của năm "
            "cuối. Mẫu số cần có là mẫu số nhỏ nhất mà tại đó, nếu tỷ suất giữ nguyên như quan "
            "sát, khoảng tin cậy không còn chứa mức chỉ tiêu."
        ),
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
    named = [spans(whole).replace(", ", " và ")] if whole else []
    return formats.listing([*named, *(formats.period_name(p) for p in periods if is_part(p))])


def _own(scene: Scene, table: pd.DataFrame, span: str) -> pd.DataFrame:
    return table[table["area"].eq(scene.top) & table["span"].eq(span)].set_index(
        "indicator", drop=False
    )


def _pooled_reading(scene: Scene, indicators, table, span: str, years: int) -> str:
    one, more = _own(scene, table, "one"), _own(scene, table, "pooled")
    there = [i for i in indicators if not more["absent"].get(i, "thiếu")]
    if not there:
        lead = "Chưa gộp được chỉ số nào."
        return parts.sentences(lead, _not_pooled(scene, more, there))
    used = max(len(names) for names in more["pooled"])
    lead = f"Gộp {span}" + (f", không đủ {years} năm" if used < years else "")
    if used == 1:
        first = "Mới" if span == scene.period else "Chỉ"
        lead = f"{first} có số liệu của {span}, chưa có năm nào để gộp cùng"
    told = [
        f"{parts.quoted(scene, i)} {_estimate(more.loc[i])}"
        + (f", chỉ từ {_span(more.loc[i, 'pooled'])}" if len(more.loc[i, "pooled"]) < used else "")
        for i in there
    ]
    found = [
        f"{lead}{_narrower(one, more, there) if used > 1 else ''}: {'; '.join(told)}.",
        _settled(scene, there, one, more),
        _parts_settled(scene, table, used),
        _not_pooled(scene, more, there),
    ]
    return parts.sentences(*found)


def _not_pooled(scene: Scene, more: pd.DataFrame, there: list[str]) -> str:
    gone = [
        f"{parts.quoted(scene, i)} ({more.loc[i, 'absent']})" for i in more.index if i not in there
    ]
    return f"Không gộp được: {formats.listing(gone)}." if gone else ""


def _narrower(one: pd.DataFrame, more: pd.DataFrame, there: list[str]) -> str:
    """Say how wide the intervals still are, as a share of this period's."""
    both = [i for i in there if not one.loc[i, "absent"] and len(more.loc[i, "pooled"]) > 1]
    width = [frame.loc[both, "upper"] - frame.loc[both, "lower"] for frame in (more, one)]
    if not both:
        return ""
    left = float((width[0] / width[1]).mean())
    return f", khoảng tin cậy còn rộng bằng {parts.chance(left)} của riêng kỳ này"


def _estimate(row) -> str:
    return f"{formats.value(row)} ({formats.interval(row)})"


def _settled(scene: Scene, there: list[str], one: pd.DataFrame, more: pd.DataFrame) -> str:
    judged = [i for i in there if np.isfinite(more.loc[i, "limit"])]
    if not judged:
        return ""
    open_ = [i for i in judged if more.loc[i, "evidence"] == "compatible"]
    if not open_:
        return "Mọi khoảng tin cậy ấy đều đã rời mức chỉ tiêu."
    needs = [
        f"{_needed(scene, more.loc[i], one['denominator'].get(i))} đối với {parts.quoted(scene, i)}"
        for i in open_
    ]
    which = parts.of_all(len(open_), len(judged), "chỉ số")
    return (
        f"Khoảng tin cậy ấy của {which} vẫn chứa mức chỉ tiêu; "
        f"để rời ra, nếu tỷ suất giữ nguyên, phải có {'; '.join(needs)}."
    )


def _needed(scene: Scene, row, yearly) -> str:
    """Say how many the denominator must be, and how many years like this one that makes."""
    if not np.isfinite(row["needed"]):
        return "một cỡ không xác định được (tỷ suất bằng đúng mức chỉ tiêu)"
    noun = parts.noun(scene, scene.indicators.loc[row["indicator"], "denominator"])
    text = f"khoảng {formats.number(_rounded(row['needed']))} {noun}"
    if pd.notna(yearly) and yearly > 0:
        text += f" ({_years(row['needed'] / float(yearly))} năm như năm nay)"
    return text


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
    told = {span: [] for span in ("one", "pooled")}
    for (span, area), rows in sure.groupby(["span", "area"], sort=False):
        better = rows["evidence"].eq("clearly_better").all()
        named = formats.listing(parts.quoted(scene, i) for i in rows["indicator"])
        told[span].append(f"{scene.short(area)} ({named}: {'tốt' if better else 'kém'} hơn rõ rệt)")
    word = parts.area_word(scene)
    if not told["pooled"]:
        tail = ", dù gộp" if used > 1 else ""
        return f"Ở cấp {word}, chưa nơi nào phân biệt được với mức chỉ tiêu{tail}."
    if used == 1:
        return f"Ở cấp {word}, phân biệt được với mức chỉ tiêu: {parts.naming(told['pooled'])}."
    return (
        f"Ở cấp {word}, một năm phân biệt được {len(told['one'])} nơi với mức chỉ tiêu, gộp lại "
        f"được {len(told['pooled'])}: {parts.naming(told['pooled'])}."
    )


def _pooled_alt(scene: Scene, table: pd.DataFrame) -> str:
    words = {"one": scene.period, "pooled": "gộp"}
    told = [
        f"{parts.label(scene, row['indicator'])}, {words[row['span']]}: "
        + (row["absent"] or _estimate(row))
        for _, row in table[table["area"].eq(scene.top)].iterrows()
    ]
    return f"Tỷ suất và khoảng tin cậy. {'; '.join(told)}."


@styled
def _draw_pooled(scene: Scene, table: pd.DataFrame) -> Figure:
    own = table[table["area"].eq(scene.top)]
    figure, axes = drawing.canvas(9, drawing.height_of(len(own) + 1))
    names, place = [], 0
    for _, pair in own.groupby("indicator", sort=False):
        for _, row in pair.iterrows():
            single = row["span"] == "one"
            names.append(
                f"{parts.label(scene, row['indicator'])} · {scene.period}"
                if single
                else f"gộp: {_span(row['pooled']) or 'không có'}"
            )
            _draw_estimate(axes, row, place)
            place += 1
        axes.vlines(pair["limit"].iloc[0], place - 2.4, place - 0.6, color=INK, linewidth=1.8)
        axes.annotate(
            parts.goal_text(pair.iloc[0]), (pair["limit"].iloc[0], place - 2.4), xytext=(3, 0),
            textcoords="offset points", fontsize=7.5, color=INK, ha="left", va="center",
            gid=drawing.HALO, zorder=7,
        )  # fmt: skip
    drawing.name_rows(axes, names)
    furthest = own[["upper", "limit"]].astype(float).max().max()
    axes.set_xlim(0, 1.14 * furthest if np.isfinite(furthest) else 1)
    if own["absent"].eq("").any():
        drawing.number_axis(axes.xaxis, formats.unit(own.iloc[0]))
    for edge in range(2, place, 2):
        axes.axhline(edge - 0.5, color=LINE, linewidth=0.8)
    axes.text(
        1.02, 1.0, "để rời mức chỉ tiêu\ncần mẫu số khoảng", transform=axes.transAxes, fontsize=7.5,
        color=MUTED, va="bottom", ha="left",
    )  # fmt: skip
    for at, (_, row) in enumerate(own.iterrows()):
        axes.text(
            1.02, at, _needed_cell(row), transform=axes.get_yaxis_transform(), fontsize=8,
            va="center", ha="left",
        )  # fmt: skip
    return figure


def _needed_cell(row) -> str:
    if row["absent"] or not np.isfinite(row["limit"]):
        return ""
    if row["evidence"] in ("clearly_better", "clearly_worse"):
        return "đã rời"
    return formats.number(_rounded(row["needed"])) if np.isfinite(row["needed"]) else "không có"


def _draw_estimate(axes, row, place: int) -> None:
    if row["absent"]:
        drawing.say_absent(axes, place, row["absent"])
        return
    single = row["span"] == "one"
    color = MUTED if single else GOOD_INK
    axes.hlines(
        place, float(row["lower"]), float(row["upper"]), color=color, linewidth=1.6 if single else 3
    )
    axes.scatter(
        [float(row["value"])], [place], s=42, zorder=5, linewidth=1.3, edgecolor=color,
        facecolor=PAPER if single else AT, marker="o" if single else "s",
    )  # fmt: skip
    mark = verdict(row).mark if str(row["status"]) in GOOD + BAD else ""
    axes.annotate(
        f"{formats.value(row)} {mark}", (float(row["upper"]), place), xytext=(5, 0),
        textcoords="offset points", fontsize=8, va="center", color=INK, gid=drawing.HALO,
    )  # fmt: skip
