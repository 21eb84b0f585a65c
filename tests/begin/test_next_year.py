"""The next year of a workbook: what its file takes over, and what is new in it."""

import pytest

from chitieu.begin.next_year import add_year
from chitieu.cli import main
from chitieu.faults import CallError
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


def test_a_year_before_all_others_is_what_they_are_compared_with(workbook_copy, capsys):
    assert main(["new", "--year", "2017", "--root", str(workbook_copy)]) == 0
    out = capsys.readouterr().out
    made, after = read_year(workbook_copy, 2017), read_year(workbook_copy, 2018)
    assert (str(made.as_of), made.edition, made.simulated) == ("2018-01-15", "2008", False)
    assert made.title == after.title
    assert made.targets == {"13": None}, "the one change of the plan"
    assert "what 2018 compares with it, without targets; write more into it" in out
    assert "\n  13: none (" in out
    assert main(["forms", "2017", "--root", str(workbook_copy), "-o", str(workbook_copy)]) == 0
    assert (workbook_copy / "kon-ray-2017-DT.xlsx").is_file()
    assert not (workbook_copy / "kon-ray-2017-YT.xlsx").exists()


def test_where_nothing_is_compared_all_is_watched(workbook_copy, monkeypatch):
    monkeypatch.setattr("chitieu.begin.next_year.AGAINST_LAST_YEAR", ())
    add_year(workbook_copy, 2017)
    first = read_year(workbook_copy, 2017).targets
    assert [*first] == [*read_year(workbook_copy, 2018).targets]
    assert set(first.values()) == {None}


def test_without_any_year_there_is_none_to_make_it_from(workbook_copy):
    for path in workbook_copy.glob("params/20*.yaml"):
        path.unlink()
    with pytest.raises(CallError, match="params/ has no year file that 2017 could be made from"):
        add_year(workbook_copy, 2017)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--year", "2025"], "params/2025.yaml is there; mend it, or name another year"),
        ([], "DIR is missing; write chitieu new DIR --areas FILE, or inside a workbook "),
        (["x"], "--areas is missing; write chitieu new DIR --areas FILE"),
    ],
    ids=["there", "no year", "no areas"],
)
def test_a_wrong_call_is_told(workbook_copy, capsys, words, told):
    files = sorted(workbook_copy.rglob("*"))
    assert main(["new", *words, "--root", str(workbook_copy)]) == 2
    assert capsys.readouterr().err.startswith(told)
    assert sorted(workbook_copy.rglob("*")) == files
