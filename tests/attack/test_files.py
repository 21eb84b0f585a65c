"""The published files under attack: counts drawn at random, published by the command, and read."""

from __future__ import annotations

import csv
import random
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chitieu import Workbook
from chitieu.cli import main
from chitieu.collect.quality import check
from chitieu.publish.exchange import RESULTS, Delivery, content

from .files import Cell, Reader, Secret, table, year_and_end

THRESHOLD = 5
ENOUGH = 2 * THRESHOLD  # so many numbers that none of them tells anything
FEW = (0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 12)
YEARS = ("2021", "2022")
LATER = "2025"  # the edition of the areas on which later pages draw these years
OTHERS = ("14", "22")  # of the indicators that are not sensitive, those that are kept
SUM = "abused_children + children_injured"  # one more indicator, whose numerator is a sum
# The parts of a year that are reported, and those that are published beside it.
SPLITS = {
    "none": ((), ()),
    "half": (("S1",), ("S1",)),
    "halves": (("S1", "S2"), ("S1",)),
    "quarters": (("Q1", "Q2", "Q3", "Q4"), ("Q1",)),
}
# Which sensitive count is a part of which other count; wholes first.
WITHIN = {
    "live_births": "", "u5_deaths": "live_births", "infant_deaths": "u5_deaths",
    "neonatal_deaths": "infant_deaths",
    "hiv_exposed_infants_tested": "", "hiv_infected_infants": "hiv_exposed_infants_tested",
    "children_special": "children_u16", "children_special_supported": "children_special",
    "children_disabled_learning_need": "children_special",
    "children_disabled_in_education": "children_disabled_learning_need",
    "child_labourers_5_17": "children_5_17", "child_marriages": "",
    "children_injured": "children_u16", "injury_deaths": "children_injured",
    "abused_children": "children_u16",
}  # fmt: skip
OBSERVATION = ("period", "area", "edition", "variable", "value", "obs_status", "agency", "note")
Counts = dict[str, int]  # by variable


def write(path: Path, rows: list[dict], head: list[str] | None = None) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head or list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def words_of(*expressions: str) -> set[str]:
    return set(re.findall(r"[a-z]\w+", " ".join(expressions)))


@pytest.fixture(scope="module")
def small_plan(everyone, tmp_path_factory) -> Path:
    """The workbook's inputs with its sensitive indicators and a few others, for two years."""
    folder = tmp_path_factory.mktemp("sổ tính") / "kế hoạch nhỏ"
    for part in ("params", "data", "shapefiles"):
        shutil.copytree(everyone / part, folder / part)
    params, observations = folder / "params", folder / "data" / "observations"
    plan = [
        row
        for row in table(params / "indicators.csv")
        if row["sensitive"] == "yes" or row["indicator"] in OTHERS
    ]
    abused = next(row for row in plan if row["indicator"] == "9")
    plan.append(abused | {"indicator": "25", "target_no": "25", "numerator": SUM})
    used = words_of(*(row[side] for row in plan for side in ("numerator", "denominator")))
    used |= {"communes", "children_5_17", "children_u8", "population"}
    variables = [row for row in table(params / "variables.csv") if row["variable"] in used]
    rules = [row for row in table(params / "checks.csv")
             if words_of(row["left"], row["right"]) <= used]  # fmt: skip
    write(params / "indicators.csv", plan)
    write(params / "variables.csv", variables)
    write(params / "checks.csv", rules)
    for name in ("actions", "doubts", "references"):
        write(params / f"{name}.csv", [], list(table(params / f"{name}.csv")[0]))
    kept = "|".join(row["indicator"] for row in plan)
    for file in params.glob("*.yaml"):
        path = observations / f"{file.stem}.csv"
        if file.stem not in YEARS:
            file.unlink(), path.unlink()
            continue
        lines = file.read_text("utf-8").splitlines(keepends=True)
        lines = [li for li in lines if not re.match(rf'  "(?!({kept})")\w+": "[<>=f]', li)]
        if "targets:\n" in lines:
            lines.insert(lines.index("targets:\n") + 1, '  "25":\n')  # watched without a target
        file.write_text("".join(lines), "utf-8", newline="")
        write(path, [row for row in table(path) if row["variable"] in used])
    return folder


# ---- counts, drawn at random and published ------------------------------------------------------


