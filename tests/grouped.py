"""The example told by no group, or by others than its own: its totals are what they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

GROUPS = pd.DataFrame(
    [
        ("sex", "F", "nữ", "girls", "1"),
        ("sex", "M", "nam", "boys", "2"),
        ("ethnic_group", "MIN", "dân tộc thiểu số", "ethnic minorities", "1"),
        ("ethnic_group", "KIN", "dân tộc Kinh", "Kinh", "2"),
    ],
    columns=["dimension", "group", "name_vi", "name_en", "order"],
)
SHARE = {"sex=F": 0.48, "sex=M": 0.52, "ethnic_group=MIN": 0.6, "ethnic_group=KIN": 0.4}


def without_groups(root: Path) -> None:
    """Have a workbook tell of everyone alone."""
    (root / "params" / "groups.csv").unlink(missing_ok=True)
    for name in ("indicators", "variables"):
        file = root / "params" / f"{name}.csv"
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
        table.drop(columns="by", errors="ignore").to_csv(file, index=False)
    for file in (root / "data" / "observations").glob("*.csv"):
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
        if "group" in table:
            table[table["group"].eq("")].drop(columns="group").to_csv(file, index=False)


def tell_by_groups(root: Path, by: dict[str, str], years: list[int], seed: int = 1) -> None:
    """Have a workbook tell indicators by these groups: `by`, {"5a": "sex"}, in `years`.

    Each count is split into the groups of a dimension, no part above its whole; the totals stay.
    """
    without_groups(root)
    params, chance = root / "params", np.random.default_rng(seed)
    GROUPS.to_csv(params / "groups.csv", index=False)
    indicators, variables = (
        pd.read_csv(params / f"{name}.csv", dtype=str).set_index(name[:-1], drop=False)
        for name in ("indicators", "variables")
    )
    indicators["by"] = pd.Series(by)
    named: dict[str, set[str]] = {}
    for indicator, cell in by.items():
        for side in indicators.loc[indicator, ["numerator", "denominator"]].dropna():
            named.setdefault(side, set()).update(cell.split("+"))
    variables["by"] = pd.Series({v: "+".join(sorted(dims)) for v, dims in named.items()})
    indicators.to_csv(params / "indicators.csv", index=False)
    variables.to_csv(params / "variables.csv", index=False)
    pairs = [
        *indicators.loc[list(by), ["numerator", "denominator"]].dropna().to_numpy(),
        *pd.read_csv(params / "checks.csv")[["left", "right"]].to_numpy(),
    ]
    wholes = {v: [right for left, right in pairs if left == v] for v in named}
    for year in years:
        file = root / "data" / "observations" / f"{year}.csv"
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
        table.insert(table.columns.get_loc("variable") + 1, "group", "")
        added = [
            part
            for (_, _, _), rows in table.groupby(["period", "area", "edition"], sort=False)
            for part in _parts(rows.set_index("variable", drop=False), named, wholes, chance)
        ]
        pd.concat([table, *added]).to_csv(file, index=False)


def _parts(rows: pd.DataFrame, named: dict, wholes: dict, chance: np.random.Generator):
    """Each count of one area by the groups that it is told by, larger wholes first."""

    def depth(variable: str) -> int:
        return 1 + max((depth(whole) for whole in wholes[variable] if whole in named), default=0)

    order = sorted(named, key=depth)
    for dimension in GROUPS["dimension"].unique():
        first, second = (
            f"{dimension}={g}" for g in GROUPS.loc[GROUPS["dimension"] == dimension, "group"]
        )
        split: dict[str, tuple[int, int]] = {}
        for variable in order:
            if dimension not in named[variable] or variable not in rows.index:
                continue
            row = rows.loc[variable].to_dict()
            if row["value"] == "":
                yield pd.DataFrame([row | {"group": first}, row | {"group": second}])
                continue
            count = int(float(row["value"]))
            low, high = 0, count
            for whole in (split[each] for each in wholes[variable] if each in split):
                low, high = max(low, count - whole[1]), min(high, whole[0])
            part = int(np.clip(chance.binomial(count, SHARE[first]), low, max(low, high)))
            split[variable] = part, count - part
            yield pd.DataFrame(
                [row | {"group": first, "value": str(part)},
                 row | {"group": second, "value": str(count - part)}]
            )  # fmt: skip
