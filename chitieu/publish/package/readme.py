"""README.txt of a package: what it is, how it is opened and checked, what was withheld and why."""

from __future__ import annotations

import re

import pandas as pd

from chitieu.publish.check_code import code_of
from chitieu.publish.package.changes import NAME as CHANGES
from chitieu.publish.package.changes import RESULTS
from chitieu.publish.package.manifest import NAME as MANIFEST
from chitieu.publish.published import Published
from chitieu.show import formats as f

NAME = "README.txt"
WIDTH = 78

_TEXT = """\
{title}
{place}, {period}
{simulated}
1. Gói này là gì

{about}

{contents}

2. Mở thế nào

Giải nén cả gói vào một thư mục rồi bấm đúp vào index.html. Không cần mạng,
không cần cài thêm gì; trang không gửi gì ra ngoài. Đừng mở thẳng trong tệp
nén: khi đó các đường dẫn giữa các trang không dùng được.

3. Kiểm tra thế nào

Mã kiểm của gói này là {check_code}. Mã ấy đứng ở chân mỗi trang in ra và ở
cuối mỗi trang trên màn hình: bản in có cùng mã kiểm là bản của đúng bảng kết
quả trong gói này. Mã kiểm là 12 ký tự đầu của mã SHA-256 của tệp
{folder}/results.csv. Trên Windows, tự kiểm tra bằng lệnh

  certutil -hashfile {folder}\\results.csv SHA256

Máy có cài chitieu thì kiểm tra cả gói bằng một lệnh:

  chitieu verify TÊN_GÓI.zip

Lệnh đối chiếu từng tệp với {manifest}, tính lại từng kết quả, khoảng tin
cậy và đánh giá từ các số đếm đã công bố, lập lại từng trang và từng tệp từ
bảng kết quả rồi so. Gói nguyên vẹn thì lệnh nói không thấy sai, kèm mã kiểm
và mã gói; nếu không, mỗi chỗ sai một dòng. Mã gói là 12 ký tự đầu của mã
SHA-256 của tệp {manifest}. Nơi gửi ghi mã ấy vào công văn; nơi nhận đưa mã
vào lệnh

  chitieu verify TÊN_GÓI.zip --code MÃ_GÓI

thì biết từng tệp trong gói đúng là tệp đã gửi. Không có mã, lệnh chỉ so được
gói với chính nó: điều gì bị sửa giống nhau ở mọi tệp thì chỉ mã gói cho thấy.

Cũng có thể kiểm từng tệp bằng lệnh certutil ở trên: mã dưới đây là 12 ký tự
đầu của mã SHA-256 của từng tệp.

{codes}

4. Số nào không công bố, vì sao

{withheld}

5. Tình trạng số liệu

{state}
"""

_ABOUT = (
    "Đây là kết quả các chỉ tiêu của Kế hoạch trong {period}, lập {made}. Mỗi kết quả "
    "được tính từ tử số và mẫu số do các đơn vị báo cáo. Gói chỉ có bản gửi thẩm định, không có "
    "biểu số liệu gốc của các đơn vị."
)
_INSTEAD = (
    " Gói này thay cho gói cùng kỳ đã lập trước, có mã kiểm {code}; changes.csv ghi từng chỗ khác."
)
_CHANGES = {"changed": "kết quả thay đổi", "new": "mới có", "gone": "không còn"}
_KINDS = {
    "results.csv": "bảng kết quả, mỗi dòng một chỉ số × địa bàn",
    "results.xlsx": "cùng bảng ấy, để mở bằng Excel",
    "results.sdmx.csv": "cùng bảng ấy theo chuẩn SDMX-CSV",
    "results.sdmx.xml": "cấu trúc của tệp SDMX: khái niệm, danh mục mã",
    "datapackage.json": "mô tả từng cột của results.csv",
}


def readme(
    published: Published, files: dict[str, bytes], changed: pd.DataFrame | None, compared: str = ""
) -> bytes:
    """Return README.txt, with the ends of lines and the mark that old Notepads need.

    `changed`: what is another than in the package before, whose check code is `compared`; None
    where none was.
    """
    settings, folder = published.settings, published.period
    made = f.long_date(settings.date_of(published.period))
    text = _TEXT.format(
        title="\n".join(_wrapped(settings.title)),
        place=published.areas.name(published.areas.top),
        period=f.period_name(published.period),
        simulated=_SIMULATED if settings.simulated else "",
        about="\n".join(
            _wrapped(
                _ABOUT.format(period=f.period_name(published.period), made=made)
                + (_INSTEAD.format(code=compared) if compared else "")
            )
        ),
        folder=folder,
        contents="\n".join(_contents(folder, files, changed)),
        manifest=MANIFEST,
        codes="\n".join(_codes(files)),
        check_code=code_of(files[f"{folder}/results.csv"]),
        withheld="\n".join(_wrapped(_withheld(published))),
        state="\n".join(_wrapped(_state(published))),
    )
    return text.replace("\n", "\r\n").encode("utf-8-sig")