@dataclass
class Counted:
    """A copy of the small plan with counts for it."""

    root: Path
    split: str
    stood: dict[Cell, int] = field(default_factory=dict)
    flowed: dict[Cell, int] = field(default_factory=dict)  # since the part before

    @property
    def ends(self) -> list[int]:
        """The quarters in which the parts of a year end."""
        return sorted({4, *(year_and_end(f"2022-{part}")[1] for part in SPLITS[self.split][0])})

    @property
    def shown(self) -> list[str]:
        """The periods that are published."""
        return [*YEARS, *(f"{YEARS[-1]}-{part}" for part in SPLITS[self.split][1])]

    def as_read(self, ends: dict[str, list[int]]) -> dict[Cell, int]:
        """The counts by a reader's cells, who has files of periods that end then."""
        found = dict(self.stood)
        for (year, end, area, variable), count in self.flowed.items():
            cell = year, next(each for each in ends[year] if each >= end), area, variable
            found[cell] = found.get(cell, 0) + count
        return found

    def report(self) -> None:
        """Write the counts as offices report them: of each part alone, and of the year."""
        kinds = {row["variable"]: row for row in table(self.root / "params/variables.csv")}
        rows = {year: [] for year in YEARS}
        for part in (
            SPLITS[self.split][0] if self.split == "quarters" else ("", *SPLITS[self.split][0])
        ):
            end = year_and_end(f"2022-{part}")[1]
            told = self.flowed if part else self.as_read({year: [4] for year in YEARS})
            for (year, at, area, variable), count in {**self.stood, **told}.items():
                if at == end:
                    period = f"{year}-{part}".rstrip("-")
                    row = (period, area, "", variable, count, "A", kinds[variable]["agency"], "")
                    rows[year].append(dict(zip(OBSERVATION, row, strict=True)))
        for year in YEARS:
            write(self.root / "data" / "observations" / f"{year}.csv", rows[year])


def draw(seed: int, plan: Path, folder: Path) -> Counted:
    """Small counts of two years and their parts, the same for the same seed."""
    rng, root = random.Random(seed), folder / str(seed)
    shutil.copytree(plan, root)
    drawn = Counted(root, rng.choice(list(SPLITS)))
    few_there, few_born = rng.random() < 0.3, rng.random() < 0.3
    for (year, area), counts in as_example(root).items():
        if few_there and rng.random() < 0.3:
            counts |= few_children(rng)
        if few_born and rng.random() < 0.5:
            counts["live_births"] = rng.choice(FEW) + rng.choice(FEW)
        fill(drawn, rng, year, area, [with_few(rng, counts) for _ in drawn.ends])
    drawn.report()
    return drawn


def as_example(root: Path) -> dict[tuple[str, str], Counts]:
    """The counts of the example workbook, by year and area."""
    found: dict[tuple[str, str], Counts] = {}
    for year in YEARS:
        for row in table(root / "data" / "observations" / f"{year}.csv"):
            found.setdefault((year, row["area"]), {})[row["variable"]] = int(row["value"])
    return found


def fill(counted: Counted, rng: random.Random, year: str, area: str, by_end: list[Counts]) -> None:
    """Put an area's counts in: what stood at the end of each part, and what flowed in the year,
    spread over the parts."""
    flows = {row["variable"] for row in table(counted.root / "params/variables.csv")
             if row["stock_or_flow"] == "flow"}  # fmt: skip
    spread = spread_over(rng, {v: n for v, n in by_end[-1].items() if v in flows}, counted.ends)
    for end, counts in zip(counted.ends, by_end, strict=True):
        for variable, count in counts.items():
            if variable in flows:
                counted.flowed[year, end, area, variable] = spread[variable].count(end)
            else:
                counted.stood[year, end, area, variable] = count


def few_children(rng: random.Random) -> Counts:
    """A commune with hardly any."""
    u5, of_school, between = rng.randint(0, 8), rng.randint(0, 12), rng.randint(0, 4)
    u16 = u5 + of_school + between
    return {
        "children_u5": u5, "children_7_15": of_school, "children_u16": u16,
        "children_u8": u5 + rng.randint(0, between), "children_5_17": u16 - u5 + rng.randint(0, 6),
        "children_u5_registered": rng.randint(0, u5),
        "children_consulted": rng.randint(0, of_school),
    }  # fmt: skip


