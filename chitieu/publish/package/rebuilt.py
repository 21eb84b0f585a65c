"""A workbook made again from a package alone, so that whatever shows its results can be made again.

A package has no counts but those of its results: what needs another one raises Unknown.
"""

from __future__ import annotations

import ast
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from chitieu.measure.pace import bases, paced
from chitieu.measure.results import OF_WHOM
from chitieu.measure.vocabulary import VOCABULARIES, categorical
from chitieu.plan.agencies import read_agencies
from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.expressions import terms
from chitieu.plan.groups import parted
from chitieu.plan.indicators import read_actions, read_indicators, read_variables
from chitieu.plan.periods import is_part
from chitieu.plan.tiles import are_tiles, tiles
from chitieu.plan.years import Year, read_year
from chitieu.publish.package.definitions import BORDERS, FORMULA, REPORTED, YEARS
from chitieu.publish.package.figures import as_numbers, read_results
from chitieu.publish.package.publication import WHERE_THERE_ARE, Publication
from chitieu.publish.parameters import LANGUAGE, NAMES
from chitieu.publish.published import Published
from chitieu.publish.schedule import outputs_of
from chitieu.root import relative
from chitieu.show.calls import told
from chitieu.show.exhibit import Exhibit
from chitieu.show.scene import Scene
from chitieu.whole import scratch_folder, write_whole
from chitieu.words.columns import in_language
from chitieu.workbook import Workbook

if TYPE_CHECKING:
    import geopandas as gpd

_INPUTS = (
    "indicators", "variables", "checks", "agencies", "actions", "breaks", "types", "groups",
    "references",
)  # fmt: skip
_OPENINGS = [  # a notebook need not say in which language
    f"book = Workbook.open({', '.join(f'{name}={name}' for name in names)})"
    for names in (NAMES, NAMES[: NAMES.index(LANGUAGE)])
]

# What a page may be made again of: these methods alone, since a package comes from anywhere.
FRAME = (
    "header", "summary", "tiles", "scorecard", "matrix", "maps", "map", "status_map", "chart",
    "history", "details", "left_behind", "gaps", "next_steps", "definitions", "reading_guide",
)  # fmt: skip
ANALYSES = ("health", "protection", "schooling", "voices", "trends", "profile", "briefing")
COUNTING = ANALYSES[:4]  # those that look at counts, and not at results alone
LARGEST = 10_000  # number in a call: a year, or how many


class Unknown(Exception):
    """What is asked for cannot be made from a package."""


@contextmanager
def folder_of(source: Publication) -> Iterator[Path]:
    """A folder as a workbook's, with what a package tells of its plan and of its areas, and the
    package's pages and results in `outputs/`."""
    with scratch_folder() as root:
        files = source.files
        outputs = relative(outputs_of(root, "review", source.language), root)
        own = (name for name in files if name.startswith(f"{source.period}/"))
        content = {f"{outputs}/{name}": files[name] for name in own}
        for name in _INPUTS:
            data = files.get(f"definitions/{name}.csv", b"")
            if len(table := _table(data) if data or name not in WHERE_THERE_ARE else ()):
                table = table.loc[:, ~table.columns.str.startswith(FORMULA)]
                content[f"params/{name}.csv"] = table.to_csv(index=False).encode()
        areas = _table(files["definitions/areas.csv"])
        there = {*zip(areas["edition"], areas["area"], strict=True)}
        above = zip(areas["edition"], areas["parent"], strict=True)
        areas["parent"] = [parent if (of, parent) in there else "" for of, parent in above]
        content["data/areas.csv"] = areas.to_csv(index=False).encode()
        for year, told in json.loads(files[YEARS]).items():
            if other := told["targets_from"]:
                lender = told | {"year": other, "targets_from": None}
                content.setdefault(f"params/{int(other)}.yaml", json.dumps(lender).encode())
                del told["targets"]
            content[f"params/{int(year)}.yaml"] = json.dumps(told).encode()
        for name, data in content.items():
            write_whole(root / name, data, beside=root)
        yield root


def _table(data: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)


class Told(Published):
    """The period as `Published` sees it, with what the package tells of its counts."""

    def __init__(self, root: Path, source: Publication, book: Rebuilt):
        super().__init__(root, source.period)
        self.book, self.counts = book, _states(source)