_SIMULATED = """
*** SỐ LIỆU MÔ PHỎNG. Mọi con số trong gói này là số giả định để thử phần mềm,
    không phải số liệu của địa phương. ***
"""


def _changed(table: pd.DataFrame) -> str:
    """How many results are others than in the package before: "2 kết quả thay đổi, 8 mới có; 3 chỗ
    định nghĩa khác trước"."""
    of = table.loc[table["table"].eq(RESULTS), "change"].value_counts()
    told = [
        f"{f.number(of.get(change, 0))} {words}"
        for change, words in _CHANGES.items()
        if change in of or change == "changed"
    ]
    others = len(table) - int(of.sum())
    also = f"; {f.number(others)} chỗ định nghĩa khác trước" if others else ""
    return ", ".join(told) + also


def _contents(folder: str, files: dict[str, bytes], changed: pd.DataFrame | None) -> list[str]:
    """What each file is, a line a kind of them."""
    told = {"index.html": "lối vào: mở tệp này trước, mọi trang đều có đường dẫn"}
    told[f"{folder}/*.html"] = "các trang: bảng tổng hợp, từng mục tiêu, từng xã"
    told |= {f"{folder}/{n}": words for n, words in _KINDS.items() if f"{folder}/{n}" in files}
    told[f"{folder}/history.csv"] = "kết quả các năm trước mà các trang so với"
    told["definitions/*"] = "chỉ số, công thức, biến, mức chỉ tiêu, địa bàn, số đã nhận"
    told["notebooks/*.ipynb"] = "sổ tính của từng trang: lời và lệnh, không có số liệu"
    if changed is not None:
        told[CHANGES] = _changed(changed)
    told[MANIFEST] = "kích thước và mã SHA-256 của từng tệp, tham số"
    width = max(map(len, told)) + 2
    return [f"  {name:<{width}}{words}" for name, words in told.items()]


def _codes(files: dict[str, bytes]) -> list[str]:
    """Each file's code, but for this one and the manifest, which has this one's."""
    names = sorted({*files} - {NAME, MANIFEST})
    return [f"  {code_of(files[name])}  {name}" for name in names]


def codes_in(text: str) -> dict[str, str]:
    """Return the codes of files that a README.txt lists, by their names."""
    found = re.findall(r"^  ([0-9a-f]{12})  (\S.*?)\r?$", text, re.MULTILINE)
    return {name: code for code, name in found}


def _withheld(published: Published) -> str:
    hidden = published.results["conf_status"].eq("C")
    if not hidden.any():
        return "Kỳ này không có kết quả nào phải giữ kín."
    sensitive = published.indicators.index[published.indicators["sensitive"]]
    threshold = published.settings.threshold
    if isinstance(threshold, dict):
        most = "; ".join(f"{level}: {least - 1}" for level, least in threshold.items())
    else:
        most = threshold - 1
    told = (
        f"{f.number(hidden.sum())} trên {f.number(len(hidden))} kết quả không công bố, ghi "
        f"“{f.WITHHELD}” trên trang và để trống trong các tệp số liệu (conf_status là C). Với "
        f"các chỉ số nhạy cảm ({f.listing(sensitive)}), số đếm từ 1 đến {most} có thể cho biết "
        "chuyện của một trẻ em cụ thể nên được giữ kín; số 0 được công bố, trừ ở nơi mà riêng việc "
        "có hay không có trường hợp nào cũng là điều phải giữ. Một số ô khác, kể cả ô lớn, cũng "
        "phải giữ kín để không ai lấy tổng trừ đi mà suy ra. Gói không cho biết ô nào thuộc loại "
        "nào, vì như thế cũng là tiết lộ. Trước khi gửi, phần mềm đã thử suy ngược từ chính các "
        f"tệp trong gói: mỗi số nhỏ được giữ kín vẫn có thể là mọi số từ 1 đến {most}."
    )
    if published.settings.insider:
        told += (
            " Một xã biết số của chính mình có thể biết nhiều hơn người ngoài; vì vậy trong một "
            "tổng đã công bố luôn có ít nhất ba phần được giữ kín, để xã ấy không lấy tổng trừ đi "
            "mà ra số của một xã khác."
        )
    return told


def _state(published: Published) -> str:
    state = published.data_state()
    text = f"Đã nhận {state} số đếm phải báo cáo ở cấp thấp nhất. " if state else ""
    results = published.results
    missing = (results["status"].eq("no_data") & results["conf_status"].ne("C")).sum()
    return text + (
        f"{f.number(missing)} kết quả chưa có vì thiếu số liệu; index.html cho biết còn thiếu "
        "số nào, của cơ quan nào."
        if missing
        else "Không kết quả nào chưa có vì thiếu số liệu."
    )


def _wrapped(text: str) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]
