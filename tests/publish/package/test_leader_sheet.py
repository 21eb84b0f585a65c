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


def test_as_it_is_nothing_is_told(made):
    assert verify_files(made.files).faults == []
