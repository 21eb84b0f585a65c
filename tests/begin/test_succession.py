"""One agency in the place of another: one command, and no year before it is touched."""

import pytest

from chitieu.cli import main
from chitieu.plan.agencies import read_agencies
from chitieu.workbook import Workbook

REPLACE = [
    "agency",
    "TP",
    "--succeeded-by",
    "HT",
    "--from",
    "2023-03-01",
    "--name",
    "Phòng Hộ tịch",
]


def _reopen(root):
    """Have one agency of the example go on, which ended with the district."""
    path = root / "params/agencies.csv"
    path.write_bytes(path.read_bytes().replace(b"2025-06-30,STP", b","))


def test_one_command_replaces_an_agency_and_leaves_the_years_before(workbook_copy, capsys):
    _reopen(workbook_copy)
    others = {p: p.read_bytes() for p in workbook_copy.rglob("*.*") if p.name != "agencies.csv"}
    assert main([*REPLACE, "--root", str(workbook_copy)]) == 0
    assert (
        "TP until 2023-02-28, then HT: 1 figures, 1 indicators and 8 tasks"
        in capsys.readouterr().out
    )
    assert {p: p.read_bytes() for p in others} == others
    for year, code in ((2022, "TP"), (2023, "HT")):  # 2022's pages bear 15 January 2023
        book = Workbook.open(year, root=workbook_copy)
        assert book.variables.at["children_u5_registered", "agency"] == code
        assert code in [*book.indicators["lead"]]
        assert {"TP", "HT"} & {a for those in book.actions["agencies"] for a in those} == {code}
    told = read_agencies(workbook_copy).loc[["TP", "HT"], ["name_vi", "until", "succeeded_by"]]
    assert told.loc["TP"].tolist() == ["Phòng Tư pháp", "2023-02-28", "HT"]
    assert told.loc["HT"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["TPP", *REPLACE[2:]],
            "'TPP' is no agency of params/agencies.csv; did you mean 'TP' or 'STP'?",
        ),
        (["TP", *REPLACE[2:6]], "HT has no line yet; add --name, what it is called"),
        (
            ["SYT", "--succeeded-by", "SYT", *REPLACE[4:6]],
            "SYT cannot succeed itself; name another",
        ),
        (["YT", "--succeeded-by", "SYT", "--from", "2026-01-01"], "YT ended on 2025-06-30; mend"),
        (["TP", "--succeeded-by", "YT", "--from", "1/3/2023"], "'1/3/2023' is no day; write it as"),
    ],
    ids=["unknown", "no name", "itself", "ended", "no day"],
)
def test_a_wrong_call_changes_nothing(workbook_copy, capsys, words, told):
    _reopen(workbook_copy)
    before = (workbook_copy / "params/agencies.csv").read_bytes()
    assert main(["agency", *words, "--root", str(workbook_copy)]) == 2
    assert told in capsys.readouterr().err
    assert (workbook_copy / "params/agencies.csv").read_bytes() == before
