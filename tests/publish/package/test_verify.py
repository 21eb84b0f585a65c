"""A package checked by whoever received it: what is said of a whole one, and of each fault."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import zipfile
from datetime import date
from warnings import catch_warnings, simplefilter

import pytest
from openpyxl import load_workbook

from chitieu.cli import main
from chitieu.publish.package.archive import write_archive
from chitieu.publish.package.verify import Verified, verify, verify_files
from chitieu.publish.package.verify_texts import Finding, Key

pytestmark = pytest.mark.xdist_group("batch")
RESULTS, PAGE = "2022/results.csv", "2022/1_suc_khoe.html"
AREAS = "definitions/areas.csv"
# The pages with pictures worked out in their own cells, which no package's table makes again.
OWN_WORK = ("1_suc_khoe", "2_bao_ve", "3_giao_duc_van_hoa", "4_tham_gia", "5_xu_huong")


@pytest.mark.parametrize(
    ("which", "own_work"),
    [("small", ()), pytest.param("made", OWN_WORK, marks=pytest.mark.slow)],
    ids=["of one page", "whole"],
)
def test_a_package_is_well_in_any_folder_and_in_both_languages(
    request, tmp_path, capsys, which, own_work
):
    packed = request.getfixturevalue(which)
    alone, verified = tmp_path / "nhận", packed.packed.verified
    alone.mkdir()
    shutil.copy(packed.path, alone / "gói.zip")
    with zipfile.ZipFile(packed.path) as archive:
        archive.extractall(alone / "mở")
    assert main(["verify", str(alone / "gói.zip")]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    line, *notes, warned = said.out.splitlines()
    assert [note.partition(":")[0] for note in notes] == [f"2022/{name}.html" for name in own_work]
    assert line == (
        f"kon-ray-2022: không thấy sai; mã kiểm {verified.check_code}, mã gói "
        f"{verified.package_code} ({verified.count} tệp, số liệu mô phỏng)"
    )
    assert "chỉ so được gói với chính nó" in warned
    assert main(["verify", str(alone / "mở"), "--language", "en"]) == 0
    line, *notes, warned = capsys.readouterr().out.splitlines()
    assert len(notes) == len(own_work)
    assert line == verified.line()
    assert "a change made alike in every file is shown only by the code" in warned


def test_the_code_of_the_covering_letter_tells_any_change(small, mend, tmp_path, capsys):
    code, files = small.packed.verified.package_code, small.files
    typed = f" {code[:4].upper()}-{code[4:8]} {code[8:]} ".replace("0", "O")
    assert main(["verify", str(small.path), "--code", typed]) == 0
    assert "mã gói đúng là mã đã cho" in capsys.readouterr().out
    files["2022/4_tham_gia.html"] += b" "
    verified = verify_files(mend(files), code=code)
    said = str(verified.faults[0])
    assert said.startswith(
        f"manifest.json: the package code is {verified.package_code}, not {code}"
    )
    other = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert main(["verify", str(small.path), "--code", other, "--language", "en"]) == 1
    assert "not the one" not in capsys.readouterr().out
    for wrong in ("1234", "xyz", code + "0"):
        assert main(["verify", str(small.path), "--code", wrong]) == 2
        assert "mã gói có 12 ký tự" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "không có gói nào ở đây"), ("en", "there is no package")]
)
def test_what_is_no_package_is_a_wrong_call(tmp_path, capsys, language, words):
    assert main(["verify", str(tmp_path / "không.zip"), "--language", language]) == 2
    assert words in capsys.readouterr().err


def test_a_fault_is_a_line_and_exits_with_1(made, tmp_path, capsys):
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "README.txt").unlink()
    assert main(["verify", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "không thấy sai" not in said.out
    assert said.err == "README.txt: thiếu tệp này; không dùng gói này; đề nghị nơi gửi gửi lại\n"


@pytest.mark.parametrize(
    ("finding", "vietnamese", "english"),
    [
        (Finding("a", "missing"), "thiếu tệp này", "the file is missing"),
        (Finding("a", "added"), "tệp này được thêm vào, tệp kê khai không có",
         "the file was added"),
        (Finding("a", "shows", 7, "", {"told": "9", "mine": "8", "where": "2, 614", "row": 3,
                                       "what": Key("numerator")}),
         "trang ghi “9” là tử số của chỉ số 2, 614; results.csv có “8” (dòng 3)",
         "the page shows '9' as the numerator of 2, 614, results.csv has '8' (line 3)"),
    ],
)  # fmt: skip
def test_a_finding_is_told_in_either_language(finding, vietnamese, english):
    assert finding.fault("vi").problem == vietnamese
    assert finding.fault("en").problem == english


@pytest.mark.parametrize(
    ("count", "simulated", "line"),
    [
        (1, False, "a-2022: all is well; check code c, package code p (1 file)"),
        (2, True, "a-2022: all is well; check code c, package code p (2 files, simulated figures)"),
    ],
)
def test_what_is_well_says_of_how_many_files(count, simulated, line):
    assert Verified([], "a-2022", "c", "p", count, simulated).line("en") == line


def test_what_a_sender_writes_is_never_read_as_a_text_of_ours():
    finding = Finding("a", "said", 0, "", {"told": "@missing", "mine": "\x1b[2J", "source": "b"})
    assert finding.fault().problem == "it says '@missing', by b it is '?[2J'"


# ---- faults of a package ------------------------------------------------------------------------


def replaced(name: str, old: str, new: str):
    def change(files: dict[str, bytes]) -> None:
        assert old.encode() in files[name], old
        files[name] = files[name].replace(old.encode(), new.encode(), 1)

    return change


def cell(sheet: str, place: str, value):
    def change(files: dict[str, bytes]) -> None:
        book, out = load_workbook(io.BytesIO(files["2022/results.xlsx"])), io.BytesIO()
        book[sheet][place] = value
        book.save(out)
        files["2022/results.xlsx"] = out.getvalue()

    return change


def without(name: str):
    return lambda files: files.pop(name)


def with_(name: str, data: bytes = b"x"):
    return lambda files: files.update({name: data})


def both(*changes):
    return lambda files: [change(files) for change in changes]


@pytest.mark.sampled(
    8, "one changed byte", "a value", "a count on a page", "a value in an objective's sheet"
)
@pytest.mark.parametrize(
    ("change", "mended", "place", "words"),
    [
        pytest.param(replaced(PAGE, "Tử vong", "Tử vonh"), False, PAGE, "was changed",
                     id="one changed byte"),
        pytest.param(replaced("README.txt", "Gói", "gói"), False, "README.txt", "was changed",
                     id="one changed byte of a text"),
        pytest.param(without(PAGE), False, PAGE, "is missing", id="one missing file"),
        pytest.param(with_("2022/them.html"), False, "2022/them.html", "was added",
                     id="one added file"),
        pytest.param(without("manifest.json"), False, "manifest.json", "is missing",
                     id="no manifest"),
        pytest.param(with_("manifest.json", b"{}"), False, "manifest.json", "cannot be read",
                     id="a manifest of nothing"),
        pytest.param(with_("manifest.json", b"[" * 9999), False, "manifest.json",
                     "cannot be read", id="a manifest without end"),
        pytest.param(replaced("manifest.json", '"threshold": 5', '"threshold": 3, "threshold": 5'),
                     False, "manifest.json", "cannot be read", id="a name twice"),
        pytest.param(replaced("manifest.json", '"threshold": 5', '"threshhold": 3, "threshold": 5'),
                     False, "manifest.json", "has no such item", id="a name more"),
        pytest.param(replaced("manifest.json", '"results": ', '"checked": true, "results": '),
                     False, "manifest.json", "has no such item", id="a fact more"),
        pytest.param(replaced("manifest.json", '"title": ', '"signed_by": "A", "title": '),
                     False, "manifest.json", "has no such item", id="a signature"),
        pytest.param(replaced("manifest.json", '"compared_with": null', '"compared_with": "../x"'),
                     False, "manifest.json", "cannot be read", id="a manifest that leads away"),
        pytest.param(with_("a\x1b[2Jb"), False, "a?[2Jb", "was added", id="a name for a terminal"),
        pytest.param(without(RESULTS), True, "results.csv", "cannot be read", id="no results"),
        pytest.param(replaced(RESULTS, "4615,4778,100,96.58", "4615,4778,100,97.58"), True,
                     RESULTS, "97.58", id="a value"),
        pytest.param(replaced(RESULTS, "4615,4778", "4616,4778"), True, RESULTS,
                     "sum of the areas below", id="a numerator"),
        pytest.param(replaced(RESULTS, "ge,96,met,clearly_better,,E,F",
                              "ge,96,not_met,clearly_better,,E,F"), True, RESULTS,
                     "'not_met' does not follow", id="a status"),
        pytest.param(replaced(RESULTS, "ge,96,met,clearly_better,,E,F",
                              "ge,95,met,clearly_better,,E,F"), True, PAGE, "the target",
                     id="a target"),
        pytest.param(replaced(RESULTS, ",,,none,lt,6,,,withheld,,C", ",3,,none,lt,6,,,withheld,,C"),
                     True, RESULTS, "a withheld result has a figure", id="a withheld limit"),
        pytest.param(replaced(RESULTS, "4615,4778", "x,4778"), True, RESULTS, "be read",
                     id="no number"),
        pytest.param(without(AREAS), True, AREAS, "is missing", id="no definitions"),
        pytest.param(replaced(AREAS, "614,", "615,"), True, RESULTS,
                     "'614' is not in definitions/areas.csv", id="an area that is not defined"),
        pytest.param(with_(AREAS, b"\xff"), True, AREAS, "cannot be read", id="no text"),
        pytest.param(with_(AREAS, b"x" * 200_000), True, AREAS, "cannot be read",
                     id="a text without end"),
        pytest.param(replaced(RESULTS, "met,clearly", "xong,clearly"), True, RESULTS,
                     "'xong' does not follow", id="an unknown status"),
        pytest.param(replaced("2022/results.sdmx.csv", ",96.588", ",96.688"), True,
                     "2022/results.sdmx.csv", "96.688", id="a value in SDMX"),
        pytest.param(cell("results", "G10", 4616), True, "2022/results.xlsx", "4616",
                     id="a count in the plain sheet"),
        pytest.param(cell("Mục tiêu 1", "H6", 58.1), True, "2022/results.xlsx", "58.1",
                     id="a value in an objective's sheet"),
        pytest.param(with_("2022/results.xlsx"), True, "2022/results.xlsx", "cannot be read",
                     id="no workbook"),
        pytest.param(replaced("2022/datapackage.json", "sha256:", "sha256:0"), True,
                     "2022/datapackage.json", "stands here", id="the descriptor"),
        pytest.param(replaced(PAGE, 'role="cell">782<', 'role="cell">783<'), True, PAGE,
                     "'783' as the numerator of 2", id="a count on a page"),
        pytest.param(replaced(PAGE, "(782/799)", "(782/798)"), True, PAGE, "'798'",
                     id="a count in a tip"),
        pytest.param(replaced(PAGE, "<strong>96,59%</strong>", "<strong>96,7%</strong>"), True,
                     PAGE, "'96,7%' as the value of 2", id="a value in the scorecard"),
        pytest.param(replaced("2022/0_tong_hop.html", " 96,59<span", " 96,9<span"), True,
                     "2022/0_tong_hop.html", "'96,9' as the value of 2", id="the scoreboard"),
        pytest.param(replaced("index.html", " 96,59<span", " 96,9<span"), True, "index.html",
                     "'96,9' as the value of 2", id="the index"),
        pytest.param(replaced(PAGE, "Mã kiểm</dt><dd><code>", "Mã kiểm</dt><dd><code>0"), True,
                     PAGE, "bears the check code 0", id="another check code"),
        pytest.param(replaced(PAGE, "audience=&#34;review", "audience=&#34;internal"), True, PAGE,
                     "internal edition", id="an internal page"),
    ],
)  # fmt: skip
def test_a_fault_is_found_with_its_place(made, mend, change, mended, place, words):
    files = made.files
    change(files)
    verified = verify_files(mend(files) if mended else files)
    told = [fault for fault in verified.faults if fault.file == place and words in fault.problem]
    assert told, [str(fault) for fault in verified.faults][:5]
    assert all("\n" not in str(fault) for fault in verified.faults)


@pytest.mark.sampled(3, "a page left out")
@pytest.mark.parametrize(
    ("change", "mended", "place", "words"),
    [
        pytest.param(replaced("manifest.json", '"results": ', '"results": 1'), False,
                     "manifest.json", "by 2022/results.csv it is", id="how many results"),
        pytest.param(replaced("manifest.json", '"results_withheld": ', '"results_withheld": 1'),
                     False, "manifest.json", "by 2022/results.csv it is",
                     id="how many are withheld"),
        pytest.param(replaced("manifest.json", '"audience": "review"', '"audience": "internal"'),
                     False, "manifest.json", "'internal', by definitions/years.json it is 'review'",
                     id="another edition"),
        pytest.param(replaced("definitions/targets.csv", "ge,96,", "ge,95,"), True, RESULTS,
                     "'96' stands here, by definitions/targets.csv it is '95'",
                     id="a target's definition"),
        pytest.param(lambda files: files.update({"README.txt": b"Ai do"}), True, "README.txt",
                     "stands here", id="a README of another package"),
        pytest.param(without("2022/2_bao_ve.html"), True, "index.html",
                     "it leads to 2022/2_bao_ve.html, which is missing", id="a page left out"),
        pytest.param(without("2022/results.xlsx"), True, "2022/results.xlsx",
                     "the file is missing", id="a format left out"),
        pytest.param(without("definitions/groups.csv"), True, "definitions/groups.csv",
                     "the file is missing", id="groups left out"),
        pytest.param(replaced(RESULTS, "2022,4a,614,2008,sex,F,", "2022,4a,614,2008,sex,X,"), True,
                     RESULTS, "'4a@sex=X' is not in definitions/indicators.csv",
                     id="a group that is none"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_results_must_fit_them(made, mend, change, mended, place, words):
    test_a_fault_is_found_with_its_place(made, mend, change, mended, place, words)


def test_figures_changed_all_through_still_miss_the_check_code_on_paper(made, mend):
    """What no recomputation finds, an estimate that calls itself final: the pages' code does."""
    files = made.files
    files[RESULTS] = files[RESULTS].replace(b",E,F\n", b",A,F\n", 1)
    found = [str(f) for f in verify_files(mend(files)).faults]
    assert any("manifest.json:check_code: it says" in line for line in found)
    assert sum("bears the check code" in line for line in found) == 14


