"""The plan's rules that received figures are held against: no part above its whole."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from chitieu.collect.receive.differences import Read
from chitieu.collect.receive.figures import Figure, in_words
from chitieu.collect.receive.keep import Observations
from chitieu.collect.receive.opened import Opened
from chitieu.collect.rules import Rule, rules_between
from chitieu.faults import Fault
from chitieu.plain_files import decimal
from chitieu.plan.areas import read_areas
from chitieu.plan.indicators import read_checks, read_indicators, read_variables

Key = tuple[str, str]  # area and variable


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
    plan: Plan, read: Read, others: dict[Key, tuple[Figure, str]], observations: Observations
) -> list[Fault]:
    """Return faults of parts above their whole: within a form, against other files of the call,
    and against what is there.

    `others`: the figures of the other files that are to be taken in, and which file each is in.
    """
    opened, form, figures = read
    own = {(figure.area, figure.variable): figure for figure in figures}
    faults: list[Fault] = []

    def amount(area: str, variable: str) -> float | None:
        if (area, variable) in own:
            return own[area, variable].value
        if (area, variable) in others:
            return others[area, variable][0].value
        row = observations.row(form.period, area, variable)
        return float(decimal(row["value"])) if row and row["value"] else None

    for area in dict.fromkeys(figure.area for figure in figures):
        for rule in plan.rules:
            here = [own[area, v] for v in rule.variables if (area, v) in own]
            sums = rule.sums(lambda v, a=area: amount(a, v)) if here else None
            if sums is None or sums[0] <= sums[1]:
                continue
            before = {
                v: f"tệp {others[area, v][1]}" if (area, v) in others else "số đã nhận"
                for v in rule.variables
                if (area, v) not in own
            }
            faults.append(_fault(plan.names, opened, form.areas[area], rule, sums, here, before))
    return faults


def _fault(
    names: dict[str, str],
    opened: Opened,
    area: str,
    rule: Rule,
    sums: tuple[float, float],
    here: list[Figure],
    before: dict[str, str],
) -> Fault:
    left, right = (rule.in_words(side, names) for side in (rule.left, rule.right))
    low, high = map(in_words, sums)
    told = f" ({', '.join(f'“{names[v]}”: {of}' for v, of in before.items())})" if before else ""
    problem = f"{left} của {area} là {low}, lớn hơn {right}, {high}{told}"
    if not [v for _, v in rule.right if v in names and v in rule.variables]:
        problem = f"{left} của {area} là {low}, chỉ có thể là 0 hoặc 1"
    places = ", ".join(figure.place for figure in here[1:])
    also = f" (xem cả {places})" if places else ""
    return opened.fault(here[0].place, problem, f"đối chiếu với sổ gốc và sửa số sai{also}")
