"""A package checked by whoever has received it, with nothing else in hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from chitieu.faults import CallError, Fault
from chitieu.publish.check_code import CODE_LENGTH, code_of
from chitieu.publish.package.alike import figures_unlike, own_work, pages_unlike, tables_unlike
from chitieu.publish.package.archive import read_package
from chitieu.publish.package.coherent import incoherent, strange_files, undefined
from chitieu.publish.package.definitions import YEARS
from chitieu.publish.package.manifest import CODE, NAME, Manifest, versions
from chitieu.publish.package.publication import Publication, Unreadable
from chitieu.publish.package.recompute import recomputed
from chitieu.publish.package.sources import exhibits_of
from chitieu.publish.package.verify_texts import Finding
from chitieu.whole import Unwritten
from chitieu.words import speaking, text

LACKING = ("missing", "no_manifest")


@dataclass
class Verified:
    """What was found, and the codes that tell which package it is; `notes` are what it could not
    look at, as keys of the texts with what fills them in."""

    findings: list[Finding]
    package: str = ""
    check_code: str = ""
    package_code: str = ""
    count: int = 0
    simulated: bool = False
    given: str = ""
    notes: list[tuple[str, dict]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    manifest: Manifest | None = field(default=None, repr=False)

    @property
    def faults(self) -> list[Fault]:
        """The findings as faults, in English."""
        return [finding.fault() for finding in self.findings]

    def line(self, language: str = "en") -> str:
        """All that is to be said when all is well."""
        with speaking(language):
            return text(
                "verify.well",
                package=self.package,
                check_code=self.check_code,
                package_code=self.package_code,
                count=self.count,
                simulated=text("verify.simulated") if self.simulated else "",
            )

    def told(self, language: str, name: str) -> list[str]:
        """What a call of `chitieu verify` prints of it: that all is well, what could not be looked
        at, and what the code adds. `name`: the package's, as it was given."""
        lines = [] if self.findings else [self.line(language)]
        with speaking(language):
            lines += [text(f"verify.note.{key}", **values) for key, values in self.notes]
            if not self.given:
                lines.append(text("verify.without_code", name=name))
            elif not self.findings:
                lines.append(text("verify.with_code"))
        return lines


def verify(path: Path, code: str = "", language: str = "en") -> Verified:
    """Check a package, an archive or the folder that it was unpacked into.

    `code`: its package code, as the covering letter has it: then any change is told. Without it
    the package is held against itself: each file against the manifest; each value, limit, status
    and total against the published counts; every table, workbook and page against what the
    results, the definitions and the pages' notebooks give. Raises CallError, in the language,
    where there is no such package, and for what can be no code.
    """
    with speaking(language):
        given = _plain(code)
        files, findings = read_package(path)
    if not files:
        return Verified(findings or [Finding(path.name, "empty")])
    return verify_files(files, findings, given)


def _plain(code: str) -> str:
    """A code as it may be written: with spaces, hyphens or capitals, and the letter O for 0."""
    plain = "".join(code.split()).replace("-", "").lower().replace("o", "0").replace("l", "1")
    if code and not CODE.fullmatch(plain):
        raise CallError(text("verify.no_code", code=code, signs=CODE_LENGTH))
    return plain


def verify_files(
    files: dict[str, bytes], findings: Sequence[Finding] = (), code: str = ""
) -> Verified:
    """`verify` for files that have been read, with what was found in reading them."""
    manifest, unread = Manifest.read(files)
    found, mine = [*findings, *unread], code_of(files.get(NAME, b""))
    if code and code != mine:
        found.append(Finding(NAME, "other_code", values={"told": code, "mine": mine}))
    if manifest is None:
        return Verified(_each_once(found, findings), given=code)
    told, notes = manifest.content, _other_versions(manifest.content)
    found += manifest.against(files)
    with speaking(manifest.language):
        found += _contents(files, told, notes, found)
    return Verified(
        _each_once(found, findings),
        told["package"],
        told["check_code"],
        mine,
        len(files),
        bool(told.get("simulated")),
        code,
        notes,
        files,
        manifest,
    )


def _each_once(found: list[Finding], in_reading: Sequence[Finding]) -> list[Finding]:
    """Findings without those said before, and without the lack of what could not be read."""
    there = {each.file for each in in_reading}
    told = (each for each in found if each.key not in LACKING or each.file not in there)
    return list({str(each): each for each in told}.values())


def _other_versions(told: dict) -> list[tuple[str, dict]]:
    """A note where other programs made the package than those that check it."""
    theirs = {"chitieu": (told.get("code") or {}).get("version"), **(told.get("libraries") or {})}
    theirs.pop("python", None)
    mine = {"chitieu": version("chitieu"), **versions()}
    odd = [name for name in mine if theirs.get(name) != mine[name]]
    told_of = {
        side: ", ".join(f"{name} {each.get(name)}" for name in odd)
        for side, each in (("theirs", theirs), ("mine", mine))
    }
    return [("versions", told_of)] if odd else []


def _contents(
    files: dict[str, bytes], told: dict, notes: list, before: list[Finding]
) -> Iterator[Finding]:
    """What is wrong with the figures themselves. Pages are made again only where all the rest
    agrees, with what was found `before` too: of tables that contradict one another there is no one
    page."""
    try:
        source = Publication(files)
    except Unreadable as error:
        yield Finding(error.file, "unread", values={"said": error})
        return
    lacking = [*strange_files(source, told), *undefined(source)]
    yield from lacking
    if any(finding.key in ("missing", "undefined") for finding in lacking):
        return
    found: list[Finding] = []

    def look(name: str, check: Callable[[], Iterable[Finding]]) -> None:
        try:
            for finding in check():
                found.append(finding)
        except Unwritten:  # this computer's disk, not the package
            raise
        except Exception as error:  # whatever a damaged file makes of its reader
            said = f"{type(error).__name__}: {error}".splitlines()[0]
            found.append(Finding(name, "unmade", values={"said": said}))

    def made_again() -> Iterator[Finding]:
        with exhibits_of(source) as exhibits:
            yield from incoherent(source, told, exhibits.period)
            yield from tables_unlike(source, exhibits, told)
            agree = not [each for each in (*before, *found) if each.key != "file_code"]
            on_pages = list(figures_unlike(source))
            yield from on_pages
            if agree:
                told_of = {finding.file for finding in on_pages}
                yield from pages_unlike(source, exhibits, told, told_of)

    look(source.file, lambda: recomputed(source, json.loads(source.files[YEARS])))
    look("definitions", made_again)
    if not found:  # else a notebook may be one that cannot be read
        notes += [
            ("own_work", {"file": name, "cells": ", ".join(map(str, cells))})
            for name, cells in own_work(source)
        ]
    yield from found
