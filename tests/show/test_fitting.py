"""A call with an indicator that an analysis is not for is told in one line, with the remedy."""

import shutil

import pytest
from markupsafe import Markup

from chitieu import Workbook
from chitieu.faults import CallError
from chitieu.plan.targets import KINDS
from chitieu.show.analyses import health, protection, schooling, voices
from chitieu.words import LANGUAGES


@pytest.fixture(scope="module")
def book(root):
    return Workbook.open(year=2022, root=root)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda b: b.health.funnel("4a"),
         "funnel('4a'): 4a is a proportion, and funnel is for a rate; "
         "for 4a there is coverage or gap or pooled"),
        (lambda b: b.voices.reach_gap("13"),
         "reach_gap('13'): 13 is a change, and reach_gap is for a proportion; name another one"),
        (lambda b: b.voices.reach_gap("4a"),
         "reach_gap('4a'): of 4a, lower is better, and reach_gap is for where higher is; "
         "for 4a there is ladder or together"),
        (lambda b: b.protection.rare_events(["10", "14"]),
         "rare_events('14'): of 14, higher is better, and rare_events is for where lower is; "
         "for 14 there is unreached"),
        (lambda b: b.health.gap("4a", second="10"),
         "gap('10'): 10 is a count, and gap is for a proportion or cohort or rate or count_ratio; "
         "name another one"),
        (lambda b: b.health.funnel("11"),
         "indicator='11' is not in the plan; did you mean '11b' or '11a'?"),
        (lambda b: b.health.coverage(["4a"], "children_u7"),
         "variable='children_u7' is not in the plan; "
         "did you mean 'children_u8' or 'children_u5'?"),
        (lambda b: b.map("99"), "indicator='99' is not in the plan; did you mean '9'?"),
        (lambda b: b.chart("99"), "indicator='99' is not in the plan; did you mean '9'?"),
        (lambda b: b.history("99"), "indicator='99' is not in the plan; did you mean '9'?"),
    ],
)  # fmt: skip
def test_it_says_what_does_not_fit(book, call, told):
    with pytest.raises(CallError) as raised:
        call(book)
    assert str(raised.value) == told


@pytest.mark.parametrize("module", [health, protection, schooling, voices])
def test_every_analysis_of_indicators_says_which_it_is_for(module):
    assert {*module.FITS} == {*module.__all__} - {"small_cells"}  # of an objective
    assert {kind for fit in module.FITS.values() for kind in fit.kinds} <= {*KINDS}


@pytest.fixture(scope="module")
def lacking(everyone, tmp_path_factory):
    """The example with a plan of 2022 that has nothing of objective 4, and not 12."""
    root = shutil.copytree(everyone, tmp_path_factory.mktemp("lacking") / "so")
    year = root / "params" / "2022.yaml"
    lines = year.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = ('  "22"', '  "23"', '  "24"', '  "12"')
    year.write_text("".join(line for line in lines if not line.startswith(gone)), encoding="utf-8")
    return {spoken: Workbook.open(2022, root=root, language=spoken) for spoken in LANGUAGES}


NO_OBJECTIVE = "Kế hoạch của năm 2022 không có chỉ số nào thuộc mục tiêu 4"


@pytest.mark.parametrize(
    ("spoken", "call", "said"),
    [
        ("vi", lambda b: b.summary(4), NO_OBJECTIVE),
        ("vi", lambda b: b.details(objective="4"), NO_OBJECTIVE),
        ("vi", lambda b: b.trends.series(objective=4), NO_OBJECTIVE),
        ("vi", lambda b: b.chart("12"), "Kế hoạch của năm 2022 không có chỉ số 12"),
        ("vi", lambda b: b.voices.ladder(["22", "23", "1"], "children_7_15", "children_11_15", "x"),
         "Kế hoạch của năm 2022 không có chỉ số 22 và 23"),
        ("en", lambda b: b.maps(4), "The plan of 2022 has no indicator of objective 4"),
        ("en", lambda b: b.voices.reach_gap("24"), "The plan of 2022 has no indicator 24"),
        ("en", lambda b: b.voices.together("22", "23"),
         "The plan of 2022 has no indicators 22 and 23"),
    ],
)  # fmt: skip
def test_of_what_only_other_years_plans_have_a_page_shows_nothing(lacking, spoken, call, said):
    exhibit = call(lacking[spoken])
    assert (str(exhibit), exhibit.html) == (said, "")
    assert exhibit.table["sentence"].tolist() == [said]


def test_the_head_of_its_page_says_so(lacking):
    header = lacking["vi"].header(objective=4)
    assert header.reading == NO_OBJECTIVE
    assert f"Huyện Kon Rẫy, năm 2022: {NO_OBJECTIVE}" in Markup(header.html).striptags()
    assert "4. Sự tham gia của trẻ em" in header.html


@pytest.mark.parametrize(
    "call",
    [lambda b: b.header(9), lambda b: b.summary(9), lambda b: b.chart("99"),
     lambda b: b.voices.reach_gap("99")],
)  # fmt: skip
def test_what_no_year_has_is_still_told(lacking, call):
    with pytest.raises(CallError, match="is not in the plan"):
        call(lacking["vi"])
