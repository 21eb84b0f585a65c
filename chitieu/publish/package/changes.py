"""What changed since the last package of a period: result by result, and why where a note says;
and what changed in what the results mean."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from chitieu.plan.expressions import terms
from chitieu.plan.groups import of_group, parted
from chitieu.plan.targets import Target
from chitieu.publish.exchange.code_names import by_language
from chitieu.publish.package.manifest import SETTINGS
from chitieu.publish.package.publication import Publication
from chitieu.publish.published import Published
from chitieu.words import plural, text

NAME = "changes.csv"
RESULTS, PLAN = "results", "plan"
CHANGED, NEW, GONE = "changed", "new", "gone"
KEY = ["indicator", "area", "edition"]
COMPARED = (
    "numerator", "denominator", "value", "comparator", "target", "status", "evidence", "reason",
    "obs_status",
)  # fmt: skip
DECISIVE = tuple(column for column in COMPARED if column != "value")  # it follows from them
MOST_LINES = 40  # that are printed; all stand in the file
COLUMNS = (
    "table", "change", "item", "indicator", "name_vi", "area", "edition", "area_name",
    *(f"{side}_{column}" for column in COMPARED for side in ("old", "new")),
    "column", "old", "new", "why_vi",
)  # fmt: skip
KEYS = {
    "indicators": ["indicator"],
    "variables": ["variable"],
    "targets": ["indicator"],
    "areas": ["area", "edition"],
    "area_changes": ["old_area", "old_edition", "new_area", "new_edition"],
    "checks": ["left", "right"],
    "agencies": ["agency"],
    "actions": ["action"],
    "reported": ["area", "variable"],
}
_OF_NOTES = {"reported": ["note"]}  # the rest of that table is told by the results
_FACTS = ("title", "as_of", "simulated")


def changes(
    published: Published, old: pd.DataFrame, new: pd.DataFrame, before: Publication | None = None
) -> pd.DataFrame:
    """Return a row a result that is another than it was, that is new, or that is gone.

    `old`, `new`: the results of the two packages as texts; `before`: the earlier one, whose names
    those that are gone have. What either of them withholds is left out where both have it: a figure
    that was published once and is withheld now must not be told again beside the newer ones. For
    the same reason those that are gone are named without their figures.
    """
    both = new.merge(old, on=KEY, suffixes=("", "_old"), validate="one_to_one")
    both = both[both["conf_status"].eq("F") & both["conf_status_old"].eq("F")]
    rows = both.to_dict("records")
    changed = both[[any(not _same(r[c], r[f"{c}_old"]) for c in DECISIVE) for r in rows]]
    notes = _notes(published) if len(changed) else {}
    called = _Names(published, before)
    found = []
    for row in changed.to_dict("records"):
        sides = {f"old_{c}": row[f"{c}_old"] for c in COMPARED}
        sides |= {f"new_{c}": row[c] for c in COMPARED}
        why = _why(published, row, changed, notes)
        found.append(called.row(row, CHANGED) | sides | {"why_vi": why})
    for row in _without(new, old).to_dict("records"):
        found.append(called.row(row, NEW) | {f"new_{c}": row[c] for c in COMPARED})
    found += [called.row(row, GONE) for row in _without(old, new).to_dict("records")]
    return _table(found)


def other_definitions(before: Publication, now: Publication, facts: tuple[dict, dict]):
    """Return a row a cell of the definitions that is another, and a row a line that is new or gone;
    of tables that both packages have. `facts`: the contents of the two manifests."""
    rows = []
    for column in (*_FACTS, *SETTINGS):
        was, is_ = (_fact(content, column) for content in facts)
        if was != is_:
            rows.append(
                {"table": PLAN, "change": CHANGED, "column": column, "old": was, "new": is_}
            )
    for table, keys in KEYS.items():
        pair = before.defined.get(table), now.defined.get(table)
        if all(pair):
            rows += _of_table(table, keys, *pair)
    return _table(rows)


def _table(rows: list[dict]) -> pd.DataFrame:
    blank = dict.fromkeys(COLUMNS, "")
    return pd.DataFrame([blank | row for row in rows], columns=list(COLUMNS), dtype="object")


def _fact(content: dict, name: str) -> str:
    found = content.get(name, content.get("parameters", {}).get(name))
    return "" if found is None else str(found)


def _of_table(table: str, keys: list[str], old: list[dict], new: list[dict]) -> Iterator[dict]:
    was, is_ = ({tuple(row.get(k) or "" for k in keys): row for row in rows} for rows in (old, new))
    for key in dict.fromkeys([*is_, *was]):
        place = dict(zip(keys, key, strict=True))
        told = {c: place[c] for c in KEY if c in place}
        told |= {"table": table, "item": " ".join(filter(None, key))}
        if key not in was or key not in is_:
            if table not in _OF_NOTES:
                yield told | {"change": NEW if key in is_ else GONE}
            continue
        for column in _OF_NOTES.get(table, is_[key]):
            one, other = was[key].get(column) or "", is_[key].get(column) or ""
            if column in was[key] and not _same(one, other):
                yield told | {"change": CHANGED, "column": column, "old": one, "new": other}


def withheld_since(old: pd.DataFrame, new: pd.DataFrame) -> int:
    """Return how many results are withheld now of which the package before told the counts."""
    both = new.merge(old, on=KEY, suffixes=("", "_old"), validate="one_to_one")
    told = both["numerator_old"].ne("") & both["conf_status_old"].eq("F")
    return int((told & both["conf_status"].eq("C")).sum())


def published_since(old: pd.DataFrame, new: pd.DataFrame) -> int:
    """Return how many results are published now that the package before withheld."""
    both = new.merge(old, on=KEY, suffixes=("", "_old"), validate="one_to_one")
    return int((both["conf_status"].eq("F") & both["conf_status_old"].eq("C")).sum())


def counted(table: pd.DataFrame) -> str:
    """Return how many results changed, in words: "2 published results have changed, 8 are new"."""
    of = table.loc[table["table"].eq(RESULTS), "change"].value_counts()
    n = {change: int(of.get(change, 0)) for change in (CHANGED, NEW, GONE)}
    told = f"{n[CHANGED]} published {plural(n[CHANGED], 'result has|results have')} changed"
    told += "".join(f", {n[c]} {plural(n[c], 'is|are')} {c}" for c in (NEW, GONE) if n[c])
    if others := int(table["table"].ne(RESULTS).sum()):
        differ = plural(others, "entry differs|entries differ")
        return f"{told}; {others} {differ} in the plan and the definitions"
    return told


def lines(table: pd.DataFrame) -> list[str]:
    """Return the changes as they are printed: "11a 614 (Kon Rẫy): 12/2400 → 13/2400, not_met"."""
    rows = table.to_dict("records")
    told = [_line(row) for row in rows[:MOST_LINES]]
    more = len(rows) - len(told)
    return [*told, f"and {more} more, all in {NAME}"] if more else told


class _Names:
    """What indicators and areas are called, those that are gone as the package before has them."""

    def __init__(self, published: Published, before: Publication | None):
        defined = before.defined if before else {"indicators": [], "areas": []}
        self.indicators = {row["indicator"]: row["short_vi"] for row in defined["indicators"]}
        self.areas = {(row["area"], row["edition"]): row["name"] for row in defined["areas"]}
        self.indicators |= published.indicators["short_vi"].to_dict()
        own, edition = published.areas, published.areas.edition
        self.areas |= {(area, edition): own.name(area) for area in own.table.index}

    def row(self, row: dict, change: str) -> dict:
        """What every row of a result says."""
        key = {column: row[column] for column in KEY}
        return key | {
            "table": RESULTS,
            "change": change,
            "name_vi": self.indicators.get(parted(row["indicator"])[0], ""),
            "area_name": self.areas.get((row["area"], row["edition"]), ""),
        }


def _without(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The rows of one table that another has not."""
    keys = pd.MultiIndex.from_frame(one[KEY])
    return one[~keys.isin(pd.MultiIndex.from_frame(other[KEY]))]


