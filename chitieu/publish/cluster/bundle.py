"""A bundle: the files that a workbook's reports read, as bytes that bear their digest.

Unpacked, it lies in a folder named by that digest, and is used again as long as it is unaltered.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from chitieu.publish.state import State, files_below
from chitieu.root import relative

KEPT = 3  # bundles, the last used ones
_FILED = ("data/received/",)  # forms as they came in, which no report reads


@dataclass(frozen=True)
class Bundle:
    """The files of a workbook, zipped. `digest`: of their names and contents."""

    digest: str
    data: bytes


def pack(root: Path, also: set[str]) -> Bundle:
    """Return a workbook's inputs and notebooks, and those of the files `also` that are there."""
    names = {name for name in State(root).inputs if not name.startswith(_FILED)}
    names |= {relative(path, root) for path in files_below(root / "notebooks")}
    names |= {name for name in also if (root / name).is_file()}
    contents = {name: (root / name).read_bytes() for name in sorted(names)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in contents.items():
            file.writestr(name, content)
    return Bundle(_digest(contents), packed.getvalue())


def find(digest: str, place: Path) -> Path | None:
    """Return the folder in `place` that holds a bundle; None where it is not, or was altered."""
    folder = place / digest
    contents = {relative(path, folder): path.read_bytes() for path in files_below(folder)}
    if not contents or _digest(contents) != digest:
        return None
    os.utime(folder)
    return folder


def unpack(bundle: Bundle, place: Path) -> Path:
    """Put a bundle into its folder in `place`: it is there whole or not at all."""
    place.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=place, prefix=".part-"))
    try:
        with zipfile.ZipFile(io.BytesIO(bundle.data)) as file:
            file.extractall(part)
        shutil.rmtree(place / bundle.digest, ignore_errors=True)
        part.rename(place / bundle.digest)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return place / bundle.digest


def tidy(place: Path, in_use: set[Path]) -> None:
    """Remove all bundles but those in use and the last used ones, and what is left of unpacking."""
    folders = [path for path in place.iterdir() if path.is_dir() and path not in in_use]
    parts = [path for path in folders if path.name.startswith(".")]
    bundles = [path for path in folders if path not in parts]
    bundles.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for folder in parts + bundles[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


def _digest(contents: dict[str, bytes]) -> str:
    digest = sha256()
    for name in sorted(contents):
        digest.update(f"{name} {sha256(contents[name]).hexdigest()}\n".encode())
    return digest.hexdigest()[:32]