# ---- archives by an enemy ----------------------------------------------------------------------


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        pytest.param([(entry("../x"), b"")], "leads out of the package", id="upwards"),
        pytest.param([(entry("a/../../x"), b"")], "leads out", id="upwards inside"),
        pytest.param([(entry("/etc/x"), b"")], "absolute", id="absolute"),
        pytest.param([(entry("C:/x"), b"")], "absolute", id="a drive"),
        pytest.param([(entry("a\\..\\x"), b"")], "leads out", id="backslashes"),
        pytest.param([(entry("ab:c"), b"")], "characters that are not allowed", id="a stream"),
        pytest.param([(entry("a\nb"), b"")], "characters that are not allowed", id="a line's end"),
        pytest.param([(entry("a//b"), b"")], "leads out", id="an empty part"),
        pytest.param([(entry("l", stat.S_IFLNK | 0o777), b"/etc/x")], "a link", id="a link"),
        pytest.param([(entry("p", stat.S_IFIFO), b"")], "not a plain file", id="a pipe"),
        pytest.param([(entry("a"), b"1"), (entry("a"), b"2")], "twice", id="doubled"),
        pytest.param([(entry("a"), b"1"), (entry("A"), b"2")], "twice", id="but for the case"),
        pytest.param([(entry("a"), b"0" * 20_000_000)], "would unpack to", id="a bomb"),
    ],
)
def test_an_unsafe_archive_is_told_and_not_unpacked(tmp_path, entries, words):
    path = tmp_path / "gói.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, catch_warnings():
        simplefilter("ignore")  # zipfile's own, of a doubled name
        for info, data in entries:
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    found = [str(fault) for fault in verify(path).faults]
    assert any(words in line for line in found), found
    assert [p.name for p in tmp_path.iterdir()] == ["gói.zip"]


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda data: b"", "cannot be read", id="empty"),
        pytest.param(lambda data: b"no archive", "cannot be read", id="no archive"),
        pytest.param(lambda data: data[:-30], "cannot be read", id="cut short"),
        pytest.param(
            lambda data: b"#!/bin/sh\n" + data, "data before the archive", id="a program before"
        ),
        pytest.param(lambda data: data[:3000] + b"X" + data[3001:], "cannot be read", id="bits"),
    ],
)
def test_a_damaged_archive_is_told(made, tmp_path, spoil, words):
    path = tmp_path / "gói.zip"
    path.write_bytes(spoil(made.path.read_bytes()))
    assert any(words in str(fault) for fault in verify(path).faults)


