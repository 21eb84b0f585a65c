"""A call with an indicator that an analysis is not for is told in one line, with the remedy."""

import pytest

from chitieu import Workbook
from chitieu.faults import CallError
from chitieu.plan.targets import KINDS
from chitieu.show.analyses import health, protection, schooling, voices


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
