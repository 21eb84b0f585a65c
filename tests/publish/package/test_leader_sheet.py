"""The leader's sheet in a package: it is there, and made again from the package's own tables."""

import nbformat
import pytest

from chitieu.plan.notebooks import LEADING
from chitieu.publish.package.verify import verify_files

pytestmark = pytest.mark.xdist_group("batch")
PAGE = f"2022/{LEADING}.html"


def test_all_of_it_is_made_again_from_the_package(made):
    assert PAGE in made.files
    notebook = nbformat.reads(made.files[f"notebooks/{LEADING}.ipynb"].decode(), as_version=4)
    shown = [cell for cell in notebook.cells if "book.briefing." in cell.source]
    assert len(shown) == 5
    assert [cell.outputs for cell in shown] == [[]] * 5, "nothing of it is kept as it was shown"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<strong>15</strong>", "<strong>16</strong>", id="how many are reached"),
        pytest.param("(giảm ở cả 7 nơi)", "(giảm ở 6 trong 7 nơi)", id="what to know"),
        pytest.param("<strong>−7,0</strong>", "<strong>−1,0</strong>", id="a change"),
        pytest.param("3a, 3b, 3c, 9, 10, 11a và 11b.", "3a và 11b.", id="what is not judged"),
    ],
)
def test_what_is_changed_on_it_is_told(made, mend, old, new):
    files = made.files
    assert old in files[PAGE].decode()
    files[PAGE] = files[PAGE].decode().replace(old, new, 1).encode()
    assert any(fault.file == PAGE for fault in verify_files(mend(files)).faults)


def test_as_it_is_nothing_is_told(made):
    assert verify_files(made.files).faults == []
