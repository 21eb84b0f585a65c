"""What a reader could work out, planted in the packed files one kind at a time."""

from __future__ import annotations

import csv
import io
import re

import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.publish.exchange import to_csv
from chitieu.publish.package.archive import read_package
from chitieu.publish.package.attack import Least, attack
from chitieu.publish.package.earlier import years_before
from chitieu.publish.package.publication import Publication

pytestmark = pytest.mark.xdist_group("batch")
RESULTS, THRESHOLD = "2022/results.csv", 5
VARIABLES = "definitions/variables.csv"


@pytest.fixture(scope="module")
def truth(made) -> dict:
    """Every true count of the results, by indicator, area and column."""
    book = Workbook.open(2022, audience="internal", root=made.root)
    return {
        (row.indicator, row.area, column): int(getattr(row, column))
        for row in book.results().itertuples()
        for column in ("numerator", "denominator")
        if pd.notna(getattr(row, column))
    }


def rewritten(data: bytes, change) -> bytes:
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    for row in rows:
        change(row)
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def publish(indicator: str, areas: list[str], columns: tuple[str, ...], truth: dict):
    """Return a change of a row that publishes counts which were withheld."""

    def change(row: dict) -> None:
        if row["indicator"] == indicator and row["area"] in areas:
            row |= {c: str(truth[indicator, row["area"], c]) for c in columns}
            row |= {"conf_status": "F", "reason": ""}

    return change


def attacked(files: dict[str, bytes], *others: Publication) -> list[str]:
    return [str(f) for f in attack([Publication(files), *others], THRESHOLD)]


def test_nothing_can_be_worked_out_from_the_packages_of_two_years(made):
    other, _ = read_package(made.path.with_name("kon-ray-2021.zip"))
    assert attacked(made.files, Publication(other, "kon-ray-2021.zip!")) == []


@pytest.mark.parametrize(
    ("periods", "least"),
    [
        (["2022"], 100),
        (["2022-S1"], 100),
        (["2018"], 5),
        (["2018-Q3"], 5),
        (["2022", "2018"], 5),
        (["2019"], 10),
        (["2022", "2019"], 10),
    ],
)
def test_the_least_that_is_published_is_that_of_the_years(periods, least):
    of_years = {2018: 5, 2019: {"commune": 10, "district": 20}}
    cells = [(period, "2008", "614", "live_births") for period in periods]
    assert Least(100, of_years).of(cells) == least


def test_each_year_is_held_to_its_own_threshold(made):
    own = Publication(made.files)
    told = [own, *years_before(own, [])]
    files = {fault.file for fault in attack(told, THRESHOLD, {2021: 100})}
    assert "2022/history.csv of 2021!2021/results.csv" in files
    assert not [file for file in files if re.search("history.csv of 20(18|19|20)!", file)]


def the_status(files, truth):
    def change(row):
        if row["indicator"] == "11b" and row["area"] == "614":
            row["status"] = "met"

    return files | {RESULTS: rewritten(files[RESULTS], change)}


def the_value(files, truth):
    def change(row):
        if row["indicator"] == "11b" and row["area"] == "614":
            row["value"] = "1.019991840065279"

    return files | {RESULTS: rewritten(files[RESULTS], change)}


def the_small_count(files, truth):
    small = next(area for area in communes(files) if 0 < truth["13", area, "numerator"] < THRESHOLD)
    change = publish("13", [small], ("numerator", "denominator"), truth)
    return files | {RESULTS: rewritten(files[RESULTS], change)}


def all_but_one(files, truth):
    """Every other commune's count: what remains of the total is the one that is withheld."""
    _, *others = communes(files)
    change = publish("11a", [*others, "614"], ("numerator", "denominator"), truth)
    return files | {RESULTS: rewritten(files[RESULTS], change)}


def of_a_sensitive_indicator(files, truth):
    """A small denominator: 8b's, whose children 8a counts, where only 8a is marked sensitive."""

    def change(row):
        if row["indicator"] == "8b" and row["area"] == "23479":
            row |= {"numerator": "0", "denominator": "3", "conf_status": "F", "reason": ""}

    variables = rewritten(files[VARIABLES], lambda row: row.update(sensitive="no"))
    return files | {VARIABLES: variables, RESULTS: rewritten(files[RESULTS], change)}


