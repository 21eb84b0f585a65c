"""Whether areas that do more of one thing do more of another, and why so few can hardly tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.ranks import Agreement, spearman, telling_rho
from chitieu.show import drawing, formats, parts, rounding
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.parts import SURE
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, GOOD_INK, INK

MANY = 30  # areas from which a rank correlation of middling size can be told from chance


def together(scene: Scene, first: str, second: str) -> Exhibit:
    """Draw one indicator against another by area, with Spearman's rho and its exact p-value.

    The table has a row an area: first, second (the values), absent.
    """
    one, other = parts.figures(scene, first), parts.figures(scene, second)
    table = pd.DataFrame({"name": one["name"], "first": one["value"], "second": other["value"]})
    reasons = zip(one["absent"], other["absent"], strict=True)
    table["absent"] = [" và ".join(dict.fromkeys(filter(None, pair))) for pair in reasons]
    agreement = spearman(table["first"], table["second"])
    own = parts.whole(scene, first), parts.whole(scene, second)
    return figure_exhibit(
        _draw_together(scene, (first, second), table, own) if parts.any_there(table) else None,
        name=f"cung-nhau-{first}-{second}",
        title=parts.titled(
            scene,
            f"{parts.label(scene, first)} và {formats.uncapital(parts.label(scene, second))} "
            f"theo {parts.area_word(scene)}",
        ),
        alt=_together_alt(scene, (first, second), table, own),
        table=table,
        reading=_together_reading(scene, (first, second), table, agreement),
        note=(
            "ρ là hệ số tương quan hạng Spearman: 1 khi hai thứ tự trùng nhau, −1 khi ngược nhau. "
            "p là phần trong mọi cách xếp thứ tự có thể mà hai chỉ số khớp (hoặc trái) nhau ít "
            "nhất đến mức này; đến 8 nơi thì đếm hết mọi cách xếp."
        ),
    )


def _together_reading(scene: Scene, pair, table: pd.DataFrame, agreement: Agreement) -> str:
    missing = parts.absent_sentence(table)
    names = [parts.quoted(scene, indicator) for indicator in pair]
    word, n = parts.area_word(scene), agreement.n
    if not np.isfinite(agreement.rho):
        return parts.sentences(
            f"Không tính được tương quan: {n} nơi có đủ số liệu, mà phải có từ 3 nơi khác nhau.",
            missing,
        )
    least = telling_rho(n, SURE)
    if not np.isfinite(least):
        lead = (
            f"Chỉ có {n} {word}: dù khớp hoàn toàn cũng chưa thể khẳng định {names[0]} và "
            f"{names[1]} có đi cùng nhau hay không."
        )
        return parts.sentences(lead, _ends(table, names), missing)
    sure = agreement.p_value <= SURE
    way = "cao" if agreement.rho > 0 else "thấp"
    lead = (
        f"{word.capitalize()} có {names[0]} cao thì {names[1]} cũng {way}"
        if sure and agreement.rho > 0
        else f"{word.capitalize()} có {names[0]} cao thì {names[1]} lại {way}"
        if sure
        else f"Chưa thấy rõ {names[0]} và {names[1]} đi cùng nhau giữa các {word}"
    )
    exact = ", đếm hết mọi cách xếp" if agreement.method == "exact" else ""
    places = rounding.apart(abs(agreement.rho), least, 2)
    bar = formats.number(least, places)
    lead += (
        f" (ρ = {formats.number(agreement.rho, places)}; {parts.p_text(agreement.p_value)}{exact})."
    )
    return parts.sentences(lead, _ends(table, names), _caution(n, word, sure, bar), missing)


def _ends(table: pd.DataFrame, names: list[str]) -> str:
    """Name the areas at both ends of the first indicator, and where they stand in the second."""
    known = table[table["absent"].eq("")].copy()
    known["rank"] = known["second"].rank(ascending=False, method="min").astype(int)
    ordered = known.sort_values("first", ascending=False, kind="stable")
    top, bottom, n = ordered.iloc[0], ordered.iloc[-1], len(ordered)
    return (
        f"{top['name']} đứng đầu về {names[0]} và {_place(top['rank'], n)} về {names[1]}; "
        f"{bottom['name']} đứng cuối về {names[0]} và {_place(bottom['rank'], n)} về {names[1]}."
    )


def _place(rank: int, n: int) -> str:
    return "đứng đầu" if rank == 1 else "đứng cuối" if rank == n else f"đứng thứ {rank}"


def _caution(n: int, word: str, sure: bool, least: str) -> str:
    if n >= MANY:
        return "Đi cùng nhau không có nghĩa là cái này sinh ra cái kia."
    bar = f"Với {n} {word}, |ρ| phải từ {least} trở lên mới khác được ngẫu nhiên"
    tail = (
        f"ở đây thì có, nhưng {n} nơi vẫn là quá ít để khẳng định"
        if sure
        else f"nên {n} nơi khó phân xử được câu hỏi này"
    )
    return f"{bar}; {tail}, và đi cùng nhau không có nghĩa là cái này sinh ra cái kia."


def _together_alt(scene: Scene, pair, table: pd.DataFrame, own) -> str:
    told = [
        f"{row['name']} "
        + (
            row["absent"]
            or " và ".join(
                f"{formats.number(row[column], 1)}{formats.unit(result)}"
                for column, result in zip(("first", "second"), own, strict=True)
            )
        )
        for _, row in table.iterrows()
    ]
    names = [parts.label(scene, indicator) for indicator in pair]
    return f"{names[0]} và {formats.uncapital(names[1])}: {'; '.join(told)}."


@styled
def _draw_together(scene: Scene, pair, table: pd.DataFrame, own) -> Figure:
    figure, axes = drawing.canvas(6.5, 4.4)
    drawn = table[table["absent"].eq("")]
    limits = [parts.limit_value(row) for row in own]
    axes.set_xlabel(f"{parts.label(scene, pair[0])} ({formats.unit(own[0])})", fontsize=8.5)
    axes.set_ylabel(f"{parts.label(scene, pair[1])} ({formats.unit(own[1])})", fontsize=8.5)
    if drawn.empty:
        drawing.say_empty(axes)
        return figure
    axes.scatter(
        drawn["first"], drawn["second"], s=44, facecolor=AT, edgecolor=GOOD_INK, linewidth=1.2,
        zorder=5,
    )  # fmt: skip
    axes.set_xlim(*_room(drawn["first"], limits[0]))
    axes.set_ylim(*_room(drawn["second"], limits[1]))
    drawing.target_line(axes, limits[0], f"mức {parts.goal_text(own[0])}")
    if np.isfinite(limits[1]):
        axes.axhline(limits[1], color=INK, linewidth=1.4, zorder=3)
        axes.annotate(
            f"mức {parts.goal_text(own[1])}", (1, limits[1]), xycoords=("axes fraction", "data"),
            xytext=(4, 0), textcoords="offset points", va="center", fontsize=8, color=INK,
        )  # fmt: skip
    drawing.number_axis(axes.xaxis)
    drawing.number_axis(axes.yaxis)
    points = drawn.rename(columns={"first": "x", "second": "y"})
    drawing.label_points(axes, points[["x", "y", "name"]])
    return figure


def _room(values: pd.Series, limit: float) -> tuple[float, float]:
    low, high = np.nanmin([values.min(), limit]), np.nanmax([values.max(), limit])
    aside = 0.16 * max(high - low, 1)
    return low - aside, high + aside
