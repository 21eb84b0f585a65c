"""A package as it is made and opened, and every reason for which it is not made."""

from __future__ import annotations

import json
import re
import shutil
import stat
import zipfile
from hashlib import sha256
from urllib.parse import unquote

import pytest

from chitieu.cli import main
from chitieu.faults import Faults
from chitieu.publish.package.pack import not_ready, pack
from chitieu.publish.schedule import plan_reports
from chitieu.publish.state import State

pytestmark = pytest.mark.xdist_group("batch")
PERIOD, FOLDER = "2022", "sổ tính Kon Rẫy"


def test_the_command_makes_the_package_and_says_in_a_line_what_it_is(small, run_apart, tmp_path):
    again = tmp_path / "nơi khác"
    shutil.copytree(small.root, again)
    path = again / small.path.relative_to(small.root)
    path.unlink()
    ran = run_apart("pack", PERIOD, root=again)
    code = sha256((again / "outputs/2022/results.csv").read_bytes()).hexdigest()[:12]
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(
        rf"outputs/packages/kon-ray-2022.zip: all is well; check code {code}, "
        r"package code [0-9a-f]{12} \(\d+ files, simulated figures\)\n"
        r"it was compared with none: there is no package of the period before it\n",
        ran.out,
    )
    assert path.read_bytes() == small.path.read_bytes(), "another folder, another process"


def test_packing_again_gives_the_same_bytes_and_keeps_nothing(packed_copy):
    root, before = packed_copy
    names = {path.name for path in (root / "outputs/packages").iterdir()}
    packed = pack(root, 2022)
    assert packed.path.read_bytes() == before
    assert (packed.kept, packed.changed) == (None, None)
    assert {path.name for path in packed.path.parent.iterdir()} == names


def test_the_archive_bears_nothing_of_the_machine(made):
    with zipfile.ZipFile(made.path) as archive:
        entries = archive.infolist()
        assert archive.comment == b""
    names = [entry.filename for entry in entries]
    assert names == sorted(names)
    for entry in entries:
        assert entry.date_time == (2023, 1, 15, 0, 0, 0)
        assert (entry.extra, entry.comment) == (b"", b"")
        assert stat.S_ISREG(entry.external_attr >> 16)
        assert not entry.filename.startswith("/")
        assert ".." not in entry.filename


def test_it_holds_every_page_every_format_and_the_definitions(made):
    names = set(made.files)
    pages = {path.name for path in (made.root / "outputs/2022").glob("*.html")}
    assert {f"2022/{page}" for page in pages} < names
    results = "results.csv", "results.xlsx", "results.sdmx.csv", "results.sdmx.xml"
    assert {f"2022/{name}" for name in (*results, "datapackage.json")} < names
    tables = "indicators", "variables", "targets", "areas", "area_changes", "checks"
    assert {f"definitions/{name}.csv" for name in tables} < names
    assert {"index.html", "README.txt", "manifest.json"} < names
    assert {f"notebooks/{page.removesuffix('.html')}.ipynb" for page in pages} < names
    assert not [name for name in names if "internal" in name]
    formulas = made.files["definitions/indicators.csv"].decode()
    assert "Trẻ em có hoàn cảnh đặc biệt / Trẻ em dưới 16 tuổi × 100." in formulas


def test_the_manifest_tells_what_was_packed_and_hashes_only_what_is_published(made):
    manifest = json.loads(made.files["manifest.json"])
    assert (made.root / "outputs/2022/manifest.json").read_bytes() == made.files["manifest.json"]
    assert manifest["files"] == {
        name: {"size": len(data), "sha256": sha256(data).hexdigest()}
        for name, data in sorted(made.files.items())
        if name != "manifest.json"
    }
    assert manifest["parameters"]["audience"] == "review"
    assert manifest["data"]["counts_arrived"] < manifest["data"]["counts_expected"]
    inputs = [*made.root.glob("data/observations/*"), *made.root.glob("data/areas.csv")]
    digests = {sha256(path.read_bytes()).hexdigest() for path in inputs}
    assert not digests & set(re.findall(r"[0-9a-f]{64}", made.files["manifest.json"].decode()))


def test_the_readme_is_what_an_old_notepad_opens(made):
    text = made.files["README.txt"].decode("utf-8")
    assert text.startswith("\ufeff")
    assert text.count("\n") == text.count("\r\n")
    results = made.files["2022/results.csv"].decode().splitlines()
    hidden = sum(line.endswith(",C") for line in results)
    for words in ("SỐ LIỆU MÔ PHỎNG", "index.html", "chitieu verify", "certutil",
                  sha256(made.files["2022/results.csv"]).hexdigest()[:12],
                  f"{hidden} trên {len(results) - 1} kết quả không công bố"):  # fmt: skip
        assert words in text


def test_it_is_opened_offline_from_where_it_was_unpacked(made, opened, accessible, tmp_path):
    folder = tmp_path / "Gói đã nhận"
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(folder)
    tab = opened((folder / "index.html").as_uri())
    assert accessible(tab) == []
    links = tab.evaluate("[...document.links].map(link => link.getAttribute('href'))")
    targets = {unquote(link.partition("#")[0]) for link in links} - {""}
    assert len(targets) > 15
    assert not [link for link in targets if not (folder / link).is_file()]
    tab.get_by_role("link", name="3a Tử vong sơ sinh").click()
    assert "/2022/1_suc_khoe.html#chi-tieu-3a" in tab.url
    assert tab.said == []
    assert all(unquote(url).startswith(folder.as_uri()[:7]) for url in tab.asked)


