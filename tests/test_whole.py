"""A file written whole: what it keeps of the one before, what it leaves where it cannot be."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from chitieu import whole
from chitieu.whole import Busy, Unwritten, only_one, scratch_folder, write_whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and owners are POSIX's")
AS_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser gives files away"
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask():
    """Return a function that sets the umask; it is put back."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


# ---- what it keeps ------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [0o600, 0o640, 0o664, 0o755, 0o222], ids=oct)
def test_a_file_keeps_its_mode(tmp_path, bits):
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(bits)
    write_whole(path, "new")
    assert (path.read_text(), mode(path)) == ("new", bits)


@pytest.mark.parametrize(("mask", "bits"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_is_as_the_umask_has_it(tmp_path, umask, mask, bits):
    umask(mask)
    write_whole(tmp_path / "a.csv", "new", tmp_path / "parts")
    assert mode(tmp_path / "a.csv") == bits


@AS_ROOT
def test_a_file_keeps_its_owner_and_its_group(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    os.chown(path, 12345, 54321)
    write_whole(path, "new", tmp_path / "parts")
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)


def test_another_s_file_is_written_and_keeps_its_group_at_least(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("old")
    there = path.stat()
    asked = []

    def chown(part, user, group):
        asked.append((user, group))
        if user != -1:
            raise PermissionError(errno.EPERM, "not yours")

    other = os.stat_result((*there[:4], there.st_uid + 1, there.st_gid + 1, *there[6:]))
    stat_of = Path.stat
    monkeypatch.setattr(
        Path, "stat", lambda p, **options: other if p == path else stat_of(p, **options)
    )
    monkeypatch.setattr(os, "chown", chown)
    write_whole(path, "new")
    assert path.read_text() == "new"
    assert asked == [(there.st_uid + 1, there.st_gid + 1), (-1, there.st_gid + 1)]


@AS_ROOT
def test_a_new_file_has_the_group_of_a_folder_that_hands_it_on(tmp_path):
    os.chown(tmp_path, -1, 54321)
    tmp_path.chmod(0o2775)
    write_whole(tmp_path / "a.csv", "new")
    assert (tmp_path / "a.csv").stat().st_gid == 54321


def test_a_file_keeps_its_extended_attributes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    try:
        os.setxattr(path, "user.note", b"x")
    except (AttributeError, OSError):
        pytest.skip("reference: this disk has no extended attributes")
    write_whole(path, "new")
    assert os.getxattr(path, "user.note") == b"x"


def test_a_file_written_again_is_new(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    os.utime(path, (1, 1))
    write_whole(path, "")
    assert path.stat().st_mtime > 1


def test_a_disk_without_modes_is_written_to(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("old")

    def refuse(*_, **__):
        raise PermissionError(errno.EPERM, "no modes here")

    monkeypatch.setattr(os, "chmod", refuse)
    monkeypatch.setattr(os, "chown", refuse)
    monkeypatch.setattr(os, "utime", refuse)
    monkeypatch.setattr(whole.fcntl, "flock", refuse)
    write_whole(path, "new")
    assert path.read_text() == "new"


def test_what_nobody_can_make_again_is_on_the_disk_before_it_takes_its_place(tmp_path, monkeypatch):
    steps, replace = [], os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: steps.append("on the disk"))
    monkeypatch.setattr(os, "replace", lambda *names: (steps.append("in place"), replace(*names)))
    write_whole(tmp_path / "2022.csv", "counts")
    assert steps == ["on the disk", "in place"]
    write_whole(tmp_path / "page.html", "page", tmp_path / "parts")
    assert steps[2:] == ["in place"]


# ---- links and what is no file ------------------------------------------------------------------


@pytest.mark.parametrize("far", ["b.csv", "nơi khác/b.csv"], ids=["beside", "in another folder"])
@pytest.mark.parametrize("there", [True, False], ids=["a file", "nothing yet"])
def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path, far, there):
    target, link = tmp_path / far, tmp_path / "a.csv"
    target.parent.mkdir(exist_ok=True)
    if there:
        target.write_text("old")
    link.symlink_to(far)
    write_whole(link, "new")
    assert link.is_symlink()
    assert (target.read_text(), os.readlink(link)) == ("new", far)
    assert sorted(p.name for p in target.parent.iterdir() if ".part" in p.name) == []


def test_a_folder_that_is_a_link_is_written_into(tmp_path):
    (tmp_path / "đĩa").mkdir()
    (tmp_path / "data").symlink_to("đĩa")
    write_whole(tmp_path / "data" / "2022.csv", "new")
    assert (tmp_path / "đĩa" / "2022.csv").read_text() == "new"
    assert (tmp_path / "data").is_symlink()


def test_the_other_name_of_a_file_keeps_what_it_held(tmp_path):
    """As a backup made of hard links is to."""
    path, other = tmp_path / "a.csv", tmp_path / "sao lưu.csv"
    path.write_text("old")
    other.hardlink_to(path)
    write_whole(path, "new")
    assert (path.read_text(), other.read_text()) == ("new", "old")


def test_a_device_and_a_pipe_are_written_to_and_stay(tmp_path):
    write_whole(Path("/dev/null"), "x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    pipe, heard = tmp_path / "p", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()
    write_whole(pipe, "new")
    reader.join(10)
    assert heard == ["new"]


def test_parts_on_another_disk_are_written_beside(tmp_path, monkeypatch):
    replace = os.replace

    def across(old, new):
        if Path(old).parent.name == "parts":
            raise OSError(errno.EXDEV, "another disk")
        replace(old, new)

    monkeypatch.setattr(os, "replace", across)
    write_whole(tmp_path / "a.csv", "new", tmp_path / "parts")
    assert (tmp_path / "a.csv").read_text() == "new"
    assert not list((tmp_path / "parts").iterdir())


# ---- what cannot be written ---------------------------------------------------------------------

WORKBOOK = "params/indicators.csv"


def told(path: Path, number: int, monkeypatch) -> str:
    def fail(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(Unwritten) as caught:
        write_whole(path, "new")
    return str(caught.value)


@pytest.mark.parametrize(
    ("number", "problem", "remedy"),
    [
        (errno.ENOSPC, "the disk is full", "make room on it, and run again"),
        (errno.EDQUOT, "the disk is full", "make room on it, and run again"),
        (errno.EFBIG, "the disk is full", "make room on it, and run again"),
        (errno.EROFS, "its disk is read-only", "make it writable, and run again"),
        (errno.EACCES, "it cannot be written", "close it where it is open, or make it and its"),
        (errno.EPERM, "it cannot be written", "close it where it is open, or make it and its"),
        (errno.EISDIR, "a folder or a file is in its way", "move that away, and run again"),
        (errno.EIO, "it cannot be written", f"see to its disk ({os.strerror(errno.EIO)}), and run"),
    ],
)
def test_what_cannot_be_written_is_named_with_what_to_do(
    tmp_path, monkeypatch, number, problem, remedy
):
    (tmp_path / "params").mkdir()
    (tmp_path / WORKBOOK).touch()
    path = tmp_path / "outputs" / "a.csv"
    path.parent.mkdir()
    path.write_text("old")
    assert told(path, number, monkeypatch).startswith(f"outputs/a.csv: {problem}; {remedy}")
    assert path.read_text() == "old"
    assert [p.name for p in path.parent.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "đĩa đã đầy; dọn bớt cho có chỗ rồi chạy lại"),
        (errno.EROFS, "đĩa chỉ cho đọc; cho phép ghi vào đĩa rồi chạy lại"),
        (errno.ENOTDIR, "có thư mục hoặc tệp khác chiếm chỗ; chuyển cái đó đi nơi khác rồi"),
        (errno.EBUSY, "không ghi được; đóng tệp nếu đang mở, hoặc cho phép ghi vào tệp và thư"),
        (errno.EIO, f"không ghi được; xem lại đĩa ({os.strerror(errno.EIO)}) rồi chạy lại"),
    ],
)
def test_what_cannot_be_written_is_told_in_vietnamese_too(tmp_path, number, said):
    error = Unwritten(tmp_path / "a.csv", OSError(number, os.strerror(number)))
    told = error.in_language("vi")
    assert str(told).startswith(f"{tmp_path}/a.csv: {said}")
    assert {fault.language for fault in told.faults} == {"vi"}
    assert str(told.in_language("en")) == str(error)


def test_outside_a_workbook_a_file_is_named_as_it_was_given(tmp_path, monkeypatch):
    assert told(tmp_path / "a.csv", errno.EIO, monkeypatch).startswith(f"{tmp_path}/a.csv: ")
    monkeypatch.chdir(tmp_path)
    assert told(Path("a.csv"), errno.EIO, monkeypatch).startswith("a.csv: ")


@pytest.mark.parametrize("bits", [0o444, 0o400, 0o555], ids=oct)
def test_a_read_only_file_is_left_as_it_is_for_the_superuser_too(tmp_path, bits):
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(bits)
    with pytest.raises(Unwritten, match=r"it cannot be written; .*make it and its folder writable"):
        write_whole(path, "new")
    assert (path.read_text(), mode(path)) == ("old", bits)


def test_a_folder_in_the_way_is_told(tmp_path):
    (tmp_path / "a.csv").mkdir()
    (tmp_path / "b").write_text("a file")
    for path in (tmp_path / "a.csv", tmp_path / "b" / "c.csv"):
        with pytest.raises(Unwritten, match="a folder or a file is in its way"):
            write_whole(path, "new")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "b"]


def test_a_name_as_long_as_a_disk_takes_is_written(tmp_path):
    path = tmp_path / ("ẫ" * 83 + ".html")  # 254 bytes
    write_whole(path, "new")
    assert path.read_text() == "new"


# ---- what a killed process left, and two at once ------------------------------------------------


def part_of(path: Path) -> Path:
    """The part of a file that a write is killed in."""
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom chitieu.whole import write_whole\n"
        "os.replace = lambda *_: os._exit(9)\nwrite_whole(Path(sys.argv[1]), 'half')\n"
    )
    assert subprocess.run([sys.executable, "-c", code, path]).returncode == 9
    (part,) = path.parent.glob(".*.part")
    return part


@pytest.mark.parametrize("spoil", [None, 0o444, "link"], ids=["as it was", "read-only", "a link"])
def test_a_part_that_a_killed_process_left_is_written_over_and_gone(tmp_path, spoil):
    path = tmp_path / "a.csv"
    part = part_of(path)
    if spoil == "link":
        part.unlink()
        (tmp_path / "khác.csv").write_text("other")
        part.symlink_to("khác.csv")
    elif spoil:
        part.chmod(spoil)
    write_whole(path, "new")
    assert path.read_text() == "new"
    left = {"a.csv", "khác.csv"} if spoil == "link" else {"a.csv"}
    assert {p.name for p in tmp_path.iterdir()} == left
    if spoil == "link":
        assert (tmp_path / "khác.csv").read_text() == "other"


def test_two_processes_that_write_one_file_leave_one_of_the_two_whole(tmp_path):
    path = tmp_path / "a.csv"
    code = (
        "import sys\nfrom pathlib import Path\nfrom chitieu.whole import write_whole\n"
        "for _ in range(200): write_whole(Path(sys.argv[1]), sys.argv[2] * 50_000)\n"
    )
    command = [sys.executable, "-c", code, path]
    both = [subprocess.Popen([*command, letter]) for letter in "ab"]
    seen = set()
    while any(process.poll() is None for process in both):
        if path.exists():
            text = path.read_text()
            assert len(text) == 50_000
            seen.add("".join(sorted(set(text))))
    assert [process.returncode for process in both] == [0, 0]
    assert seen <= {"a", "b"}
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_of_two_that_hold_one_lock_the_second_is_refused_by_name(tmp_path):
    with only_one(tmp_path, "lock", "run"):
        with pytest.raises(Busy, match=f"another run is going on \\(process {os.getpid()}, since "):
            only_one(tmp_path, "lock", "run").__enter__()
        with only_one(tmp_path, "other.lock", "import"):
            pass
    with only_one(tmp_path, "lock", "run"):
        pass


def test_a_lock_that_was_left_behind_locks_nothing(tmp_path):
    (tmp_path / "outputs" / ".state").mkdir(parents=True)
    (tmp_path / "outputs" / ".state" / "lock").write_text("process 1, since 08:00")
    with only_one(tmp_path, "lock", "run"):
        text = (tmp_path / "outputs" / ".state" / "lock").read_text()
    assert text.startswith(f"process {os.getpid()}, since ")


def test_on_a_disk_without_locks_work_goes_on(tmp_path, monkeypatch):
    def unknown(*_):
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr(whole.fcntl, "flock", unknown)
    with only_one(tmp_path, "lock", "run"):
        write_whole(tmp_path / "a.csv", "new")
    assert (tmp_path / "a.csv").read_text() == "new"


def test_a_lock_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "outputs").write_text("a file")
    with pytest.raises(Unwritten, match="a folder or a file is in its way"):
        only_one(tmp_path, "lock", "run").__enter__()


@pytest.mark.parametrize("fails", [False, True])
def test_a_scratch_folder_goes_again_whatever_happened_in_it(tmp_path, fails):
    try:
        with scratch_folder(tmp_path, "of-mine-") as folder:
            (folder / "a").write_bytes(b"x")
            assert folder.parent == tmp_path
            assert folder.name.startswith("of-mine-")
            if fails:
                raise ValueError
    except ValueError:
        assert fails
    assert list(tmp_path.iterdir()) == []


def test_a_scratch_folder_that_cannot_be_cleared_away_stops_nothing(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(errno.EACCES, "another program has it open")

    with scratch_folder(tmp_path) as folder:
        (folder / "a").write_bytes(b"x")
        monkeypatch.setattr(os, "unlink", refused)
    assert folder.is_dir()


@pytest.mark.parametrize("place", [None, "beside"])
def test_a_scratch_folder_that_cannot_be_made_is_told(tmp_path, monkeypatch, place):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(whole.tempfile, "mkdtemp", full)
    named = tmp_path / place if place else "the folder for temporary files"
    with pytest.raises(Unwritten) as caught:
        scratch_folder(place and tmp_path / place).__enter__()
    assert str(caught.value) == f"{named}: the disk is full; make room on it, and run again"