def on_a_page(files, truth):
    """The table of a page tells what the results withhold."""
    page = files["2022/2_bao_ve.html"].decode()
    at = page.index('data-code="11a"')
    row = re.compile(r'(<th scope="row"[^>]*>Xã Đắk Kôi</th><td class="ct-num"[^>]*>)\(bm\)')
    return files | {"2022/2_bao_ve.html": (page[:at] + row.sub(r"\g<1>7", page[at:], 1)).encode()}


def in_a_tip(files, truth):
    page = files["2022/2_bao_ve.html"].decode()
    at = page.index(">", page.index("<svg", page.index('data-code="11a"'))) + 1
    told = "<g><title>Đắk Kôi: 68,3/10.000 (7/1.025)</title></g>"
    return files | {"2022/2_bao_ve.html": (page[:at] + told + page[at:]).encode()}


def said(words: str):
    """Words planted in the part of 11a, of which Đắk Kôi is withheld."""

    def plant(files, truth):
        page = files["2022/2_bao_ve.html"].decode()
        at = page.index(">", page.index('data-code="11a"')) + 1
        return files | {"2022/2_bao_ve.html": (page[:at] + words + page[at:]).encode()}

    return plant


def instead_of_all(words: str):
    """A page of nothing but some words."""
    return lambda files, truth: files | {"2022/2_bao_ve.html": words.encode()}


def communes(files) -> list[str]:
    rows = csv.DictReader(io.StringIO(files[RESULTS].decode()))
    return list(dict.fromkeys(row["area"] for row in rows if row["area"] != "614"))


