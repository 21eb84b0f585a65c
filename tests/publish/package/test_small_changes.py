"""A package refuses nothing of its own making: small changes of the plan, drawn at random.

Each draw is a workbook with one to three changes that an office may make. The sample reads the
parts of its pages as the attack on a package does; the slow tests run, pack and verify it.
"""

from __future__ import annotations

import csv
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from chitieu import Workbook
from chitieu.publish import exchange
from chitieu.publish.package.attack import attack
from chitieu.publish.package.definitions import definitions
from chitieu.publish.package.publication import Publication
from chitieu.publish.published import Published

SAMPLE, ALL = (2,), range(12)
FEW = 1  # of the objectives, whose pages the sample reads in the quick test
COMMUNES = ("23479", "23482", "23485", "23488", "23491", "23494", "23497")
INJURED = {
    "indicator": "25", "target_no": "25", "objective": "4", "kind": "rate", "per": "1000",
    "name_vi": "Trẻ em bị tai nạn thương tích trên 1.000 trẻ em",
    "short_vi": "Tai nạn thương tích trên 1.000 trẻ", "name_en": "Injured children per 1000",
    "numerator": "children_injured", "denominator": "children_u16", "better": "lower",
    "sensitive": "yes", "section": "II", "lead": "YT", "source": "[C]",
    "definition_vi": "Số trẻ em bị tai nạn, chia cho số trẻ em dưới 16 tuổi.",
}  # fmt: skip


def table(path: Path) -> list[dict]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def settings(root: Path, pattern: str, text: str) -> None:
    path = root / "params/2022.yaml"
    changed, count = re.subn(pattern, text, path.read_text("utf-8"), count=1, flags=re.M)
    assert count == 1, pattern
    path.write_text(changed, "utf-8", newline="")


def added(goal: str = "<= 3", before: str = "", **cells: str) -> Callable[[Path], None]:
    """One more indicator: the last of its objective, or before another one."""

    def change(root: Path) -> None:
        rows = table(root / "params/indicators.csv")
        row = dict.fromkeys(rows[0], "") | INJURED | cells
        alike = [n for n, r in enumerate(rows) if r["objective"] == row["objective"]]
        at = [r["indicator"] for r in rows].index(before) if before else None
        rows.insert(max(alike, default=len(rows) - 1) + 1 if at is None else at, row)
        write(root / "params/indicators.csv", rows)
        settings(root, "^targets:", f'targets:\n  "{row["indicator"]}": "{goal}"')

    return change


def new_objective(root: Path) -> None:
    settings(root, "^targets:", '  "5": "An toàn cho trẻ em năm 2022"\ntargets:')
    added(objective="5")(root)


