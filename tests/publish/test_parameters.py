"""What a notebook may be given."""

import nbformat
import pytest

from chitieu.faults import CallError
from chitieu.publish.parameters import check_parameters, declared_parameters


def notebook(source: str):
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    return nbformat.v4.new_notebook(cells=[cell])


CELL = 'year = 2022\nperiod = ""\narea = ""\naudience = "review"'


def test_the_parameters_are_the_literals_of_their_cell():
    assert declared_parameters(notebook(CELL)) == {
        "year": 2022,
        "period": "",
        "area": "",
        "audience": "review",
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param({"yaer": 2021}, "did you mean 'year'", id="an unknown name"),
        pytest.param({"year": "2021"}, "is no int", id="a text for a number"),
        pytest.param({"year": 2021.0}, "is no int", id="a decimal for a year"),
        pytest.param({"area": 614}, "is no str", id="a number for a code"),
        pytest.param({"year": True}, "is no int", id="a truth value for a year"),
    ],
)
def test_what_does_not_fit_is_refused(given, message):
    with pytest.raises(CallError, match=message):
        check_parameters(notebook(CELL), given, "1_suc_khoe")


@pytest.mark.parametrize(
    ("given", "told"),
    [({"area": 3479}, "write -r area 3479"), ({"year": "2021"}, "write -p year 2022")],
)
def test_a_remedy_is_papermills_where_papermill_is_called(given, told):
    with pytest.raises(CallError, match=told):
        check_parameters(notebook(CELL), given, "the notebook", by_papermill=True)


def test_what_fits_is_taken():
    check_parameters(notebook(CELL), {"year": 2021, "area": "614"}, "1_suc_khoe")


def test_a_parameters_cell_that_computes_is_refused():
    with pytest.raises(CallError, match="more than literals: before = year - 1"):
        declared_parameters(notebook(CELL + "\nbefore = year - 1"))
