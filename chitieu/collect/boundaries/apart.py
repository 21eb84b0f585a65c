"""A map read in a process of its own, by the one driver that it needs: `reader`, started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyogrio

from chitieu.collect.boundaries import reader
from chitieu.collect.boundaries.gate import Refused, damaged

LONGEST = 60  # seconds; all communes of Viet Nam take about 10
SIMPLER = "cut it to your area, or simplify its borders"
# A second driver of the same files, where GDAL was built without the first.
_EITHER = {"LIBKML": "KML"}
# What would tell the reader to look elsewhere, whoever has set it.
_SETTINGS = ("GDAL_", "OGR_", "CPL_", "VSI_", "GML_", "LIBKML_", "SHAPE_", "PROJ_", "PYTHON")


def read_apart(path: Path, driver: str) -> dict:
    """Return what `reader.read` tells of a map. Raises Refused where it did not come to an end."""
    call = [sys.executable, "-I", reader.__file__, str(path)]
    try:
        ran = subprocess.run(
            call, env=environment(driver), cwd=path.parent, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=LONGEST, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused(f"it cannot be read in {LONGEST} seconds", SIMPLER) from None
    try:
        return json.loads(ran.stdout)
    except ValueError:
        last = ran.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
        if "MemoryError" in last[0] or "bad_alloc" in last[0]:
            raise Refused("it needs more memory than a map of communes does", SIMPLER) from None
        ended = f"its reader ended with {ran.returncode}: {last[0][:80]}"
        raise damaged(ended) from None


def environment(driver: str) -> dict[str, str]:
    """What the reader's process is told: every driver but one is left out, no network."""
    drivers = (driver, _EITHER.get(driver))
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_SETTINGS)}
    return kept | {
        "GDAL_SKIP": ",".join(name for name in pyogrio.list_drivers() if name not in drivers),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_HTTP_PROXY": "127.0.0.1:9",  # where nobody answers
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "PROJ_NETWORK": "OFF",
        "PYTHONUTF8": "1",
    }
