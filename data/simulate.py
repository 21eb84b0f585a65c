"""Make the example figures: data/observations/2018.csv to 2025.csv.

The figures are simulated. No district reported them. Levels are plausible for a poor highland
district, a commune keeps its own level through the years, and the counts fit together because
they are built from their structure: ages are sums of birth cohorts, pupils are earlier entrants,
infants are among the under-fives who died. The same bytes come out each time.

    python data/simulate.py [--out DIR]
"""

import argparse
from functools import cache
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
SEED = 614
YEARS = range(2018, 2026)
MERGED_FROM = 2025  # from this year the reports come from the three merged communes
FIRST_NOTE = "Số liệu mô phỏng, không phải số liệu thật"


def read_table(text):
    """A table of the simulation, its first column the key."""
    return pd.read_csv(StringIO(text), sep=r"\s+", index_col=0)


# Births and people of the census year 2019, yearly growth of a cohort by moves and late
# registration, remoteness (roughly a standard score), the commune of 2025 that it went into, and
# where its pupils of grades 6 to 9 go. Codes are reused in 2025 for other territories.
COMMUNES = pd.DataFrame(
    [
        ("23479", 95, 5167, 1.022, -1.2, "23479", "23479"),  # Thị trấn Đắk Rve
        ("23482", 61, 2760, 1.017, 0.9, "23485", "23482"),  # Đắk Kôi
        ("23485", 54, 2485, 1.018, 0.5, "23485", "23488"),  # Đắk Tơ Lung: no lower secondary school
        ("23488", 101, 5152, 1.022, -0.7, "23497", "23488"),  # Đắk Ruồng: district boarding school
        ("23491", 40, 1798, 1.015, 1.2, "23479", "23491"),  # Đắk Pne
        ("23494", 137, 6569, 1.019, 0.1, "23497", "23494"),  # Đắk Tờ Re
        ("23497", 87, 4660, 1.021, -0.6, "23497", "23497"),  # Tân Lập
    ],
    columns=["area", "births", "people", "growth", "remote", "merged", "grade6_at"],
).set_index("area")
REMOTE = COMMUNES["remote"].to_numpy()

# Size of the cohort born in a year, as a share of a commune's births of 2019.
COHORT_SIZE = {2001: 1.00, 2004: 1.03, 2006: 1.047, 2011: 1.027, 2014: 1.01, 2016: 0.987}
COHORT_SIZE |= {2019: 0.985, 2025: 0.93}
U1_PER_BIRTH = 0.985

# Age groups in completed years at 31 December: from, up to but not including.
AGE_GROUPS = {
    "children_u1": (0, 1),
    "children_u5": (0, 5),
    "children_u8": (0, 8),
    "children_7_15": (7, 16),
    "children_11_15": (11, 16),
    "children_u16": (0, 16),
    "children_5_17": (5, 18),
}

# A part of a whole: the change in log-odds with remoteness, and the district's per cent by year.
# Wholes stand above the parts that are taken from them.
SHARES = read_table(
    """
part                            whole                           slope 2018 2019 2020 2021 2022 2023 2024 2025
children_u8_ecd_services        children_u8                      -0.5 92.2 93.2 94.3 95.1 96.6 96.8 97.1 97.4
children_u5_weighed             children_u5                      -0.3 94.0 94.3 93.6 93.2 94.4 95.0 95.7 96.2
children_underweight            children_u5_weighed              0.35 20.1 19.6 18.6 18.1 17.2 16.8 16.1 15.6
children_u5_measured            children_u5                      -0.4 91.5 91.8 91.2 91.0 92.3 93.4 94.1 94.8
children_stunted                children_u5_measured              0.3 29.3 28.2 27.6 26.6 25.7 24.8 24.1 23.2
children_u1_fully_vaccinated    children_u1                      -0.4 96.3 96.6 97.2 97.4 90.4 86.7 95.2 97.1
children_u5_fully_vaccinated    children_u5                      -0.4 92.0 92.6 93.2 93.6 90.7 88.6 90.8 93.1
children_u5_registered          children_u5                      -0.6 95.4 96.2 96.8 97.5 98.4 98.6 98.9 99.2
children_u5_assessed            children_u5                      -0.3 62.0 63.3 64.6 65.8 67.1 68.4 69.7 71.0
children_u5_on_track            children_u5_assessed             -0.4 93.6 94.2 94.6 95.1 95.4 96.2 96.4 96.8
children_special                children_u16                     0.25 3.08 3.02 2.96 2.91 2.74 2.71 2.66 2.62
children_special_supported      children_special                 -0.3 86.5 88.0 89.3 90.8 92.6 93.1 93.8 94.6
children_disabled_learning_need children_special                  0.0 20.0 20.4 20.9 21.3 21.7 22.1 22.6 23.0
children_disabled_in_education  children_disabled_learning_need  -0.5 66.0 68.2 70.1 71.5 78.5 79.6 81.2 83.0
children_consulted              children_7_15                    -0.4 19.0 22.8 25.6 20.4 27.3 29.0 31.1 33.0
children_rights_aware           children_7_15                    -0.5 63.0 68.1 72.0 68.6 77.2 79.0 80.8 83.0
children_participating          children_11_15                   -0.5 16.0 18.8 20.5 18.2 23.4 25.6 26.7 28.5
kindergarten_5y                 children_5y                      -0.5 98.0 98.2 98.3 98.5 98.7 98.8 99.0 99.1
primary_completers              grade1_entrants_t4               -0.3 94.6 95.1 95.6 95.3 96.6 96.7 97.0 97.2
lower_secondary_completers      grade6_entrants_t3               -0.3 84.6 85.9 86.8 87.8 86.0 87.4 88.2 88.9
"""  # noqa: E501
)

