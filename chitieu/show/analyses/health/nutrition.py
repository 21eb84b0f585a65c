"""Two shares side by side by area: how far apart they are, and whether the areas' order agrees."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.ranks import spearman
from chitieu.plan.identifiers import safe
from chitieu.show.draw.marks import CHANGE, Dot, Interval, Target, dot
from chitieu.show.draw.rows import Panel, Row, absent_sign, draw_rows, row_of
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import GOOD_INK, LINE
from chitieu.show.wording import formats, parts
from chitieu.show.wording.parts import SURE
from chitieu.words import listing, text, text_of_each

APART = 2  # places in the order by which an area must differ to be named
SIGNS, LOOKS = ("○", "■"), (dot(), dot(GOOD_INK, marker="s"))


def gap(scene: Scene, first: str, second: str) -> Exhibit:
    """Draw two indicators' values by area on one axis, with intervals, targets and the gap.

    Both must be in one unit. The table has a row an area: value_1, lower_1, upper_1, rank_1, the
    same of the second, and gap (second less first); ranks run from the highest value, over the
    areas that have both.
    """
    table = gap_table(scene, first, second)
    names = parts.label(scene, first), parts.label(scene, second)
    own = parts.whole(scene, first), parts.whole(scene, second)
    return figure_exhibit(
        _drawn(table, names, own) if table[["value_1", "value_2"]].notna().any(axis=None) else None,
        name=f"cap-{safe(first)}-{safe(second)}",
        title=parts.titled(
            scene,
            text("nutrition.title", one=names[0], other=names[1], areas=parts.area_word(scene)),
        ),
        alt=_gap_alt(table, names, own[0]),
        table=table,
        reading=_gap_reading(scene, table, first, second),
        note=_note(scene, table),
    )


def gap_table(scene: Scene, first: str, second: str) -> pd.DataFrame:
    """Return both indicators' values by area, their gap and their ranks."""
    one, other = parts.figures(scene, first), parts.figures(scene, second)
    table = pd.DataFrame({"name": one["name"]})
    for number, rows in ((1, one), (2, other)):
        for column in ("value", "lower", "upper", "absent"):
            table[f"{column}_{number}"] = rows[column]
    table["gap"] = table["value_2"] - table["value_1"]
    both = table["gap"].notna()
    for number in (1, 2):
        values = table[f"value_{number}"].where(both)
        table[f"rank_{number}"] = values.rank(ascending=False, method="min").astype("Int64")
    reasons = pd.Series(parts.lacking_one(table, "absent_1", "absent_2"), table.index)
    return table.assign(absent=reasons.where(~both, ""))


def _gap_reading(scene: Scene, table: pd.DataFrame, first: str, second: str) -> str:
    both = table[table["gap"].notna()]
    names = {"one": parts.quoted(scene, first), "other": parts.quoted(scene, second)}
    if both.empty:
        return parts.absent_sentence(table, text("nutrition.not_compared", **names))
    missing = parts.absent_sentence(table)
    most, least = both["gap"].max(), both["gap"].min()
    if len(both) == 1:
        found = text("nutrition.one_area", **names, area=both["name"].iloc[0], gap=most)
        return parts.sentences(found, missing)
    lead = text(
        "nutrition.areas",
        **names,
        where=parts.of_all(int((both["gap"] > 0).sum()), len(both), parts.area_word(scene)),
        most=parts.those_at(both, "gap", most),
        most_gap=most,
        least=parts.those_at(both, "gap", least),
        least_gap=least,
    )
    return parts.sentences(lead, _order_sentence(scene, both), missing)


def _order_sentence(scene: Scene, both: pd.DataFrame) -> str:
    """Say whether both put the areas into one order, and which areas stand elsewhere."""
    agreement = spearman(both["value_1"], both["value_2"])
    if not np.isfinite(agreement.rho):
        return ""
    moved = (both["rank_1"] - both["rank_2"]).abs()
    shifted = both.assign(by=moved).sort_values("by", ascending=False, kind="stable")
    shifted = shifted[shifted["by"] >= APART]
    ranks = {"area": "name", "one": "rank_1", "other": "rank_2"}
    told = text_of_each("nutrition.two_ranks", shifted, **ranks)
    sure = agreement.p_value <= SURE
    which = "unsure" if not sure else "together" if agreement.rho > 0 else "against"
    return text(
        f"nutrition.order.{which}",
        many=len(both),
        areas=parts.area_word(scene),
        rho=agreement.rho,
        shifted=text("nutrition.shifted", apart=APART, areas=parts.naming(told)) if told else "",
    )


def _note(scene: Scene, table: pd.DataFrame) -> str:
    both = table.dropna(subset="gap")
    p_value = spearman(both["value_1"], both["value_2"]).p_value if len(both) > 1 else np.nan
    ranks = text("nutrition.ranks", p=parts.p_text(p_value)) if np.isfinite(p_value) else ""
    return parts.sentences(text("nutrition.note", confidence=formats.confidence(scene)), ranks)


def _gap_alt(table: pd.DataFrame, names: tuple[str, str], row) -> str:
    told = []
    for each in table.to_dict("records"):
        values = [
            each[f"absent_{n}"] or formats.number(each[f"value_{n}"], 1) + formats.unit(row)
            for n in (1, 2)
        ]
        told.append(text("nutrition.both_values", area=each["name"], values=listing(values)))
    return text("nutrition.alt", one=names[0], other=names[1], values="; ".join(told))


def _drawn(table: pd.DataFrame, names: tuple[str, str], own: tuple) -> Figure:
    rows = table.sort_values(["value_2", "value_1"], ascending=False, na_position="last")
    targets = [
        Target(parts.limit_value(row), f"{sign} {formats.target_words(row)}", style)
        for row, sign, style in zip(own, SIGNS, ("--", "-"), strict=True)
    ]
    panel = Panel(
        [_row(row, own[0]) for row in rows.to_dict("records")],
        targets=targets,
        unit=formats.unit(own[0]),
        heads=SIGNS,
    )
    legend = [(Dot(0.5, look), name) for look, name in zip(LOOKS, names, strict=True)]
    return draw_rows([[panel]], legend=legend)


def _row(row: dict, own: pd.Series) -> Row:
    if row["absent_1"] and row["absent_2"]:
        return row_of(row["name"], row["absent"])
    marks, cells = [Interval(row["value_1"], row["value_2"], LINE, 7, zorder=CHANGE)], []
    for number, look, aside in zip((1, 2), LOOKS, (-3.5, 3.5), strict=True):
        ends = row[f"lower_{number}"], row[f"upper_{number}"]
        marks += [Interval(*ends, width=1.1, aside=aside)]
        marks += [Dot(row[f"value_{number}"], look, aside)]
        value = formats.number(row[f"value_{number}"], 1) + formats.unit(own)
        cells.append(absent_sign(row[f"absent_{number}"]) or value)
    return Row(row["name"], marks, cells)
