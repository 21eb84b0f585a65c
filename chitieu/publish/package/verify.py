"""A package checked by whoever has received it, with nothing else in hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from chitieu.faults import Fault
from chitieu.publish.check_code import code_of
from chitieu.publish.package.alike import unlike
from chitieu.publish.package.archive import read_package
from chitieu.publish.package.coherent import incoherent
from chitieu.publish.package.manifest import NAME, Manifest
from chitieu.publish.package.publication import DEFINITIONS, Publication, Unreadable
from chitieu.publish.package.recompute import REMEDY, recomputed


@dataclass
class Verified:
    """What was found: `faults`, and the codes that tell which package it is."""

    faults: list[Fault]
    package: str = ""
    check_code: str = ""
    package_code: str = ""
    count: int = 0
    simulated: bool = False
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    manifest: Manifest | None = field(default=None, repr=False)

    def line(self) -> str:
        """All that is to be said when all is well."""
        simulated = ", simulated figures" if self.simulated else ""
        return (
            f"{self.package}: all is well; check code {self.check_code}, "
            f"package code {self.package_code} ({self.count} files{simulated})"
        )


def verify(path: Path) -> Verified:
    """Check a package, an archive or the folder that it was unpacked into.

    Each file against the manifest; each value, limit, status and total against the published
    counts; pages and other formats against results.csv; the check code that the pages bear
    against results.csv itself; whether all that the results name is defined, and whether manifest,
    definitions, README.txt and links fit them. Raises CallError
    where there is no such package.
    """
    files, faults = read_package(path)
    return verify_files(files, faults) if files else Verified(faults or [_empty(path)])


def verify_files(files: dict[str, bytes], faults: list[Fault] | None = None) -> Verified:
    """`verify` for files that have been read, with the faults that were found in reading them."""
    manifest, unread = Manifest.read(files)
    found = [*(faults or []), *unread]
    if manifest is None:
        return Verified(found)
    told = manifest.content
    found += [*manifest.against(files), *_contents(files, told)]
    return Verified(
        list(map(_printable, found)),
        told["package"],
        told["check_code"],
        code_of(files[NAME]),
        len(files),
        bool(told.get("simulated")),
        files,
        manifest,
    )


def _contents(files: dict[str, bytes], told: dict) -> list[Fault]:
    """What is wrong with the figures themselves."""
    try:
        source = Publication(files)
    except Unreadable as error:
        return [Fault(error.file, 0, "", f"it cannot be read ({error})", REMEDY)]
    found, code = _undefined(source), code_of(files[source.file])
    if code != told["check_code"]:
        problem = f"the manifest's check code is {told['check_code']}, that of the file is {code}"
        found.append(Fault(source.file, 0, "", problem, REMEDY))
    for what, check, given in (
        ("recomputed", recomputed, float(told["parameters"]["confidence"])),
        ("compared with the pages", unlike, code),
        ("compared with the manifest", lambda each, said: incoherent(each, said, code), told),
    ):
        try:
            found += check(source, given)
        except Exception as error:  # whatever a damaged table makes of the computation
            said = f"{type(error).__name__}: {error}".splitlines()[0]
            found.append(Fault(source.file, 0, "", f"it cannot be {what} ({said})", REMEDY))
    return found


def _undefined(source: Publication) -> list[Fault]:
    """Definitions that are lacking: without them pages and totals would go unchecked."""
    faults = [
        Fault(file, 0, "", "the file is missing", REMEDY)
        for file in (f"definitions/{name}.csv" for name in DEFINITIONS)
        if file not in source.files
    ]
    for column, table in (("indicator", "indicators"), ("area", "areas")):
        defined = {row.get(column) for row in source.defined[table]}
        rows = source.texts[~source.texts[column].isin(defined)] if not faults else ()
        if len(rows):
            problem = f"'{rows[column].iloc[0]}' is not in definitions/{table}.csv"
            faults.append(Fault(source.file, rows.index[0], column, problem, REMEDY))
    return faults


def _printable(fault: Fault) -> Fault:
    """A fault in signs that a terminal only shows: names and figures are the sender's."""
    texts = {name: getattr(fault, name) for name in ("file", "column", "problem")}
    shown = {n: "".join(c if c.isprintable() else "?" for c in t) for n, t in texts.items()}
    return replace(fault, **shown)


def _empty(path: Path) -> Fault:
    return Fault(path.name, 0, "", "there is nothing in it", "ask the sender for the package again")