# Events in the whole district by year; communes have them by weight x exp(slope x remoteness).
# A name that begins with an underscore is a part of a sum, not reported itself.
EVENTS = read_table(
    """
event                        weight slope 2018 2019 2020 2021 2022 2023 2024 2025
neonatal_deaths              births   0.4    5    4    4    4    3    3    3    4
_infant_deaths_from_28_days  births   0.4    3    3    2    2    4    3    3    2
_deaths_from_1_to_4_years    births   0.4    2    1    2    1    1    0    1    1
abused_children              people   0.0    1    2    1    2    1    3    2    1
child_labourers_5_17         people   0.3    3    2    2    0    2    1    0    1
_injuries_not_fatal          people   0.0    7    6    6    4    5    7    5    4
injury_deaths                people   0.4    2    1    2    2    1    1    1    1
child_marriages              people   0.7   27   24   22   20   17   15   15   13
primary_dropouts             births   0.6    9    8    6    7    5    6    4    3
lower_secondary_dropouts     births   0.5   21   18   16   11   14   12    4    9
hiv_exposed_infants_tested   people   0.0    0    0    0    0    0    1    0    0
hiv_infected_infants         people   0.0    0    0    0    0    0    0    0    0
"""
)
SUMS = {
    "infant_deaths": ("neonatal_deaths", "_infant_deaths_from_28_days"),
    "u5_deaths": ("infant_deaths", "_deaths_from_1_to_4_years"),
    "children_injured": ("injury_deaths", "_injuries_not_fatal"),
}
# Year, commune: children that a flood touched, and those helped.
FLOODS = {(2020, "23482"): (68, 68), (2020, "23485"): (41, 37), (2023, "23491"): (52, 52)}

# Schools of each commune (the order of COMMUNES), and the commune in which one more school
# reached the standard in the year. Every commune has one kindergarten.
SCHOOLS = np.array([3, 3, 2, 4, 2, 4, 4])
SCHOOLS_REACHING = {
    "schools_sanitation_ok": (
        [3, 2, 2, 3, 1, 2, 3],
        {2019: "23494", 2020: "23497", 2021: "23488", 2022: "23482", 2024: "23494", 2025: "23491"}),
    "schools_psych_support": (
        [2, 1, 1, 3, 1, 2, 2], {2020: "23482", 2021: "23497", 2022: "23494"}),
    "schools_disability_ready": (
        [1, 0, 0, 1, 0, 0, 0], {2019: "23497", 2020: "23494", 2022: "23485", 2024: "23488"}),
}  # fmt: skip
# Communes recognised for a year, which is not for good, and those with a place to play, by the
# codes in force that year.
COMMUNES_WITH = {
    "communes_child_friendly": {
        2018: "23479", 2019: "23479 23497", 2020: "23479 23488", 2021: "23479 23488 23497",
        2022: "23479 23488 23494 23497", 2023: "23479 23488 23494 23497",
        2024: "23479 23485 23488 23494 23497", 2025: "23479 23497"},
    "communes_child_play_point": {
        2018: "23479", 2019: "23479", 2020: "23479", 2021: "23479 23488", 2022: "23479 23488",
        2023: "23479 23488 23494", 2024: "23479 23488 23494", 2025: "23479 23497"},
}  # fmt: skip
# Year, what, from, to, how many: children counted at another commune's school.
AT_ANOTHER_SCHOOL = [
    (2023, "kindergarten_5y", "23491", "23479", 5),
    (2024, "primary_completers", "23485", "23482", 4),
]

