"""Packages that somebody has changed and covered up: the manifest and the codes in README.txt are
made anew, and what another file contradicts is told all the same, by file and place."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from chitieu.publish.check_code import code_of
from chitieu.publish.package import sources
from chitieu.publish.package.publication import Publication
from chitieu.publish.package.verify import verify_files
from chitieu.publish.published import Published

pytestmark = pytest.mark.xdist_group("batch")
RESULTS, SDMX, XLSX = "2022/results.csv", "2022/results.sdmx.csv", "2022/results.xlsx"
HEALTH, SCORES, TRENDS = "2022/1_suc_khoe.html", "2022/0_tong_hop.html", "2022/5_xu_huong.html"
PLACE, OTHER = "2022/6_ho_so_xa-23479.html", "2022/6_ho_so_xa-23482.html"
INDICATORS, TARGETS = "definitions/indicators.csv", "definitions/targets.csv"
SHEET = "2022/tom_tat.html"
YEARS, HISTORY = "definitions/years.json", "2022/history.csv"


def text(name: str, old: str, new: str, count: int = 1):
    """Put another text in a file, where it stands first."""

    def change(files: dict[str, bytes]) -> None:
        assert old.encode() in files[name], f"{name} does not hold {old!r}"
        files[name] = files[name].replace(old.encode(), new.encode(), count)

    return change


def pattern(name: str, old: str, new: str):
    """The same for a pattern."""

    def change(files: dict[str, bytes]) -> None:
        page, count = re.subn(old, new, files[name].decode(), count=1, flags=re.DOTALL)
        assert count, f"{name} does not hold {old!r}"
        files[name] = page.encode()

    return change


def swapped(name: str, one: str, other: str):
    """Two texts in each other's place, where they stand first."""

    def change(files: dict[str, bytes]) -> None:
        page = files[name].decode()
        assert one in page
        assert other in page
        page = page.replace(one, "\0", 1).replace(other, one, 1).replace("\0", other, 1)
        files[name] = page.encode()

    return change


def cell(sheet: str, place: str, value):
    def put(book) -> None:
        book[sheet][place] = value

    return workbook(put)


def workbook(change_book):
    def change(files: dict[str, bytes]) -> None:
        book, out = load_workbook(io.BytesIO(files[XLSX])), io.BytesIO()
        change_book(book)
        book.save(out)
        files[XLSX] = out.getvalue()

    return change


def part(name: str, data: bytes):
    """A part more in the workbook, all others as they are."""

    def change(files: dict[str, bytes]) -> None:
        out = io.BytesIO(files[XLSX])
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr(name, data)
        files[XLSX] = out.getvalue()

    return change


def in_table(table: str, at: dict, **cells):
    """Other cells in the one line of a table that has those of `at`."""

    def change(files: dict[str, bytes]) -> None:
        rows = list(csv.DictReader(io.StringIO(files[table].decode())))
        (row,) = [row for row in rows if at.items() <= row.items()]
        row |= cells
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        files[table] = out.getvalue().encode()

    return change


def setting(name: str, key: str, value, year: str = ""):
    def change(files: dict[str, bytes]) -> None:
        told = json.loads(files[name])
        (told[year] if year else told)[key] = value
        files[name] = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()

    return change


def without_row(indicator: str, area: str):
    """A result taken out of every format."""

    def change(files: dict[str, bytes]) -> None:
        for name, key in ((RESULTS, f",{indicator},{area},"), (SDMX, f",{indicator},2008,{area},")):
            lines = files[name].decode().splitlines(keepends=True)
            kept = [line for line in lines if key not in line]
            assert len(kept) < len(lines)
            files[name] = "".join(kept).encode()

        def delete(book) -> None:
            for sheet in book.worksheets:
                for row in list(sheet.iter_rows()):
                    held = [str(c.value) for c in row[:3]]
                    if indicator in held and area in held:
                        sheet.delete_rows(row[0].row)

        workbook(delete)(files)

    return change


def together(*changes):
    return lambda files: [change(files) for change in changes]


def moved(one: str, other: str):
    return lambda files: files.update({one: files[other]})


