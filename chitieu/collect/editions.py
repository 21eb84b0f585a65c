"""Counts of one edition of the areas carried to another, so that years compare; and what cannot be
carried, because a territory was reported twice or nobody knows what became of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import pandas as pd

from chitieu.collect.wholes import OBS_STATUSES
from chitieu.decimals import share_of, sum_by
from chitieu.faults import Fault
from chitieu.plan.areas import Areas
from chitieu.plan.indicators import variables_of_areas
from chitieu.plan.periods import year_before

LINES = "lines"  # a column of tuples: the spreadsheet's lines that a count comes from
_KEY = ["period", "area", "variable"]


def carry(
    observations: pd.DataFrame, changes: pd.DataFrame, edition: str, own: Collection[str] = ()
) -> pd.DataFrame:
    """Return observations of other editions as counts of `edition`'s areas.

    Whole merges add up exactly: a new area's count is the sum over every old area that went into
    it, and is missing (O) where one of them is. Of an area that was split, each part takes its
    share; such a count is an estimate (E) and need not be whole, but where all its people went
    to one part (its land alone was split) it moves there exactly. What cannot be carried is
    missing (M) with the reason `not_comparable`: an area of which no share is known, as every
    part of a merged one, and `own`, the variables of the areas themselves ("has a plan"), which
    no sum over other areas tells. The key of an area is its code and its edition: a reused code
    never joins two different areas. Of two changes one after the other, both are carried.

    Returns the columns of `observations` and `reason`, blank where none is needed.
    """
    table = observations if "reason" in observations else observations.assign(reason=pd.NA)
    for step in steps(changes, table["edition"].unique(), edition):
        table, _ = _carried(table, changes, step, own)
    return table[table["edition"] == edition].reset_index(drop=True)


def steps(changes: pd.DataFrame, present: Collection[str], edition: str) -> list[tuple[str, str]]:
    """Return the changes that lead from each edition that is `present` to `edition`, the farthest
    first: [("2008", "2025"), ("2025", "2026")]."""
    known = changes[["old_edition", "new_edition"]].drop_duplicates()
    pairs = {*known.itertuples(index=False, name=None)}
    pairs |= {(new, old) for old, new in pairs}
    reached, toward = [edition], {}  # where each leads on its way
    for nearer in reached:  # which grows as it is gone through
        for farther in sorted(one for one, other in pairs if other == nearer):
            if farther not in reached:
                toward[farther] = nearer
                reached.append(farther)
    needed: set[str] = set()
    for start in present:
        while start in toward and start not in needed:
            needed.add(start)
            start = toward[start]
    return [(start, toward[start]) for start in reached[::-1] if start in needed]


def led_to(changes: pd.DataFrame, edition: str, later: str) -> bool:
    """Return whether an edition's areas became those of a later one, or are the same."""
    forth = {*changes[["old_edition", "new_edition"]].itertuples(index=False, name=None)}
    way = steps(changes, [edition], later)
    return edition == later or (bool(way) and {*way} <= forth)


def shared(changes: pd.DataFrame) -> Callable[[str, str], set[tuple[str, str]]]:
    """Return what finds the areas of other editions, with those, that people of an area of one
    live in: what became of it, and what it was made of."""
    peopled = changes[changes["share"].ne(0)]
    old = [*zip(peopled["old_area"], peopled["old_edition"], strict=True)]
    new = [*zip(peopled["new_area"], peopled["new_edition"], strict=True)]
    became: dict[tuple, list[tuple]] = {}
    made_of: dict[tuple, list[tuple]] = {}
    for one, other in zip(old, new, strict=True):
        became.setdefault(one, []).append(other)
        made_of.setdefault(other, []).append(one)

    def find(area: str, edition: str) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for way in (became, made_of):
            reached = [(area, edition)]
            for place in reached:  # which grows as it is gone through
                reached += [each for each in way.get(place, ()) if each not in reached]
            found.update(reached[1:])
        return found

    return find