def _why(published: Published, row: dict, changed: pd.DataFrame, notes: dict) -> str:
    """What the notes of the counts that changed say: of the area, or of those below it."""
    indicator, group = parted(row["indicator"])
    plan = published.indicators.loc[indicator]
    expressions = [plan["numerator"], plan["denominator"]]
    sides = [
        [of_group(variable, group) if group else variable for variable in terms(expression)]
        for expression, column in zip(expressions, ("numerator", "denominator"), strict=True)
        if pd.notna(expression) and not _same(row[column], row[f"{column}_old"])
    ]
    own = changed.loc[changed["indicator"].eq(row["indicator"]), "area"]
    areas = [a for a in own if row["area"] in published.areas.chain(a)]
    told = {}
    for area in areas:
        for variable in (variable for side in sides for variable in side):
            if note := notes.get((area, variable)):
                here = area == row["area"]
                told[note if here else f"{published.short(area)}: {note}"] = None
    return "; ".join(told)


def _notes(published: Published) -> dict[tuple[str, str], str]:
    """The notes of published counts, by area and variable; withheld ones have none."""
    counts = published.reported
    if "note" not in counts:
        return {}
    noted = counts[counts["note"].notna() & counts["conf_status"].ne("C")]
    # A note that says that figures are simulated is no reason for a change.
    simulated = by_language(lambda: text("changes.simulated")).values()
    return {
        (row.area, row.variable): str(row.note)
        for row in noted.itertuples()
        if not any(word in str(row.note) for word in simulated)
    }


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _line(row: dict) -> str:
    if row["table"] != RESULTS:
        where = " ".join(filter(None, (row["table"], row["item"], row["column"])))
        told = f"'{row['old']}' → '{row['new']}'"
        return f"{where}: {told}" if row["change"] == CHANGED else f"{where} is {row['change']}"
    where = f"{row['indicator']} {row['area']} {row['area_name']}"
    if row["change"] != CHANGED:
        new = f": {_figure(row, 'new')}" if row["change"] == NEW else ""
        return f"{where} is {row['change']}{new}"
    sides = [_figure(row, side) for side in ("old", "new")]
    if sides[0] == sides[1]:
        told = [c for c in DECISIVE if row[f"old_{c}"] != row[f"new_{c}"]]
        sides = [
            ", ".join(f"{c} {row[f'{s}_{c}'] or 'none'}" for c in told) for s in ("old", "new")
        ]
    told = f"{where}: {sides[0]} → {sides[1]}"
    return f"{told}: {row['why_vi']}" if row["why_vi"] else told


def _figure(row: dict, side: str) -> str:
    top, bottom = row[f"{side}_numerator"], row[f"{side}_denominator"]
    nothing = "no data" if row[f"{side}_status"] else "withheld"
    counts = f"{top}/{bottom}" if top and bottom else top or nothing
    goal = Target.of(row[f"{side}_comparator"], row[f"{side}_target"]) or "no target"
    return " ".join(filter(None, (counts, row[f"{side}_status"], f"({goal})")))