TAMPERED = [
    # ---- words of a page
    ("the headline", text(HEALTH, "3 trên 11 chỉ số đạt", "9 trên 11 chỉ số đạt", 9), HEALTH,
     "9 trên 11"),
    ("the title alone", text(HEALTH, "3 trên 11 chỉ số đạt", "9 trên 11 chỉ số đạt"), HEALTH,
     "9 trên 11"),
    ("the year in the title", text(HEALTH, "năm 2022: 3 trên", "năm 2023: 3 trên"), HEALTH, "2023"),
    ("a finding", text(HEALTH, "Kém nhất so với chỉ tiêu", "Tốt nhì so với chỉ tiêu"), HEALTH,
     "Tốt nhì"),
    ("a sentence of the years", text(TRENDS, "xấu đi", "cải thiện"), TRENDS, "cải thiện"),
    ("a figure of another year", pattern(TRENDS, r"(<td[^>]*>)(\d\d,\d)", r"\g<1>11,1"), TRENDS,
     "11,1"),
    ("what is to be done", pattern(HEALTH, '(?<="ct-step").*?thì đạt', lambda m: m[0].replace(
        "Thêm", "Bớt")), HEALTH, "stands on the page"),
    ("the warning of simulated figures", pattern(HEALTH, '<p class="ct-banner">.*?</p>\n', ""),
     HEALTH, "stands on the page"),
    ("a definition", text(HEALTH, "Công thức:", "Cách tính:"), HEALTH, "Cách tính"),
    ("an agency that owes figures", pattern("index.html", "(?<=chua-bao-cao).*?Y tế", lambda m: m[
        0].replace("Y tế", "Giáo dục")), "index.html", "Giáo dục"),
    ("prose", text(HEALTH, "Câu trả lời được tính", "Câu trả lời được đoán"), HEALTH, "được đoán"),
    ("code that is shown", text(HEALTH, "book.summary(objective=1)", "book.summary(objective=2)"),
     HEALTH, "objective=2"),
    # ---- figures of a page
    ("a value in the scorecard", text(HEALTH, "<strong>96,59%</strong>", "<strong>99,6%</strong>"),
     HEALTH, "99,6%"),
    ("an interval", text(HEALTH, "96,04 – 97,07", "96,54 – 97,07"), HEALTH, "96,54"),
    ("a count in a table", text(HEALTH, 'role="cell">782<', 'role="cell">783<'), HEALTH, "783"),
    ("a verdict", text(HEALTH, "◆</span> Chưa đạt", "◆</span> Đạt"), HEALTH, "Đạt"),
    ("a mark", text(HEALTH, 'aria-hidden="true">◆<', 'aria-hidden="true">●<'), HEALTH, "●"),
    ("two communes' rows", swapped(HEALTH, 'role="rowheader">Xã Đắk Kôi<',
                                   'role="rowheader">Xã Tân Lập<'), HEALTH, "Tân Lập"),
    ("two communes in the matrix", swapped(SCORES, 'role="columnheader">Đắk Kôi<',
                                           'role="columnheader">Tân Lập<'), SCORES, "Tân Lập"),
    ("a tile's tip", pattern(SCORES, 'title="5a [^"]*: Chưa đạt', 'title="5a Tiêm: Đạt'), SCORES,
     "5a Tiêm"),
    ("a value on the index", text("index.html", " 96,59<span", " 99,6<span"), "index.html", "99,6"),
    ("a rank in a profile", pattern(PLACE, r"(\d)–(\d)<", r"1<"), PLACE, "stands on the page"),
    # ---- drawings
    ("two colours of a map", lambda files: _swap_colours(files), HEALTH, "stands on the page"),
    ("a tip of a map", text(HEALTH, "(782/799)", "(798/799)"), HEALTH, "798"),
    ("an alternative text", pattern(HEALTH, r'(aria-label="Biểu đồ\. [^"]*?)(\d+,\d)%',
                                    r"\g<1>1,1%"), HEALTH, "1,1%"),
    ("a dot of a chart", pattern(HEALTH,
     r'(id="chart-2".*?<use [^>]*\bx=")([\d.]+)', r"\g<1>1.5"), HEALTH,
     "stands on the page"),
    ("a bar of a chart", pattern("2022/4_tham_gia.html", r'(<path d="M)(\d+)', r"\g<1>1"),
     "2022/4_tham_gia.html", "stands on the page"),
    ("a word in a drawing", pattern(TRENDS, r"(<text[^>]*>)2018<", r"\g<1>2008<"), TRENDS, "2008"),
    ("a picture laid over a page", text(HEALTH, '<ul class="ct-findings">',
     '<div style="position:absolute;background:#fff">Đạt hết</div><ul class="ct-findings">'),
     HEALTH, "Đạt hết"),
    # ---- what a page does
    ("a script", text(HEALTH, "</body>", "<script>fetch('//x')</script></body>"), HEALTH,
     "script"),
    ("a handler", text(HEALTH, "<body>", '<body onload="x()">'), HEALTH, "onload"),
    ("a frame", text(HEALTH, "</main>", '<iframe src="//x"></iframe></main>'), HEALTH, "iframe"),
    ("a redirection", text(HEALTH, "<head>", '<head><meta http-equiv="refresh" content="0;//x">'),
     HEALTH, "refresh"),
    ("a base", text(HEALTH, "<head>", '<head><base href="//x/">'), HEALTH, "base"),
    ("no policy", pattern(HEALTH, '<meta http-equiv="Content-Security-Policy"[^>]*>\n', ""), HEALTH,
     "Content-Security-Policy"),
    ("words hidden by the style sheet", text(HEALTH, "</style>",
                                             ".ct-banner{display:none}</style>"), HEALTH,
     "display:none"),
    ("white on white", text(HEALTH, '<p class="ct-banner">',
                            '<p class="ct-banner" style="color:#fff;background:#fff">'), HEALTH,
     "#fff"),
    ("a link to elsewhere", text(SCORES, 'href="1_suc_khoe.html#chi-tieu-2"',
                                 'href="https://example.org/"'), SCORES, "example.org"),
    ("a link to another indicator", text(SCORES, 'href="1_suc_khoe.html#chi-tieu-2"',
                                         'href="1_suc_khoe.html#chi-tieu-3a"'), SCORES,
     "chi-tieu-3a"),
    # ---- whole pieces and pages
    ("an exhibit less", pattern(HEALTH, '<ul class="ct-findings">.*?</ul>', ""), HEALTH,
     "stands on the page"),
    ("an indicator's part less", pattern(HEALTH, '<section class="ct-indicator" id="chi-tieu-7".*?'
                                         "</section>", ""), HEALTH, "stands on the page"),
    ("one commune's page as another's", moved(PLACE, OTHER), PLACE, "stands on the page"),
    ("one commune's page and notebook as another's", together(
        moved(PLACE, OTHER), moved("notebooks/6_ho_so_xa-23479.ipynb",
                                   "notebooks/6_ho_so_xa-23482.ipynb")), PLACE, "was made for"),
    ("the check code of a page", text(HEALTH, "Mã kiểm</dt><dd><code>", "Mã kiểm</dt><dd><code>0"),
     HEALTH, "check code 0"),
    ("an exhibit that a notebook brings along", lambda files: _bring(files),
     "notebooks/1_suc_khoe.ipynb", "contains what the results"),
    ("a page more", lambda files: files.update({"2022/8_them.html": files[HEALTH]}),
     "notebooks/8_them.ipynb", "is missing"),
    ("a program", lambda files: files.update({"2022/mo.exe": b"MZ"}), "2022/mo.exe",
     "no package has"),
    ("a page taken away with its notebook", lambda files: [
        files.pop(name) for name in (HEALTH, "notebooks/1_suc_khoe.ipynb")], "index.html",
     "leads to 2022/1_suc_khoe.html"),
    # ---- the workbook
    ("a macro", part("xl/vbaProject.bin", b"\xd0\xcf"), XLSX, "a macro"),
    ("a formula", cell("Ghi chú", "H60", '=HYPERLINK("http://x")'), XLSX, "HYPERLINK"),
    ("a formula for a count", cell("results", "H2", "=4+0"), XLSX, "=4+0"),
    ("a value in an objective's sheet", cell("Mục tiêu 1", "H6", 58.1), XLSX, "58.1"),
    ("a hidden sheet", workbook(lambda book: setattr(book["results"], "sheet_state", "hidden")),
     XLSX, "part"),
    ("a remark", workbook(lambda book: setattr(book["results"]["A1"], "comment",
                                               Comment("xem lại", "ai"))), XLSX, "comment"),
    ("a link outwards", part("xl/externalLinks/externalLink1.xml", b"<x/>"), XLSX, "externalLink"),
    # ---- tables
    ("a row taken out of every format", without_row("5a", "23485"), RESULTS,
     "5a in area 23485 is missing"),
    ("a value in SDMX", text(SDMX, ",96.588", ",96.688"), SDMX, "96.688"),
    ("a name in SDMX's structure", text("2022/results.sdmx.xml", "Xã Đắk Kôi", "Xã Đắk Kol"),
     "2022/results.sdmx.xml", "Đắk Kol"),
    ("the descriptor's words", text("2022/datapackage.json", "Số liệu mô phỏng", "Số liệu thật"),
     "2022/datapackage.json", "Số liệu thật"),
    ("a status of an estimate", text(RESULTS, ",,E,F", ",,A,F"), SDMX, "'E' stands here"),
    ("a figure of an earlier year", pattern(HISTORY, r"(2021,2,614,.*?,)(\d+)(,\d+,100)",
                                            r"\g<1>9\g<3>"), HISTORY, "does not follow"),
    ("an indicator's name", in_table(INDICATORS, {"indicator": "2"}, short_vi="Dịch vụ khác"),
     XLSX, "Dịch vụ khác"),
    ("a definition in the table", in_table(INDICATORS, {"indicator": "2"}, definition_vi="Khác"),
     XLSX, "Khác"),
    ("a formula in the table", in_table(INDICATORS, {"indicator": "2"}, formula_vi="a / b"),
     INDICATORS, "a / b"),
    ("an area's name", in_table("definitions/areas.csv", {"area": "23482"}, name="Xã Khác"), XLSX,
     "Xã Khác"),
    ("an area's parent", in_table("definitions/areas.csv", {"area": "23482"}, parent="23485"),
     RESULTS, "is not the sum"),
    ("a target in the definitions", in_table(TARGETS, {"indicator": "2"}, target="95"), RESULTS,
     "'96' stands here"),
    ("a target in the year's settings", setting(YEARS, "targets", {"2": ">= 95"}, "2022"), TARGETS,
     "stands here"),
    ("which counts have arrived", pattern("definitions/reported.csv", r"(\n23\d+,\w+,)no,(?!with)",
                                          r"\g<1>yes,"),
     "2022/2_bao_ve.html", "Trẻ em chưa được trợ giúp"),
    # ---- settings
    ("simulated, in the manifest", setting("manifest.json", "simulated", False), "manifest.json",
     "says 'False'"),
    ("simulated, in the settings", setting(YEARS, "simulated", False, "2022"), "manifest.json",
     "says 'True'"),
    ("simulated, in both", together(setting(YEARS, "simulated", False, "2022"),
                                    setting("manifest.json", "simulated", False)), "README.txt",
     "SỐ LIỆU MÔ PHỎNG"),
    ("the threshold", setting(YEARS, "threshold", 3, "2022"), "manifest.json", "says '5'"),
    ("the confidence", setting(YEARS, "confidence", 0.9, "2022"), RESULTS, "does not follow"),
    ("the title", setting(YEARS, "title", "Kế hoạch khác", "2022"), "manifest.json",
     "Kế hoạch khác"),
    ("the date", setting(YEARS, "as_of", "2023-02-15", "2022"), "manifest.json", "2023-02-15"),
    ("an objective's words", setting(YEARS, "objectives", {"1": "Khác"}, "2022"), XLSX, "Khác"),
    ("the edition of the areas", setting(YEARS, "edition", "2025", "2022"), "definitions",
     "cannot be made again"),
    ("README.txt", text("README.txt", "không phải số liệu của địa phương", "là số liệu"),
     "README.txt", "là số liệu"),
    ("the sheet: how many are reached", text(SHEET, "<strong>15</strong>", "<strong>16</strong>"),
     SHEET, "'16' stands on the page, the package's results and definitions give '15'"),
    ("the sheet: what to know",
     text(SHEET, "(giảm ở cả 7 xã, thị trấn)", "(giảm ở 6 trong 7 xã, thị trấn)"),
     SHEET, "(giảm ở 6 trong 7 xã, thị trấn)"),
    ("the sheet: a change", text(SHEET, "<strong>−7,0</strong>", "<strong>−1,0</strong>"),
     SHEET, "'−1,0' stands on the page, the package's results and definitions give '−7,0'"),
    ("the sheet: what is not judged", text(SHEET, "3a, 3b, 3c, 9, 10, 11a và 11b.", "3a và 11b."),
     SHEET, "3a và 11b."),
]  # fmt: skip


