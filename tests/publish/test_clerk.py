"""A clerk's ten questions: the clicks of docs/hoi-dap.md are taken in Chromium, and what they lead
to is held against the results."""

from __future__ import annotations

import csv
import io
import math
import re

import pandas as pd
import pytest

pytestmark = pytest.mark.xdist_group("batch")
MOST_CLICKS = 3
PAGES = {"Tóm tắt": "2022/tom_tat.html", "Bảng tổng hợp": "2022/0_tong_hop.html"}
EDUCATION = ("15", "16", "17a", "17b", "18a", "18b", "19", "20a", "20b", "21")  # objective 3
LINE = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|", re.M)


@pytest.fixture(scope="module")
def clicks(root) -> dict[int, list[str]]:
    """The clicks of each question, as the document tells them."""
    told = (root / "docs" / "hoi-dap.md").read_text("utf-8")
    return {int(n): re.findall(r"`([^`]+)`", steps) for n, _, steps in LINE.findall(told)}


@pytest.fixture(scope="module")
def results(two_years) -> pd.DataFrame:
    """The results of everyone, by indicator and area."""
    table = pd.read_csv(two_years.root / "outputs/2022/results.csv", dtype={"area": str})
    return table[table["group"].isna()].set_index(["indicator", "area"])


@pytest.fixture
def asked(two_years, opened, clicks):
    """Return a function that takes the clicks of a question and gives the tab they lead to."""

    def ask(number: int):
        tab = opened((two_years.root / "outputs/index.html").as_uri())
        for click in clicks[number]:
            if click in PAGES:
                tab.locator(f'a[href="{PAGES[click]}"]').first.click()
            elif ": " in click:
                name, _, option = click.partition(": ")
                chosen = tab.get_by_role("combobox", name=name).locator("option")
                (value,) = [
                    each.get_attribute("value")
                    for each in chosen.all()
                    if option in (each.inner_text(), each.get_attribute("value"))
                ]
                tab.get_by_role("combobox", name=name).select_option(value)
            elif click == "Tải về":
                with tab.expect_download() as begun:
                    rows = part(tab, clicks[number][-2]).locator("table.ct-detail")
                    rows.locator("xpath=following::p[@class='ct-along'][1]/a").click()
                tab.taken = begun.value
            elif re.fullmatch(r"\d+[a-c]?", click):
                tab.locator(f'a[href*="#chi-tieu-{click}"]').first.click()
            else:
                tab.get_by_role("link", name=click, exact=True).click()
            tab.wait_for_load_state()
        return tab

    return ask


def part(tab, indicator: str):
    return tab.locator(f"#chi-tieu-{indicator}")


def test_there_are_ten_questions_of_at_most_three_clicks(clicks):
    assert [*clicks] == [*range(1, 11)]
    assert all(1 <= len(each) <= MOST_CLICKS for each in clicks.values())


def test_which_communes_missed_and_by_how_many_children(asked, results):
    rows = results.loc["5a"].drop("614").query("status == 'not_met'")
    assert len(rows)
    told = part(asked(1), "5a").locator("table.ct-detail")
    for area, row in rows.iterrows():
        lacking = math.ceil(0.97 * row["denominator"] - 1e-9) - int(row["numerator"])
        cells = told.locator(f'tr[data-area="{area}"]').inner_text()
        assert "Chưa đạt" in cells
        assert f"thêm {lacking} em thì đạt" in cells


def test_what_changed_most_since_last_year(asked, results, two_years):
    said = asked(2).locator(".ct-know li", has_text="Thay đổi lớn nhất").inner_text()
    old = pd.read_csv(two_years.root / "outputs/2021/results.csv", dtype={"area": str})
    old = old[old["group"].isna()].set_index(["indicator", "area"])
    told = re.findall(r"nhiều nhất là (\w+) .*?từ ([\d,]+)% (?:xuống|lên) ([\d,]+)%", said)
    assert [indicator for indicator, *_ in told] == ["5a", "23"], "for the worse, for the better"
    for indicator, before, after in told:
        values = [table.loc[(indicator, "614"), "value"] for table in (old, results)]
        assert [f"{value:.1f}".replace(".", ",") for value in values] == [before, after]


def test_who_has_not_reported(asked, results):
    tab = asked(3)
    assert tab.url.endswith("#so-lieu-con-thieu")
    told = tab.locator("#so-lieu-con-thieu").locator("xpath=following::table[1]").inner_text()
    (area,) = results.loc["4b"].query("reason == 'not_collected' or status == 'no_data'").index[:1]
    assert "Trung tâm Y tế" in told
    assert area == "23491"
    assert "Đắk Pne" in told


def test_how_many_are_reached(asked, results):
    own = results.xs("614", level="area")["status"]
    good, bad = own.eq("met").sum(), own.eq("not_met").sum()
    counts = [good, bad, 33 - good - bad]
    told = asked(4).locator("ul:has(> .ct-count-good)").inner_text()
    assert [int(n) for n in re.findall(r"^(\d+) chỉ số", told, re.M)] == counts


def test_which_areas_are_farthest_behind(asked, results):
    rows = results.drop("614", level="area").reset_index()
    judged = rows[rows["status"].isin(["met", "not_met"])]
    share = judged["status"].eq("met").groupby(judged["area"]).mean()
    names = {"23482": "Đắk Kôi", "23485": "Đắk Tơ Lung", "23491": "Đắk Pne"}
    said = asked(5).locator(".ct-know li", has_text="Đơn vị còn xa nhất").inner_text()
    assert names[share.idxmin()] in said


def test_what_one_commune_has_missed(asked, results):
    missed = results.xs("23482", level="area").query("status == 'not_met'").index
    rows = asked(6).locator(".ct-matrix tbody tr:not(.ct-group):visible .ct-id")
    assert rows.all_inner_texts() == [*missed]


def test_what_one_objective_has_missed(asked, results):
    own = results.xs("614", level="area")
    bad = [i for i in own.index[own["status"].eq("not_met")] if i in EDUCATION]
    rows = asked(7).locator(".ct-scorecard tr[data-judged]:visible td.ct-id")
    assert rows.all_inner_texts() == bad
    assert bad


def test_what_the_province_and_the_country_aim_at(asked, root):
    with (root / "params" / "references.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["indicator"] == "11a"]
    said = part(asked(8), "11a").locator(".ct-why").last.inner_text()
    assert len(rows) == 2
    for row in rows:
        assert f"{row['place_vi']} đặt mức ≤ {row['target'].split()[-1]}/10.000" in said


def test_what_was_reached_the_year_before(asked, two_years):
    old = pd.read_csv(two_years.root / "outputs/2021/results.csv", dtype={"area": str})
    (value,) = old[old["group"].isna()].query("indicator == '5a' and area == '23491'")["value"]
    row = part(asked(9), "5a").locator('tr[data-area="23491"]')
    assert row.locator(".ct-before").first.inner_text() == f"{value:.1f}%".replace(".", ",")


def test_the_rows_are_taken_into_excel(asked, results):
    tab = asked(10)
    assert tab.taken.suggested_filename == "5a-2022.csv"
    data = tab.taken.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {row["Tên địa bàn"] for row in rows} >= {"Xã Đắk Kôi", "Huyện Kon Rẫy"}
    for row in rows:
        own = results.loc[("5a", row["Địa bàn"])]
        assert int(row["Tử số"]) == own["numerator"]
        assert float(row["Kết quả"]) == round(own["value"], 6)
    assert all(url.startswith(("file:", "data:")) for url in tab.asked)
