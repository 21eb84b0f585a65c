"""What received figures are held against: the plan's rules, and the figures that are there."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from chitieu.collect.forms.asked import Form
from chitieu.collect.forms.signs import STATE_WORDS
from chitieu.collect.receive.figures import Figure
from chitieu.collect.receive.keep import Comparison, Observations, Row
from chitieu.collect.receive.opened import Opened
from chitieu.collect.rules import Rule, rules_between
from chitieu.faults import Fault
from chitieu.plain_files import decimal
from chitieu.plan.areas import read_areas
from chitieu.plan.indicators import read_checks, read_indicators, read_variables


class Plan:
    """What the plan says of all figures, read once for all files of a call."""

    def __init__(self, root: Path):
        self.root = root

    @cached_property
    def names(self) -> dict[str, str]:
        return read_variables(self.root)["name_vi"].to_dict()

    @cached_property
    def rules(self) -> list[Rule]:
        return rules_between(self.names, read_indicators(self.root), read_checks(self.root))

    def order(self, edition: str) -> list[tuple[str, str, str]]:
        """Return where figures stand in a file: by area, then by variable, as they are listed."""
        areas = read_areas(self.root)
        here = areas.loc[areas["edition"] == edition, "area"]
        return [(area, edition, variable) for area in here for variable in self.names]


def broken_rules(
    plan: Plan, opened: Opened, form: Form, figures: list[Figure], observations: Observations
) -> tuple[list[Fault], list[Fault]]:
    """Return faults of parts above their whole: within the form, and against what is there."""
    given = {(f.area, f.variable): f for f in figures}
    own: list[Fault] = []
    others: list[Fault] = []

    def amount(area: str, variable: str) -> float | None:
        if (area, variable) in given:
            return given[area, variable].value
        row = observations.row(form.period, area, variable)
        return float(decimal(row["value"])) if row and row["value"] else None

    for area in dict.fromkeys(figure.area for figure in figures):
        for rule in plan.rules:
            here = [given[area, v] for v in rule.variables if (area, v) in given]
            sums = rule.sums(lambda v, a=area: amount(a, v)) if here else None
            if sums is None or sums[0] <= sums[1]:
                continue
            before = [v for v in rule.variables if (area, v) not in given]
            fault = _fault(plan.names, opened, form.areas[area], rule, sums, here, before)
            (others if before else own).append(fault)
    return own, others


def _fault(
    names: dict[str, str],
    opened: Opened,
    area: str,
    rule: Rule,
    sums: tuple[float, float],
    here: list[Figure],
    before: list[str],
) -> Fault:
    left, right = (rule.in_words(side, names) for side in (rule.left, rule.right))
    told = f" ({', '.join(f'“{names[v]}”' for v in before)}: số đã nhận)" if before else ""
    problem = f"{left} của {area} là {sums[0]:g}, lớn hơn {right}, {sums[1]:g}{told}"
    if not [v for _, v in rule.right if v in names and v in rule.variables]:
        problem = f"{left} của {area} là {sums[0]:g}, chỉ có thể là 0 hoặc 1"
    places = ", ".join(figure.place for figure in here[1:])
    also = f" (xem cả {places})" if places else ""
    return opened.fault(here[0].place, problem, f"đối chiếu với sổ gốc và sửa số sai{also}")


def changes(opened: Opened, form: Form, found: Comparison) -> list[Fault]:
    """Return a fault for each figure that would replace another."""
    return [
        opened.fault(
            figure.place,
            f"khác số đã nhận: {change(form, figure, row)}",
            "nếu số mới là đúng thì chạy lại với --replace",
        )
        for figure, row in found.changed
    ]


def change(form: Form, figure: Figure, row: Row) -> str:
    """Return a change in words: where, what, from what to what."""

    def shown(value: str, status: str, note: str) -> str:
        state = STATE_WORDS[status or "A"].lower()
        about = ", ".join(part for part in (state, f"ghi chú “{note}”" if note else "") if part)
        return f"{value or '...'} ({about})"

    before = shown(row["value"], row["obs_status"], row["note"])
    after = shown(figure.text, figure.obs_status, figure.note)
    name = form.variables.at[figure.variable, "name_vi"]
    return f"{form.areas[figure.area]}, {name}: {before} → {after}"
