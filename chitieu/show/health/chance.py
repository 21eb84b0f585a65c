"""Which areas chance explains: a rate against its size, with the limits that chance sets."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.control import control_limits, signal, tails, telling_size
from chitieu.show import drawing, formats, parts
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import BAD_INK, GOOD_INK, INK, MUTED, PAPER

WARNING, ALARM = 0.95, 0.998  # the two limits of a funnel plot: about 2 and 3 standard errors
AGAINST = ("target", "own")


def funnel(scene: Scene, indicator: str) -> Exhibit:
    """Draw a rate against its denominator by area, with the limits that chance alone sets.

    Two funnels: around the target, and around the areas' own common rate. The table has, for
    each, the expected count, P(as many or more), P(as few or fewer) and the signal: +1 or -1
    beyond the 95 % limit, +2 or -2 beyond the 99.8 % one, 0 within.
    """
    table, references = funnel_table(scene, indicator)
    row = parts.whole(scene, indicator)
    title = (
        f"Biểu đồ phễu: {formats.uncapital(parts.label(scene, indicator))} theo "
        f"{_size_noun(scene, indicator)}, {formats.period_name(scene.period)}"
    )
    return figure_exhibit(
        _draw_funnel(scene, indicator, table, references, row) if parts.any_there(table) else None,
        name=f"pheu-{indicator}",
        title=title,
        alt=_funnel_alt(scene, table, row),
        table=table,
        reading=_funnel_reading(scene, indicator, table, references, row),
        note=(
            "Mỗi điểm là một nơi. Trong phễu (giới hạn Poisson chính xác 95% và 99,8%), chênh lệch "
            "với đường giữa có thể chỉ là ngẫu nhiên. Xét nhiều nơi cùng lúc thì cứ 20 nơi lại có "
            "khoảng một nơi ra ngoài giới hạn 95% dù không có gì khác thường."
        ),
    )


def funnel_table(scene: Scene, indicator: str) -> tuple[pd.DataFrame, dict[str, float]]:
    """Return the areas with their signals, and the two rates (shares of 1) they are held to."""
    rows = parts.figures(scene, indicator)
    there = rows["absent"].eq("")
    references = {
        "target": parts.limit_value(rows.iloc[0]) / float(rows["per"].iloc[0]),
        "own": _common_rate(parts.whole(scene, indicator), rows[there], rows),
    }
    table = rows[["name", "numerator", "denominator", "value", "absent"]].copy()
    for against, rate in references.items():
        events, expected = table["numerator"], table["denominator"] * rate
        known = events.notna() & expected.notna() & there
        at_most, at_least = tails(events.where(known, 0), expected.where(known, 1))
        beyond = signal(events.where(known, 0), expected.where(known, 1), WARNING)
        far = signal(events.where(known, 0), expected.where(known, 1), ALARM)
        table[f"expected_{against}"] = expected
        table[f"p_as_many_{against}"] = pd.Series(at_least, table.index).where(known)
        table[f"p_as_few_{against}"] = pd.Series(at_most, table.index).where(known)
        table[f"signal_{against}"] = pd.array(beyond + far, dtype="Int64")
        table[f"signal_{against}"] = table[f"signal_{against}"].where(known)
    return table, references


def _common_rate(own: pd.Series, drawn: pd.DataFrame, rows: pd.DataFrame) -> float:
    """Return the rate of the page's area; of those that reported where it has none. What is left
    where areas are withheld is no common rate: those with a few cases are the ones not there."""
    if not own["absent"]:
        return own["numerator"] / own["denominator"]
    size = drawn["denominator"].sum()
    hidden = rows["conf_status"].eq("C").any() or own["conf_status"] == "C"
    return np.nan if hidden or not size > 0 else drawn["numerator"].sum() / size


def _funnel_reading(scene: Scene, indicator: str, table, references, row) -> str:
    drawn = table[table["absent"].eq("")]
    if drawn.empty:
        return parts.absent_sentence(table, "Chưa so được với ngẫu nhiên")
    against = "target" if np.isfinite(references["target"]) else "own"
    middle = f"mức chỉ tiêu {parts.goal_text(row)}" if against == "target" else "mức chung"
    found = [
        _signals(scene, drawn, against, middle),
        _highest(scene, indicator, drawn, against, row),
    ]
    rate = references[against]
    size = telling_size(rate, WARNING)
    if np.isfinite(size):
        small = int((drawn["denominator"] < size).sum())
        which = parts.of_all(small, len(drawn))
        level = f"{formats.beside(rate * float(row['per']), row)}{formats.unit(row)}"
        found.append(
            f"Phải có từ {formats.number(size)} {_size_noun(scene, indicator)} thì “không có "
            f"trường hợp nào” mới chứng tỏ được mức thật thấp hơn {level}; {which} chưa tới cỡ ấy."
        )
    return parts.sentences(*found, parts.absent_sentence(table, "Không có trong phễu"))


def _highest(scene: Scene, indicator: str, drawn: pd.DataFrame, against: str, row) -> str:
    top = drawn.sort_values("value", ascending=False, kind="stable").iloc[0]
    if top["numerator"] == 0:
        return ""
    held = "mức chỉ tiêu" if against == "target" else "mức chung"
    return (
        f"Cao nhất là {top['name']}: {formats.count(top['numerator'])} trường hợp trên "
        f"{formats.number(top['denominator'])} {_size_noun(scene, indicator)} "
        f"({formats.beside(top['value'], row)}{formats.unit(row)}); nếu mức thật đúng bằng {held} "
        f"thì xác suất gặp từng ấy trở lên là {parts.chance(top[f'p_as_many_{against}'])}."
    )


def _signals(scene: Scene, drawn: pd.DataFrame, against: str, middle: str) -> str:
    signals = drawn[f"signal_{against}"]
    if len(drawn) == 1 and (signals == 0).all():
        return (
            f"So với {middle}, {drawn['name'].iloc[0]} không ra ngoài giới hạn 95%: chưa phân "
            "biệt được với ngẫu nhiên."
        )
    if (signals == 0).all():
        return (
            f"So với {middle}, không nơi nào trong {len(drawn)} {parts.area_word(scene)} ra ngoài "
            "giới hạn 95%: hơn kém giữa các nơi chưa phân biệt được với ngẫu nhiên."
        )
    sides = [
        f"{parts.naming(drawn.loc[rows, 'name'])} {word}"
        for rows, word in (
            (signals > 0, "cao hơn mức ngẫu nhiên giải thích được"),
            (signals < 0, "thấp hơn mức ngẫu nhiên giải thích được"),
        )
        if rows.any()
    ]
    rest = int((signals == 0).sum())
    tail = f"; {rest} nơi còn lại chưa phân biệt được với ngẫu nhiên" if rest else ""
    return f"So với {middle}, {' và '.join(sides)} (giới hạn 95%){tail}."


def _funnel_alt(scene: Scene, table: pd.DataFrame, row) -> str:
    drawn = table[table["absent"].eq("")]
    told = [
        f"{r['name']} {formats.beside(r['value'], row)}{formats.unit(row)} "
        f"({formats.number(r['numerator'])}/{formats.number(r['denominator'])})"
        for _, r in drawn.iterrows()
    ]
    listed = "; ".join(told) if told else "chưa vẽ được nơi nào"
    return parts.sentences(
        f"Biểu đồ phễu của {parts.quoted(scene, row['indicator'])}: {listed}.",
        parts.absent_sentence(table, "Không có trong phễu"),
    )


def _size_noun(scene: Scene, indicator: str) -> str:
    return parts.noun(scene, scene.indicators.loc[indicator, "denominator"])


@styled
def _draw_funnel(scene: Scene, indicator: str, table, references, row) -> Figure:
    around = [a for a in AGAINST if np.isfinite(references[a])]
    figure, panels = drawing.canvas(
        9 if len(around) > 1 else 6.5,
        4.3,
        len(around) or 1,
        sharey=True,
        sharex=True,
        squeeze=False,
    )
    drawn = table[table["absent"].eq("")]
    per, size = float(row["per"]), drawn["denominator"]
    wide = (0.5 * size.min(), 1.15 * size.max())
    tallest = drawn["value"].max()
    for panel, against in zip(panels[0], around or ["own"], strict=True):
        rate = references[against]
        panel.set_title(_around(against, rate, row), fontsize=9.5, loc="left", color=INK)
        panel.set_xlabel(formats.capital(_size_noun(scene, indicator)), fontsize=8.5)
        if np.isfinite(rate):
            _draw_limits(panel, np.linspace(*wide, 300), rate, per, against == "target")
            edge = control_limits(np.array([size.min() * rate]), WARNING)[1][0]
            tallest = max(tallest, edge / size.min() * per)
        _draw_areas(panel, drawn, drawn[f"signal_{against}"])
    first = panels[0][0]
    first.set_xlim(*wide)
    first.set_ylim(-0.06 * tallest, 1.15 * tallest)
    first.set_ylabel(f"{parts.label(scene, indicator)} ({formats.unit(row)})", fontsize=8.5)
    drawing.number_axis(first.yaxis)
    for panel in panels[0]:
        drawing.number_axis(panel.xaxis, whole=True)
    _add_legend(figure, panels[0])
    for panel in panels[0]:  # last, when it is settled how large the panels are
        drawing.label_points(
            panel, drawn.rename(columns={"denominator": "x", "value": "y"})[["x", "y", "name"]]
        )
    return figure


def _around(against: str, rate: float, row) -> str:
    """A panel's title: what the areas are held to there."""
    if against == "target":
        return f"Quanh mức chỉ tiêu {parts.goal_text(row)}"
    if not np.isfinite(rate):
        return "Chưa có mức nào để so"
    return f"Quanh mức chung {formats.beside(rate * float(row['per']), row)}{formats.unit(row)}"