class Partial(Scene):
    """A scene that knows which counts have arrived, and those that its results have."""

    def counts_of(self, variable: str) -> pd.DataFrame:
        rows = self.counts[self.counts["variable"].eq(variable)]
        found = self._known(variable).reindex(rows["area"]).astype("Float64").array
        if (found.isna() & rows["arrived"].eq("yes").to_numpy()).any():
            raise Unknown(variable)
        return rows.assign(value=found)

    def _known(self, variable: str) -> pd.Series:
        """The counts of a variable that results have, by area."""
        found = pd.Series(dtype="Float64")
        for side in ("numerator", "denominator"):
            of = self.indicators.index[self.indicators[side].eq(variable)]
            rows = self.results[self.results["indicator"].isin(of)].dropna(subset=side)
            if side == "denominator":  # of a change it is the count of the year before
                rows = rows[rows["kind"].ne("change")]
            found = found.combine_first(rows.drop_duplicates("area").set_index("area")[side])
        return found


@dataclass(frozen=True)
class AllBut:
    """All names but the package's own: it does not know which others the workbook's plan has."""

    own: set[str]

    def __contains__(self, name: str | None) -> bool:
        return name is not None and name not in self.own


@lru_cache(maxsize=1)
def _tables(root: Path) -> tuple[pd.DataFrame, ...]:
    """The plan's tables and the areas, read once for all the pages of a package."""
    readers = read_indicators, read_variables, read_agencies, read_actions, read_areas
    return tuple(read(root) for read in readers)


