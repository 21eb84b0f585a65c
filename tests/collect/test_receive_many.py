"""Several files in one call: a folder, a star, an archive; and files that say different things."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from chitieu.collect.receive import receive
from chitieu.collect.receive import sent as bounds
from chitieu.collect.receive.sent import Sent, sent_files

from .sent_back import DONE, counts, files_of, put, rows_of, run, told

FORM = b"a form"


def names(paths):
    """What a call's paths come to: the names of files, or what is told."""
    return [each.name if isinstance(each, Sent) else str(each) for each in sent_files(paths)]


def archive(path, members, encrypted=False):
    with zipfile.ZipFile(path, "w") as made:
        for name, data in members.items():
            made.writestr(name, data)
    if encrypted:  # the flag of the entry in both of its places
        data = bytearray(path.read_bytes())
        for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            data[data.index(mark) + at] |= 1
        path.write_bytes(bytes(data))
    return path


# ---- which files a call names -------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A folder as mail leaves it: forms, a form in a folder of it, and what no one sent."""
    for name in (
        "b.xlsx", "a.XLSX", "c.xls", "xã/d.xlsm", "~$a.XLSX", ".~lock.b.xlsx#", "._b.xlsx",
        ".DS_Store", "__MACOSX/._a.xlsx", "công văn.docx", "ảnh.jpg",
    ):  # fmt: skip
        path = tmp_path / "gửi về" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(FORM)
    return tmp_path / "gửi về"


def test_a_folder_is_what_is_in_it(folder):
    assert names([folder]) == [
        str(folder / name) for name in ("a.XLSX", "b.xlsx", "c.xls", "xã/d.xlsm")
    ]


@pytest.mark.parametrize(
    ("star", "found"),
    [
        pytest.param("*.xlsx", ["b.xlsx"], id="a star that the shell left"),
        pytest.param("?.xls*", ["b.xlsx", "c.xls"], id="a question mark"),
        pytest.param("x*", ["xã/d.xlsm"], id="a star for a folder"),
    ],
)
def test_a_star_is_what_it_stands_for(folder, star, found):
    assert names([folder / star]) == [str(folder / name) for name in found]


def test_a_name_with_the_letters_of_a_star_is_a_name(folder):
    (folder / "a[1].xlsx").write_bytes(FORM)
    assert names([folder / "a[1].xlsx"]) == [str(folder / "a[1].xlsx")]


def test_a_file_that_is_named_twice_is_read_once(folder):
    again = folder / "xã" / ".." / "b.xlsx"
    assert names([folder / "b.xlsx", again, folder / "*.xlsx"]) == [str(folder / "b.xlsx")]


