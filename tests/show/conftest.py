"""What the tests of exhibits share: scenes of the example workbook, and of changed copies."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.show.exhibit import Exhibit
from chitieu.show.scene import Scene
from chitieu.words import LANGUAGES

from ..collect.conftest import copy_inputs
from ..grouped import tell_by_groups

Row = dict[str, str]


@pytest.fixture(scope="session")
def scene_of(root) -> Callable[..., Scene]:
    """Return a function that opens a scene: year, and area, root, audience or language where they
    are others."""
    opened: dict[tuple, Scene] = {}

    def scene(
        year: int = 2022,
        area: str = "",
        root: Path = root,
        audience: str = "review",
        language: str = "vi",
    ) -> Scene:
        key = (year, area, root, audience, language)
        if key not in opened:
            options = {"area": area, "root": root, "audience": audience, "language": language}
            opened[key] = Workbook.open(year=year, **options).scene
        return opened[key]

    return scene


@pytest.fixture(scope="session")
def root(everyone: Path) -> Path:
    return everyone


@pytest.fixture(scope="session")
def grouped_books(root, tmp_path_factory) -> dict[str, Workbook]:
    """The example told by groups, in each language: 4a by two dimensions, 5a and 8b by sex."""
    folder = copy_inputs(root, tmp_path_factory.mktemp("groups") / "sổ tính")
    tell_by_groups(folder, {"4a": "ethnic_group+sex", "5a": "sex", "8b": "sex"}, [2022], seed=2)
    return {spoken: Workbook.open(2022, root=folder, language=spoken) for spoken in LANGUAGES}


@pytest.fixture(scope="session")
def ungrouped_book(root) -> Workbook:
    return Workbook.open(2022, root=root)


@pytest.fixture(scope="session")
def changed(root, tmp_path_factory) -> Callable[[str, Callable[[Row], None]], Path]:
    """Return a function that copies the workbook and changes every row of every observation."""
    copies: dict[str, Path] = {}

    def copy(name: str, change: Callable[[Row], None]) -> Path:
        if name in copies:
            return copies[name]
        folder = tmp_path_factory.mktemp(name)
        for part in ("params", "data", "shapefiles", "notebooks"):
            if (root / part).is_dir():
                shutil.copytree(root / part, folder / part)
        for path in sorted((folder / "data" / "observations").glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            for row in rows:
                change(row)
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, rows[0], lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        copies[name] = folder
        return folder

    return copy


@pytest.fixture(scope="session")
def next_of(root) -> dict[str, dict[str, str]]:
    """By edition, the area that gets each area's figures in the shuffled workbook."""
    areas = pd.read_csv(root / "data" / "areas.csv", dtype=str)
    leaves = areas[~areas["area"].isin(areas["parent"])].groupby("edition")["area"].agg(list)
    return {
        edition: dict(zip(codes, codes[1:] + codes[:1], strict=True))
        for edition, codes in leaves.items()
    }


@pytest.fixture(scope="session")
def shuffled_root(changed, next_of) -> Path:
    """A copy of the workbook in which each area has the figures of another.

    Every variable of an area moves together, so that totals and checks stay as they are; so do
    the areas that it is held against.
    """

    def move(row: Row) -> None:
        edition = row["edition"] or ("2025" if row["period"] >= "2025" else "2008")
        row["area"] = next_of[edition][row["area"]]

    root = changed("shuffled", move)
    path = root / "data" / "areas.csv"
    areas = pd.read_csv(path, dtype=str, keep_default_na=False).set_index(["edition", "area"])
    like = ["peers", "peers_en"]
    before = areas[like].copy()
    for edition, codes in next_of.items():
        for one, other in codes.items():
            areas.loc[(edition, other), like] = before.loc[(edition, one)].tolist()
    areas.reset_index()[[*pd.read_csv(path, nrows=0)]].to_csv(path, index=False)
    return root


