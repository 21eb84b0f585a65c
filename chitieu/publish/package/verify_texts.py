"""What `chitieu verify` says, in both of its languages: every text that an official reads of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from chitieu.faults import Fault

LANGUAGES = ("vi", "en")

# A place in braces is filled in; what the sender's files say stands in quotes.
TEXTS = {
    # ---- what is done about it ----
    "ask": ("không dùng gói này; đề nghị nơi gửi gửi lại",
            "do not rely on it; ask the sender for the package again"),
    "unpack": ("đừng giải nén; đề nghị nơi gửi gửi lại",
               "do not unpack it; ask the sender for it again"),
    # ---- the call ----
    "no_package": ("{path}: không có gói nào ở đây; ghi tên tệp .zip hoặc thư mục đã giải nén",
                   "{path}: there is no package; name a .zip or the folder it was unpacked to"),
    "no_code": ("--code {code}: mã gói có 12 ký tự 0-9, a-f; chép đúng mã gói ghi trong công văn",
                "--code {code}: a package code has 12 signs, 0-9 and a-f; copy the one in the "
                "covering letter"),
    # ---- what it ends with ----
    "well": ("{package}: không thấy sai; mã kiểm {check_code}, mã gói {package_code} "
             "({count} tệp{simulated})",
             "{package}: all is well; check code {check_code}, package code {package_code} "
             "({count} files{simulated})"),
    "simulated": (", số liệu mô phỏng", ", simulated figures"),
    "with_code": ("mã gói đúng là mã đã cho: từng tệp là tệp mà nơi gửi đã ghi mã vào công văn",
                  "the package code is the one given: each file is the one that the sender wrote "
                  "the code of"),
    "without_code": (
        "chưa cho mã gói nên chỉ so được gói với chính nó; điều gì bị sửa giống nhau ở mọi tệp thì "
        "chỉ mã gói trong công văn mới cho thấy: chitieu verify {name} --code MÃ_GÓI",
        "no package code was given, so that it was only held against itself; what was changed "
        "alike in every file only the code of the covering letter shows: "
        "chitieu verify {name} --code CODE"),
    "versions": (
        "gói được lập bằng {theirs}, máy này có {mine}: chỗ nào khác có thể chỉ do phiên bản; cần "
        "kiểm lại trên máy có đúng phiên bản ấy",
        "the package was made with {theirs}, this machine has {mine}: a difference may come from "
        "that alone; check again where those versions are"),
    "own_work": (
        "{file}: ô lệnh {cells} cho xem phần do người lập tự làm, không tính lại được; chỉ mã gói "
        "mới bảo đảm phần ấy",
        "{file}: cells {cells} show work of the analyst's own, which cannot be made again; only "
        "the code vouches for it"),
    # ---- the code ----
    "other_code": ("mã gói là {mine}, không phải {told} như đã cho: gói đã bị sửa hoặc là gói khác",
                   "the package code is {mine}, not {told} as given: the package was changed, or "
                   "is another one"),
    # ---- the archive ----
    "unread_archive": ("không đọc được gói ({said})", "it cannot be read as an archive ({said})"),
    "unread_entry": ("không đọc được tệp này ({said})", "it cannot be read ({said})"),
    "comment": ("tệp nén có kèm lời ghi chú", "the archive bears a comment"),
    "before": ("có gì đó đứng trước phần nén", "something stands before the archive"),
    "behind": ("có gì đó đứng sau phần nén", "something stands behind the archive"),
    "twice": ("tên này có hai lần", "the name is there twice"),
    "link": ("là liên kết hoặc không phải tệp thường", "it is a link or no plain file"),
    "enciphered": ("tệp bị mã hóa", "it is enciphered"),
    "bomb": ("giải nén ra {size} byte từ {packed} byte",
             "it would unpack to {size} bytes from {packed}"),
    "too_much": ("giải nén ra {count} tệp, {size} byte",
                 "it would unpack to {count} files of {size} bytes"),
    "absolute": ("tên là đường dẫn tuyệt đối", "the name is absolute"),
    "signs": ("tên có ký tự không được dùng", "the name has signs that no name here has"),
    "leads_out": ("tên dẫn ra ngoài gói", "the name leads out of the package"),
    "empty": ("không có gì trong gói", "there is nothing in it"),
    "several": ("trong đó có nhiều gói ({places})", "there are several packages in it ({places})"),
    "name_one": ("ghi rõ một gói", "name one of them"),
    "beside": ("tệp nằm cạnh gói, không thuộc gói", "it lies beside the package, and is not of it"),
    "take_away": ("đừng dựa vào tệp này; bỏ nó ra", "do not rely on it; take it away"),
    # ---- the manifest and the files ----
    "no_manifest": ("thiếu tệp kê khai", "the manifest is missing"),
    "unread_manifest": ("không đọc được tệp kê khai", "the manifest cannot be read"),
    "missing": ("thiếu tệp này", "the file is missing"),
    "added": ("tệp này được thêm vào, tệp kê khai không có", "the file was added"),
    "changed": ("tệp đã bị sửa so với tệp kê khai", "the file was changed"),
    "no_such_file": ("không gói nào có tệp này", "no package has such a file"),
    "file_code": ("README.txt ghi mã của tệp này là {told}, mã của tệp là {mine}",
                  "README.txt gives this file the code {told}, its own is {mine}"),
    "not_in_readme": ("README.txt không kê tệp này", "README.txt does not list this file"),
    "said": ("ghi “{told}”, theo {source} phải là “{mine}”",
             "it says '{told}', by {source} it is '{mine}'"),
    # ---- the tables ----
    "unread": ("không đọc được ({said})", "it cannot be read ({said})"),
    "unmade": ("không lập lại được từ các bảng của gói ({said})",
               "it cannot be made again from the package's tables ({said})"),
    "undefined": ("“{told}” không có trong {source}", "'{told}' is not in {source}"),
    "withheld": ("kết quả không công bố mà có số hoặc đánh giá",
                 "a withheld result has a figure or a verdict"),
    "follows": ("“{told}” không phải là điều tính được từ số đếm (“{mine}”)",
                "'{told}' does not follow from the counts ('{mine}')"),
    "sum": ("{told} không phải là tổng của các nơi bên dưới ({mine})",
            "{told} is not the sum of the areas below ({mine})"),
    "no_row": ("thiếu kết quả của chỉ số {indicator} ở địa bàn {area}",
               "the result of {indicator} in area {area} is missing"),
    "odd_row": ("thừa dòng: chỉ số {indicator} ở địa bàn {area}",
                "a line too many: {indicator} in area {area}"),
    "differs": ("ghi “{told}”, theo {source} phải là “{mine}”",
                "'{told}' stands here, by {source} it is '{mine}'"),
    "results": ("kết quả và định nghĩa trong gói", "the package's results and definitions"),
    "part": ("thành phần {part} của sổ Excel không như kết quả cho ra: {what}",
             "the workbook's part {part} is not what the results give: {what}"),
    "macro": ("macro", "a macro"),
    "part_added": ("được thêm vào", "it was added"),
    "part_missing": ("bị bỏ đi", "it is missing"),
    "part_changed": ("bị sửa", "it was changed"),
    # ---- the pages ----
    "check_code": ("trang ghi mã kiểm {told}, của results.csv là {mine}",
                   "the page bears the check code {told}, results.csv has {mine}"),
    "internal": ("là trang của bản nội bộ", "it is a page of the internal edition"),
    "other_place": ("trang được lập cho {told}, tên tệp nói là {mine}",
                    "the page was made for {told}, its name says {mine}"),
    "shows": ("trang ghi “{told}” là {what} của chỉ số {where}; results.csv có “{mine}” (dòng "
              "{row})",
              "the page shows '{told}' as {what} of {where}, results.csv has '{mine}' "
              "(line {row})"),
    "numerator": ("tử số", "the numerator"),
    "denominator": ("mẫu số", "the denominator"),
    "verdict": ("đánh giá", "the verdict"),
    "target": ("chỉ tiêu", "the target"),
    "value": ("kết quả", "the value"),
    "interval": ("khoảng tin cậy", "the interval"),
    "page": ("trang ghi “{told}”, kết quả và định nghĩa trong gói cho ra “{mine}”",
             "'{told}' stands on the page, the package's results and definitions give '{mine}'"),
    "unmarked": ("sổ tính của trang mang sẵn hình hoặc bảng mà kết quả đã cho (ô lệnh {cell})",
                 "the page's notebook brings along what the results give themselves (cell {cell})"),
    "dead_link": ("dẫn tới {goal}, không có trong gói", "it leads to {goal}, which is missing"),
}  # fmt: skip


def text(key: str, language: str, **values) -> str:
    """Return a text of the table, filled in."""
    return TEXTS[key][LANGUAGES.index(language)].format(**values)


class Key(str):
    """A key of the table, among what fills in another text."""


@dataclass(frozen=True)
class Finding:
    """What is wrong in a package, in no language yet. `values` fill in the text of `key`."""

    file: str
    key: str
    row: int = 0
    place: str = ""
    values: dict = field(default_factory=dict)
    remedy: str = "ask"

    def __str__(self) -> str:
        return str(self.fault())

    @property
    def problem(self) -> str:
        """What is wrong, in English."""
        return self.fault().problem

    def fault(self, language: str = "en") -> Fault:
        """Return it in a language, in signs that a terminal only shows: names and figures are the
        sender's."""
        words = {
            key: text(value, language) if isinstance(value, Key) else _shown(value)
            for key, value in self.values.items()
        }
        problem = text(self.key, language, **words)
        remedy = text(self.remedy, language)
        place = (_shown(self.file), self.row, _shown(self.place))
        return Fault(*place, problem, remedy, language=language)


def _shown(value) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in str(value))
