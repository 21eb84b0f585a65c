"""Whether a package has the files that a package has, and whether its manifest, its README.txt and
its links fit them."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from chitieu.plan.area_limits import Limits
from chitieu.publish.check_code import code_of
from chitieu.publish.exchange import names_of
from chitieu.publish.package import changes, readme
from chitieu.publish.package.alike import INDEX
from chitieu.publish.package.definitions import BORDERS, YEARS
from chitieu.publish.package.manifest import NAME as MANIFEST
from chitieu.publish.package.manifest import OTHER_FACTS, OTHER_PARAMETERS, facts_of
from chitieu.publish.package.publication import DEFINITIONS, WHERE_THERE_ARE, Publication
from chitieu.publish.package.sources import name_of
from chitieu.publish.package.verify_texts import Finding
from chitieu.publish.published import Published

_LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"#?]+)")


def strange_files(source: Publication, told: dict) -> Iterator[Finding]:
    """Yield files that are lacking, and files that no package has."""
    wanted = {MANIFEST, readme.NAME, INDEX, YEARS, BORDERS, source.history, source.file}
    defined = [name for name in DEFINITIONS if name not in WHERE_THERE_ARE or source.defined[name]]
    defined += ["groups"] if source.texts["dimension"].ne("").any() else []
    wanted |= {f"definitions/{name}.csv" for name in defined}
    wanted |= {f"{source.period}/{name}" for name in names_of(len(source.texts))}
    wanted |= {changes.NAME} if told.get("compared_with") else set()
    pages = {
        name
        for name in source.files
        if name.startswith(f"{source.period}/") and name.endswith(".html")
    }
    wanted |= {name_of(page) for page in pages}
    for name in sorted(wanted - set(source.files)):
        yield Finding(name, "missing")
    for name in sorted(set(source.files) - wanted - pages):
        yield Finding(name, "no_such_file")


def undefined(source: Publication) -> Iterator[Finding]:
    """Yield the first indicator and the first area of the results that are not defined."""
    for column, table in (("indicator", "indicators"), ("area", "areas")):
        known = {row.get(column) for row in source.defined[table]}
        rows = source.texts.loc[~source.texts[column].isin(known), column]
        for row, told in rows.head(1).items():
            values = {"told": told, "source": f"definitions/{table}.csv"}
            yield Finding(source.file, "undefined", row, column, values)


def incoherent(source: Publication, told: dict, period: Published) -> Iterator[Finding]:
    """Yield each place where the manifest, README.txt or a link says otherwise than the rest does.

    `told`: the manifest's content.
    """
    yield from _manifest(source, told, period)
    yield from _file_codes(source)
    yield from _targets(source)
    yield from _links(source)


def _manifest(source: Publication, told: dict, period: Published) -> Iterator[Finding]:
    facts, parameters, data = facts_of(period, source.files[source.file])
    parameters |= {"year": period.settings.year, "audience": "review"}
    for told_here, wanted, others, of in (
        (told, facts, OTHER_FACTS, YEARS),
        (told["parameters"], parameters, OTHER_PARAMETERS, YEARS),
        (told.get("data") or {}, data, (), source.file),
    ):
        for what in told_here.keys() - {*wanted, *others}:
            yield Finding(MANIFEST, "said_too_much", 0, what)
        for what, value in wanted.items():
            here = told_here.get(what)
            if here != value or isinstance(here, bool) != isinstance(value, bool):
                where = source.file if what == "check_code" else of
                values = {"told": here, "mine": value, "source": where}
                yield Finding(MANIFEST, "said", 0, what, values)


def _file_codes(source: Publication) -> Iterator[Finding]:
    """What README.txt gives as each file's code, by which a file is checked without a program."""
    listed = readme.codes_in(source.files.get(readme.NAME, b"").decode("utf-8", "replace"))
    for name, data in sorted(source.files.items()):
        if name in (readme.NAME, MANIFEST):
            continue
        if name not in listed:
            yield Finding(name, "not_in_readme")
        elif listed[name] != code_of(data):
            yield Finding(name, "file_code", values={"told": listed[name], "mine": code_of(data)})


def _targets(source: Publication) -> Iterator[Finding]:
    """The targets that the figures were judged by, as the definitions have them."""
    goals = {row["indicator"]: row for row in source.defined["targets"]}
    limits = {indicator: _limits(row) for indicator, row in goals.items()}
    for place, column in enumerate(("comparator", "target")):
        for row, cells in source.texts.iterrows():
            own = limits.get(cells["indicator"], Limits({}))
            found = own.at(cells["level"], group=cells.get("group", ""))
            goal = found.columns[place] if found else ""
            if goals and cells[column] not in ("", goal):
                values = {"told": cells[column], "mine": goal, "source": "definitions/targets.csv"}
                yield Finding(source.file, "differs", row, column, values)


def _limits(row: dict) -> Limits:
    try:
        return Limits.of_columns(row["comparator"], row["target"])
    except ValueError:
        return Limits({})  # what cannot be read differs from every figure's


def _links(source: Publication) -> Iterator[Finding]:
    """What is missing, once, by the first page that leads to it: the index, then those below."""
    told = set()
    for name in sorted(source.files, key=lambda name: (name.count("/"), name)):
        if name.endswith(".html"):
            for link in _LINK.findall(source.files[name].decode("utf-8", "replace")):
                link = unquote(html.unescape(link))
                goal = posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
                if ":" not in link and goal not in {*source.files, *told}:
                    told.add(goal)
                    yield Finding(name, "dead_link", values={"goal": goal})