@pytest.fixture(scope="session")
def shuffled(shuffled_root, scene_of) -> Callable[[int], Scene]:
    """Return a function that opens a year of the shuffled workbook."""
    return lambda year: scene_of(year, root=shuffled_root)


@pytest.fixture(scope="session")
def nothing_received(changed, scene_of) -> Scene:
    """2022, where no office sent anything."""

    def blank(row: Row) -> None:
        row["value"], row["obs_status"] = "", "O"

    return scene_of(root=changed("nothing", blank))


@pytest.fixture(scope="session")
def nothing_occurred(changed, scene_of) -> Scene:
    """2022, where every count is 0."""

    def zero(row: Row) -> None:
        row["value"], row["obs_status"] = "0", "A"

    return scene_of(root=changed("zeros", zero))


@pytest.fixture(scope="session")
def one_reported(changed, scene_of) -> Scene:
    """2022, where one commune sent its figures and no other did."""

    def blank(row: Row) -> None:
        if row["area"] != "23488":
            row["value"], row["obs_status"] = "", "L"

    return scene_of(root=changed("one", blank))


@pytest.fixture(scope="session")
def counted_in_full(changed, scene_of) -> Scene:
    """2022, where there is no chance in any figure, and so no interval."""
    root = changed("in full", lambda row: None)
    path = root / "params" / "indicators.csv"
    plan = pd.read_csv(path, dtype=str, keep_default_na=False)
    plan.assign(chance="no").to_csv(path, index=False)
    return scene_of(root=root)


@pytest.fixture(scope="session")
def all_withheld(scene_of) -> Scene:
    """2022, where every sensitive figure is withheld, at every level and in every year."""
    scene = scene_of()
    indicators = scene.indicators.index[scene.indicators["sensitive"]]
    variables = scene.variables.index[scene.variables["sensitive"].eq("yes")]
    numbers = ["numerator", "denominator", "value", "lower", "upper"]

    def hide(table: pd.DataFrame, rows: pd.Series, columns: list[str]) -> pd.DataFrame:
        table = table.copy()
        table.loc[rows, columns] = pd.NA
        table["conf_status"] = table["conf_status"].mask(rows, "C")
        table["reason"] = table["reason"].mask(rows, "withheld")
        if "status" in table:
            table["status"] = table["status"].mask(rows, "no_data")
            table["evidence"] = table["evidence"].mask(rows)
        return table

    return replace(
        scene,
        results=hide(scene.results, scene.results["indicator"].isin(indicators), numbers),
        history=hide(scene.history, scene.history["indicator"].isin(indicators), numbers),
        counts=hide(scene.counts, scene.counts["variable"].isin(variables), ["value"]),
    )


@pytest.fixture(scope="session")
def alt() -> Callable[[Exhibit], str]:
    """Return a function that reads an exhibit's description for those who cannot see it."""

    def read(exhibit: Exhibit) -> str:
        return unescape(re.search(r'aria-label="([^"]*)"', exhibit.html)[1])

    return read


@pytest.fixture(scope="session")
def sound(alt) -> Callable[[Exhibit], None]:
    """Return a function that checks what every exhibit owes its reader: a drawing, or where there
    is nothing to draw a sentence in its place."""

    def check(exhibit: Exhibit) -> None:
        drawn = exhibit.figure is not None
        assert ("<svg" in exhibit.html) == drawn
        for text in (exhibit.reading, alt(exhibit) if drawn else unescape(exhibit.html)):
            assert text.strip()
            assert not re.search(r"\bnan\b|\bNone\b|<NA>|\binf\b|\(\)|  ", text), text
        assert len(exhibit.table)
        if not drawn:
            return
        width = exhibit.figure.get_size_inches()[0]
        assert 6.5 <= width <= 9.5
        sizes = [text.get_fontsize() for text in _texts(exhibit.figure) if text.get_text()]
        assert min(sizes) >= 7.5

    return check


def _texts(figure):
    from matplotlib.text import Text

    return figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible())
