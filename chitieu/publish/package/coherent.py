"""Whether the manifest, the definitions, README.txt and the links of a package fit its results."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from chitieu.faults import Fault
from chitieu.publish.package.manifest import NAME as MANIFEST
from chitieu.publish.package.publication import Publication
from chitieu.publish.package.readme import NAME as README
from chitieu.publish.package.recompute import REMEDY

TARGETS = "definitions/targets.csv"
_LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"#?]+)")


def incoherent(source: Publication, told: dict, check_code: str) -> list[Fault]:
    """Return a fault for each place where something beside the results says otherwise than they
    do, and for each file that pages lead to and that is not there.

    `told`: the manifest's content; `check_code`: that of the results.
    """
    return [
        Fault(file, row, column, problem, REMEDY)
        for file, row, column, problem in (
            *_manifest(source, told),
            *_targets(source),
            *_readme(source, check_code),
            *_links(source),
        )
    ]


def _manifest(source: Publication, told: dict) -> Iterator[tuple]:
    data, given = told.get("data") or {}, told["parameters"]
    true = {
        "results": (data.get("results"), len(source.texts)),
        "results_withheld": (
            data.get("results_withheld"), int(source.texts["conf_status"].eq("C").sum())
        ),
        "period": (given.get("period"), source.file.partition("/")[0]),
        "audience": (given.get("audience"), "review"),
    }  # fmt: skip
    for what, (said, here) in true.items():
        if said != here:
            yield MANIFEST, 0, what, f"it says {said!r}, and {here!r} is what is here"


def _targets(source: Publication) -> Iterator[tuple]:
    """The targets that the figures were judged by, as the definitions have them."""
    goals = {row["indicator"]: row for row in source.defined["targets"]}
    for column in ("comparator", "target"):
        for row, cells in source.texts.iterrows():
            goal = goals.get(cells["indicator"], {}).get(column, "")
            if goals and cells[column] not in ("", goal):
                problem = f"it is '{cells[column]}', and '{goal}' in {TARGETS}"
                yield source.file, row, column, problem


def _readme(source: Publication, check_code: str) -> Iterator[tuple]:
    text = source.files.get(README, b"").decode("utf-8", "replace")
    if text and check_code not in text:
        yield README, 0, "", f"it does not name the check code of the results, {check_code}"


def _links(source: Publication) -> Iterator[tuple]:
    """What is missing, once, by the first page that leads to it: the index, then those below."""
    told = set()
    for name in sorted(source.files, key=lambda name: (name.count("/"), name)):
        if name.endswith(".html"):
            for link in _LINK.findall(source.files[name].decode("utf-8", "replace")):
                link = unquote(html.unescape(link))
                goal = posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
                if ":" not in link and goal not in {*source.files, *told}:
                    told.add(goal)
                    yield name, 0, "", f"it leads to {goal}, which is missing"
