"""What is possible for those who were not counted, by going through every possibility."""

from __future__ import annotations

import numpy as np
import pytest

from chitieu.measure.bounds import of_the_rest, unmeasured


def test_the_unmeasured_by_hand():
    # 20 stunted of 80 measured, 100 in all: 20/100 if none of the other 20 is, 40/100 if all are
    assert np.array(unmeasured(20, 80, 100)) == pytest.approx([0.2, 0.4])


def test_all_measured_leaves_no_doubt():
    least, greatest = unmeasured(20, 80, 80)
    assert least == greatest == 0.25


def test_none_measured_leaves_all_of_it():
    assert np.array(unmeasured(0, 0, 50)) == pytest.approx([0, 1])


def test_more_measured_than_there_are_counts_as_all():
    least, greatest = unmeasured(20, 90, 80)
    assert least == greatest == pytest.approx(20 / 90)


def test_nobody_has_no_bounds():
    assert np.isnan(unmeasured(0, 0, 0)).all()


@pytest.mark.parametrize("whole", [1, 5, 9])
def test_the_rest_is_what_every_way_of_dealing_out_the_cases_allows(whole):
    for part in range(whole + 1):
        for count in range(whole + 1):
            possible = [
                count - among for among in range(part + 1) if 0 <= count - among <= whole - part
            ]
            assert list(of_the_rest(count, whole, part)) == [min(possible), max(possible)]
