"""A picture of the analyst's own, with what a report needs: a title, words, its table."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from chitieu.faults import CallError
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.frame.scorecard import plain

_CALL = 'book.show(figure, title="…", alt="…")'


def own_picture(
    picture, number: int, title: str, alt: str, reading: str = "", table: pd.DataFrame | None = None
) -> Exhibit:
    """Return what matplotlib, seaborn or geopandas drew as an exhibit.

    `picture`: a figure, axes, or a grid of seaborn's; `number`: which of the page's own pictures it
    is; `alt`: what a reader is told who cannot see it; `reading`: the sentence below it; `table`:
    the figures behind it, which stand below it too. Raises CallError for what is no picture, and
    where title or alt are lacking.
    """
    figure = picture if isinstance(picture, Figure) else getattr(picture, "figure", None)
    if not isinstance(figure, Figure):
        kind = type(picture).__name__
        raise CallError(f"a {kind} is no figure of matplotlib, seaborn or geopandas; write {_CALL}")
    if not title.strip():
        raise CallError(f"the picture has no title; write {_CALL}")
    if not alt.strip():
        raise CallError(
            f"the picture has no description for who cannot see it; write {_CALL} and in alt what "
            "is to be seen: what is highest and lowest, and which way it goes"
        )
    import matplotlib.pyplot as plt

    plt.close(figure)  # or else the notebook shows it once more, without its words
    name = f"own-{number}"
    told = pd.DataFrame() if table is None else table
    exhibit = figure_exhibit(figure, name=name, title=title, alt=alt, table=told, reading=reading)
    if table is not None:
        rows = table.reset_index() if any(table.index.names) else table
        exhibit.html = Markup("\n").join([exhibit.html, plain(title, rows.astype("str")).html])
    return exhibit
