"""Last year's counts once more: when it is worth a word, and when it is chance."""

from __future__ import annotations

import pytest

from chitieu.collect.same_again import same_again


def counts(*values):
    return dict(enumerate(values))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        pytest.param(counts(5, 6, 7, 8, 9), counts(5, 6, 7, 8, 9), (5, 5), id="all"),
        pytest.param(counts(5, 6, 7, 8), counts(5, 6, 7, 8), None, id="of very few"),
        pytest.param(counts(*range(10, 20)), counts(*range(10, 19), 99), (9, 10), id="all but one"),
        pytest.param(counts(*range(11, 20)), counts(*range(11, 19), 99), None, id="fewer"),
        pytest.param(counts(0, 0, 0, 0, 0, 0), counts(0, 0, 0, 0, 0, 0), None, id="twice nothing"),
        pytest.param(counts(0, 5, 6, 7, 8, 9), counts(0, 5, 6, 7, 8, 9), (5, 5), id="and nothing"),
        pytest.param(counts(0, 0, 0, 0, 0), counts(1, 1, 1, 1, 1), None, id="nothing any more"),
        pytest.param(counts(5, 6, 7, 8, None), counts(5, 6, 7, 8, 9), None, id="not reported"),
        pytest.param(counts(5, 6, 7, 8, 9), counts(5, 6, 7, 8), None, id="not reported then"),
    ],
)
def test_nearly_all_equal_is_told(now, before, expected):
    assert same_again(now, before) == expected
