"""The areas of a province of Viet Nam out of the list that the extra `vietnam` brings: the 3,321
communes, wards and special zones of 34 provinces as of 1 July 2025."""

from __future__ import annotations

import pandas as pd

from chitieu.begin.territory import COLUMNS, Territory, type_of
from chitieu.faults import CallError
from chitieu.plan.names import AreaNames, UnclearName, code_finder

OLD_CODES = {"06970": "06978"}  # Ba Chẽ, which the list has under a code that was corrected
_FIELDS = ["provinceCode", "province", "wardCode", "ward", "wardAreaKm2"]


def read_province(province: str, edition: str) -> Territory:
    """Return a province and its communes. `province`: its code of two digits, as "51", or its name.

    Raises CallError where the extra is not installed and for what is no province.
    """
    try:
        from vietnamadminunits.database import get_data
    except ImportError:
        remedy = "install the extra: pip install 'chitieu[vietnam]', or hand over a list: --areas"
        raise CallError(
            f"--province needs vietnamadminunits, which is not here; {remedy}"
        ) from None
    listed = pd.DataFrame(get_data(fields=_FIELDS))
    province = _code(province, dict(zip(listed["provinceCode"], listed["province"], strict=True)))
    rows = listed[listed["provinceCode"] == province].sort_values("wardCode")
    communes = pd.DataFrame(
        {
            "area": rows["wardCode"].replace(OLD_CODES),
            "name": rows["ward"],
            "parent": province,
            "km2": rows["wardAreaKm2"],
        }
    )
    own = pd.DataFrame([{"area": province, "name": rows["province"].iloc[0]}])
    table = pd.concat([own, communes], ignore_index=True)
    table["type"] = [type_of(name) for name in table["name"]]
    table["edition"] = edition
    told = (
        f"the province is {province} {own.at[0, 'name']}; its communes are those of 1 July 2025, "
        "with their types of that day"
    )
    return Territory(table.reindex(columns=list(COLUMNS)), assumed=[told])


def _code(said: str, names: dict[str, str]) -> str:
    """The code of the province that a code or a name means. `names`: of all, by code."""
    if code := code_finder(names)(said.strip()):
        return code
    try:
        return AreaNames(names).find(said)
    except UnclearName:
        known = ", ".join(f"{code} {name}" for code, name in sorted(names.items()))
        raise CallError(f"'{said}' is no province; use one of: {known}") from None
