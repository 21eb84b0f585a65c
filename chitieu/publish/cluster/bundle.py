"""A bundle: the files that a workbook's reports read, by name; it is known by its digest.

Unpacked, it lies in a folder named by that digest, and is used again as long as it is unaltered.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from time import time

from chitieu.publish.state import State, files_below
from chitieu.root import relative

KEPT = 24 * 60 * 60  # seconds after its last report
_FILED = ("data/received/",)  # forms as they came in, which no report reads

Bundle = dict[str, bytes]


def pack(root: Path, also: set[str]) -> Bundle:
    """Return a workbook's inputs and notebooks, and those of the files `also` that are there."""
    names = {name for name in State(root).inputs if not name.startswith(_FILED)}
    names |= {relative(path, root) for path in files_below(root / "notebooks")}
    names |= {name for name in also if (root / name).is_file()}
    return {name: (root / name).read_bytes() for name in sorted(names)}


def digest_of(bundle: Bundle) -> str:
    """Return the digest of a bundle's names and contents."""
    each = sorted((name, sha256(content).hexdigest()) for name, content in bundle.items())
    return sha256(repr(each).encode()).hexdigest()[:32]


def unpack(bundle: Bundle, place: Path) -> Path:
    """Return the folder in `place` that holds a bundle and nothing else: it is there whole or not
    at all. What has not been used for a day is removed."""
    folder = place / digest_of(bundle)
    if digest_of({relative(p, folder): p.read_bytes() for p in files_below(folder)}) == folder.name:
        os.utime(folder)
        return folder
    place.mkdir(parents=True, exist_ok=True)
    for other in place.iterdir():
        if other == folder or time() - other.stat().st_mtime > KEPT:
            shutil.rmtree(other, ignore_errors=True)
    part = Path(tempfile.mkdtemp(dir=place, prefix=".part-"))
    for name, content in bundle.items():
        (part / name).parent.mkdir(parents=True, exist_ok=True)
        (part / name).write_bytes(content)
    return part.rename(folder)
