"""The numbers of a map's classes, each saying on whose side a cut lies."""

from __future__ import annotations

from fractions import Fraction

from chitieu.plan.targets import Target
from chitieu.show import formats

Labels = dict[str, tuple[str, str]]
"""A band's key: its label, which says on whose side each cut lies, and its brief form."""


def labels_beside(
    goal: Target, kind: str, cuts: tuple[Fraction | None, Fraction, Fraction], unit: str
) -> Labels:
    """Return the labels of the four bands beside a target.

    `cuts`: the target a step better, the target, the target a step worse; the first is None
    where nothing can be that good.
    """
    if kind == "change":
        return _of_change(cuts)
    better, limit, worse = (None if cut is None else number_text(cut) for cut in cuts)
    labels = (_below if goal.lower_is_better else _above)(goal, better, limit, worse, unit)
    if better is None:
        labels = {key: text for key, text in labels.items() if key != "beyond"}
        labels["at"] = (f"{limit}{unit}", limit)
    return labels


def _below(goal: Target, better: str | None, limit: str, worse: str, unit: str) -> Labels:
    strict = goal.comparator == "<"
    return {
        "beyond": (f"từ {better}{unit} trở xuống", f"≤ {better}"),
        "at": (
            f"trên {better} đến {'dưới ' if strict else ''}{limit}{unit}",
            f"{better} – {limit}",
        ),
        "short": (
            f"{'từ' if strict else 'trên'} {limit} đến dưới {worse}{unit}",
            f"{limit} – {worse}",
        ),
        "far": (f"từ {worse}{unit} trở lên", f"≥ {worse}"),
    }


def _above(goal: Target, better: str | None, limit: str, worse: str, unit: str) -> Labels:
    strict = goal.comparator == ">"
    return {
        "beyond": (f"từ {better}{unit} trở lên", f"≥ {better}"),
        "at": (
            f"{'trên' if strict else 'từ'} {limit} đến dưới {better}{unit}",
            f"{limit} – {better}",
        ),
        "short": (
            f"trên {worse} đến {'' if strict else 'dưới '}{limit}{unit}",
            f"{worse} – {limit}",
        ),
        "far": (f"từ {worse}{unit} trở xuống", f"≤ {worse}"),
    }


def _of_change(cuts: tuple[Fraction, Fraction, Fraction]) -> Labels:
    better, limit, worse = (number_text(abs(cut)) for cut in cuts)
    if cuts[2] >= 0:  # a step worse than the target is a rise
        short = (f"giảm chưa đến {limit}% hoặc tăng dưới {worse}%", f"đến tăng {worse}")
        far = (f"tăng từ {worse}% trở lên", f"tăng ≥ {worse}")
    else:
        short = (f"giảm trên {worse} đến dưới {limit}%", f"giảm {worse} – {limit}")
        far = (f"giảm từ {worse}% trở xuống, hoặc tăng", f"giảm ≤ {worse}")
    return {
        "beyond": (f"giảm từ {better}% trở lên", f"giảm ≥ {better}"),
        "at": (f"giảm từ {limit} đến dưới {better}%", f"giảm {limit} – {better}"),
        "short": short,
        "far": far,
    }


def labels_around(limit: Fraction, width: Fraction, kind: str, unit: str) -> Labels:
    """Return the labels of the bands of "= T": on it, near it, and farther, on either side."""
    on, far = number_text(limit), number_text(width)
    if limit == 0 and kind == "count":
        near = "1" if width == 2 else f"1 – dưới {far}"
        return {
            "at": (on, on),
            "short": (near, near),
            "far": (f"từ {far} trở lên", f"≥ {far}"),
        }
    return {
        "at": (f"{on}{unit}", on),
        "short": (f"lệch dưới {far}{unit}", f"lệch < {far}"),
        "far": (f"lệch từ {far}{unit} trở lên", f"lệch ≥ {far}"),
    }


def number_text(value: Fraction) -> str:
    """Return a cut with as many decimals as it has, four at most: 16; 12,6; 0,015."""
    places = next((n for n in range(4) if (value * 10**n).denominator == 1), 4)
    return formats.number(float(value), places)