def _draw_limits(panel, grid: np.ndarray, rate: float, per: float, target: bool) -> None:
    for confidence, style, width in ((WARNING, "--", 1.1), (ALARM, ":", 1.1)):
        low, high = (bound / grid * per for bound in control_limits(grid * rate, confidence))
        text = f"giới hạn {formats.number(100 * confidence, 1).removesuffix(',0')}%"
        panel.plot(grid, high, color=MUTED, linestyle=style, linewidth=width, label=text)
        panel.plot(grid, low, color=MUTED, linestyle=style, linewidth=width)
    text = "mức chỉ tiêu" if target else "mức chung"
    color = INK if target else GOOD_INK
    panel.axhline(rate * per, color=color, linewidth=1.4, label=text)


def _add_legend(figure: Figure, panels) -> None:
    """Say below the panels, where it hides no limit, what the lines and points of both mean."""
    named = {}
    for panel in panels:
        for artist, text in zip(*panel.get_legend_handles_labels(), strict=True):
            named.setdefault(text, artist)
    if named:
        figure.legend(
            named.values(), named, fontsize=8, frameon=False, ncols=len(named), handlelength=2.2,
            columnspacing=1.4, loc="outside lower left",
        )  # fmt: skip


def _draw_areas(panel, drawn: pd.DataFrame, signals: pd.Series) -> None:
    looks = (
        (signals > 0, "D", BAD_INK, "cao hơn mức ngẫu nhiên"),
        (signals < 0, "v", GOOD_INK, "thấp hơn mức ngẫu nhiên"),
        (signals.eq(0) | signals.isna(), "o", PAPER, ""),
    )
    for rows, marker, fill, text in looks:
        part = drawn[rows.fillna(False).to_numpy(bool)]
        if len(part):
            panel.scatter(
                part["denominator"], part["value"], marker=marker, s=38, facecolor=fill,
                edgecolor=INK, linewidth=1.1, zorder=5, label=text or None,
            )  # fmt: skip