NOTHING = {
    "a folder without forms": (lambda f: f / "trống", "thư mục không có biểu Excel nào"),
    "a star for nothing": (lambda f: f / "*.ods", "không có tệp nào có tên như vậy"),
    "a file that is not there": (lambda f: f / "z.xlsx", "không có tệp này"),
    "a lock of Excel's": (lambda f: f / "~$z.xlsx", "tệp khóa: “z.xlsx” đang mở trong Excel"),
    "a lock of LibreOffice's": (lambda f: f / ".~lock.b.xlsx#", "tệp khóa: “b.xlsx” đang mở"),
    "an archive without forms": (
        lambda f: archive(f / "a.zip", {"thư.docx": b""}), "tệp nén không có biểu Excel nào",
    ),
    "an archive with a password": (
        lambda f: archive(f / "a.zip", {"x.xlsx": FORM}, encrypted=True),
        "a.zip/x.xlsx: tệp nén có mật khẩu",
    ),
    "an archive in an archive": (
        lambda f: archive(
            f / "a.zip", {"b.zip": archive(f / "b.zip", {"x.xlsx": FORM}).read_bytes()}
        ),
        "a.zip/b.zip: tệp nén nằm trong tệp nén",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("path", "problem"), NOTHING.values(), ids=list(NOTHING))
def test_where_nothing_is_found_it_is_said(folder, path, problem):
    (folder / "trống").mkdir()
    (line,) = names([path(folder)])
    assert problem in line
    assert len(line.partition("; ")[2]) > 5


def test_a_lock_is_left_out_where_its_form_is_named_too(folder):
    """As a shell's star has it."""
    assert names([folder / "a.XLSX", folder / "~$a.XLSX"]) == [str(folder / "a.XLSX")]


@pytest.mark.parametrize(
    ("bound", "value", "problem"),
    [
        pytest.param("LARGEST", 5, "tệp lớn bất thường", id="a large file"),
        pytest.param("MOST_FILES", 3, "thư mục có 4 tệp", id="a folder of very many"),
    ],
)
def test_what_is_beyond_all_measure_is_not_read(folder, monkeypatch, bound, value, problem):
    assert all(problem not in line for line in names([folder]))
    monkeypatch.setattr(bounds, bound, value)
    assert problem in names([folder])[0]
    monkeypatch.setattr(bounds, bound, value + 1)
    assert all(problem not in line for line in names([folder]))


@pytest.mark.parametrize(
    ("bound", "value", "problem"),
    [
        pytest.param("LARGEST", 5, "a.xlsx: tệp lớn bất thường", id="a large form"),
        pytest.param("MOST_UNPACKED", 11, "tệp nén mở ra quá lớn", id="a bomb"),
    ],
)
def test_an_archive_beyond_all_measure_is_not_read(tmp_path, monkeypatch, bound, value, problem):
    data = archive(tmp_path / "a.zip", {"a.xlsx": FORM, "b.xlsx": FORM}).read_bytes()
    monkeypatch.setattr(bounds, bound, value)
    assert problem in str(next(bounds._within("a.zip", data)))
    monkeypatch.setattr(bounds, bound, value + 1)
    assert next(bounds._within("a.zip", data)) == Sent("a.zip/a.xlsx", FORM)


NAMES = {
    "UTF-8": "xã Đắk Kôi.xlsx",
    "in a folder": "2022/xã/a.xlsx",
    "with backslashes": "2022\\a.xlsx",
    "that climbs": "../../a.xlsx",
    "from a root": "/etc/a.xlsx",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_names_in_an_archive(tmp_path, name):
    path = archive(tmp_path / "a.zip", {name: FORM, "__MACOSX/._a.xlsx": b"", "~$a.xlsx": b""})
    (found,) = sent_files([path])
    inner = name.replace("\\", "/").replace("../", "").lstrip("/")
    assert found.name == f"{path}/{inner}"
    assert found.data == FORM
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.zip"]


@pytest.mark.parametrize("letters", ["cp1258", "utf-8"])
def test_names_that_an_archive_has_in_other_letters(tmp_path, letters):
    """Windows and others write a name's bytes without saying in which letters."""
    name = "Đăk Kôi.xlsx".encode(letters)
    path = archive(tmp_path / "a.zip", {"x" * len(name): FORM})
    path.write_bytes(path.read_bytes().replace(b"x" * len(name), name))
    (found,) = sent_files([path])
    assert Path(found.name).name == "Đăk Kôi.xlsx"


def test_a_folder_a_star_and_an_archive_of_forms_give_the_figures(
    capsys, emptied, filled, forms, tmp_path
):
    three = [forms[code].file_name for code in ("CA", "TP", "DT")]
    in_folder = tmp_path / "thư mục"
    in_folder.mkdir()
    shutil.copy(filled / three[0], in_folder)
    (in_folder / f"~${three[0]}").write_bytes(b"\x05Lan")
    star = tmp_path / "sao"
    star.mkdir()
    shutil.copy(filled / three[1], star)
    packed = archive(tmp_path / "gửi.zip", {three[2]: (filled / three[2]).read_bytes()})
    code, out, err = run(capsys, "receive", in_folder, star / "*.xlsx", packed, "--root", emptied)
    assert (code, err) == (DONE, "")
    assert [line.partition(": ")[0] for line in out.splitlines()] == [
        str(in_folder / three[0]), str(star / three[1]), f"{packed}/{three[2]}",
    ]  # fmt: skip
    register = csv.DictReader((emptied / "data/received/register.csv").open(encoding="utf-8"))
    assert [line["sent_as"] for line in register] == three


def test_a_form_with_the_ending_of_an_archive_is_a_form(emptied, filled, forms, tmp_path):
    path = shutil.copy(filled / forms["TP"].file_name, tmp_path / "biểu.zip")
    assert told(receive(emptied, [path])) == []


# ---- files that say different things ------------------------------------------------------------


@pytest.fixture
def two(filled, forms, tmp_path):
    """Return a function that makes two files of one form, each changed in its way."""

    def make(one, other, code="TP"):
        paths = [tmp_path / "phieu (1).xlsx", tmp_path / "phieu.xlsx"]
        for path, change in zip(paths, (one, other), strict=True):
            book = openpyxl.load_workbook(filled / forms[code].file_name)
            change(book)
            book.save(path)
        return paths

    return make


def nothing(book): ...


@pytest.mark.sampled(2)
@pytest.mark.parametrize("replace", [False, True], ids=["", "--replace"])
@pytest.mark.parametrize("turned", [False, True], ids=["", "turned"])
def test_two_files_that_contradict_are_named_and_neither_is_taken(emptied, two, replace, turned):
    paths = two(put((1, "D9", 300), (1, "D10", 7)), put((1, "D9", 301), (1, "D10", 8)))
    before = files_of(emptied)
    found = told(receive(emptied, paths[::-1] if turned else paths, replace))
    assert sorted(found) == [
        f"{one}:Biểu 1!D9: hai tệp ghi khác nhau: Thị trấn Đắk Rve, Trẻ em dưới 5 tuổi đã đăng ký "
        f"khai sinh ở đây là {its} (chính thức), ở {other}:Biểu 1!D9 là {differs} (chính thức), "
        "và 1 số khác nữa; xem tệp nào là bản cuối, bỏ tệp kia ra rồi chạy lại"
        for one, other, its, differs in (
            (paths[0], paths[1], 300, 301), (paths[1], paths[0], 301, 300),
        )
    ]  # fmt: skip
    assert files_of(emptied) == before


CONTRADICT = {
    "another state": (nothing, put((1, "E9", "Tạm tính")), True),
    "a sign for a figure": (nothing, put((1, "D9", "...")), True),
    "the same under two names": (nothing, nothing, False),
    "nought in two ways": (put((1, "D9", 0)), put((1, "D9", "-")), False),
    "one that is filled in further": (put((1, "D9", None)), nothing, False),
    "halves of one form": (put((1, "D9", None)), put((1, "D10", None)), False),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("one", "other", "contradict"), CONTRADICT.values(), ids=list(CONTRADICT))
def test_two_files_of_one_form(emptied, two, one, other, contradict):
    receipts = receive(emptied, two(one, other))
    assert bool(told(receipts)) == contradict
    assert len(rows_of(emptied)) == (0 if contradict else 7)
    if not contradict:
        assert sum(counts(receipt)[0] for receipt in receipts) == 7


def test_an_agencys_and_a_communes_form_may_contradict(emptied, filled, forms, spoil):
    agency = spoil("LDTBXH", put((1, "G9", 400)))
    commune = filled / forms["23479"].file_name
    found = told(receive(emptied, [agency, commune]))
    assert len(found) == 2
    assert all("hai tệp ghi khác nhau: Thị trấn Đắk Rve, Trẻ em có hoàn cảnh" in f for f in found)


def test_the_others_of_a_call_are_taken_in(emptied, two, filled, forms):
    paths = [*two(nothing, put((1, "D9", 301))), filled / forms["DT"].file_name]
    first, second, third = receive(emptied, paths)
    assert (bool(first.faults), bool(second.faults), third.faults) == (True, True, [])
    assert len(rows_of(emptied)) == 7


def test_a_part_is_held_against_a_whole_that_comes_in_the_same_call(emptied, filled, forms, spoil):
    """Neither is taken, in whichever order they come; each names the other's file."""
    part, whole = spoil("TP", put((1, "D9", 600))), filled / forms["CA"].file_name
    for paths in ([part, whole], [whole, part]):
        found = told(receive(emptied, paths))
        assert len(found) == 2
        assert any(f"“Trẻ em dưới 5 tuổi”: tệp {whole})" in line for line in found)
        assert any(f"đã đăng ký khai sinh”: tệp {part})" in line for line in found)
        assert rows_of(emptied) == {}


def test_a_file_that_only_a_refused_one_made_sound_is_refused_too(emptied, filled, forms, spoil):
    receive(emptied, [filled / forms["CA"].file_name, filled / forms["TP"].file_name])
    part = spoil("TP", put((1, "D9", 600)))
    whole = spoil("CA", put((1, "G9", 600), (1, "G10", "x")))
    one, other = receive(emptied, [part, whole], replace=True)
    assert "“Trẻ em dưới 5 tuổi”: số đã nhận)" in told([one])[0]
    assert "“x” không phải số" in told([other])[0]


# ---- last year's form ---------------------------------------------------------------------------


def test_last_years_form_filled_in_once_more_says_first_what_it_is(emptied, filled, forms, spoil):
    receive(emptied, [filled / forms["DT"].file_name])
    changed = spoil("DT", put(*((1, f"D{row}", 9) for row in range(9, 16))))
    before = files_of(emptied)
    first, *others = told(receive(emptied, [changed]))
    assert first == (
        f"{changed}: đây là biểu của năm 2022: 7 trong 7 số khác số đã nhận; nếu là số của kỳ khác "
        "thì ghi vào biểu của kỳ ấy; nếu đúng là số mới của năm 2022 thì chạy lại với --replace"
    )
    assert len(others) == 7
    assert not any("--replace" in line for line in others)
    assert files_of(emptied) == before


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("number", "first"),
    [
        pytest.param(1, False, id="one"),
        pytest.param(3, False, id="fewer than half"),
        pytest.param(4, True, id="more than half"),
    ],
)
def test_some_changed_figures_are_told_one_by_one(emptied, filled, forms, spoil, number, first):
    receive(emptied, [filled / forms["DT"].file_name])
    changed = spoil("DT", put(*((1, f"D{row}", 9) for row in range(9, 9 + number))))
    found = told(receive(emptied, [changed]))
    assert len(found) == number + first
    assert ("đây là biểu của năm 2022" in found[0]) == first
    assert ("--replace" in found[-1]) == (not first)


def test_very_many_changed_figures_are_counted(emptied, filled, forms, spoil):
    receive(emptied, [filled / forms["LDTBXH"].file_name])
    cells = ((1, f"{column}{row}", 0) for column in "DGJ" for row in range(9, 16))
    found = told(receive(emptied, [spoil("LDTBXH", put(*cells))]))
    listed = [line for line in found if "khác số đã nhận: " in line and "!" in line]
    assert len(listed) == 12
    assert "số khác nữa; " in listed[-1]


# ---- the edition of the areas -------------------------------------------------------------------


def test_rows_carry_the_edition_of_their_form(emptied, filled, forms):
    assert told(receive(emptied, [filled / forms["TP"].file_name])) == []
    assert {row["edition"] for row in rows_of(emptied).values()} == {"2008"}


def test_rows_with_a_blank_edition_are_the_years_and_are_not_repeated(workbook_copy, spoil):
    """They were there before the edition was written: one that changes is written with it."""
    before = rows_of(workbook_copy)
    changed = spoil("TP", put((1, "D9", 400)))
    (receipt,) = receive(workbook_copy, [changed], replace=True)
    assert counts(receipt) == (0, 1, 6)
    after = rows_of(workbook_copy)
    key = ("23479", "children_u5_registered")
    assert (len(after), after[key]["edition"], after[key]["value"]) == (len(before), "2008", "400")
    assert all(after[k] == row for k, row in before.items() if k != key)
    assert counts(receive(workbook_copy, [changed])[0]) == (0, 0, 7)