def _carried(
    table: pd.DataFrame, changes: pd.DataFrame, step: tuple[str, str], own: Collection[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The counts with those of one edition moved to another, where these have none of their own;
    and all that were moved."""
    moved = _moved(table, changes, *step, own)
    there = _keys(table[table["edition"] == step[1]])
    left = table[table["edition"] != step[0]]
    return pd.concat([left, moved[~_keys(moved).isin(there)]], ignore_index=True), moved


def _moved(
    observations: pd.DataFrame, changes: pd.DataFrame, from_edition: str, edition: str, own
) -> pd.DataFrame:
    """What the counts of one edition are on the areas of another, a step away."""
    given = observations[observations["edition"] == from_edition]
    joined = given.merge(
        moves(changes, from_edition, edition), left_on="area", right_on="from_area"
    )
    if joined.empty:
        return given.iloc[:0]
    joined["parted"] = joined["share"].isna() | (joined["variable"].isin(own) & ~joined["alone"])
    joined["parted"] |= joined["reason"].notna()
    joined["value"] = share_of(joined["value"], joined["share"])
    rank = joined["obs_status"].astype("object").map(OBS_STATUSES.index)
    estimated = joined["share"].ne(1)
    joined["rank"] = rank.mask(estimated, rank.clip(lower=OBS_STATUSES.index("E")))
    joined["area"] = joined["to_area"]
    wanted = {
        "found": ("value", "count"),
        "needed": ("needed", "first"),
        "rank": ("rank", "max"),
        "parted": ("parted", "any"),
        "agency": ("agency", "first"),
    }
    wanted |= {LINES: (LINES, "sum")} if LINES in joined else {}
    moved = joined.groupby(_KEY, sort=False).agg(**wanted)
    moved["value"] = sum_by(joined["value"], [joined[key] for key in _KEY]).to_numpy()
    moved = moved.reset_index()
    whole = moved["found"].eq(moved["needed"]) & ~moved["parted"]
    status = pd.Series([OBS_STATUSES[rank] for rank in moved["rank"]], index=moved.index)
    moved["obs_status"] = status.where(whole, "O").mask(moved["parted"], "M")
    moved["value"] = moved["value"].where(whole).astype("Float64")
    moved["reason"] = pd.Series(pd.NA, moved.index, "object").mask(
        moved["parted"], "not_comparable"
    )
    return moved.assign(edition=edition, note=pd.NA)[list(observations.columns)]


def moves(changes: pd.DataFrame, from_edition: str, edition: str) -> pd.DataFrame:
    """What goes into each area of `edition`, from an older edition or from a newer one.

    Columns: from_area, to_area, share (of the area it comes from; blank where none is known),
    needed (how many areas go into it), alone (one whole area became one whole area).
    """
    changes = changes[changes["share"].ne(0)]  # of land without people nothing is counted
    forth = changes[changes["old_edition"].eq(from_edition) & changes["new_edition"].eq(edition)]
    back = changes[changes["old_edition"].eq(edition) & changes["new_edition"].eq(from_edition)]
    # Backwards, what came of one area alone goes back to it whole; a sum over several areas does
    # not tell its parts.
    merged = back.groupby("new_area")["old_area"].transform("size").gt(1)
    columns = ["from_area", "to_area", "share"]
    forth = forth[["old_area", "new_area", "share"]].set_axis(columns, axis=1)
    back = back[["new_area", "old_area"]]
    back = back.assign(share=pd.Series(1.0, back.index).mask(merged)).set_axis(columns, axis=1)
    moves = pd.concat([part for part in (forth, back) if len(part)] or [forth], ignore_index=True)
    moves["needed"] = moves.groupby("to_area")["share"].transform("size")
    moves["alone"] = moves["needed"].eq(1) & moves["share"].eq(1)
    return moves


def _keys(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[_KEY])


# ---- other years' counts on one year's areas -----------------------------------------------------


def on_areas(
    table: pd.DataFrame, areas: Areas, changes: pd.DataFrame, indicators: pd.DataFrame
) -> pd.Series:
    """Return the counts by area and variable; NaN where a count was declared missing.

    `table`: one period's observations, of whatever edition. Across a change of areas only what
    adds up exactly is given: sums of whole areas, and never what areas themselves have or not.
    """
    own = variables_of_areas(indicators)
    told = table[table["edition"].eq(areas.edition) | ~table["variable"].isin(own)]
    # All are official here, so that what is an estimate below is one because an area was split.
    told = told.assign(obs_status="A", agency=pd.NA, note=pd.NA)
    found = carry(told, changes, areas.edition)
    exact = found[found["reason"].isna() & found["obs_status"].ne("E")]
    return exact.set_index(["area", "variable"])["value"].astype(float).sort_index()


def years_before(
    read: Callable[[int], pd.DataFrame | None],
    period: str,
    years: int,
    *given,
) -> pd.DataFrame:
    """Return the same period's counts, 1 to `years` years before: a column a year, by area and
    variable; of a year without figures none.

    `read` gives a year's observations, or None; `given`: the areas, their changes and the
    indicators, as `on_areas` takes them.
    """
    columns = {}
    for back in range(1, years + 1):
        before = year_before(period, back)
        table = read(int(before[:4]))
        if table is not None and (there := table["period"] == before).any():
            columns[back] = on_areas(table[there], *given)
    return pd.DataFrame(columns)


# ---- what a file says of more than one edition --------------------------------------------------


def wrongly_carried(
    rows: pd.DataFrame, changes: pd.DataFrame, edition: str, name: str
) -> Iterator[Fault]:
    """Yield a fault for each territory that was reported twice, under its old area and its new
    one, and for each line of which nobody knows what became of its area.

    `rows`: one year's observations by line; `edition`: the year's; `name`: the file's.
    """
    table = with_lines(rows).assign(reason=pd.NA)
    way = steps(changes, table["edition"].unique(), edition)
    astray = set(table["edition"]) - {edition} - {start for start, _ in way}
    yield from _nowhere(table[table["edition"].isin(astray)], edition, name)
    for from_edition, to_edition in way:
        given = table[table["edition"] == from_edition]
        known = moves(changes, from_edition, to_edition)["from_area"]
        yield from _nowhere(given[~given["area"].isin(known)], to_edition, name)
        there = table[table["edition"] == to_edition]
        table, moved = _carried(table, changes, (from_edition, to_edition), ())
        both = moved.merge(there, on=_KEY, suffixes=("", "_there"))
        for _, one in both.iterrows():
            problem = (
                f"'{one['variable']}' of {one['area']} in {one['period']} is reported twice, by "
                f"{_of(rows, one[LINES])} and by {_of(rows, one['lines_there'])}"
            )
            remedy = (
                "keep the old areas' lines or the new area's; where the column edition is blank "
                "and means another than the year's, write it"
            )
            yield Fault(name, one[LINES][0], "area", problem, remedy)


def of_unknown_parts(
    rows: pd.DataFrame, changes: pd.DataFrame, edition: str, name: str
) -> Iterator[Fault]:
    """Yield a warning for each count that cannot be carried because an area was split and no share
    of its people is known: between which bounds it lies. `rows`, `edition`, `name`: as before."""
    for start, end in steps(changes, rows["edition"].unique(), edition):
        forth = changes[changes["old_edition"].eq(start) & changes["new_edition"].eq(end)]
        unknown = forth[forth["share"].isna()]
        given = rows[rows["edition"] == start].reset_index(names="line")
        joined = given.merge(forth[forth["share"].ne(0)], left_on="area", right_on="old_area")
        joined = joined[joined["new_area"].isin(unknown["new_area"]) & joined["value"].notna()]
        joined["least"] = joined["value"].astype(float) * joined["share"].fillna(0)
        joined["most"] = joined["value"].astype(float) * joined["share"].fillna(1)
        for (period, variable, area), of in joined.groupby(["period", "variable", "new_area"]):
            who = ", ".join(of.loc[of["share"].isna(), "old_area"])
            problem = (
                f"{variable} of {area} in {period} is between {of['least'].sum():g} and "
                f"{of['most'].sum():g}, for nobody says how many of the people of {who} went there "
                f"({_numbers(tuple(of['line']))})"
            )
            remedy = "say it in data/area_changes.csv, or report it for the new areas"
            yield Fault(name, int(of["line"].iloc[0]), "value", problem, remedy)


def on_years_areas(
    rows: pd.DataFrame, changes: pd.DataFrame, edition: str, own: Collection[str]
) -> tuple[pd.DataFrame, dict[int, str]]:
    """Return a year's observations on its own areas, by the first line that each comes from; and,
    for those that were carried, where from: "carried from lines 167 and 168"."""
    if rows["edition"].eq(edition).all():
        return rows, {}
    table = carry(with_lines(rows), changes, edition, own)
    first = pd.Index([lines[0] for lines in table[LINES]], name=rows.index.name)
    carried = set(rows.index[rows["edition"] != edition])
    told = {
        lines[0]: f"carried from {_numbers(lines)}" for lines in table[LINES] if carried & {*lines}
    }
    return table.set_index(first)[list(rows.columns)], told


def with_lines(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(**{LINES: [(int(row),) for row in rows.index]})


def _nowhere(rows: pd.DataFrame, edition: str, name: str) -> Iterator[Fault]:
    for lines, area, own in zip(rows[LINES], rows["area"], rows["edition"], strict=True):
        problem = f"'{area}' of edition {own} became no area of edition {edition}"
        remedy = "say in data/area_changes.csv what became of it, or report it for the new areas"
        yield Fault(name, lines[0], "area", problem, remedy)


def _of(rows: pd.DataFrame, lines: tuple[int, ...]) -> str:
    editions = sorted(set(rows.loc[list(lines), "edition"]))
    return f"{_numbers(lines)} of edition {' and '.join(editions)}"


def _numbers(lines: tuple[int, ...]) -> str:
    *others, last = map(str, sorted(set(lines)))
    return f"lines {', '.join(others)} and {last}" if others else f"line {last}"