class Rebuilt(Workbook):
    """The workbook of a package, opened for one area; `others` opens it for another one."""

    def __init__(
        self, root: Path, source: Publication, area: str, others: Callable[[str], Rebuilt]
    ):
        self.root, self.period = root, source.period
        self.audience, self.language = "review", source.language
        self.year, self._source, self._others = int(self.period[:4]), source, others
        self.indicators, self.variables, *rest = _tables(root)
        self._agencies, self.actions, self._all_areas = rest
        self.settings = read_year(root, self.year)
        self.areas = Areas(self._all_areas, self.settings.edition, area)
        self.seen: set[str] = set()

    def shown_by(self, call: ast.Call) -> Exhibit:
        """Return what a notebook's call of this workbook shows, as `call_of` returns it. Raises
        Unknown for another call than those, and for one that asks for what is not here."""
        *folder, name = ast.unparse(call.func).split(".")[1:]
        place = getattr(self, folder[0]) if folder and folder[0] in ANALYSES else self
        if name not in (dir(place) if folder else FRAME):
            raise Unknown(name)
        given = [ast.literal_eval(value) for value in call.args]
        return getattr(place, name)(
            *given, **{word.arg: ast.literal_eval(word.value) for word in call.keywords}
        )

    @cached_property
    def compared(self) -> pd.DataFrame:
        """The counts that differences in points are taken from, as the package has them."""
        return pd.DataFrame(self._source.defined["compared"])

    def _pages(self) -> list[str]:
        folder = outputs_of(self.root, "review", self.language) / self.period
        pages = folder.glob("[0-9]*_*.html")
        return sorted(page.stem for page in pages)

    @cached_property
    def above(self) -> Workbook:
        chain = self.areas.chain(self.areas.top)
        if len(chain) == 1:
            return self
        whole = self._others("")
        return whole if whole.areas.top == chain[1] else self._others(chain[1])

    @cached_property
    def years(self) -> dict[int, Year]:
        known = sorted(map(int, json.loads(self._source.files[YEARS])))
        return {year: read_year(self.root, year) for year in known}

    @property
    def _elsewhere(self) -> dict[str, AllBut]:
        plan = self.indicators
        return {"objective": AllBut({*plan["objective"]}), "indicator": AllBut({*plan.index})}

    def _borders(self) -> gpd.GeoDataFrame:
        """The lowest areas' borders as the package has them; tiles are laid anew for each page."""
        import geopandas as gpd
        from shapely.geometry import shape

        drawn = json.loads(self._source.files[BORDERS])["features"]
        shapes = {each["properties"]["area"]: shape(each["geometry"]) for each in drawn}
        if are_tiles(np.array([*shapes.values()])):
            return tiles(self.areas)
        leaves = self.areas.leaves
        borders = {"area": leaves, "geometry": [shapes[area] for area in leaves]}
        return gpd.GeoDataFrame(borders, crs=4326, index=leaves)

    @cached_property
    @told
    def scene(self) -> Scene:
        history = as_numbers(read_results(self._source.files[self._source.history]))
        rows, earlier = map(self._mine, (self._source.rows, history))
        if is_part(self.period):
            rows = paced(rows, bases(self.indicators, self.variables))
            earlier = earlier.assign(paced=False)
        states = _states(self._source)
        history = pd.concat([earlier, rows], ignore_index=True)
        everyone = history["dimension"].eq("")
        return Partial(
            period=self.period,
            settings=self.settings.in_language(self.language),
            audience=self.audience,
            results=rows[rows["dimension"].eq("")].reset_index(drop=True),
            history=history[everyone].reset_index(drop=True),
            group_history=history[~everyone].reset_index(drop=True),
            groups=in_language(self.groups),
            counts=states[states["area"].isin(self.areas.down())],
            indicators=in_language(self.indicators),
            variables=in_language(self.variables),
            agencies=in_language(self._agencies),
            actions=in_language(self.actions),
            references=in_language(self.references),
            names=self.areas.names(self.language),
            types=self.types,
            peers=self.areas.peers(self.language),
            top=self.areas.top,
            parts=self.areas.parts,
            leaves=self.areas.leaves,
            part_of=self.areas.part_of,
            borders=self._borders(),
            plan_years={year: file.targets_from or year for year, file in self.years.items()},
            elsewhere=self._elsewhere,
            seen=self.seen,
        )

    def lacks_for(self, call: ast.Call) -> bool:
        """Whether a call of an analysis names what is made of a count that is not here: the count,
        an indicator of it, or their objective."""
        if ast.unparse(call.func).split(".")[1] not in COUNTING:
            return False
        given = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant)]
        return bool(self._lacking & set(map(str, given)))

    @cached_property
    def _lacking(self) -> set[str]:
        found = set()
        for variable in self.scene.counts["variable"].unique():
            try:
                self.scene.counts_of(variable)
            except Unknown:
                found.add(variable)
        for indicator, plan in self.indicators.iterrows():
            if found & {*terms(plan["numerator"]), *terms(str(plan["denominator"]))}:
                found |= {indicator, plan["objective"]}
        return found

    def _mine(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Results of the page's area and those below it, typed as `measure.results` types them."""
        rows = rows[rows["area"].isin(self.areas.down())].reset_index(drop=True)
        words = {name: categorical(rows[name], name) for name in VOCABULARIES}
        own = rows["indicator"].map(lambda each: parted(each)[0])
        whom = {name: rows[name].fillna("").astype("str") for name in OF_WHOM}
        return rows.assign(**words, **whom, indicator=own, per=rows["per"].astype(int))


def _states(source: Publication) -> pd.DataFrame:
    """Which counts have arrived, as a table of counts has it; `value` only tells whether."""
    table = _table(source.files[REPORTED])
    table = table.where(table.ne(""))
    value = table["arrived"].map({"yes": 1.0, "no": None})
    return table.assign(period=source.period, value=value.astype("Float64"))


def call_of(code: str) -> ast.Call | None:
    """Return the call of a cell that does nothing but show what the workbook gives:
    `book.scorecard(objective=1)`, and before it at most the lines that open the workbook."""
    try:
        *before, last = ast.parse(code).body
        opens = all(
            isinstance(line, ast.Import | ast.ImportFrom) or ast.unparse(line) in _OPENINGS
            for line in before
        )
        call = last.value if opens and isinstance(last, ast.Expr) else None
        words = ast.unparse(call.func).split(".") if isinstance(call, ast.Call) else []
        given = [*call.args, *(word.value for word in call.keywords)] if words else []
        small = all(_is_small(ast.literal_eval(value)) for value in given)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None
    return call if small and words[:1] == ["book"] and len(words) in (2, 3) else None


def _is_small(value) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_small, value))
    return isinstance(value, str) or (isinstance(value, int | None) and abs(value or 0) <= LARGEST)
