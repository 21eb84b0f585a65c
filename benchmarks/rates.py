"""What `add_rates` and `judge` cost over millions of rows, against a plain loop over a sample.

    python benchmarks/rates.py [--rows 3500000] [--sample 20000] [--repeat 3]

The plan's indicators with their targets of 2022, in as many areas as it takes, with random counts
of which some are missing. The loop takes the same rows one by one: the formulas by `math` and
`scipy`, the verdict by fractions; what both say of the sample is compared. The three take turns,
and the median of CPU seconds is printed, with the ratio of what a row costs.
"""

from __future__ import annotations

import argparse
import math
import resource
import statistics
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import chi2, norm

from chitieu.measure import add_rates, judge
from chitieu.plan.indicators import read_indicators
from chitieu.plan.targets import Target
from chitieu.plan.years import read_year

ROOT, YEAR, SEED = Path(__file__).resolve().parents[1], 2022, 7
MISSING = 0.01  # share of the numerators
Z, TAIL = norm.ppf(0.975), 0.025


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=3_500_000)
    parser.add_argument("--sample", type=int, default=20_000, help="rows of the plain loop")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    counts = random_counts(options.rows)
    sample = counts.sample(min(options.sample, len(counts)), random_state=SEED)
    spent: dict[str, list[float]] = {"add_rates": [], "judge": [], "a plain loop": []}
    for _ in range(options.repeat):
        marks = [time.process_time()]
        rates = add_rates(counts)
        marks.append(time.process_time())
        judged = judge(rates)
        marks.append(time.process_time())
        looped = [plain(row) for row in sample.itertuples(index=False)]
        marks.append(time.process_time())
        for name, begun, ended in zip(spent, marks, marks[1:], strict=False):
            spent[name].append(ended - begun)
    compare(judged.loc[sample.index], looped)
    tell({name: statistics.median(each) for name, each in spent.items()}, len(counts), len(sample))


def random_counts(number: int) -> pd.DataFrame:
    """A row an indicator × area: kind, numerator, denominator, per, target."""
    plan = read_indicators(ROOT)
    targets = read_year(ROOT, YEAR).targets
    table = plan[["kind", "per"]].assign(target=pd.Series(targets).reindex(plan.index))
    table = table.iloc[np.arange(number) % len(table)].reset_index(names="indicator")
    random, kind = np.random.default_rng(SEED), table["kind"].to_numpy()
    below = random.integers(20, 2000, number)
    share = np.where(kind == "rate", 0.01, random.beta(8, 3, number))
    few = random.poisson(12, (2, number))
    counted = np.isin(kind, ("count", "change"))
    top = np.where(counted, few[0], random.binomial(below, share)).astype(float)
    top[random.random(number) < MISSING] = np.nan
    bottom = np.select([kind == "count", kind == "change"], [np.nan, few[1]], below)
    return table.assign(numerator=top, denominator=bottom)


def plain(row) -> tuple[float, float, float, str]:
    """One row as a loop has it: value, lower, upper, verdict."""
    top, bottom, none = row.numerator, row.denominator, math.nan
    if math.isnan(top):
        return none, none, none, "no_data"
    if row.kind == "change":
        if not bottom:  # 0 after 0 is no more than it was, 3 after 0 is
            return none, none, none, "not_met" if top else "met"
        exact = Fraction(int(top - bottom)) * 100 / int(bottom)
        return float(exact), none, none, _verdict(exact, row)
    if row.kind == "count":
        return top, *_poisson(top), _verdict(Fraction(int(top)), row)
    exact = Fraction(int(top)) * int(row.per) / int(bottom)
    if row.kind == "rate":
        ends = [end * row.per / bottom for end in _poisson(top)]
    elif top <= bottom:
        ends = [end * row.per for end in _wilson(top, bottom)]
    else:
        ends = [none, none]
    return row.per * top / bottom, *ends, _verdict(exact, row)


def _verdict(value: Fraction, row) -> str:
    if pd.isna(row.target):
        return "no_target"
    goal = Target.parse(row.target)
    met = goal.holds(value / int(row.per) if goal.of_whole else value)
    return "met" if met else "not_met"


def _wilson(top: float, bottom: float) -> tuple[float, float]:
    share, over = top / bottom, Z * Z / bottom
    middle = share + over / 2
    reach = Z * math.sqrt(share * (1 - share) / bottom + over / bottom / 4)
    return (middle - reach) / (1 + over), (middle + reach) / (1 + over)


def _poisson(events: float) -> tuple[float, float]:
    if events < 10:
        lower = chi2.ppf(TAIL, 2 * events) / 2 if events else 0.0
        return lower, chi2.ppf(1 - TAIL, 2 * events + 2) / 2
    more = events + 1
    lower = events * (1 - 1 / (9 * events) - Z / (3 * math.sqrt(events))) ** 3
    return lower, more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3


def compare(judged: pd.DataFrame, looped: list[tuple]) -> None:
    """Hold what the two ways say of the sample against each other."""
    told = pd.DataFrame(looped, columns=["value", "lower", "upper", "status"], index=judged.index)
    for column in ("value", "lower", "upper"):
        ours = judged[column].to_numpy(float, na_value=np.nan)
        if not np.allclose(ours, told[column], rtol=1e-9, atol=1e-9, equal_nan=True):
            sys.exit(f"{column}: the two ways say different things")
    other = judged["status"].astype(str) != told["status"]
    if other.any():
        sys.exit(f"verdicts differ:\n{judged[other].join(told, rsuffix=' of the loop').head()}")
    print(f"{len(told):,} rows of the sample: the same values, limits and verdicts")


def tell(seconds: dict[str, float], rows: int, looped: int) -> None:
    """Print what each took, and what a row of the loop costs against one of ours."""
    ours = seconds["add_rates"] + seconds["judge"]
    loop = seconds["a plain loop"] / looped
    print(f"{rows:,} rows: add_rates {seconds['add_rates']:.2f} s, judge {seconds['judge']:.2f} s, "
          f"together {1e6 * ours / rows:.2f} µs a row")  # fmt: skip
    print(f"a plain loop over {looped:,} of them: {seconds['a plain loop']:.2f} s, "
          f"{1e6 * loop:.1f} µs a row, {loop * rows / ours:.0f} times as much")  # fmt: skip
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"most memory: {peak / 2**30:.1f} GiB, {peak / rows:.0f} bytes a row")


if __name__ == "__main__":
    main()
