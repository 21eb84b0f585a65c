"""The next year of a workbook: what its file takes over, and what is new in it."""

import pytest

from chitieu.cli import main
from chitieu.plan.years import read_year


def test_it_is_the_year_before_with_what_the_year_changes(workbook_copy, capsys):
    assert main(["new", "--year", "2027", "--root", str(workbook_copy)]) == 0
    out = capsys.readouterr().out
    made, before = read_year(workbook_copy, 2027), read_year(workbook_copy, 2025)
    assert (str(made.as_of), made.edition, made.simulated) == ("2028-01-15", "2025", False)
    same = {"title", "title_en", "number", "slug", "confidence", "threshold", "objectives"}
    assert made.model_dump(include=same) == before.model_dump(include=same)
    assert made.targets == before.targets
    assert [*made.targets] == [*before.targets]
    told = [line.split(":")[0].strip() for line in out.splitlines() if line.startswith("  ")]
    assert told[:33] == [*before.targets]
    assert "\n  3a: < 6 (" in out
    assert [line.split()[1] for line in out.splitlines()[-3:]] == ["check", "forms", "receive"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--year", "2025"], "params/2025.yaml is there; mend it, or name another year"),
        (["--year", "2017"], "no year before 2017 has a year file (years with one: 2018, "),
        ([], "DIR is missing; write chitieu new DIR --areas FILE, or inside a workbook "),
        (["x"], "--areas is missing; write chitieu new DIR --areas FILE"),
    ],
    ids=["there", "none before", "no year", "no areas"],
)
def test_a_wrong_call_is_told(workbook_copy, capsys, words, told):
    files = sorted(workbook_copy.rglob("*"))
    assert main(["new", *words, "--root", str(workbook_copy)]) == 2
    assert capsys.readouterr().err.startswith(told)
    assert sorted(workbook_copy.rglob("*")) == files