def _swap_colours(files: dict[str, bytes]) -> None:
    page = files[HEALTH].decode()
    start = page.index('id="maps-1-2-area-')
    looks = list(dict.fromkeys(re.findall(r'class="k\d+"', page[start : start + 20_000])))
    assert len(looks) > 1
    head, tail = page[:start], page[start:]
    one, other = looks[:2]
    tail = tail.replace(one, "\0", 1).replace(other, one, 1).replace("\0", other, 1)
    files[HEALTH] = (head + tail).encode()


def _bring(files: dict[str, bytes]) -> None:
    """A forged exhibit, in the page and in its notebook alike."""
    name = "notebooks/1_suc_khoe.ipynb"
    notebook = json.loads(files[name])
    html = '<ul class="ct-findings">\n<li>Mọi chỉ tiêu đều đạt.</li>\n</ul>'
    (cell,) = [c for c in notebook["cells"] if "book.summary" in "".join(c["source"])]
    cell["outputs"] = [{
        "output_type": "display_data", "data": {"text/html": html},
        "metadata": {"text/html": {"chitieu": True}},
    }]  # fmt: skip
    files[name] = json.dumps(notebook, ensure_ascii=False).encode()
    pattern(HEALTH, '<ul class="ct-findings">.*?</ul>', html)(files)


