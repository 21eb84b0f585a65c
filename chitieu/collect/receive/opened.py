"""A file that came back, opened as a workbook; or what it is instead, said in one fault."""

from __future__ import annotations

import io
import zipfile
from functools import cached_property
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from chitieu.faults import Fault, Faults

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # begins old Excel files, and encrypted new ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LARGEST = 64 * 2**20  # bytes unpacked: a hundred times a filled form of a province
SAVE_AS = "mở bằng Excel, lưu ở dạng Sổ làm việc Excel (.xlsx) rồi gửi lại"
SEND_AGAIN = "xin gửi lại tệp"


class Opened:
    """A workbook with its formulas, and with what they came to when it was last saved."""

    def __init__(self, path: Path):
        self.name = str(path)
        try:
            self.data = path.read_bytes()
        except OSError:
            raise self.refusal("không có tệp này hoặc không đọc được", "xem lại tên tệp") from None
        self.book = self._load(data_only=False)

    @cached_property
    def _computed(self) -> openpyxl.Workbook:
        return self._load(data_only=True)

    def cells(self, sheet: Worksheet) -> dict[tuple[int, int], Cell]:
        """Return the cells that hold something, by row and column."""
        # Only those that are in the file: walking rows would make a million for one stray cell.
        held = sorted(sheet._cells.items())
        return {at: c for at, c in held if c.value is not None and str(c.value).strip()}

    def computed(self, cell: Cell):
        """Return what a formula came to, None where the program that saved it did not say."""
        return self._computed[cell.parent.title][cell.coordinate].value

    def fault(self, place: str | Cell, problem: str, remedy: str) -> Fault:
        """Return a fault of this file at a cell, at "sheet!cell", or ("") of the whole file."""
        if not isinstance(place, str):
            place = f"{place.parent.title}!{place.coordinate}"
        sheets = self.book.sheetnames if place else []
        sheet = place.rpartition("!")[0]
        number = sheets.index(sheet) + 1 if sheet in sheets else 0
        return Fault(self.name, 0, place, problem, remedy, number)

    def refusal(self, problem: str, remedy: str) -> Faults:
        return Faults([self.fault("", problem, remedy)])

    def _load(self, data_only: bool) -> openpyxl.Workbook:
        if self.data.startswith(_OLE):
            if _ENCRYPTED in self.data:
                raise self.refusal("tệp có mật khẩu", "bỏ mật khẩu rồi gửi lại")
            raise self.refusal("tệp ở dạng Excel cũ (.xls)", SAVE_AS)
        if not self.data.startswith(b"PK"):
            what = "tệp rỗng" if not self.data.strip() else "tệp không phải là sổ làm việc Excel"
            raise self.refusal(what, SAVE_AS)
        try:
            self._look_inside()
            book = openpyxl.load_workbook(io.BytesIO(self.data), data_only=data_only)
        except Faults:
            raise
        except Exception:  # a damaged archive or part makes the reader raise almost anything
            raise self.refusal("tệp bị hỏng hoặc bị cắt cụt", SEND_AGAIN) from None
        if not book.worksheets:
            raise self.refusal("tệp không có trang tính nào", SEND_AGAIN)
        return book

    def _look_inside(self) -> None:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            names = set(archive.namelist())
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise self.refusal("tệp lớn bất thường", "chỉ gửi lại biểu đã phát")
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise self.refusal("tệp không phải là sổ làm việc Excel", SAVE_AS)
