"""What the exhibits of the years are made from: a scene, and what each of its years stands on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from chitieu.measure.differences import since_last_year
from chitieu.measure.smoothing import smooth
from chitieu.measure.trends import POINTS, trends
from chitieu.plan.years import Year
from chitieu.show.analyses.through_years.course import Course, course_of, key_of, spans
from chitieu.show.frame.years_chart import with_years
from chitieu.show.scene import Scene
from chitieu.show.wording import parts
from chitieu.words import text
from chitieu.words.columns import in_language

FEW, RARE = 10, 0.1  # cases a year and share of 1 below which an area's rate is mostly chance


@dataclass(frozen=True)
class Years:
    """`settings`: the year file of each year with figures up to the scene's, by year. `breaks`:
    the years from which an indicator is counted in another way (indicator, year, what_vi)."""

    scene: Scene
    settings: dict[int, Year]
    breaks: pd.DataFrame

    @cached_property
    def history(self) -> pd.DataFrame:
        """The results of the whole years, in order: a part of a year is no point.

        Beside the columns of a result those of `years_chart.with_years`.
        """
        rows = self.scene.history
        rows = with_years(self.scene, rows[rows["period"].str.fullmatch(r"\d{4}")])
        return rows.sort_values("year", kind="stable").reset_index(drop=True)

    @cached_property
    def _groups(self) -> dict[tuple[str, str], np.ndarray]:
        # Places and no tables: a country has 400,000 of these.
        return self.history.groupby(["indicator", "area"], sort=False).indices

    def of(self, indicator: str, area: str) -> pd.DataFrame:
        """One indicator in one area, a row a year."""
        return self.history.iloc[self._groups.get((indicator, area), [])]

    def points(self, indicator: str, area: str) -> list[dict]:
        """The same as records, for what looks at one year after the other."""
        return self._points.get((indicator, area), [])

    @cached_property
    def _points(self) -> dict[tuple[str, str], list[dict]]:
        points: dict[tuple[str, str], list[dict]] = {}
        for row in self.history.to_dict("records"):
            points.setdefault((row["indicator"], row["area"]), []).append(row)
        return points

    @cached_property
    def _courses(self) -> dict[tuple[str, str], Course]:
        return {}

    def course(self, indicator: str, area: str | None = None) -> Course:
        """Which way an indicator goes in an area: in the page's own where none is named.

        Years that were counted in another way are no part of it.
        """
        key = (indicator, area or self.scene.top)
        if key not in self._courses:
            better = self.scene.indicators.loc[indicator, "better"]
            rows = self.of(*key)
            if broken := self.broken(indicator):
                rows = rows[rows["year"] >= broken[-1]]
            self._courses[key] = course_of(rows, better, self._directions.get(key, {}))
        return self._courses[key]

    def broken(self, indicator: str) -> list[int]:
        """The years from which an indicator is counted in another way, in order."""
        return self._broken.get(indicator, [])

    @cached_property
    def _broken(self) -> dict[str, list[int]]:
        return {i: sorted(years) for i, years in self.breaks.groupby("indicator")["year"]}

    @cached_property
    def _directions(self) -> dict[tuple[str, str], dict]:
        """The direction of every indicator in every area: all at once costs as much as three."""
        start = self.history["indicator"].map({i: years[-1] for i, years in self._broken.items()})
        rows = self.history[start.isna() | (self.history["year"] >= start)]
        rows = rows.assign(confidence=self.scene.settings.confidence, chance=self._chance(rows))
        return trends(rows, ["indicator", "area"]).to_dict("index")

    @cached_property
    def since(self) -> pd.DataFrame:
        """The last year against the year before, an indicator of the page's own area a row: now,
        before (values) and key, of `course.DIRECTIONS`. Without those counted in another way."""
        own = self.history[self.history["area"].eq(self.scene.top)]
        own = own[~own["indicator"].isin([i for i in self._broken if self.last in self._broken[i]])]
        own = own.assign(chance=self._chance(own))
        found = since_last_year(own, self.scene.settings.confidence)
        found = found[found["period"].eq(str(self.last))].set_index("indicator")
        better = self.scene.indicators["better"].reindex(found.index)
        pairs = zip(found["direction"], better, strict=True)
        return found.assign(key=[key_of(direction, way) for direction, way in pairs])

    def _chance(self, rows: pd.DataFrame) -> pd.Series:
        return rows["indicator"].map(self.scene.indicators["chance"]).astype(bool)

    @cached_property
    def _smoothed(self) -> dict[str, pd.DataFrame]:
        return {}

    def smoothed(self, indicator: str) -> pd.DataFrame:
        """The parts' smoothed rates, a row a year and a column an area: of a rate with so few
        cases that an area's own is mostly chance; empty for another. A year with areas withheld
        has none: those that are left, mostly without a case, have no common rate to lean on."""
        if indicator not in self._smoothed:
            those = self.history["indicator"].eq(indicator) & self.history["area"].isin(self.parts)
            rows = self.history[those]
            each = {year: smooth(part.set_index("area")) for year, part in rows.groupby("year")}
            table = pd.DataFrame(each).T.astype(float)
            table.loc[rows.loc[rows["conf_status"].eq("C"), "year"].unique()] = np.nan
            useful = self._is_rare(rows) and table.notna().any(axis=None)
            self._smoothed[indicator] = table if useful else table.iloc[:0, :0]
        return self._smoothed[indicator]

    def _is_rare(self, rows: pd.DataFrame) -> bool:
        known = rows[rows["numerator"].notna() & rows["denominator"].gt(0)]
        if known.empty or known["reason"].eq("judged_at_parent").any() or len(self.parts) < 2:
            return False
        share = float(known["numerator"].sum() / known["denominator"].sum())
        few = known["numerator"].median() < FEW and share < RARE
        return bool(few and known["kind"].iloc[0] in ("rate", "proportion"))

    @cached_property
    def parts(self) -> list[str]:
        """The areas just below the page's own; none where it has none."""
        return [area for area in self.scene.parts if area != self.scene.top]

    @cached_property
    def all(self) -> list[int]:
        return sorted(map(int, self.history["year"].unique()))

    @property
    def last(self) -> int:
        """The last whole year with figures; the scene's own where there is none."""
        return max(self.all, default=self.scene.settings.year)

    @property
    def recent(self) -> list[int]:
        """The years that a direction is judged on."""
        return [year for year in self.all if year > self.last - POINTS]

    @cached_property
    def edition(self) -> str:
        """The edition of the areas that every year stands on."""
        return str(self.history["edition"].iloc[0]) if len(self.history) else ""

    @cached_property
    def carried(self) -> list[int]:
        """The years that were reported for another edition's areas."""
        there = set(self.all)
        return [
            y for y, file in self.settings.items() if y in there and file.edition != self.edition
        ]

    def edition_sentence(self) -> str:
        """On which edition the series stand, and which years were carried to it."""
        if not self.all:
            return ""
        if not self.carried:
            return text("trends.one_edition", years=spans(self.all), edition=self.edition)
        old = sorted({self.settings[year].edition for year in self.carried})
        lost = self._lost()
        return parts.sentences(
            text("trends.carried", edition=self.edition, years=spans(self.carried), old=old),
            text("trends.lost", indicators=lost) if lost else "",
        )

    def _lost(self) -> list[str]:
        rows = self.history[self.history["area"].eq(self.scene.top)]
        gone = set(rows.loc[rows["reason"].eq("not_comparable"), "indicator"])
        return [
            text("trends.indicator", indicator=i, name=row["short"])
            for i, row in self.scene.indicators.iterrows()
            if i in gone and row["kind"] != "change"
        ]

    def targets_sentence(self) -> str:
        """Which years' targets are another year's."""
        adopted: dict[int, list[int]] = {}
        for year in self.all:
            if source := self.settings[year].targets_from:
                adopted.setdefault(source, []).append(year)
        told = [
            text("trends.targets_from", years=spans(those), source=source)
            for source, those in adopted.items()
        ]
        return text("trends.targets", targets="; ".join(told)) if told else ""

    def breaks_sentence(self) -> str:
        """From which years indicators are counted in another way."""
        rows = in_language(self.breaks[self.breaks["year"].isin(self.all)])
        told = [
            text("trends.break", indicator=row.indicator, year=row.year, what=row.what)
            for row in rows.itertuples()
        ]
        return text("trends.breaks", changes="; ".join(told)) if told else ""
