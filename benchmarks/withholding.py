"""What `protect` costs as a province grows, each step against the one before it.

    python benchmarks/withholding.py [--districts 20 40 80] [--repeat 3]

Districts of eight communes with two sensitive counts, of which one is a part of the other; a third
of the counts are 0, most others are small. Printed is the median of CPU seconds.
"""

from __future__ import annotations

import argparse
import statistics
import time

import pandas as pd

from chitieu.measure import protect
from chitieu.measure.totals import add_totals
from chitieu.plan.areas import Areas

COMMUNES = 8
INDICATORS = pd.DataFrame(
    [("3c", "count", "deaths", None, True)],
    columns=["indicator", "kind", "numerator", "denominator", "sensitive"],
).set_index("indicator")
VARIABLES = pd.DataFrame({"sensitive": {"deaths": "yes", "early": "yes"}, "stock_or_flow": "flow"})
CHECKS = pd.DataFrame([("early", "deaths")], columns=["left", "right"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--districts", type=int, nargs="+", default=[20, 40, 80])
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    provinces = {number: province(number) for number in options.districts}
    spent: dict[int, list[float]] = {number: [] for number in provinces}
    for _ in range(options.repeat):
        for number, (tree, counts) in provinces.items():
            begun = time.process_time()
            protect(counts, INDICATORS, VARIABLES, tree, checks=CHECKS)
            spent[number].append(time.process_time() - begun)
    before = None
    for number, each in spent.items():
        seconds = statistics.median(each)
        ratio = f", {seconds / before:.1f} times as much" if before else ""
        print(f"{number * COMMUNES} communes: {seconds:.2f} s{ratio}")
        before = seconds


def province(districts: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Its areas, and its counts at every level."""
    names = [f"{number:03d}" for number in range(districts)]
    rows = [("P", None), *((name, "P") for name in names)]
    rows += [(f"{name}{commune}", name) for name in names for commune in range(COMMUNES)]
    tree = pd.DataFrame(rows, columns=["area", "parent"]).assign(edition="1", name="n", type="t")
    areas = Areas(tree, "1")
    deaths = [n % 7 * (n % 3) for n in range(COMMUNES * districts)]
    counts = {"deaths": deaths, "early": [count // 2 for count in deaths]}
    table = pd.DataFrame(
        [(area, variable, value) for variable, values in counts.items()
         for area, value in zip(areas.leaves, values, strict=True)],
        columns=["area", "variable", "value"],
    )  # fmt: skip
    table = table.assign(obs_status="A", note=None).astype({"value": "Float64"})
    return tree, add_totals(table, areas, list(counts), "2022")


if __name__ == "__main__":
    main()