@pytest.mark.sampled(9)
@pytest.mark.parametrize(
    ("plant", "words"),
    [
        pytest.param(the_status, "11b of 614 is withheld, and this still stands", id="a status"),
        pytest.param(the_value, "11b of 614 is withheld, and this still stands", id="a value"),
        pytest.param(the_small_count, "a small count of 13", id="a small count"),
        pytest.param(
            of_a_sensitive_indicator,
            ":denominator: a small count of 8b",
            id="a small count of another indicator",
        ),
        pytest.param(all_but_one, "of 11a of 23479 can be worked out", id="all but one"),
        pytest.param(on_a_page, "the page shows a count of 11a of 23482", id="a page's table"),
        pytest.param(
            said("<svg><title>Đắk Kôi: 7 trẻ</title></svg>"),
            "a figure stands beside 11a of 23482",
            id="a tip without a denominator",
        ),
        pytest.param(
            said('<svg role="img" aria-label="Cao nhất là Đắk Kôi, 68,3/10.000."></svg>'),
            "a figure stands beside 11a of 23482",
            id="an alternative text",
        ),
        pytest.param(
            said('<b title="Xã Đắk Kôi 2022 7, 2021 (bm)"></b>'),
            "a figure stands beside 11a of 23482",
            id="a title",
        ),
        pytest.param(
            said("<p>Đắk Rve không công bố; <b>Đắk Kôi</b> có 7 trẻ.</p>"),
            "a figure stands beside 11a of 23482",
            id="a sentence",
        ),
        pytest.param(in_a_tip, "the page shows a count of 11a of 23482", id="a drawing's tip"),
        pytest.param(
            said("<p>Đắk Kôi, 6 tháng đầu năm 2022: 7 trẻ, 70 tháng 6.</p>"),
            "a figure stands beside 11a of 23482",
            id="a figure of a part of the year",
        ),
        pytest.param(
            instead_of_all(
                '<tbody class="ct-step" data-code="11a"><p>Chú ý: Đắk Kôi (7).</p></tbody>'
            ),
            "a figure stands beside 11a of 23482",
            id="what is to be done",
        ),
        pytest.param(
            instead_of_all("<p>Chỉ số 24: Đắk Pne 4%, chỉ số 11a: Đắk Kôi 7 trẻ.</p>"),
            "a figure stands beside 11a of 23482",
            id="a sentence outside of all parts that names the indicator",
        ),
        pytest.param(
            instead_of_all(
                '<section class="ct-indicator" data-code="11a"><section><p>x</p></section>'
                "<p>Đắk Kôi: 7 trẻ</p></section>"
            ),
            "a figure stands beside 11a of 23482",
            id="behind a section within the part",
        ),
    ],
)
def test_the_attack_finds(made, truth, plant, words):
    found = attacked(plant(made.files, truth))
    assert any(words in line for line in found), found[:5]
    assert all("2022/" in line and "; keep the package back" in line for line in found)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "words",
    [
        "<p>Đắk Kôi không công bố; cả huyện 12 trẻ.</p>",
        "<svg><title>Đắk Kôi: 2021 85,0%, 2022 (bm)</title></svg>",
        "<p>Năm 2022, Đắk Kôi và Kon Rẫy: không công bố.</p>",
        '<svg aria-label="Trẻ tai nạn, Xã Đắk Kôi, 6 tháng đầu năm 2022 (mô phỏng)"></svg>',
        "<p>Đắk Kôi, 12 tháng năm 2022, quý I năm 2022: không công bố đến hết tháng 6.</p>",
        "<p>Đắk Kôi không công bố, lập ngày 15 tháng 1 năm 2023.</p>",
    ],
)
def test_words_that_tell_nothing_are_no_leak(made, truth, words):
    assert attacked(said(words)(made.files, truth)) == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(
            '<section class="ct-indicator" data-code="11a"><p>(bm)</p></section>'
            '<tbody class="ct-step" data-code="24"><p>Chưa đạt ở Đắk Kôi (11,3%).</p></tbody>'
            "<p>Đắk Kôi: 3 chỉ số chưa đạt</p>",
            id="another indicator's step behind the last part",
        ),
        pytest.param(
            "<p>Chỉ số 11a không công bố, chỉ số 24: Đắk Kôi 11,3%.</p>",
            id="a sentence that names another indicator",
        ),
        pytest.param(
            '<section class="ct-indicator" data-code="24"><p>Chỉ số 11a: Đắk Kôi 7</p></section>',
            id="in another indicator's part",
        ),
        pytest.param(
            "<svg><title></title></svg><table class='ct-table ct-detail'>"
            '<tr><th scope="row">Xã Đắk Kôi</th><td>7</td><td>9</td><td>1%</td><td>1</td>'
            "<td>đạt</td><td>đủ</td></tr></table>",
            id="a table of no indicator",
        ),
    ],
)
def test_what_is_said_of_another_indicator_is_no_leak(made, truth, words):
    part = '<section class="ct-indicator" data-code="11a"><p>(bm)</p></section>'
    assert attacked(instead_of_all(part + words)(made.files, truth)) == []


def test_what_the_definition_itself_says_is_no_leak(made, truth):
    """ "Theo kiểm kê ở Đắk Kôi năm 2022, 3 loại…": the words are the plan's, of no count."""
    told = "đếm ở Đắk Kôi theo 3 loại"

    def defined(row):
        if row["indicator"] == "11a":
            row["definition_vi"] = f"Số trẻ {told}, chia cho số trẻ"

    indicators = "definitions/indicators.csv"
    files = said(f"<p>Số trẻ {told}, chia cho số trẻ</p>")(made.files, truth)
    assert len(attacked(files)) == 1
    files |= {indicators: rewritten(files[indicators], defined)}
    assert attacked(files) == []


def test_a_name_with_numbers_and_places_is_no_leak(made, truth):
    """ "3 mũi năm 2022 ở Đắk Kôi 7": an indicator, or an agency, may be called so."""

    def named(row):
        if row["indicator"] == "11a":
            row["short_vi"] = "3 mũi ở Đắk Kôi 7"

    indicators = "definitions/indicators.csv"
    files = said("<p>3 mũi ở Đắk Kôi 7: không công bố</p>")(made.files, truth)
    assert len(attacked(files)) == 1
    files |= {indicators: rewritten(files[indicators], named)}
    assert attacked(files) == []
    beside = said("<p>3 mũi ở Đắk Kôi 7: Đắk Kôi 9 trẻ</p>")(files, truth)
    assert len(attacked(beside)) == 1


