"""What of a year file is doubtful: targets, an edition of another time, a date left from a copy."""

from __future__ import annotations

import shutil

import pytest

from chitieu.plan.year_doubts import doubts_of

TITLE = "year: 2022"


@pytest.fixture
def copied(root, tmp_path):
    """Return a function that copies a year's file to another year with something replaced."""
    (tmp_path / "data").mkdir()
    shutil.copytree(root / "params", tmp_path / "params")
    shutil.copy(root / "data/areas.csv", tmp_path / "data/areas.csv")

    def copy(year: int, to: int, *replaced: tuple[str, str]) -> list[str]:
        text = (root / f"params/{year}.yaml").read_text("utf-8")
        for old, new in ((f"year: {year}", f"year: {to}"), *replaced):
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / f"params/{to}.yaml").write_text(text, "utf-8")
        return [str(fault) for fault in doubts_of(tmp_path, to)]

    return copy


DATE = ("as_of: 2023-01-15", "as_of: 2027-01-15")
CASES = {  # the year copied, the year it becomes, what is replaced; what is told
    "as it is": (2022, 2022, [], []),
    "a share for a percentage": (2022, 2022, [('">= 96"  # đạt 96%', '">= 0.96"')],
                                 ["2022.yaml:27:targets.2: '>= 0.96': the limit is less than 1 %"]),
    "two of them": (2022, 2022, [('">= 96"', '">= 0.96"'), ('">= 97"', '">= 0.97"')],
                    ["targets.2: ", "targets.5a: "]),
    "an edition that ended": (2022, 2026, [DATE],
        ["2026.yaml:9:edition: the areas of edition 2008 ended on 2025-06-30; name the edition of "
         "the areas that there are in 2026"]),
    "an edition that ends within the year": (2022, 2025, [("2023-01-15", "2026-02-15")], []),
    "an edition that is to come": (2025, 2024, [("2026-01-15", "2025-02-15")],
        ["2024.yaml:9:edition: the areas of edition 2025 began on 2025-07-01"]),
    "an edition that begins within the year": (2025, 2025, [], []),
    "the date of the year it was copied from": (2023, 2024, [("2024-01-15", "2023-01-15")],
        ["2024.yaml:7:as_of: 2023-01-15 is the date of params/2022.yaml too, and lies before the"]),
    "a date of its own before the year's end": (2023, 2024, [("2024-01-15", "2024-07-20")], []),
    "as many as there are areas": (2022, 2022, [('">= 96"', '">= 4/7"')],
        ["2022.yaml:27:targets.2: '>= 4/7': there are 7 areas, and 'children_u8' is reported; "
         "if the plan speaks of the areas, make the denominator a variable that is areas by its"]),
    "fewer than there are areas": (2022, 2022, [('">= 96"', '">= 4/6"')], []),
    "of fewer areas than there are": (2022, 2022, [('">= 4/7"', '">= 4/6"')],
        ["2022.yaml:26:targets.1: '>= 4/6': the areas are counted, and edition 2008 has 7 areas; "
         "compare it with the plan: if it speaks of other areas, write the limit in percent, or"]),
    "of more areas than there are": (2022, 2022, [('">= 4/7"', '">= 4/8"')],
        ["targets.1: '>= 4/8': the areas are counted, and edition 2008 has 7 areas"]),
    "of as many, written otherwise": (2022, 2022, [('">= 4/7"', '">= 4/07"')], []),
    "of some type alone": (2022, 2022, [('">= 4/7"', '{commune: ">= 4/6"}')], []),
    "a number of areas that is no part": (2022, 2022, [('">= 4/7"', '">= 57"')], []),
    "the same date, after both years": (2023, 2023, [("2024-01-15", "2025-01-15")], []),
}  # fmt: skip


@pytest.mark.parametrize(("year", "to", "replaced", "expected"), CASES.values(), ids=list(CASES))
def test_what_is_doubtful_in_a_year_file_is_told(copied, year, to, replaced, expected):
    lines = copied(year, to, *replaced)
    assert len(lines) == len(expected), lines
    for line, start in zip(lines, expected, strict=True):
        assert start in line


def test_half_of_the_areas_that_ended_are_not_the_edition(copied, root, tmp_path):
    path = tmp_path / "data/areas.csv"
    lines = path.read_text("utf-8").splitlines()
    kept = [x.replace("2025-06-30", "") if i % 2 else x for i, x in enumerate(lines)]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    assert copied(2022, 2026, DATE) == []
