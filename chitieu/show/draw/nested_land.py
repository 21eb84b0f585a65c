"""Land on two levels: the lowest areas in colours, what they make up in thick borders."""

from __future__ import annotations

from collections.abc import Mapping

import shapely
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch

from chitieu.show.draw.polygons import Land, draw_borders, outline, outlines
from chitieu.show.draw.sheet import DOTS, dots
from chitieu.show.verdicts import INK, PAPER, RULE, Fill

MOST_SINGLE = 300  # areas; of more none can be pointed at, and their borders would hide them
WITHIN = ((PAPER, 2.6), (INK, 1.1))  # the casing is seen on dark colours, the line on light ones
AROUND = ((INK, 1.4),)
GLASS = {"facecolor": to_rgba(PAPER, 0.01), "edgecolor": INK, "linewidth": 0.8, "clip_on": False}


def draw_nested(
    axes: Axes, land: Land, fills: Mapping[str, Fill], gid: str = "area-{}", single: bool = False
) -> None:
    """Draw each lowest area in its fill and the parts' borders over them.

    Where they are `single`, each lowest area is under its own gid. Else all of a fill are one
    shape, which keeps a drawing of thousands small, and what is pointed at are the parts.
    """
    axes.set(xlim=(0, land.width), ylim=(0, land.height))
    axes.set_axis_off()
    few = len(land.shapes) <= MOST_SINGLE
    for fill, areas in land.shapes.groupby(land.shapes.index.map(fills), sort=False).groups.items():
        shapes = land.shapes.loc[areas]
        style = {"facecolor": fill.colour, "hatch": fill.hatch, "clip_on": False}
        style |= {"edgecolor": RULE if few else "none", "linewidth": 0.35}
        if single:
            for area, shape in shapes.items():
                axes.add_artist(PathPatch(outline(shape), gid=gid.format(area), **style))
        else:
            axes.add_artist(PathPatch(outlines(shapes.to_numpy()), **style))
        if fill.dotted:
            axes.add_artist(PathPatch(dots(shapely.union_all(shapes.to_numpy())), **DOTS))
    if single:
        draw_borders(axes, land.parts, WITHIN, AROUND)
        return
    for part, shape in land.parts.items():
        axes.add_artist(PathPatch(outline(shape), gid=gid.format(part), **GLASS))
