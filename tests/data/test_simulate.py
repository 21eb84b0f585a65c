"""The example figures: made again to the same bytes, consistent, and as awkward as real ones."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
OBSERVATIONS = ROOT / "data" / "observations"
YEARS = range(2018, 2026)
COLUMNS = [
    "period", "area", "edition", "variable", "group", "value", "obs_status", "agency", "note",
]  # fmt: skip
GROUPS = {"sex": ["sex=F", "sex=M"], "ethnic_group": ["ethnic_group=MIN", "ethnic_group=KIN"]}
COMMUNES = {
    "2008": ["23479", "23482", "23485", "23488", "23491", "23494", "23497"],
    "2025": ["23479", "23485", "23497"],
}

# Each line reads from the smallest to the largest; a sum is allowed on either side.
NEVER_MORE_THAN = """
neonatal_deaths <= infant_deaths <= u5_deaths
neonatal_deaths <= live_births
children_u1 <= children_u5 <= children_u8 <= children_u16 <= population
children_11_15 <= children_7_15 <= children_u16
children_7_15 + children_u5 <= children_u16
children_u16 <= children_5_17 + children_u5
children_underweight <= children_u5_weighed <= children_u5
children_stunted <= children_u5_measured <= children_u5
children_u5_on_track <= children_u5_assessed <= children_u5
children_u1_fully_vaccinated <= children_u1
children_u5_fully_vaccinated <= children_u5
children_u5_registered <= children_u5
hiv_infected_infants <= hiv_exposed_infants_tested
children_special_supported <= children_special <= children_u16
children_disabled_in_education <= children_disabled_learning_need <= children_special
injury_deaths <= children_injured <= children_u16
abused_children <= children_u16
child_labourers_5_17 <= children_5_17
children_disaster_helped <= children_disaster_affected <= children_u16
children_consulted <= children_7_15
children_rights_aware <= children_7_15
children_participating <= children_11_15
children_u8_ecd_services <= children_u8
primary_dropouts <= primary_pupils
lower_secondary_dropouts <= lower_secondary_pupils
general_schools <= schools
schools_sanitation_ok <= schools
schools_disability_ready <= schools
schools_psych_support <= general_schools
"""
PAIRS = [
    (smaller, larger)
    for line in NEVER_MORE_THAN.strip().splitlines()
    for smaller, larger in zip(line.split(" <= ")[:-1], line.split(" <= ")[1:], strict=True)
]


@cache
def of_all_and_groups(year):
    text = dict.fromkeys(COLUMNS, "string") | {"value": "Int64"}
    return pd.read_csv(OBSERVATIONS / f"{year}.csv", dtype=text)


@cache
def observed(year):
    """What is told of everyone."""
    rows = of_all_and_groups(year)
    return rows[rows["group"].isna()]


@cache
def wide(year, group=None):
    """A row a commune, a column a variable: of everyone, or of one group."""
    rows = observed(year) if group is None else of_all_and_groups(year).query("group == @group")
    return rows.pivot(index="area", columns="variable", values="value")


def total(table, names):
    """One variable, or the sum of several."""
    return sum(table[name] for name in names.split(" + "))


def rows_2022(*variables):
    rows = observed(2022)
    return rows[rows["variable"].isin(variables)]


def test_the_script_makes_the_committed_bytes_again(tmp_path):
    script = ROOT / "data" / "simulate.py"
    subprocess.run([sys.executable, script, "--out", tmp_path], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {f"{y}.csv": (OBSERVATIONS / f"{y}.csv").read_bytes() for y in YEARS}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(("smaller", "larger"), PAIRS)
def test_counts_fit_together_in_every_commune(year, smaller, larger):
    table = wide(year)
    excess = (total(table, smaller) - total(table, larger)).dropna()
    assert excess[excess > 0].empty


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("dimension", GROUPS)
def test_groups_are_everyone_and_fit_together(year, dimension):
    first, other = (wide(year, group) for group in GROUPS[dimension])
    whole = wide(year)[first.columns].where(first.notna())
    pd.testing.assert_frame_equal(first + other, whole)
    for table in (first, other):
        for smaller, larger in PAIRS:
            if {smaller, larger} <= set(table.columns):
                assert (table[smaller] <= table[larger]).fillna(True).all(), (smaller, larger)


def test_every_indicator_that_is_told_by_a_dimension_has_its_groups():
    plan = pd.read_csv(ROOT / "params" / "indicators.csv", dtype="string")
    for dimension, (first, _) in GROUPS.items():
        of = plan[plan["by"].str.contains(dimension, na=False)]
        assert {*of["numerator"], *of["denominator"]} == set(wide(2022, first).columns)


def test_groups_are_as_awkward_as_real_ones():
    noted = of_all_and_groups(2021).query("group.notna() and value.isna()")
    assert set(noted["area"]) == {"23488"}
    assert set(noted["group"]) == set(GROUPS["sex"])
    kinh = wide(2022, "ethnic_group=KIN")
    assert (kinh["grade1_entrants_t4"] == 2).any()
    assert (kinh["children_u1"] == 0).any()


@pytest.mark.parametrize("year", YEARS)
class TestEveryFile:
    def test_a_variable_occurs_at_most_once_in_a_commune(self, year):
        rows = of_all_and_groups(year)
        assert not rows.duplicated(["period", "area", "edition", "variable", "group"]).any()

    def test_only_the_communes_in_force_report(self, year):
        edition = "2025" if year >= 2025 else "2008"
        assert sorted(observed(year)["area"].unique()) == COMMUNES[edition]

    def test_the_rows_are_formed_as_described(self, year):
        rows = of_all_and_groups(year)
        assert list(rows.columns) == COLUMNS
        assert set(rows["period"]) == {str(year)}
        assert rows["edition"].isna().all()
        empty = rows["value"].isna()
        assert rows.loc[empty, "obs_status"].isin(["M", "O", "L"]).all()
        assert rows.loc[~empty, "obs_status"].isin(["A", "P", "E"]).all()
        assert rows.loc[rows["obs_status"] != "A", "note"].notna().all()
        assert (rows["value"].dropna() >= 0).all()

    def test_the_first_row_says_that_the_figures_are_simulated(self, year):
        assert observed(year)["note"].iloc[0] == "Số liệu mô phỏng, không phải số liệu thật"

    def test_the_agency_is_the_one_that_reports_the_variable(self, year):
        variables = pd.read_csv(ROOT / "params" / "variables.csv", dtype="string")
        agencies = variables.set_index("variable")["agency"]
        rows = of_all_and_groups(year)
        assert (rows["agency"] == rows["variable"].map(agencies)).all()

    def test_a_commune_has_a_thing_or_has_it_not(self, year):
        have = wide(year)[["communes_child_friendly", "communes_child_play_point"]]
        assert have.isin([0, 1]).all(axis=None)


def test_merged_communes_carry_on_from_the_sums_of_the_old_ones():
    parts = {"23479": "23479 23491", "23485": "23482 23485", "23497": "23488 23494 23497"}
    before, after = wide(2024)["children_u16"], wide(2025)["children_u16"]
    for merged, old in parts.items():
        assert after[merged] == pytest.approx(before[old.split()].sum(), rel=0.05)


def test_child_marriages_are_those_of_the_last_years():
    assert [wide(year)["child_marriages"].sum() for year in (2020, 2021, 2022)] == [22, 20, 17]


class TestTheYear2022:
    def test_a_provisional_an_estimated_and_missing_figures_are_declared(self):
        rows = observed(2022)
        assert {"A", "P", "E", "O", "L"} == set(rows["obs_status"])

    def test_no_row_is_silently_absent(self):
        assert wide(2022).size == len(observed(2022))

    def test_there_are_cells_of_one_and_of_two_cases(self):
        rare = rows_2022("infant_deaths", "children_injured", "child_marriages")
        assert {1, 2} <= set(rare["value"])

    def test_there_was_no_disaster(self):
        disaster = rows_2022("children_disaster_affected", "children_disaster_helped")
        assert len(disaster) == 14
        assert (disaster["value"] == 0).all()

    def test_heights_of_one_commune_and_assessments_of_three_are_missing(self):
        gaps = observed(2022).query("value.isna()")
        communes = {name: sorted(group["area"]) for name, group in gaps.groupby("variable")}
        assert communes == {
            "children_u5_measured": ["23491"],
            "children_stunted": ["23491"],
            "children_u5_assessed": ["23482", "23485", "23491"],
            "children_u5_on_track": ["23482", "23485", "23491"],
        }

    def test_the_commune_without_a_lower_secondary_school_has_true_zeros(self):
        school = rows_2022(
            "grade6_entrants_t3",
            "lower_secondary_completers",
            "lower_secondary_dropouts",
            "lower_secondary_pupils",
        )
        assert (school.loc[school["area"] == "23485", "value"] == 0).all()
        pupils = school.query("variable == 'lower_secondary_pupils' and area != '23485'")
        assert (pupils["value"] > 0).all()


@pytest.mark.parametrize("year", YEARS)
def test_no_row_is_absent_without_a_word(year):
    assert wide(year).size == len(observed(year))
