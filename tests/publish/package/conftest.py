"""Packages as they are made: the workbook of two years, packed once and read by many tests."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from hashlib import sha256
from json import dumps, loads
from pathlib import Path

import pytest

from chitieu.publish.package.archive import read_package
from chitieu.publish.package.pack import Packed, pack

from ...interrupted import small_workbook
from ..conftest import AS_IT_WAS

FOLDER = "sổ tính Kon Rẫy"


@dataclass
class Made:
    """A workbook of which two years are packed."""

    root: Path
    packed: Packed

    @property
    def path(self) -> Path:
        return self.packed.path

    @property
    def files(self) -> dict[str, bytes]:
        """The package's files, a table of one's own to spoil."""
        return dict(self.packed.verified.files)


@pytest.fixture(scope="session")
def made(two_years, tmp_path_factory) -> Made:
    """The two years packed, the earlier first as the workbook was then, in a copy that keeps the
    times of the files."""
    root = tmp_path_factory.mktemp("gói") / FOLDER
    shutil.copytree(two_years.root, root)
    earlier = pack(two_years.root.with_name(AS_IT_WAS), 2021).path
    (root / "outputs" / "packages").mkdir()
    shutil.copy2(earlier, root / "outputs" / "packages")
    return Made(root, pack(root, 2022))


@pytest.fixture(scope="session")
def small(everyone, run_apart, tmp_path_factory) -> Made:
    """A workbook of one short page, packed: where it is no matter what a package has in it."""
    folder = small_workbook(everyone, tmp_path_factory.mktemp("gói nhỏ") / FOLDER)
    assert run_apart("run", 2022, root=folder).code == 0
    return Made(folder, pack(folder, 2022))


@pytest.fixture(params=["small", pytest.param("made", marks=pytest.mark.slow)])
def packed_copy(request, tmp_path) -> tuple[Path, bytes]:
    """A packed workbook to be spoiled by one test, and its package; with -m slow a whole one."""
    packed, root = request.getfixturevalue(request.param), tmp_path / FOLDER
    shutil.copytree(packed.root, root)
    return root, packed.path.read_bytes()


@pytest.fixture
def own_copy(made, tmp_path) -> Path:
    """The workbook with its pages and packages, to be spoiled by one test."""
    root = tmp_path / FOLDER
    shutil.copytree(made.root, root)
    return root


@pytest.fixture
def mend():
    """Return a function that writes the manifest anew, as one would who covers a change."""

    def mended(files: dict[str, bytes]) -> dict[str, bytes]:
        manifest = loads(files["manifest.json"])
        manifest["files"] = {
            name: {"size": len(data), "sha256": sha256(data).hexdigest()}
            for name, data in files.items()
            if name != "manifest.json"
        }
        return files | {"manifest.json": dumps(manifest, ensure_ascii=False).encode()}

    return mended


@pytest.fixture
def read():
    """Return the function that reads an archive or a folder."""
    return read_package