def with_few(rng: random.Random, counts: Counts) -> Counts:
    """The counts with small ones of all that is sensitive, each part no larger than its whole."""
    counts = dict(counts)
    for variable, whole in WITHIN.items():
        count, most = rng.choice(FEW), counts.get(whole)
        if variable == "live_births":  # not sensitive
            continue
        if variable == "children_special" and rng.random() < 0.4:
            count += 20
        if variable == "abused_children":
            most -= counts["children_injured"]
        if most is not None:
            nearly_all = rng.random() < (0.6 if whole == "children_special" else 0.2)
            count = max(0, most - count) if nearly_all and most < 50 else min(count, most)
        counts[variable] = count
    return counts


def spread_over(rng: random.Random, flows: Counts, ends: list[int]) -> dict[str, list[int]]:
    """By variable, when each of what flowed in a year did: a part when its whole did."""
    found: dict[str, list[int]] = {}
    for variable in [*(v for v in flows if v not in WITHIN), *(v for v in WITHIN if v in flows)]:
        those = found.get(WITHIN.get(variable, ""))
        if those is None:
            those = rng.choices(ends, [rng.random() for _ in ends], k=flows[variable])
        found[variable] = rng.sample(those, flows[variable])
    return found


def publish(root: Path, periods: list[str], edition: str = "review") -> list[Path]:
    """The results of periods, by the command; and of the years on the later areas, to the last
    digit, where later pages draw them in rounded figures."""
    files, folder = [], root / "outputs" / edition
    folder.mkdir(parents=True)
    for period in periods:
        files.append(folder / f"{period}.csv")
        words = ["results", period[:4], "--period", period, "-o", str(files[-1])]
        words += ["--internal"] if edition == "internal" else []
        assert main([*words, "--root", str(root)]) == 0
    for year in YEARS:
        book = Workbook.open(int(year), root=root, edition=LATER, audience=edition)
        files.append(folder / f"{year}-{LATER}.csv")
        files[-1].write_bytes(content(RESULTS, Delivery.of(book)))
    return files


def recovered(counted: Counted, files: list[Path]) -> dict[str, list[int]]:
    """The counts of which a reader of the files knows too much, with what they may be: those that
    a row withholds, and small ones wherever they are."""
    reader = Reader(files, counted.root, THRESHOLD)
    truth = counted.as_read(reader.ends)
    reader.start = truth

    def is_small(secret: Secret) -> bool:
        return 0 < sum(sign * truth[cell] for cell, sign in secret.cells) < THRESHOLD

    def is_known(secret: Secret, values: set[int]) -> bool:
        """A small count must be able to be every other one, another that a row withholds any."""
        most = min(THRESHOLD - 1, reader.room(secret, truth))
        small = {*range(1, most + 1)} if is_small(secret) else set()
        if most == 1 and values >= small:
            return False  # there is one whom it can be, as all know
        return len(values) < ENOUGH and (len(values) < 2 or not small <= values)

    hidden = [each for each in reader.secrets if each.counted or is_small(each)]
    hidden = [*{each.cells: each for each in hidden}.values()]
    values = zip(hidden, reader.values_of(hidden, ENOUGH), strict=True)
    found = {secret.name: sorted(some) for secret, some in values if is_known(secret, some)}
    return found | {name: [] for name in reader.in_plain_sight()}


@pytest.mark.parametrize(
    "seeds", [range(1, 2), pytest.param(range(100), marks=pytest.mark.slow)], ids=["1", "100"]
)
def test_no_count_can_be_worked_out_from_the_files(seeds, small_plan, tmp_path):
    found = {}
    for seed in seeds:
        drawn = draw(seed, small_plan, tmp_path)
        found[seed] = recovered(drawn, publish(drawn.root, drawn.shown))
    assert {seed: names for seed, names in found.items() if names} == {}


@pytest.mark.sampled(1)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_counts_keep_the_rules_of_the_plan(seed, small_plan, tmp_path):
    drawn = draw(seed, small_plan, tmp_path)
    assert [str(fault) for year in YEARS for fault in check(drawn.root, [int(year)])[0]] == []


# ---- leaks that are planted, one step of the protection taken back at a time ------------------