def test_no_link_of_any_page_is_dead_in_the_package(made, dead_links):
    assert dead_links(made.files) == []


# ---- refusals ---------------------------------------------------------------------------------

INTERNAL = '<p class="ct-banner ct-internal">BẢN NỘI BỘ.</p>'
LINE = r"[\w./-]+(:\d+)?(:\w+)?: .+; .+"


def write_on(root, name: str, planted: str) -> None:
    path = root / "outputs" / PERIOD / name
    text = path.read_text("utf-8")
    path.write_text(text.replace("</main>", f"{planted}</main>"), encoding="utf-8")


def ended(root, name: str, status: str) -> None:
    with (root / "outputs/.state/runs.jsonl").open("a", encoding="utf-8") as log:
        line = {"period": PERIOD, "notebook": name, "status": status, "reason": "cell 3: no",
                "ended": "2023-01-16T08:00:00+07:00"}  # fmt: skip
        log.write(json.dumps(line) + "\n")


@pytest.fixture(scope="module")
def refused(made, run_chitieu, tmp_path_factory):
    """A call with everything wrong that can be."""
    root = tmp_path_factory.mktemp("sai") / FOLDER
    shutil.copytree(made.root, root)
    outputs = root / "outputs" / PERIOD
    write_on(root, "0_tong_hop.html", INTERNAL)
    ended(root, "1_suc_khoe", "failed")
    ended(root, "3_giao_duc_van_hoa", "failed")
    ended(root, "3_giao_duc_van_hoa", "left")
    write_on(root, "2_bao_ve.html", r"<p>D:\UBND\bieu.xlsx</p>")
    page = (outputs / "2_bao_ve.html").read_text("utf-8")
    hidden = 'role="rowheader">Huyện Kon Rẫy</th><td class="ct-num" role="cell">(bm)</td>'
    assert hidden in page
    page = page.replace(hidden, hidden.replace("(bm)", "9"), 1)
    (outputs / "2_bao_ve.html").write_text(page, encoding="utf-8")
    (outputs / "4_tham_gia.html").unlink()
    (outputs / "results.xlsx").unlink()
    return run_chitieu("pack", PERIOD, root=root)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        pytest.param("0_tong_hop.html", "the page is of the internal edition", id="internal"),
        pytest.param("1_suc_khoe.html", "the page failed when it was last made (cell 3: no); mend "
                     "what failed, then chitieu run 2022", id="failed"),
        pytest.param("2_bao_ve.html", "the page is old (", id="changed by hand"),
        pytest.param("2_bao_ve.html", r"it holds the absolute path D:\UBND\bieu.xlsx",
                     id="a path"),
        pytest.param("2_bao_ve.html", "the page shows a count of 11a of 614, which results.csv "
                     "withholds", id="a withheld count"),
        pytest.param("4_tham_gia.html", "the page is missing; make it with: chitieu run 2022",
                     id="missing"),
        pytest.param("results.xlsx", "the file is missing", id="a format is missing"),
    ],
)  # fmt: skip
def test_it_refuses_with_every_reason_at_once(refused, place, words):
    assert (refused.code, refused.out) == (1, "")
    told = refused.err.splitlines()
    assert all(re.fullmatch(LINE, line) for line in told)
    own = [line for line in told if line.startswith(f"outputs/2022/{place}")]
    assert any(words in line for line in own), refused.err


def test_a_page_that_failed_and_then_was_found_to_stand_is_no_reason(refused):
    assert "3_giao_duc_van_hoa.html: the page failed" not in refused.err


def test_a_refused_package_leaves_the_last_one_as_it_was(refused, made):
    path = refused.root / made.path.relative_to(made.root)
    assert path.read_bytes() == made.path.read_bytes()


def test_a_countrys_results_have_no_formats_to_miss(own_copy, monkeypatch):
    reports = plan_reports(own_copy, [2022], [], "", "", "review")
    for name in ("results.xlsx", "results.sdmx.csv", "results.sdmx.xml"):
        (reports[0].folder / name).unlink()

    def missing() -> list[str]:
        faults = not_ready(State(own_copy), reports)
        return [fault.file for fault in faults if fault.problem == "the file is missing"]

    assert len(missing()) == 3
    monkeypatch.setattr("chitieu.publish.exchange.MOST_ROWS", 100)
    assert missing() == []


@pytest.mark.slow
def test_pages_of_other_figures_are_refused(own_copy, set_cell):
    set_cell(own_copy / "data/observations/2022.csv", 21, "value", "781")
    with pytest.raises(Faults) as caught:
        pack(own_copy, 2022)
    assert str(caught.value) == (  # and nothing that follows from it
        "outputs/2022/tom_tat.html: the page is old (figures changed), and so are 13 more pages of "
        "the period; make it with: chitieu run 2022"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["1999"], "1999 has no data", id="a year without data"),
        pytest.param(["2022", "--period", "2021-S1"], "does not lie in 2022", id="another year's"),
    ],
)
def test_a_wrong_call_exits_with_2(made, capsys, words, said):
    assert main(["pack", *words, "--root", str(made.root)]) == 2
    assert said in capsys.readouterr().err
