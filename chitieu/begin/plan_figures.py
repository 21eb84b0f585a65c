"""The figures that a plan counts and the agencies that report them, each by the name that the plan
has for it: names that differ in case or spaces alone are one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import combinations

from chitieu.begin.plan_heads import bare, every_way
from chitieu.begin.short_names import initials, word_of
from chitieu.plan.indicators import AREAS
from chitieu.plan.names import unmarked
from chitieu.words import texts


class Figures:
    """The variables and agencies of one plan, in the order in which it names them."""

    def __init__(self) -> None:
        self.variables: dict[str, dict] = {}
        self.agencies: dict[str, dict] = {}
        self._places = {AREAS, *every_way(lambda: texts("plan_sheet.places"))}
        self._each = every_way(lambda: texts("plan_sheet.reporters"))

    def agency(self, words: str) -> str:
        """Return the code of an agency by its name."""
        known = self.agencies.get(bare(words))
        if known is None:
            own = words if re.fullmatch("[A-Z0-9-]{1,12}", words) else initials(words)
            taken, code, n = {row["agency"] for row in self.agencies.values()}, own, 1
            while code in taken:
                n += 1
                code = f"{own}{n}"
            known = self.agencies[bare(words)] = {"agency": code, "name_vi": words}
        return known["agency"]

    def are_areas(self, name: str) -> bool:
        """Whether a name says that the areas themselves are counted."""
        return bare(name) in self._places

    def variable(self, name: str, nature: str, unit: str, lead: str) -> str:
        """Return a figure by its name. `lead`: who reports it, where no line above names it."""
        known = self.variables.get(bare(name))
        if known is None:
            taken = {row["variable"] for row in self.variables.values()}
            known = self.variables[bare(name)] = {
                "variable": word_of(name, taken), "name_vi": name, "unit_vi": unit,
                "stock_or_flow": nature, "agency": self.agency(lead) if lead else "",
                "sensitive": "no", "commune_reports": "yes" if bare(lead) in self._each else "no",
            }  # fmt: skip
        return known["variable"]

    def taken_for_granted(self) -> Iterator[str]:
        """Yield what is made of the names, in sentences."""
        rows = [row for row in self.variables.values() if row["stock_or_flow"] != AREAS]
        yield (
            f"each of the {len(rows)} figures is reported by the lead agency of the line that "
            "names it first: column agency of params/variables.csv"
        )
        for words, row in self.agencies.items():
            if words in self._each:
                yield (
                    f"'{row['name_vi']}' as lead agency is each of the areas, which reports on a "
                    f"form of its own: column commune_reports of params/variables.csv; its code is "
                    f"{row['agency']}"
                )
        for nature, when in (("flow", "the whole year"), ("stock", "the year's end")):
            names = [f"'{row['name_vi']}'" for row in rows if row["stock_or_flow"] == nature]
            if names:
                yield (
                    f"of {when} ({nature}) are {', '.join(names)}: column stock_or_flow of "
                    "params/variables.csv"
                )
        yield from _alike("agencies", [(r["agency"], r["name_vi"]) for r in self.agencies.values()])
        yield from _alike("figures", [(r["variable"], r["name_vi"]) for r in rows])


def _alike(what: str, named: Collection[tuple[str, str]]) -> Iterator[str]:
    """Names that may be one: they differ in marks alone, or one is the short form of the other."""
    for (code, name), (other, words) in combinations(named, 2):
        same = unmarked(bare(name)) == unmarked(bare(words))
        if same or name == initials(words) or words == initials(name):
            yield (
                f"'{name}' ({code}) and '{words}' ({other}) are two {what}; if they are one, write "
                "one name in the plan"
            )
