"""What a reader chooses of a page's tables, by objective, verdict and area: without a script.

The page's style sheet hides on a screen what is not chosen; what is printed is whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from chitieu.words import text, texts

IDS = {"objective": "chon-muc-tieu", "verdict": "chon-danh-gia", "place": "chon-noi"}
_OBJECTIVE = re.compile(r'<tbody[^>]* data-objective="([^"]*)" data-title="([^"]*)"')
_PLACE = re.compile(r'<th scope="col" data-place="([^"]*)"[^>]*>([^<]*)</th>')
_TABLES = ":is(.ct-scorecard,.ct-matrix)"
_ROWS = ".ct-matrix tbody tr:not(.ct-group)"
Options = dict[str, str]  # words by value


def options(shown: str) -> dict[str, Options]:
    """Return what there is to choose among in what the house shows on a page; nothing where the
    tables are of one objective."""
    objectives = dict(_OBJECTIVE.findall(shown))
    if len(objectives) < 2:
        return {}
    found = {"objective": objectives, "verdict": texts("exporter.choose.verdicts")}
    places = dict(_PLACE.findall(shown))
    return found | ({"place": places} if len(places) > 1 else {})


def controls(found: dict[str, Options]) -> str:
    """Return the lists to choose from. `found`: as `options` returns it, texts escaped already."""
    lists = [
        f'<label>{text(f"exporter.choose.by.{by}")} <select id="{IDS[by]}">'
        + _option("", text("exporter.choose.all"))
        + "".join(_option(value, words) for value, words in known.items())
        + "</select></label>"
        for by, known in found.items()
    ]
    label = html.escape(text("exporter.choose.label"))
    return f'<div class="choose" role="group" aria-label="{label}">{" ".join(lists)}</div>'


def rules(found: dict[str, Options]) -> str:
    """Return the rules that hide what is not chosen."""
    return f"@media screen{{{''.join(_rules(found))}}}"


def _rules(found: dict[str, Options]) -> Iterator[str]:
    for value in found["objective"]:
        yield _hide([("objective", value)], f"{_TABLES} tbody{_other('objective', value)}")
    places = found.get("place", {})
    for place in places:
        other = f".ct-matrix :is(td{_other('area', place)},th{_other('place', place)})"
        yield _hide([("place", place)], other)
    for value in found["verdict"]:
        judged = f'[data-judged="{value}"]'
        yield _hide([("verdict", value)], f".ct-scorecard tr{_other('judged', value)}")
        yield _hide([("verdict", value), ("place", "")], f"{_ROWS}:not(:has({judged}))")
        for place in places:
            cell = f'[data-area="{_quoted(place)}"]{judged}'
            yield _hide([("verdict", value), ("place", place)], f"{_ROWS}:not(:has({cell}))")


def _hide(chosen: list[tuple[str, str]], what: str) -> str:
    those = "".join(
        f':has(#{IDS[by]} option[value="{_quoted(value)}"]:checked)' for by, value in chosen
    )
    return f"body{those} {what}{{display:none}}"


def _other(name: str, value: str) -> str:
    return f'[data-{name}]:not([data-{name}="{_quoted(value)}"])'


def _quoted(value: str) -> str:
    """An identifier or a code as a string of a style sheet, whatever is in it."""
    return re.sub(r"[^\w.-]", lambda c: f"\\{ord(c[0]):x} ", html.unescape(value))


def _option(value: str, words: str) -> str:
    return f'<option value="{value}">{words}</option>'