# What makes the figures awkward: the status O or L empties the value.
REMARKS = [
    (2018, "23491", "children_disabled_in_education children_disabled_learning_need", "L",
     "Năm 2018 xã chưa lập danh sách trẻ em khuyết tật có nhu cầu học tập"),
    (2019, "23482", "children_u5_weighed children_underweight", "O",
     "Trạm y tế xã chưa gửi kết quả cân trẻ đợt tháng 6"),
    (2020, "23497", "children_rights_aware", "O",
     "Huyện đoàn chưa nhận được danh sách của xã"),
    (2021, "23488", "children_special_supported", "P",
     "Số tạm tính đến ngày 30/11, chờ rà soát cuối năm"),
    (2022, "23491", "children_u5_measured children_stunted", "O",
     "Xã chưa gửi kết quả đo chiều cao; Trung tâm Y tế đã có văn bản đôn đốc"),
    (2022, "23482 23485 23491", "children_u5_assessed children_u5_on_track", "L",
     "Các lớp mầm non tại điểm trường lẻ chưa thực hiện đánh giá trong năm học"),
    (2022, "23494", "children_u5_registered", "P",
     "Số tạm tính, đang đối chiếu với cơ sở dữ liệu hộ tịch điện tử"),
    (2022, "23482", "children_u8_ecd_services", "E",
     "Số ước tính từ sổ theo dõi của cộng tác viên thôn, làng"),
    (2023, "23479", "kindergarten_5y", "A",
     "Có 5 trẻ em xã Đắk Pne học tại trường mầm non của thị trấn"),
    (2023, "23485", "children_consulted", "L",
     "Năm 2023 xã không theo dõi riêng số trẻ em được hỏi ý kiến"),
    (2024, "23482", "primary_completers", "A",
     "Có 4 học sinh xã Đắk Tơ Lung học bán trú lớp 5 tại xã"),
    (2024, "23491", "children_u5_fully_vaccinated", "E",
     "Số ước tính; sổ tiêm chủng giấy và hệ thống quản lý tiêm chủng chưa khớp"),
    (2025, "23497", "children_participating", "P",
     "Số tạm tính, xã mới sắp xếp đang rà soát danh sách"),
]  # fmt: skip
REMARKS += [
    (year, "23485", "lower_secondary_pupils", "A",
     "Xã không có trường THCS; học sinh học tại xã Đắk Ruồng")
    for year in range(YEARS.start, MERGED_FROM)
]  # fmt: skip


def draws(*names):
    """Random numbers of their own for each name, so that a new variable changes no other."""
    return np.random.default_rng([SEED, *" ".join(map(str, names)).encode()])


def whole_numbers(values):
    return np.floor(np.asarray(values) + 0.5).astype(int)


def logit(p):
    return np.log(p / (1 - p))


def growth_to(year):
    """Growth of a cohort since 2019; before 2017, pupils of old school years, there was none."""
    return COMMUNES["growth"].to_numpy() ** (max(year, 2017) - 2019)


@cache
def cohort(born):
    """Children born in a year, by commune, at the size that the cohort has in 2019."""
    size = np.interp(born, list(COHORT_SIZE), list(COHORT_SIZE.values()))
    return COMMUNES["births"].to_numpy() * size * np.exp(draws("cohort", born).normal(0, 0.03, 7))


def aged(age, year):
    """Children of an age in completed years at 31 December of a year."""
    return whole_numbers(cohort(year - age) * growth_to(year))


def take_share(part, whole, year):
    """The part of a whole: at the district's level, with each commune where it usually stands."""
    slope, known_year = SHARES.at[part, "slope"], max(year, YEARS.start)
    level = logit(SHARES.at[part, str(known_year)] / 100)
    offset = slope * REMOTE + draws(part).normal(0, 0.15, 7) + draws(part, year).normal(0, 0.06, 7)
    centre = level
    for _ in range(20):  # the mean of the communes is not the commune of the mean: move the centre
        share = 1 / (1 + np.exp(-(centre + offset)))
        centre += level - logit(np.average(share, weights=whole))
    return move_pupils(part, whole_numbers(whole * share), year)


def move_pupils(variable, counts, year):
    for when, what, origin, school, number in AT_ANOTHER_SCHOOL:
        if (when, what) == (year, variable):
            counts = counts + number * ((COMMUNES.index == school) * 1 - (COMMUNES.index == origin))
    return counts


def scatter(event, year, possible=True):
    """The district's events of a year by commune: each gets its expected number, up or down."""
    weight, slope, total = EVENTS.loc[event, ["weight", "slope", str(year)]]
    weights = COMMUNES[weight].to_numpy() * np.exp(slope * REMOTE) * possible
    random, counts = draws(event, year), np.zeros(7, int)
    order = random.permutation(7)  # systematic sampling: steps of one event along the weights
    steps = np.floor(total * np.cumsum(weights[order]) / weights.sum() + random.uniform())
    counts[order] = np.diff(steps, prepend=0)
    return counts


