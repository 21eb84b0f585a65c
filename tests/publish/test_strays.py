"""What belongs to nothing never breaks `run`, the way in or `pack`; it is told, and tidied away."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from chitieu.publish.strays import strays, tidy, told
from chitieu.whole import Busy, only_one

from ..interrupted import small_workbook

pytestmark = [
    pytest.mark.xdist_group("interrupted"),
    pytest.mark.skipif(sys.platform != "linux", reason="the harness forks"),
]
PAGE = "4_tham_gia"
EACH = "6_ho_so_xa"


@pytest.fixture(scope="module")
def made(root, tmp_path_factory, interrupter):
    """A small workbook with its pages, one notebook run for each commune."""
    folder = small_workbook(root, tmp_path_factory.mktemp("lạc") / "sổ")
    each = json.loads((folder / "notebooks" / f"{PAGE}.ipynb").read_text("utf-8"))
    each["metadata"]["chitieu"] = {"each": True}
    each["cells"][2]["source"] = ["1 + 1"]
    (folder / "notebooks" / f"{EACH}.ipynb").write_text(json.dumps(each), "utf-8")
    end = interrupter.run(folder, ["run", "2022", "--root", folder])
    assert end.code == 0, end.err
    assert "warning" not in end.err
    return folder


@pytest.fixture
def book(made, tmp_path):
    shutil.copytree(made, tmp_path / "sổ")
    return tmp_path / "sổ"


def put(book, name):
    path = book / "outputs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir() if name.endswith("/") else path.write_text("x", "utf-8")


STRAYS = {
    "a duplicate's page": "2022/4_tham_gia-Copy1.html",
    "a renamed notebook's page": "2022/4_cu.html",
    "an abolished commune's page": "2022/6_ho_so_xa-99999.html",
    "a page of each without its area": "2022/6_ho_so_xa.html",
    "a page of one with an area": "2022/4_tham_gia-23479.html",
    "saved by hand": "2022/0_tong_hop (1).html",
    "a letter": "2022/công văn.docx",
    "a folder in a period": "2022/hình/",
    "a year that is no more": "2019/4_tham_gia.html",
    "a part without figures": "2022-S1/4_tham_gia.html",
    "a copy of a period": "2022 (1)/4_tham_gia.html",
    "in the internal edition": "internal/2022/4_cu.html",
    "an internal year that is no more": "internal/2019/4_tham_gia.html",
    "not a package": "packages/ghi chú.txt",
    "a package unpacked": "packages/kon-ray-2022/",
}
# What lies there and is no business of ours: of the system, of programs, of other commands.
OTHERS = [
    "2022/.ipynb_checkpoints/4_tham_gia-checkpoint.ipynb", "2022/~$results.xlsx", "2022/Thumbs.db",
    ".DS_Store", "README.md", "boundaries/communes_2008.png", "2022/manifest.json",
    "packages/other-place-2019.zip", "packages/kon-ray-2022-0123456789ab.zip",
    "packages/kon-ray-2022-S1-unreadable.zip", "packages/desktop.ini",
]  # fmt: skip


@pytest.mark.parametrize("name", STRAYS.values(), ids=STRAYS.keys())
def test_what_belongs_to_nothing_is_told_and_moved_away(book, name):
    put(book, name)
    place = book / "outputs" / name
    top = place.parent if place.parent.name in ("2019", "2022-S1", "2022 (1)") else place
    where = top.relative_to(book).as_posix()
    (fault,) = told(book)
    assert str(fault).startswith(f"{where}: ")
    assert fault.remedy == "it is left out; move it away with: chitieu tidy"
    shutil.rmtree(book / "outputs" / "index.html", ignore_errors=True)
    (book / "outputs" / "index.html").unlink()  # or else it would be written anew
    ((path, to),) = tidy(book)
    assert path == top
    assert to == book / "outputs" / "tidied" / top.relative_to(book / "outputs")
    assert to.exists()
    assert not top.exists()
    assert not strays(book)


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_ours_to_judge_is_left_alone(book, name):
    put(book, name)
    assert not strays(book)


def test_a_page_and_its_executed_notebook_are_told_as_one_and_both_moved(book):
    for kind in ("html", "ipynb"):
        put(book, f"2022/4_cu.{kind}")
    put(book, "2022/4_xua.ipynb")
    assert [f.file for f in told(book)] == ["outputs/2022/4_cu.html", "outputs/2022/4_xua.ipynb"]
    assert len(tidy(book, only_tell=True)) == 3
    assert len(strays(book)) == 3


def test_nothing_that_was_tidied_before_is_written_over(book):
    (book / "outputs" / "index.html").unlink()
    for text in ("một", "hai"):
        (book / "outputs" / "2022" / "4_cu.html").write_text(text, "utf-8")
        tidy(book)
    folder = book / "outputs" / "tidied" / "2022"
    found = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert found == {"4_cu.html": "một", "4_cu (2).html": "hai"}


def test_nothing_is_tidied_while_pages_are_made(book):
    with only_one(book, "lock", "run"), pytest.raises(Busy):
        tidy(book)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda book: (book / "data" / "areas.csv").write_text("x"), id="areas"),
        pytest.param(
            lambda book: (book / "notebooks" / f"{EACH}.ipynb").write_text(""), id="notebook"
        ),
    ],
)
def test_where_it_cannot_be_read_whose_pages_they_are_they_are_no_strays(book, spoil):
    spoil(book)
    assert not strays(book)


def test_strays_and_broken_copies_break_neither_run_nor_way_in_nor_package(book, interrupter):
    for name in STRAYS.values():
        put(book, name)
    for name in ("4_tham_gia-Copy1", "Untitled"):
        (book / "notebooks" / f"{name}.ipynb").write_text("", "utf-8")
    log = book / "outputs" / ".state" / "runs.jsonl"
    line = json.loads(log.read_text("utf-8").splitlines()[-1])
    gone = [{**line, "notebook": "4_cu", "status": "failed"}, {**line, "period": "2019"}]
    with log.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(each) + "\n" for each in gone)
        file.write('{"period": "20')  # as a killed run leaves it
    run = interrupter.run(book, ["run", "2022", "--fresh", "--root", book])
    assert run.code == 0, run.err
    warned = [line for line in run.err.splitlines() if line.startswith("warning: ")]
    assert len(warned) == 2 + len(told(book))
    page = BeautifulSoup((book / "outputs" / "index.html").read_text("utf-8"), "html.parser")
    pages = {
        f"2022/{PAGE}.html",
        *(f"2022/{p.name}" for p in book.glob(f"outputs/*/{EACH}-2*.html")),
    }
    links = {unquote(a["href"]).partition("#")[0] for a in page.find_all("a")}
    assert {link for link in links if link.endswith(".html")} == pages
    assert "Không đưa vào đây" in page.text
    assert "chitieu tidy" in page.text
    assert "lỗi" not in page.select_one("table").text
    packed = interrupter.run(book, ["pack", "2022", "--root", book])
    assert packed.code == 0, packed.err
    assert "4_tham_gia-Copy1" in packed.err
    names = zipfile.ZipFile(book / "outputs" / "packages" / "kon-ray-2022.zip").namelist()
    assert {n for n in names if n.startswith("2022/") and n.endswith(".html")} == pages
    tidied = interrupter.run(book, ["tidy", "--root", book])
    assert tidied.code == 0, tidied.err
    assert tidied.out.count(" -> outputs/tidied/") == len(STRAYS)
    page = (book / "outputs" / "index.html").read_text("utf-8")
    assert "Không đưa vào đây" not in page
    again = interrupter.run(book, ["tidy", "--root", book])
    assert again.out == "nothing to tidy: all that lies in outputs/ belongs there\n"


def test_a_way_in_that_was_deleted_is_written_by_a_run_with_nothing_to_do(book, interrupter):
    (book / "outputs" / "index.html").unlink()
    end = interrupter.run(book, ["run", "2022", "--root", book])
    assert end.out == "0 of 8 pages made, 8 left as they were\n"
    assert (book / "outputs" / "index.html").is_file()


def test_a_broken_notebook_fails_alone_and_is_named(book, interrupter):
    broken = book / "notebooks" / "5_hong.ipynb"
    for text in ("", "[" * 100_000):
        broken.write_text(text, "utf-8")
        end = interrupter.run(book, ["run", "2022", "--notebook", "5_hong", "--root", book])
        assert end.code == 1
        assert "2022 5_hong: notebooks/5_hong.ipynb cannot be read as a notebook; " in end.err
    whole = interrupter.run(book, ["run", "2022", "--root", book])
    assert (whole.code, whole.out.startswith("1 of 9 pages made")) == (1, False)
    assert "1 failed" in whole.out


def test_a_year_that_cannot_be_read_is_left_out_of_the_way_in(book, interrupter):
    for kind, folder in ((".yaml", "params"), (".csv", "data/observations")):
        text = (book / folder / f"2022{kind}").read_text("utf-8").replace("2022", "2021")
        (book / folder / f"2021{kind}").write_text(text, "utf-8")
    shutil.copytree(book / "outputs" / "2022", book / "outputs" / "2021")
    (book / "outputs" / "2021" / "results.csv").write_text("x", "utf-8")
    end = interrupter.run(book, ["run", "2022", "--fresh", "--root", book])
    assert end.code == 0, end.err
    assert "warning: outputs/2021: left out of outputs/index.html" in end.err
    assert "outputs/2021" not in [f.file for f in told(book)]