A, B, C, D, E, F, G = "23479", "23482", "23485", "23488", "23491", "23494", "23497"
# Of every sensitive count, from A to G: where nothing has to be withheld, and where something has.
QUIET = {
    "neonatal_deaths": (0,) * 7, "infant_deaths": (0,) * 7, "u5_deaths": (0,) * 7,
    "hiv_infected_infants": (0,) * 7, "hiv_exposed_infants_tested": (0,) * 7,
    "children_special": (60,) * 7, "children_special_supported": (40,) * 7,
    "children_disabled_learning_need": (30,) * 7, "children_disabled_in_education": (15,) * 7,
    "child_labourers_5_17": (0,) * 7, "child_marriages": (12,) * 7,
    "children_injured": (24,) * 7, "injury_deaths": (0,) * 7, "abused_children": (10,) * 7,
}  # fmt: skip
SMALL = {
    ("2021", "child_marriages"): (3, 12, 12, 12, 12, 12, 12),
    ("2022", "abused_children"): (1, 20, 20, 20, 20, 20, 20),
    ("2021", "abused_children"): (30, 30, 30, 1, 30, 2, 0),
    ("2022", "child_labourers_5_17"): (1, 2, 0, 0, 0, 0, 0),
    ("2022", "children_special_supported"): (40, 58, 40, 40, 40, 40, 40),
    ("2022", "hiv_exposed_infants_tested"): (3, 60, 0, 60, 60, 60, 60),
    ("2022", "hiv_infected_infants"): (1, 30, 0, 30, 30, 30, 30),
    ("2022", "u5_deaths"): (2, 30, 30, 30, 30, 30, 30),
}
IN_SECOND_HALF = {("2022", "children_injured"): (10, 10, 10, 2, 10, 10, 10)}