def entrants_grade1(year):
    """Pupils of grade 1 in the school year that ended in the year, who were 6 when it began."""
    return whole_numbers(0.99 * aged(6, year - 1))


@cache
def completers_primary(year):
    return take_share("primary_completers", entrants_grade1(year - 4), year)


def entrants_grade6(year):
    """Last year's completers who go on, counted where the school is."""
    going_on = whole_numbers(0.995 * completers_primary(year - 1))
    by_school = pd.Series(going_on).groupby(COMMUNES["grade6_at"].to_numpy()).sum()
    return by_school.reindex(COMMUNES.index, fill_value=0).to_numpy()


def pupils(entrants, grades, loss, year):
    """The stock of pupils: entrants of this and earlier years, less a small loss in each grade."""
    return sum(whole_numbers(entrants(year - up) * (1 - loss * up)) for up in range(grades))


def simulate_year(year):
    """Every reported variable of a year, by commune of the earlier edition."""
    counts = {name: sum(aged(a, year) for a in range(*ages)) for name, ages in AGE_GROUPS.items()}
    counts["population"] = whole_numbers(COMMUNES["people"] * growth_to(year))
    counts["live_births"] = whole_numbers(aged(0, year) / U1_PER_BIRTH)
    counts["children_5y"] = aged(5, year - 1)  # aged 5 in the calendar year the school year began
    counts["grade1_entrants_t4"] = entrants_grade1(year - 4)
    counts["grade6_entrants_t3"] = entrants_grade6(year - 3)
    counts["primary_pupils"] = pupils(entrants_grade1, 5, 0.007, year)
    counts["lower_secondary_pupils"] = pupils(entrants_grade6, 4, 0.012, year)
    for part, whole in SHARES["whole"].items():
        counts[part] = take_share(part, counts[whole], year)
    for event in EVENTS.index:
        has_school = counts["lower_secondary_pupils"] > 0
        counts[event] = scatter(event, year, has_school if "lower_secondary" in event else True)
    for total, parts in SUMS.items():
        counts[total] = sum(counts[part] for part in parts)
    floods = [FLOODS.get((year, area), (0, 0)) for area in COMMUNES.index]
    counts["children_disaster_affected"], counts["children_disaster_helped"] = np.transpose(floods)
    counts["schools"], counts["general_schools"] = SCHOOLS, SCHOOLS - 1
    for variable, (start, steps) in SCHOOLS_REACHING.items():
        reached = [area for when, area in steps.items() if when <= year]
        counts[variable] = np.array(start) + [reached.count(area) for area in COMMUNES.index]
    return pd.DataFrame(counts, index=COMMUNES.index)


def report_year(year, agencies):
    """The file of a year: a row a commune and variable, with its remarks and gaps."""
    counts = simulate_year(year)
    if year >= MERGED_FROM:
        counts = counts.groupby(COMMUNES["merged"]).sum().rename_axis("area")
    for variable, years in COMMUNES_WITH.items():
        counts[variable] = counts.index.isin(years[year].split()).astype(int)
    reported = [variable for variable in agencies.index if variable in counts]
    rows = counts[reported].melt(ignore_index=False, var_name="variable").reset_index()
    rows = rows.sort_values("area", kind="stable", ignore_index=True).astype({"value": "Int64"})
    rows = rows.assign(period=str(year), edition="", obs_status="A", note="")
    rows["agency"] = rows["variable"].map(agencies)
    for when, areas, variables, status, note in REMARKS:
        chosen = rows["area"].isin(areas.split()) & rows["variable"].isin(variables.split())
        rows.loc[chosen & (when == year), ["obs_status", "note"]] = [status, note]
    rows.loc[rows["obs_status"].isin(["O", "L"]), "value"] = pd.NA
    rows.loc[0, "note"] = FIRST_NOTE
    columns = ["period", "area", "edition", "variable", "value", "obs_status", "agency", "note"]
    return rows[columns]


def main():
    parser = argparse.ArgumentParser(description="Make the simulated example figures.")
    parser.add_argument("--out", type=Path, default=HERE / "observations", metavar="DIR")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    variables = pd.read_csv(HERE.parent / "params" / "variables.csv", dtype="string")
    agencies = variables.set_index("variable")["agency"]
    for year in YEARS:
        report_year(year, agencies).to_csv(
            out / f"{year}.csv", index=False, encoding="utf-8", lineterminator="\n"
        )


if __name__ == "__main__":
    main()
