"""What every report does when it is the first, done once before any process is forked.

Templates are compiled, the notebook schema's checker is made, fonts are measured, and what several
pages look at is computed. Nothing that is shown depends on it.
"""

from __future__ import annotations

import IPython.core.completer  # noqa: F401  as below: a shell loads it when it is made
import matplotlib_inline.backend_inline  # noqa: F401
from matplotlib.backends import backend_registry
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from chitieu import show
from chitieu.publish.pages import page_exporter
from chitieu.publish.reads import digests_of
from chitieu.publish.shell import BACKEND
from chitieu.show.exhibit import compile_templates
from chitieu.workbook import Workbook


def rehearse() -> None:
    """Make a page of next to nothing, with all loaded that draws."""
    for module in show.MODULES:
        getattr(show, module)
    compile_templates()
    backend_registry.is_valid_backend(BACKEND)
    cells = [new_markdown_cell("# –"), new_code_cell("")]
    page_exporter().from_notebook_node(new_notebook(cells=cells))


def rehearse_period(book: Workbook) -> None:
    """Compute what several pages of a period look at: the courses of the years, the head, and the
    digests of its figures."""
    book.trends.header()
    book.status_map()
    digests_of(book)