def test_it_finds_every_commune_that_is_withheld_alone_beside_its_total(made):
    """What a first rule without a second would leave, in every sensitive indicator at once."""
    book = Workbook.open(2022, audience="internal", root=made.root)
    sensitive = set(book.indicators.index[book.indicators["sensitive"]])
    first = communes(made.files)[0]

    def without_one(row):
        if row["indicator"] in sensitive and row["area"] == first and row["status"] != "no_data":
            row |= dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"), "")
            row |= {"status": "", "evidence": "", "obs_status": "", "conf_status": "C"}

    results = rewritten(to_csv(book.results()).encode(), without_one)
    files = {name: data for name, data in made.files.items() if name.startswith("definitions/")}
    found = attacked(files | {RESULTS: results})
    told = re.findall(rf"withheld numerator of (\w+) of {first} can be worked", " ".join(found))
    assert set(told) == sensitive


def test_it_finds_what_takes_the_package_of_another_year(made, truth):
    """Last year's package lets out all marriages of children but one commune's; this year's
    total of the year before tells the rest."""
    files, _ = read_package(made.path.with_name("kon-ray-2021.zip"))
    before = Workbook.open(2021, audience="internal", root=made.root).results(indicator="13")
    of_2021 = {("13", r.area, "numerator"): int(r.numerator) for r in before.itertuples()}
    first, *others = communes(made.files)
    old = rewritten(files["2021/results.csv"], publish("13", others, ("numerator",), of_2021))

    def total(row):
        if row["indicator"] == "13" and row["area"] == "614":
            row |= {"denominator": str(of_2021["13", "614", "numerator"]), "conf_status": "C"}

    own = made.files | {RESULTS: rewritten(made.files[RESULTS], total)}
    other = Publication(files | {"2021/results.csv": old}, "kon-ray-2021.zip!")
    found = attacked(own, other)
    told = [line for line in found if f"of 13 of {first} can be worked out from it and" in line]
    assert told, found


def test_packages_that_contradict_one_another_are_tried_one_by_one(made):
    """A figure of last year that was corrected since must not end the attack."""
    files, _ = read_package(made.path.with_name("kon-ray-2021.zip"))

    def corrected(row):
        if row["indicator"] == "8a" and row["area"] == "614" and row["numerator"]:
            row["numerator"] = str(int(row["numerator"]) + 1000)

    old = files | {"2021/results.csv": rewritten(files["2021/results.csv"], corrected)}
    assert attacked(made.files, Publication(old, "kon-ray-2021.zip!")) == []


def test_it_finds_what_takes_an_earlier_package_of_the_same_year(made, truth):
    """It published all of a commune's cases but one's; that one is withheld beside its total now,
    and other figures were corrected in between."""
    first, second, *_ = communes(made.files)

    def was(row):
        publish("13", [*others, "614"], ("numerator",), truth)(row)
        if row["indicator"] == "2" and row["numerator"]:
            row["numerator"] = str(int(row["numerator"]) + 3)

    others = communes(made.files)[1:]
    old = made.files | {RESULTS: rewritten(made.files[RESULTS], was)}
    found = attacked(made.files, Publication(old, "kon-ray-2022-0a1b2c3d4e5f.zip!"))
    told = [line for line in found if f"numerator of 13 of {first} can be worked out" in line]
    assert told, found
    assert "the packages beside it (kon-ray-2022-0a1b2c3d4e5f.zip)" in told[0]
    assert not [line for line in found if f"13 of {second} " in line], "it was published once"


def test_a_total_that_was_corrected_binds_no_more(made, truth):
    """All the communes' cases but one's were published, with another total than today's."""
    others = communes(made.files)[1:]

    def was(row):
        publish("13", others, ("numerator",), truth)(row)
        if row["indicator"] == "13" and row["area"] == "614":
            row |= {"numerator": "999", "conf_status": "F"}

    def now(row):
        publish("13", ["614"], ("numerator",), truth)(row)

    old = made.files | {RESULTS: rewritten(made.files[RESULTS], was)}
    own = made.files | {RESULTS: rewritten(made.files[RESULTS], now)}
    found = attacked(own, Publication(old, "kon-ray-2022-0a1b2c3d4e5f.zip!"))
    told = [line for line in found if f"numerator of 13 of {communes(own)[0]} can be" in line]
    assert told, found
