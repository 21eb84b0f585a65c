"""For whom a figure is told: everyone, or one group of a dimension (girls and boys, by sex).

A count of one group is a variable of its own, `children@sex=F`, and an indicator of one group an
indicator of such variables. So whatever holds for variables (totals, withholding, forms, rules)
holds for groups; that the groups of a dimension add up to everyone is a rule like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from chitieu.faults import Fault, did_you_mean
from chitieu.files import YES_OR_NO, matches, optional, read_table, text, words
from chitieu.plan.identifiers import alike
from chitieu.words import LANGUAGES, texts

MARK = "@"  # between what is counted and the group; no plan's name has it
DIMENSION, GROUP = r"[a-z][a-z0-9_]*", r"[A-Za-z0-9_]+"

Groups = Mapping[str, list[str]]
"""The groups of each dimension, as observations write them: {"sex": ["sex=F", "sex=M"]}."""


def read_groups(root: Path) -> pd.DataFrame:
    """Return the groups in their order within each dimension, indexed by `written` ("sex=F").

    Columns: dimension, group, name_vi, name_en, order; `ordered`: yes where the groups of a
    dimension stand from one end to the other; `types`: where a group is a property of the areas,
    their types, "ward + township". A workbook without `params/groups.csv` has none. Raises Faults
    naming every cell that does not fit.
    """
    columns = {
        "dimension": text(matches(DIMENSION, "is no dimension's name", "use a-z, 0-9 and _")),
        "group": text(matches(GROUP, "is no group's code", "use letters, digits and _")),
        "name_vi": text(),
        "name_en": optional(),
        "order": text(matches(r"\d{1,3}", "is no place in an order", "write 1, 2, 3")),
        "ordered": text(YES_OR_NO, blank=True, required=False),
        "types": optional(),
    }
    path = root / "params" / "groups.csv"
    table = read_table(
        path,
        root,
        columns,
        ("group",),
        also=lambda table, name: [
            *alike(table, name, ("dimension", "group")),
            *_unknown_types(table, name, words(root / "data" / "areas.csv", root, "type")),
        ],
        may_be_absent=True,
    )
    return in_order(table)


def _unknown_types(table: pd.DataFrame, name: str, known: set[str]) -> Iterator[Fault]:
    """Yield a fault for each type that no area is of, and for a group without types beside others
    of its dimension that have them."""
    of_areas = {*table.loc[table["types"].notna(), "dimension"]}
    for row, dimension, cell in table[["dimension", "types"]].itertuples():
        if pd.isna(cell) and dimension in of_areas:
            problem = f"other groups of {dimension} are of areas by their types, this one is not"
            yield Fault(name, row, "types", problem, "write the types of its areas")
        for each in dimensions(cell):
            if known and each not in known:
                problem = f"'{each}' is no type of data/areas.csv"
                yield Fault(name, row, "types", problem, did_you_mean(each, known))


def reported_groups(groups: pd.DataFrame) -> pd.DataFrame:
    """Return the groups that somebody reports: not those that are a property of the areas."""
    return groups[groups["types"].isna()]


def dimension_name(dimension: str) -> str:
    """Return what a dimension is called; by its own code where nobody has named it."""
    return texts("by_group.dimension").get(dimension, dimension)


def in_order(groups: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of `params/groups.csv` in their order, indexed by `written`."""
    table = groups.astype({"order": int}).sort_values("order", kind="stable")
    written = table["dimension"] + "=" + table["group"]
    return table.assign(written=written.astype("str")).set_index("written")


def known_groups(root: Path, reported: bool = False) -> dict[str, list[str]]:
    """Return the groups of each dimension in the file's order; none where it cannot be read.

    `reported`: those alone that somebody reports.
    """
    file = root / "params" / "groups.csv"
    found: dict[str, list[tuple[int, str]]] = {}
    for order, dimension, group in words(file, root, "order", "dimension", "group"):
        if order.isdecimal():
            found.setdefault(dimension, []).append((int(order), f"{dimension}={group}"))
    of_areas = {d for d, _ in words(file, root, "dimension", "types")} if reported else ()
    return {
        dimension: [group for _, group in sorted(of)]
        for dimension, of in found.items()
        if dimension not in of_areas
    }


def of_group(name: str, group: str) -> str:
    """Return the name of what is counted of one group.

    >>> of_group("children", "sex=F")
    'children@sex=F'
    """
    return f"{name}{MARK}{group}"


def name_of(counted: str, group: str) -> str:
    """Return what is counted of one group as readers are told of it.

    >>> name_of("Children under 5", "girls")
    'Children under 5: girls'
    """
    return f"{counted}: {group}"


def parted(name: str) -> tuple[str, str]:
    """Return what is counted and the group, "" for everyone.

    >>> parted("children@sex=F"), parted("children")
    (('children', 'sex=F'), ('children', ''))
    """
    counted, _, group = name.partition(MARK)
    return counted, group