def quiet_but_for(small: dict, late: dict, split: str, plan: Path, root: Path) -> Counted:
    """Counts of which nothing has to be withheld but for some; `late`: those of the last part."""
    shutil.copytree(plan, root)
    counted = Counted(root, split)
    flows = {row["variable"] for row in table(root / "params/variables.csv")
             if row["stock_or_flow"] == "flow"}  # fmt: skip
    for (year, area), counts in as_example(root).items():
        at = (A, B, C, D, E, F, G).index(area)
        counts |= {variable: column[at] for variable, column in QUIET.items()}
        counts |= {variable: column[at] for (y, variable), column in small.items() if y == year}
        for variable, count in counts.items():
            if variable not in flows:
                counted.stood |= {(year, end, area, variable): count for end in counted.ends}
                continue
            after = late.get((year, variable), ((count + 1) // 2,) * 7)[at]
            *early, last = counted.ends
            counted.flowed[year, last, area, variable] = after if early else count
            counted.flowed |= {(year, end, area, variable): count - after for end in early}
    counted.report()
    return counted


@pytest.mark.slow
@pytest.mark.parametrize(
    ("small", "late", "split"),
    [
        pytest.param(
            {("2022", "children_special"): (1, 20, 20, 20, 0, 20, 20),
             ("2022", "children_special_supported"): (0, 10, 10, 10, 0, 10, 10),
             ("2022", "children_disabled_learning_need"): (0, 20, 20, 20, 0, 20, 0),
             ("2022", "children_disabled_in_education"): (0, 10, 10, 10, 0, 10, 0)},
            {}, "none", id="a part as large as its whole in the other communes",
        ),
        pytest.param(
            {("2022", "hiv_exposed_infants_tested"): (1, 12, 2, 5, 1, 5, 5),
             ("2022", "hiv_infected_infants"): (1, 3, 2, 0, 1, 4, 5)},
            {("2022", "hiv_exposed_infants_tested"): (0, 2, 2, 0, 1, 1, 2),
             ("2022", "hiv_infected_infants"): (0, 1, 2, 0, 1, 1, 2)},
            "half", id="all but one after the first half of the year",
        ),
        pytest.param(
            {("2021", "live_births"): (97, 62, 54, 105, 40, 14, 90),
             ("2021", "neonatal_deaths"): (0, 1, 0, 3, 0, 3, 0),
             ("2021", "infant_deaths"): (1, 1, 2, 3, 0, 3, 0),
             ("2021", "u5_deaths"): (2, 1, 5, 3, 4, 5, 0)},
            {}, "half", id="a total that one edition of the areas withholds",
        ),
    ],
)  # fmt: skip
def test_no_count_can_be_worked_out_where(small, late, split, small_plan, tmp_path):
    counted = quiet_but_for(small, late, split, small_plan, tmp_path / "sổ")
    assert recovered(counted, publish(counted.root, counted.shown)) == {}


@pytest.fixture(scope="module")
def planted(small_plan, tmp_path_factory) -> tuple[Counted, list[Path], list[Path]]:
    """Counts with something small of every kind; what is published of them, and what is not."""
    folder = tmp_path_factory.mktemp("sổ tính")
    counted = quiet_but_for(SMALL, IN_SECOND_HALF, "halves", small_plan, folder / "sổ")
    files = (publish(counted.root, counted.shown, each) for each in ("review", "internal"))
    return (counted, *files)


def small_alone(file: str, row: dict) -> bool:
    """Whether a row has no small count; with one it would go as it is."""
    counts = [int(row[side]) for side in ("numerator", "denominator") if row[side]]
    counts += [counts[1] - counts[0]] if len(counts) == 2 and row["kind"] != "change" else []
    return bool(counts) and not any(0 < count < THRESHOLD for count in counts)


def row_of(*rows: tuple[str, str, str]):
    return lambda file, row: (file, row["indicator"], row["area"]) in rows


ALL = None  # the columns of a row
# Which withheld rows are left, and what of them; what is found then, and what it may be.
LEAKS = {
    "the small counts alone": (small_alone, ALL, "2021: 9 of 23488, numerator", [1]),
    "a small count": (row_of(("2022", "3c", A)), ALL,
                      "2022: 3c of 23479, numerator is small", []),
    "a total": (row_of(("2022", "10", "614")), ALL, "2022: 10 of 23479, numerator", [0, 1, 2, 3]),
    "a denominator": (row_of(("2022", "6", A)), ["denominator"],
                      "2022: 6 of 23479, numerator", [0, 1, 2, 3]),
    "a complement": (row_of(("2022", "8b", B)), ALL, "2022: 8b of 23482, the others are few", []),
    "what stood beside a complement": (row_of(("2022", "8b", A), ("2022", "8b", D)), ALL,
                                       "2022: 8b of 23482, the others", [2]),
    "a status": (row_of(("2022", "9", A)), ["status"], "2022: 9 of 23479, status stands", []),
    "the evidence": (row_of(("2022", "9", A)), ["evidence"],
                     "2022: 9 of 23479, evidence stands", []),
    "an interval": (row_of(("2022", "9", A)), ["lower", "upper"],
                    "2022: 9 of 23479, upper stands", []),
    "how an interval was reckoned": (row_of(("2022", "3c", A)), ["method"],
                                     "2022: 3c of 23479, its method or reason stands", []),
    "a half-year beside its year": (row_of(("2022-S1", "11a", D), ("2022", "11a", D)), ALL,
                                    "2022: 11a of 23488, numerator since quarter 2", [2]),
    "last year in the change": (row_of(("2022", "13", B), ("2022", "13", D)), ALL,
                                "2022: 13 of 23479, denominator", [3]),
    "a sum of two variables beside one": (row_of(("2022", "11a", A), ("2022", "25", A)), ALL,
                                          "2022: 9 of 23479, numerator", [1]),
    "a merged area": (row_of(("2021-2025", "9", G)), ALL,
                      "2021: 9 of 23488, numerator", [0, 1, 2, 3]),
    "a commune beside the area it was merged into": (row_of(("2022-2025", "3c", A)), ALL,
                                                     "2022: 3c of 23479, numerator", [2]),
}  # fmt: skip


@pytest.fixture(scope="module")
def found_at_first(planted) -> dict[str, list[int]]:
    """What is found where nothing is left."""
    counted, files, _ = planted
    return recovered(counted, files)


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("is_left", "columns", "name", "values"), LEAKS.values(), ids=LEAKS)
def test_the_reader_finds_what_is_left(
    planted, found_at_first, tmp_path, is_left, columns, name, values
):
    counted, files, internal = planted
    weaker, left = [], 0
    for file, of_all in zip(files, internal, strict=True):
        rows = table(file)
        for row, whole in zip(rows, table(of_all), strict=True):
            if row["conf_status"] == "C" and is_left(file.stem, whole):
                row |= whole if columns is ALL else {column: whole[column] for column in columns}
                left += 1
        weaker.append(tmp_path / file.name)
        write(weaker[-1], rows)
    assert left
    assert found_at_first == {}
    assert recovered(counted, weaker).get(name) == values
