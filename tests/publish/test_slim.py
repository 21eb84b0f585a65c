"""Drawings in fewer bytes: what their parts look like is said once."""

from __future__ import annotations

import pytest

from chitieu.publish.pages.slim import slim

PAGE = "<html><style>p{{}}</style><style>b{{}}</style>{}</html>"
LOOK = "fill:none;stroke:#000"


def drawing(*parts: str) -> str:
    return f'<svg viewBox="0 0 9 9" class="ct-svg" style="{LOOK}">{"".join(parts)}</svg>'


@pytest.mark.parametrize(
    ("part", "slimmer"),
    [
        pytest.param(f'<path d="M0 0" style="{LOOK}"></path>', '<path d="M0 0" class="k0"/>',
                     id="a look"),
        pytest.param(f'<g id="a" style="{LOOK}"><text>></text></g>',
                     '<g id="a" class="k0"><text>></text></g>', id="of a group"),
        pytest.param('<path d="M1 1"></path>', '<path d="M1 1"/>', id="no look"),
        pytest.param('<text style="font-family:&quot;a&quot;">a</text>',
                     '<text style="font-family:&quot;a&quot;">a</text>', id="written for a place"),
    ],
)  # fmt: skip
def test_what_three_parts_look_like_is_said_once(part, slimmer):
    made = slim(PAGE.format(drawing(*[part] * 3)))
    rule = f".k0{{{LOOK}}}\n" if "class" in slimmer else "\n"
    assert (
        made
        == f"<html><style>p{{}}{rule}</style><style>b{{}}</style>{drawing(*[slimmer] * 3)}</html>"
    )


def test_what_two_parts_look_like_stays_where_it_is():
    part = f'<path d="M0 0" style="{LOOK}"/>'
    assert slim(PAGE.format(drawing(part, part))).count(LOOK) == 3  # and the drawing's own


def test_what_is_no_drawing_of_the_house_is_left_alone():
    page = PAGE.format(f'<p style="{LOOK}"></p>' * 3 + "<svg>" + "<path></path>" * 3 + "</svg>")
    assert slim(page) == page.replace("</style>", "\n</style>", 1)