@pytest.fixture
def covered(mend):
    """Return a function that writes the codes of README.txt and the manifest anew."""

    def cover(files: dict[str, bytes]) -> dict[str, bytes]:
        told = files["README.txt"].decode()
        for name, data in files.items():
            told = re.sub(rf"[0-9a-f]{{12}}(?=  {re.escape(name)}\r)", code_of(data), told)
        return mend(files | {"README.txt": told.encode()})

    return cover


ROWS = [pytest.param(*row, id=name) for name, *row in TAMPERED]


@pytest.mark.sampled(5)  # each makes pages anew
@pytest.mark.parametrize(("change", "place", "words"), ROWS)
def test_a_change_that_was_covered_up_is_told(made, covered, change, place, words):
    files = made.files
    change(files)
    verified = verify_files(covered(files))
    lines = [str(finding.fault()) for finding in verified.findings]
    assert any(line.startswith(place) and words in line for line in lines), lines[:5]


@pytest.mark.slow
def test_what_only_pages_tell_is_held_against_them(made, covered):
    files = made.files
    in_table("definitions/agencies.csv", {"agency": "TTYT"}, name_vi="Ai đó")(files)
    lines = [str(finding.fault()) for finding in verify_files(covered(files)).findings]
    assert any(line.startswith(HEALTH) and "Ai đó" in line for line in lines), lines[:5]


