"""A file that came back, opened as a workbook; or what it is instead, said in one fault."""

from __future__ import annotations

from chitieu.collect.receive.book import Book, TooLarge, read_book
from chitieu.collect.receive.parts import Cell, Damaged, Page
from chitieu.faults import Fault, Faults
from chitieu.letters import clean

_TAIL = 2**16 + 22  # bytes: the longest end that an archive may have
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS = "mở tệp, lưu ở dạng Sổ làm việc Excel (.xlsx) rồi gửi lại"
SEND_AGAIN = "xin gửi lại tệp"
FILL_IN = "chép số liệu sang biểu Excel đã phát rồi gửi lại"
NOT_EXCEL = "tệp không phải là sổ làm việc Excel"

# How a file begins, what it is then, and what to do.
_BEGINNINGS = (
    (b"%PDF", f"{NOT_EXCEL} mà là bản PDF", FILL_IN),
    (b"\xff\xd8\xff", f"{NOT_EXCEL} mà là một bức ảnh", FILL_IN),
    (b"\x89PNG", f"{NOT_EXCEL} mà là một bức ảnh", FILL_IN),
    (b"{\\rtf", f"{NOT_EXCEL} mà là văn bản Word", FILL_IN),
    (b"Rar!", "tệp là tệp nén .rar", "giải nén rồi gửi các biểu bên trong"),
    (b"7z\xbc\xaf", "tệp là tệp nén .7z", "giải nén rồi gửi các biểu bên trong"),
    (b"\x1f\x8b", "tệp là tệp nén .gz", "giải nén rồi gửi các biểu bên trong"),
    (b"<?xml", f"{NOT_EXCEL} mà ở dạng XML", SAVE_AS),
    (b"<", f"{NOT_EXCEL} mà là trang mạng mang tên khác", SAVE_AS),
)
# What an archive holds, where it is another program's file.
_WITHIN = (
    (b"xl/workbook.bin", "tệp ở dạng Excel nhị phân (.xlsb)", SAVE_AS),
    (b"word/document.xml", f"{NOT_EXCEL} mà là văn bản Word", FILL_IN),
    (b"opendocument.spreadsheet", f"{NOT_EXCEL} mà ở dạng OpenDocument (.ods)", SAVE_AS),
    (b"Index/Document.iwa", f"{NOT_EXCEL} mà ở dạng Numbers của Apple", SAVE_AS),
)


class Opened:
    """A workbook that came back: its bytes, its sheets, and faults that name its cells."""

    def __init__(self, name: str, data: bytes):
        self.name, self.data = name, data
        self.book = self._read()

    def cells(self, page: Page) -> dict[tuple[int, int], Cell]:
        """Return the cells that hold something, by row and column, in the sheet's order."""
        held = sorted(page.cells.items())
        return {at: c for at, c in held if c.formula is not None or clean(str(c.value))}

    def fault(self, place: str | Cell, problem: str, remedy: str) -> Fault:
        """Return a fault of this file at a cell, at "sheet!cell", or ("") of the whole file."""
        where = place if isinstance(place, str) else place.place
        sheets = [*self.book.pages] if where else []
        title = where.rpartition("!")[0] or where
        number = sheets.index(title) + 1 if title in sheets else 0
        return Fault(self.name, 0, where, problem, remedy, number, "vi")

    def refusal(self, problem: str, remedy: str) -> Faults:
        return Faults([self.fault("", problem, remedy)])

    def _read(self) -> Book:
        if told := what_else(self.data):
            raise self.refusal(*told)
        try:
            book = read_book(self.data)
        except TooLarge:
            problem = "tệp lớn bất thường: quá nhiều ô, hoặc mở ra quá lớn"
            raise self.refusal(problem, FILL_IN) from None
        except Damaged:
            raise self.refusal("tệp bị hỏng hoặc bị cắt cụt", SEND_AGAIN) from None
        if not book.pages:
            raise self.refusal("tệp không có trang tính nào", SEND_AGAIN)
        return book


def what_else(data: bytes) -> tuple[str, str] | None:
    """Return what a file is that is no workbook of today's Excel, and what to do; None where it
    may be one."""
    if not data.strip(b"\0 \r\n\t"):
        return "tệp rỗng", SEND_AGAIN
    if data.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):  # old Excel's, and encrypted files
        if _ENCRYPTED in data:
            return "tệp có mật khẩu", "bỏ mật khẩu rồi gửi lại"
        return "tệp ở dạng Excel cũ (.xls)", SAVE_AS
    if not data.startswith(b"PK"):
        begins = data.removeprefix(b"\xef\xbb\xbf").lstrip()
        known = (told for begin, *told in _BEGINNINGS if begins.startswith(begin))
        return next(known, (NOT_EXCEL, SAVE_AS))
    if b"xl/workbook.xml" in data or b"xl\\workbook.xml" in data:
        return None
    if b"PK\5\6" not in data[-_TAIL:]:  # how an archive ends
        return "tệp bị cắt cụt", SEND_AGAIN
    return next((tuple(told) for name, *told in _WITHIN if name in data), (NOT_EXCEL, SAVE_AS))
