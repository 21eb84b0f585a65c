"""What the plan asks of the area itself, and what it has not reported."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from chitieu.measure.vocabulary import BAD
from chitieu.show import formats, pages
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.profile.place import Place
from chitieu.show.verdicts import verdict

MOST_NAMED = 3  # figures that an office owes


def tasks(place: Place, section: str) -> Exhibit:
    """Return what a section of the plan asks of areas of this kind, with how each indicator that
    a task serves stands here."""
    actions = place.scene.actions
    own = actions[actions["section"].eq(section)]
    rows = [
        {
            "text": task["task_vi"],
            "served": [_served(place, i) for i in task["indicators"] if i in place.table.index],
        }
        for _, task in own.iterrows()
    ]
    served = {i for cell in own["indicators"] for i in cell} & set(place.table.index)
    behind = [i for i in place.table.index if i in served and _is_behind(place.table.loc[i])]
    if own.empty:
        reading = f"Kế hoạch không có việc nào ở mục {section}."
    elif behind:
        reading = (
            f"Mục {section} của Kế hoạch nhằm vào {len(served)} chỉ số; ở đây chưa đạt hoặc chưa "
            f"có số liệu: {formats.listing(behind)}."
        )
    else:
        reading = (
            f"Mục {section} của Kế hoạch nhằm vào {len(served)} chỉ số; trong những chỉ số "
            "được công bố ở đây, không chỉ số nào chưa đạt hay thiếu số liệu."
        )
    html = render("tasks.html", rows=rows, reading=reading)
    return Exhibit(html, own.reset_index(drop=True), reading)


def _served(place: Place, indicator: str) -> dict:
    return {"indicator": indicator, "verdict": verdict(place.table.loc[indicator])}


def _is_behind(row) -> bool:
    return row["status"] in (*BAD, "no_data", "invalid")


def unreported(place: Place) -> Exhibit:
    """Return the counts of this area that were not received or are not final, by who reports.

    The table names each; in the list, an office that owes many has them counted.
    """
    counts = place.own.counts
    known = replace(place.own, counts=counts[counts["conf_status"].ne("C")])  # they were received
    found = pages.gaps(known, None)
    groups = found.table.groupby(["Cơ quan báo cáo", "Tình trạng"], sort=False)
    lines = [
        f"{agency or 'Chưa rõ nơi báo cáo'}, {state}: {_owed(rows)}."
        for (agency, state), rows in groups
    ]
    html = render("unreported.html", lines=lines, reading=found.reading)
    return Exhibit(html, found.table, found.reading)


def _owed(rows: pd.DataFrame) -> str:
    if len(rows) <= MOST_NAMED:
        pairs = zip(rows["Số liệu"], rows["Chỉ số dùng đến"], strict=True)
        return "; ".join(f"{formats.uncapital(name)} (chỉ số {used})" for name, used in pairs)
    used = dict.fromkeys(i for cell in rows["Chỉ số dùng đến"] for i in cell.split(", ") if i)
    return f"{len(rows)} số, dùng cho các chỉ số {', '.join(used)}"