@pytest.mark.parametrize(
    ("spoil", "language", "words", "alike"),
    [
        pytest.param(lambda data, at: data[:at] + data[at + 40 :], "vi",
                     "không đọc được tệp này (Bad", "{} tệp khác cũng vậy",
                     id="a stretch is gone"),
        pytest.param(lambda data, at: data[:at] + b"X" * 40 + data[at:], "en",
                     "it cannot be read (Bad", "the same with {} more files",
                     id="a stretch is new"),
    ],
)  # fmt: skip
def test_what_one_damage_does_to_many_files_is_told_once(made, tmp_path, capsys, spoil, language,
                                                         words, alike):  # fmt: skip
    data, path = made.path.read_bytes(), tmp_path / "gói.zip"
    last_file = data.rindex(b"PK\x03\x04")  # damaged there, none begins where the directory says
    path.write_bytes(spoil(data, last_file + 40))
    assert main(["verify", str(path), "--language", language]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) < 8, told
    with zipfile.ZipFile(made.path) as archive:
        files = len(archive.namelist())
    (line,) = [line for line in told if words in line]
    # Of a first file that would begin before the archive does, another reason is given.
    assert any(alike.format(files - others) in line for others in (1, 2)), line


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_full_disk_is_no_fault_of_the_package(made, tmp_path, capsys, monkeypatch, wrapped):
    """To be checked, a package is unpacked among the temporary files, and made again there."""
    given = made.path
    if wrapped:
        given = tmp_path / "thư.zip"
        with zipfile.ZipFile(given, "w") as archive:
            archive.write(made.path, made.path.name)

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    assert main(["verify", str(given)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(": đĩa đã đầy; dọn bớt cho có chỗ rồi chạy lại\n")
    assert len(err.splitlines()) == 1


def test_a_link_in_a_folder_is_not_followed(made, tmp_path):
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path / "mở")
    (tmp_path / "mở" / "them").symlink_to(tmp_path)
    found = [str(fault) for fault in verify(tmp_path / "mở").faults]
    assert [line.partition(";")[0] for line in found] == ["them: it is a link, or not a plain file"]


def test_an_archive_of_the_same_files_in_another_order_is_the_same(made):
    backwards = dict(reversed(made.files.items()))
    as_of = made.packed.verified.manifest.content["as_of"]
    assert write_archive(backwards, date.fromisoformat(as_of)) == made.path.read_bytes()
