"""A package as it comes back from other hands: found where it lies, or what is wrong is said."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from chitieu.cli import main
from chitieu.publish.package.archive import read_package
from chitieu.publish.package.verify import verify

pytestmark = pytest.mark.xdist_group("batch")
NAME = "kon-ray-2022"
DS_STORE = b"\0\0\0\1Bud1\0\0" + bytes(40)
APPLE = b"\0\5\x16\7\0\2\0\0Mac OS X"
THUMBS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
ZONE = b"[ZoneTransfer]\r\nZoneId=3\r\n"
OPEN_IN_EXCEL = b"\4user" + bytes(160)


@pytest.fixture(scope="module")
def few() -> dict[str, bytes]:
    """The names of a package, as much as reading it asks for."""
    names = ("manifest.json", "index.html", "2022/results.csv", "definitions/areas.csv")
    return {name: name.encode() for name in names}


def read(path: Path) -> tuple[dict[str, bytes], list[str]]:
    """The files of a package, and what is said of it."""
    files, found = read_package(path)
    return files, [str(each.fault()) for each in found]


def zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return whole.getvalue()


def under(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": data for name, data in files.items()}


def laid_out(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


WRAPPED = {
    "zipped one folder deeper": lambda few: under(NAME, few),
    "with the folder's own entry": lambda few: {f"{NAME}/": b""} | under(NAME, few),
    "extracted by Windows into a folder of the folder's name, and zipped":
        lambda few: under(f"{NAME}/{NAME}", few),
    "zipped twice": lambda few: {f"{NAME}.zip": zipped(few)},
    "zipped twice, in a folder": lambda few: {f"gói/{NAME}.ZIP": zipped(few)},
    "zipped twice, one folder deeper": lambda few: {"g.zip": zipped(under(NAME, few))},
    "zipped again by a Mac": lambda few: under(NAME, few)
        | under(f"__MACOSX/{NAME}", {"._index.html": APPLE, "2022/._results.csv": APPLE})
        | {f"__MACOSX/._{NAME}": APPLE, f"{NAME}/.DS_Store": DS_STORE, f"{NAME}/2022/.DS_Store":
           DS_STORE},
    "looked at by Windows": lambda few: few | {"2022/Thumbs.db": THUMBS, "Thumbs.db": THUMBS},
    "downloaded": lambda few: few | {"index.html:Zone.Identifier": ZONE},
    "open in Excel": lambda few: few | {"2022/~$results.xlsx": OPEN_IN_EXCEL},
    "open in LibreOffice": lambda few: few | {"2022/.~lock.results.xlsx#": b",ban,may,12.5.2023"},
    "as it is": lambda few: few,
}  # fmt: skip


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
def test_a_package_is_found_in_a_folder(few, tmp_path, wrap):
    files = {name: data for name, data in wrap(few).items() if not name.endswith("/")}
    assert read(laid_out(tmp_path, files)) == (few, [])


@pytest.mark.parametrize("name", [n for n in WRAPPED if n != "downloaded"])
def test_a_package_is_found_in_an_archive(few, tmp_path, name):
    path = tmp_path / "gói mới (1).zip"
    path.write_bytes(zipped(WRAPPED[name](few)))
    assert read(path) == (few, [])


def test_names_with_backslashes_are_those_of_an_old_windows_program(few, tmp_path):
    path = tmp_path / "g.zip"
    path.write_bytes(zipped({n.replace("/", "\\"): data for n, data in under(NAME, few).items()}))
    assert read(path) == (few, [])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("..\\..\\x", "leads out"),
        ("\\\\server\\x", "is absolute"),
        ("C:\\x", "is absolute"),
        ("a\\..\\b", "leads out"),
    ],
)
def test_backslashes_lead_nowhere_else(few, tmp_path, name, words):
    path = tmp_path / "g.zip"
    path.write_bytes(zipped({"manifest.json": b"", name: b""}))
    files, (fault,) = read(path)
    assert set(files) == {"manifest.json"}
    assert words in fault


def test_one_backslash_among_slashes_is_no_folder(few, tmp_path):
    path = tmp_path / "g.zip"
    path.write_bytes(zipped(few | {"2022\\x": b""}))
    _, (fault,) = read(path)
    assert "characters that are not allowed" in fault


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param(".DS_Store", b"<script>", id="a file with only the name"),
        pytest.param("2022/Thumbs.db", b"PK\3\4", id="an archive called Thumbs.db"),
        pytest.param("__MACOSX/evil.html", b"<p>", id="a page in __MACOSX"),
        pytest.param("._index.html", b"<p>", id="a page that begins as Apple's do"),
        pytest.param("~$results.xlsx", b"x" * 164, id="not of the size of Excel's"),
        pytest.param("desktop.ini", b"[.ShellClassInfo]", id="what may call another machine"),
        pytest.param("2022/x.zip", b"PK", id="an archive beside the files"),
    ],
)
def test_what_only_looks_like_a_systems_file_stays_in_sight(few, tmp_path, name, data):
    files, _ = read(laid_out(tmp_path, few | {name: data}))
    assert set(files) - set(few) == {name}


def test_what_lies_beside_the_folder_is_said(few, tmp_path):
    laid_out(tmp_path, under(NAME, few) | {"thư.docx": b"x", f"{NAME}.zip": zipped(few)})
    files, (fault,) = read(tmp_path)
    assert files == few
    assert fault == (
        "thư.docx: it lies beside the package and is not part of it; do not rely on it; remove it"
    )


@pytest.mark.parametrize(
    "files",
    [
        lambda few: under("a", few) | under("b", few),
        lambda few: {"a.zip": zipped(few), "b.zip": zipped(few)},
    ],
)
def test_of_several_packages_none_is_taken(few, tmp_path, files):
    found, (fault,) = read(laid_out(tmp_path / "hai gói", files(few)))
    assert found == {}
    assert fault.startswith("hai gói: there are several packages in it (a")
    assert fault.endswith("; name one of them")


def test_an_archive_in_an_archive_is_read_as_carefully(few, tmp_path):
    path = tmp_path / "g.zip"
    path.write_bytes(zipped({"trong.zip": zipped(few | {"../x": b""})}))
    assert "leads out" in read(path)[1][0]
    path.write_bytes(zipped({"trong.zip": b"PK nothing"}))
    files, (fault,) = read(path)
    assert files == {}
    assert "trong.zip: it cannot be read as an archive" in fault
    deep = zipped(few)
    for number in range(4):
        deep = zipped({f"{number}.zip": deep})
    path.write_bytes(deep)
    assert set(read(path)[0]) == {"0.zip"}, "there is an end to it"


def test_a_package_zipped_again_is_verified_as_itself(small, tmp_path, capsys):
    path = tmp_path / "đổi tên.zip"
    path.write_bytes(zipped(under("kon-ray-2022", small.files) | {"__MACOSX/._x": APPLE}))
    assert verify(path).faults == []
    assert main(["verify", str(path)]) == 0
    assert small.packed.verified.package_code in capsys.readouterr().out


def test_the_case_of_the_reference(root):
    path = root.parent / "shared/cases/package-zipped-again/in-folder.zip"
    if not path.is_file():
        pytest.skip("the reference cases are not here")
    files, faults = read(path)
    assert ("manifest.json" in files, faults) == (True, [])
    assert json.loads(files["manifest.json"])["package"] == NAME


def test_the_archive_that_pack_writes_is_found_in_a_copy_of_its_folder(made, tmp_path):
    folder = tmp_path / "packages"
    folder.mkdir()
    shutil.copy(made.path, folder)
    assert read(folder) == (made.files, [])