def dimension_of(name: str) -> tuple[str, str]:
    """Return what is counted and the dimension it is told by, "" for everyone.

    >>> dimension_of("children@sex=F")
    ('children', 'sex')
    """
    counted, group = parted(name)
    return counted, group.partition("=")[0]


def dimensions(by: object) -> list[str]:
    """Return the dimensions that a cell `by` names: "sex + residence"."""
    return [each.strip() for each in by.split("+") if each.strip()] if isinstance(by, str) else []


def unknown_dimensions(table: pd.DataFrame, name: str, groups: Groups) -> list[Fault]:
    """Return a fault for each dimension in `by` that no group is of."""
    return [
        Fault(name, row, "by", f"'{each}' is no dimension of params/groups.csv",
              did_you_mean(each, groups))
        for row, cell in table.get("by", pd.Series(dtype=object)).dropna().items()
        for each in dimensions(cell)
        if each not in groups
    ]  # fmt: skip


def with_groups(variables: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return the variables, each followed by those of its groups.

    `variables`: indexed by name, with `by`; `groups`: what `read_groups` returns.
    """
    if "by" not in variables or variables["by"].isna().all():
        return variables
    rows = {}
    for variable, row in variables.iterrows():
        rows[variable] = row
        for group, told in _of(groups, row["by"]):
            rows[of_group(variable, group)] = _named(row, told) | {"by": None}
    return _table(rows, variables)


def as_written(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return a table of the plan without the lines that groups brought into it.

    `names`: the columns that name variables, or sums of them.
    """
    of_groups = pd.concat([table[name].str.contains(MARK, na=False) for name in names], axis=1)
    return table[~of_groups.any(axis=1)]


def grouped(indicators: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return an indicator a group that the plan's indicators are told by; none where by none.

    `indicators`: indexed by identifier, with `by`, `numerator`, `denominator`.
    """
    rows = {}
    for indicator, row in indicators.iterrows() if "by" in indicators else ():
        for group, told in _of(groups, row["by"]):
            sums = {side: _of_each(row[side], group) for side in ("numerator", "denominator")}
            rows[of_group(indicator, group)] = _named(row, told) | sums
    return _table(rows, indicators)


def rules_of_groups(reported: Mapping[str, list[str]], groups: Groups) -> list[dict]:
    """Return the rules that groups bring, as rows of `params/checks.csv`: together they are neither
    more nor fewer than everyone, and one of them is no more.

    `reported`: the dimensions that each variable is reported by.
    """
    rules = []
    for variable, by in reported.items():
        for dimension in by:
            parts = [of_group(variable, group) for group in groups.get(dimension, [])]
            if parts:
                together = " + ".join(parts)
                rules += [_rule(together, variable), _rule(variable, together)]
                rules += [_rule(part, variable) for part in parts if len(parts) > 1]
    return rules


def rules_in_groups(
    checks: pd.DataFrame, reported: Mapping[str, list[str]], groups: Groups, terms
) -> list[dict]:
    """Return the rules between variables again for each group that all of them are reported by.

    `terms`: what tells the variables of a sum, signed.
    """
    rules = []
    for row in checks.to_dict("records"):
        named = [each.lstrip("-") for side in ("left", "right") for each in terms(row[side])]
        shared = set.intersection(*({*reported.get(each, ())} for each in named))
        for dimension in sorted(shared):
            for group in groups.get(dimension, []):
                sides = {side: _of_each(row[side], group) for side in ("left", "right")}
                rules.append(row | sides)
    return rules


def _of(groups: pd.DataFrame, by: object) -> Iterable[tuple[str, pd.Series]]:
    for dimension in dimensions(by):
        yield from groups[groups["dimension"] == dimension].iterrows()


def _of_each(expression: object, group: str) -> object:
    """A sum of variables as the sum of the same of one group."""
    if not isinstance(expression, str):
        return expression
    pieces = expression.replace("-", " - ").replace("+", " + ").split()
    return " ".join(each if each in "+-" else of_group(each, group) for each in pieces)


def _named(row: pd.Series, group: pd.Series) -> dict:
    """A row with its name and the group's, in each language that has both."""
    named = dict(row)
    for language in LANGUAGES:
        column = f"name_{language}"
        if isinstance(row.get(column), str) and isinstance(group.get(column), str):
            named[column] = name_of(row[column], group[column])
    return named


def _rule(left: str, right: str) -> dict:
    return {"left": left, "right": right, "difference_sensitive": "no"}


def _table(rows: Mapping[str, object], like: pd.DataFrame) -> pd.DataFrame:
    made = pd.DataFrame([dict(row) for row in rows.values()], columns=like.columns)
    made.index = pd.Index(list(rows), name=like.index.name, dtype=like.index.dtype)
    return made.astype(like.dtypes)
