"""A picture of the analyst's own, with what a report needs: a title, words, its table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import matplotlib as mpl
import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

from chitieu.faults import CallError
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.frame.plain import plain
from chitieu.words import filled, number

_CALL = 'book.show(figure, title="…", alt="…")'


@dataclass(frozen=True)
class Words:
    """What is said of a picture: its title, what a reader is told who cannot see it, and the
    sentence below it."""

    title: str
    alt: str
    reading: str = ""

    def filled(self, values: dict) -> Words:
        """The texts with their values, as messages are filled in. Raises CallError for a value that
        is named and was not given, and for one that is not what its text says."""
        said = {}
        for name, message in vars(self).items():
            try:
                said[name] = filled(message, values)
            except KeyError as error:
                raise CallError(
                    f"{name} names {error}, which was not given: {_CALL[:-1]}, …=…)"
                ) from error
            except (ValueError, TypeError, AttributeError, IndexError) as error:
                raise CallError(f"{name} cannot be filled in: {error}") from error
        return replace(self, **said)


def own_picture(picture, number: int, words: Words, table: pd.DataFrame | None = None) -> Exhibit:
    """Return what matplotlib, seaborn or geopandas drew as an exhibit.

    `picture`: a figure, axes, or a grid of seaborn's; `number`: which of the page's own pictures it
    is; `table`: the figures behind it, which stand below it too. Where all that it would show is
    missing, its reading stands alone. Raises CallError for what is no picture, and where title or
    alt are lacking.
    """
    figure = picture if isinstance(picture, Figure) else getattr(picture, "figure", None)
    if not isinstance(figure, Figure):
        kind = type(picture).__name__
        raise CallError(f"a {kind} is no figure of matplotlib, seaborn or geopandas; write {_CALL}")
    if not words.title.strip():
        raise CallError(f"the picture has no title; write {_CALL}")
    if not words.alt.strip():
        raise CallError(
            f"the picture has no description for who cannot see it; write {_CALL} and in alt what "
            "is to be seen: what is highest and lowest, and which way it goes"
        )
    import matplotlib.pyplot as plt

    plt.close(figure)  # or else the notebook shows it once more, without its words
    name = f"own-{number}"
    told = pd.DataFrame() if table is None else table
    drawn = None if _is_empty(figure) else figure
    with mpl.rc_context({"savefig.bbox": "tight"}):  # as a notebook shows it: no label is cut
        _write_numbers(figure)
        for artist in figure.findobj():  # a colour bar too is drawn, so that it can be read
            artist.set_rasterized(False)
        exhibit = figure_exhibit(drawn, name=name, table=told, **vars(words))
    if table is not None:
        rows = table.reset_index() if any(table.index.names) else table
        exhibit.html = Markup("\n").join(
            [exhibit.html, plain(words.title, rows.astype("str")).html]
        )
    return exhibit


class _Spoken(ScalarFormatter):
    """Numbers along an axis with the decimal sign of the language."""

    def __call__(self, value, position=None) -> str:
        return super().__call__(value, position).replace(".", number(0, 1)[1])


def _write_numbers(figure: Figure) -> None:
    """Have plain numbers along axes written as the language writes them."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(_Spoken())


def _is_empty(figure: Figure) -> bool:
    """Whether there are axes, and on none of them anything with a place: all of it is missing."""
    return bool(figure.axes) and not any(
        axes.texts or axes.images or np.isfinite(axes.dataLim.get_points()).all()
        for axes in figure.axes
    )