def test_whatever_is_changed_contradicts_the_codes_in_readme(made, mend):
    files = made.files
    files["definitions/areas.csv"] = files["definitions/areas.csv"].replace(b"913.9", b"913.8")
    lines = [str(each.fault()) for each in verify_files(mend(files)).findings]
    told = "definitions/areas.csv: README.txt gives this file the code "
    assert [line for line in lines if line.startswith(told)], lines


def test_a_notebook_that_cannot_be_read_is_told(made, covered):
    name = "notebooks/4_tham_gia.ipynb"
    verified = verify_files(covered(made.files | {name: made.files[name][:-9]}))
    lines = [str(finding.fault()) for finding in verified.findings]
    assert any(line.startswith(f"{name}: it cannot be read") for line in lines), lines
    assert verified.notes == []


@pytest.mark.parametrize("which", ["small", pytest.param("made", marks=pytest.mark.slow)])
def test_the_untouched_package_is_made_again_from_its_own_tables_alone(request, which):
    files = request.getfixturevalue(which).files
    sources._made.clear()  # what `pack` remembers of the pages that the run has made
    assert [str(each.fault()) for each in verify_files(files).findings] == []


def test_what_notebooks_show_is_taken_for_what_the_package_would_make(made):
    """Else `pack` would make each exhibit anew, for the same bytes."""
    scene = Published(made.root, "2022").book.scene
    with sources.exhibits_of(Publication(made.files)) as exhibits:
        assert sources.same_figures(scene, exhibits.book("").scene)