def renamed(name: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        rows = table(root / "data/areas.csv")
        for row in rows:
            if row["edition"] == "2008" and row["area"] in COMMUNES:
                row["name"] = name.format(COMMUNES.index(row["area"]) + 1)
        write(root / "data/areas.csv", rows)

    return change


def counts(change: Callable[[int, dict], dict]) -> Callable[[Path], None]:
    def changed(root: Path) -> None:
        path = root / "data/observations/2022.csv"
        write(path, [row | change(n, row) for n, row in enumerate(table(path))])

    return changed


def sensitive(answer: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        for name in ("indicators", "variables"):
            rows = table(root / f"params/{name}.csv")
            write(root / f"params/{name}.csv", [row | {"sensitive": answer} for row in rows])

    return change


def new_agency(root: Path) -> None:
    rows = table(root / "params/agencies.csv")
    agency = {"agency": "DOI114", "name_vi": "Đội 114 huyện Kon Rẫy", "short_vi": "Đội 114"}
    write(root / "params/agencies.csv", [*rows, dict.fromkeys(rows[0], "") | agency])
    added(indicator="26", target_no="26", lead="DOI114")(root)


def injured(n: int, row: dict) -> bool:
    return row["variable"] in ("children_injured", "injury_deaths")


PLAN = {
    "last of its objective": added(),
    "first of its objective": added(before="22"),
    "first of all": added(objective="1", before="1"),
    "last of objective 1": added(objective="1"),
    "the only one of a new objective": new_objective,
    "a count": added("<= 20", kind="count", denominator="", per="1"),
    "a fall": added("fall >= 2", kind="change", denominator="", per="100"),
    "a ratio": added(kind="cohort", denominator="child_marriages", per="100"),
    "a sum": added(numerator="abused_children + children_injured"),
    "a sensitive whole": added(kind="proportion", per="100", numerator="injury_deaths",
                               denominator="children_injured"),
    "numbered as the year": added(indicator="2022", target_no="2022"),
    "numbered as a commune": added(indicator="23482", target_no="23482"),
    "numbered as a day": added(indicator="15a", target_no="15", objective="2"),
    "called by numbers and a place": added(
        short_vi="3 mũi 2022 ở Đắk Kôi 7",
        definition_vi="Số trẻ ở Đắk Kôi năm 2022, 3 lần, chia cho 1.000 trẻ. Kon Rẫy: 12%."),
    "of a new agency": new_agency,
}  # fmt: skip
PLACE = {
    "all sensitive": sensitive("yes"),
    "none sensitive": sensitive("no"),
    "communes with numbers": renamed("Xã Tân {}"),
    "wards called by a number": renamed("Phường {}"),
    "a threshold of 10": lambda root: settings(root, r"^threshold: 5", "threshold: 10"),
    "a threshold of 2": lambda root: settings(root, r"^threshold: 5", "threshold: 2"),
    "a threshold of 100": lambda root: settings(root, r"^threshold: 5", "threshold: 100"),
    "some not reported": counts(
        lambda n, row: {"value": "", "obs_status": "O"} if injured(n, row) and n % 2 else {}),
    "none occurred": counts(lambda n, row: {"value": "0"} if injured(n, row) else {}),
    "notes with figures": counts(lambda n, row: {"note": f"Đắk Kôi: 7/1.025 năm 2022, {n}"}),
    "as it is": lambda root: None,
}  # fmt: skip


def drawn(seed: int, root: Path, split_year) -> tuple[str, list[str]]:
    """Change a workbook; return the period to look at, and what was changed."""
    draw = random.Random(seed)
    plan, place = draw.choice(list(PLAN)), draw.choice(list(PLACE))
    PLAN[plan](root)
    PLACE[place](root)
    part = draw.random() < 0.4
    if part:
        split_year(root, 2022, ("S1",))
    return "2022-S1" if part else "2022", [plan, place, "a half-year" if part else "the year"]


def pages(root: Path, period: str, last: int) -> dict[str, bytes]:
    """What the notebooks' calls show, a page for each of so many last objectives, one a commune."""
    part = "" if len(period) == 4 else period
    book = Workbook.open(2022, period=part, root=root)
    found = {}
    for objective in book.indicators["objective"].unique()[-last:]:
        calls = (
            book.header,
            book.summary,
            book.scorecard,
            book.maps,
            book.details,
            book.next_steps,
        )
        html = "\n".join(str(call(objective=objective).html) for call in calls)
        found[f"{period}/{objective}_trang.html"] = html.encode()
    commune = Workbook.open(2022, area="23482", period=part, root=root)
    html = "\n".join(str(call().html) for call in (commune.header, commune.summary))
    found[f"{period}/6_ho_so_xa-23482.html"] = html.encode()
    return found


@pytest.mark.parametrize("last", [FEW, pytest.param(9, id="all", marks=pytest.mark.slow)])
@pytest.mark.parametrize("seed", SAMPLE)
def test_the_pages_of_a_small_change_are_held_for_no_leak(seed, last, workbook_copy, split_year):
    period, told = drawn(seed, workbook_copy, split_year)
    folder = workbook_copy / "outputs" / period
    folder.mkdir(parents=True)
    book = Workbook.open(2022, period=period if len(period) > 4 else "", root=workbook_copy)
    for name, data in exchange.files(book).items():
        (folder / name).write_bytes(data)
    published = Published(workbook_copy, period)
    files = definitions(published) | pages(workbook_copy, period, last)
    files[f"{period}/results.csv"] = (folder / "results.csv").read_bytes()
    thresholds = thresholds_of(published)
    found = attack([Publication(files)], *thresholds)
    assert list(map(str, found)) == [], told
    page = next(name for name in files if name.endswith("_trang.html"))
    results = published.results
    hidden = results[results["conf_status"].eq("C") & results["area"].eq("23482")]
    if len(hidden):
        own = hidden["indicator"].iloc[0]
        place = published.areas.name("23482")
        leak = f'<section class="ct-indicator" data-code="{own}"><p>{place}: 7 trẻ</p></section>'
        files[page] += leak.encode()
        assert len(attack([Publication(files)], *thresholds)) == 1, told


def thresholds_of(published: Published) -> tuple:
    of_years = {year: each.threshold for year, each in published.book.years.items()}
    return published.settings.threshold, of_years


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_a_small_change_is_run_packed_and_verified(seed, workbook_copy, split_year, run_chitieu):
    period, told = drawn(seed, workbook_copy, split_year)
    part = ("--period", period) if len(period) > 4 else ()
    shutil.rmtree(workbook_copy / "notebooks/en", ignore_errors=True)
    for words in (("check", 2022), ("run", 2022, *part), ("pack", 2022, *part)):
        ran = run_chitieu(*words, root=workbook_copy)
        assert ran.code == 0, (told, words, ran.err)
    path = workbook_copy / f"outputs/packages/kon-ray-{period}.zip"
    assert run_chitieu("verify", path, root=workbook_copy).code == 0, told
