"""The manifest of a package: each file's size and SHA-256, and what the package was made from.

Only what is published is hashed. A hash of the counts themselves would let anyone try out what a
withheld one is.
"""

from __future__ import annotations

import json
import platform
import re
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from chitieu.publish.check_code import CODE_LENGTH, code_of
from chitieu.publish.package.verify_texts import Finding
from chitieu.publish.parameters import LANGUAGE
from chitieu.publish.published import Published
from chitieu.publish.schedule import Report
from chitieu.publish.state import PACKAGE, State
from chitieu.words import LANGUAGES, language

NAME = "manifest.json"
_LIBRARIES = ("numpy", "pandas", "scipy", "geopandas", "matplotlib", "nbconvert", "papermill")
_PACKAGE = re.compile(r"[a-z0-9-]+-\d{4}(-[SQ]\d)?(-en)?")
# What it tells beside the facts, the parameters and the data that a package's own files give.
OTHER_FACTS = ("compared_with", "parameters", "data", "code", "lock", "libraries", "files")
OTHER_PARAMETERS = ("area", LANGUAGE)
SETTINGS = ("edition", "confidence", "threshold", "coverage")  # of a year, as parameters
CODE = re.compile(rf"[0-9a-f]{{{CODE_LENGTH}}}")


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def name_of(slug: str, period: str) -> str:
    """Return what the package of a period is called: "kon-ray-2022", or "kon-ray-2022-en"."""
    edition = "" if language() == LANGUAGES[0] else f"-{language()}"
    return f"{slug}-{period}{edition}"


def manifest(
    published: Published, state: State, report: Report, files: dict[str, bytes], compared: str
) -> bytes:
    """Return the manifest of `files`; `compared`: the check code of the package before, or ""."""
    facts, parameters, data = facts_of(published, files[f"{published.period}/results.csv"])
    content = {
        **facts,
        "compared_with": compared or None,
        "parameters": {**report.parameters, **parameters},
        "data": data,
        "code": {"version": version("chitieu"), "sha256": state.common["code"]},
        "lock": {"sha256": _lock(state)},
        "libraries": {"python": platform.python_version(), **versions()},
        "files": {
            name: {"size": len(data), "sha256": digest(data)}
            for name, data in sorted(files.items())
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def facts_of(published: Published, results_csv: bytes) -> tuple[dict, dict, dict]:
    """Return what a manifest says of a period: of the package, its parameters and its data."""
    settings, results = published.settings, published.results
    arrived, expected = published.arrived()
    facts = {
        "package": name_of(settings.slug, published.period),
        "title": settings.title,
        "as_of": f"{settings.date_of(published.period)}",
        "simulated": settings.simulated,
        "check_code": code_of(results_csv),
    }
    parameters = {"period": published.period}
    parameters |= {name: getattr(settings, name) for name in SETTINGS}
    data = {
        "counts_expected": expected or None,
        "counts_arrived": arrived if expected else None,
        "results": len(results),
        "results_withheld": int(results["conf_status"].eq("C").sum()),
    }
    return facts, parameters, data


@dataclass(frozen=True)
class Manifest:
    """What a manifest says, as far as a check needs it."""

    content: dict

    @property
    def language(self) -> str:
        """The language of the package."""
        return language_of(self.content)

    @classmethod
    def read(cls, files: dict[str, bytes]) -> tuple[Manifest | None, list[Finding]]:
        """Return the manifest of a package's files, or what is wrong with it."""
        if NAME not in files:
            return None, [Finding(NAME, "no_manifest")]
        try:
            content = json.loads(files[NAME], object_pairs_hook=_once)
            told = content["files"]
            whole = all(
                isinstance(each["size"], int) and isinstance(each["sha256"], str)
                for each in told.values()
            )
            whole &= isinstance(content["parameters"], dict) and NAME not in told
            whole &= bool(_PACKAGE.fullmatch(content["package"]))
            whole &= language_of(content) in LANGUAGES
            whole &= bool(CODE.fullmatch(content["check_code"]))
            whole &= bool(CODE.fullmatch(content["compared_with"] or "0" * CODE_LENGTH))
            float(content["parameters"]["confidence"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            whole = False
        if not whole:
            return None, [Finding(NAME, "unread_manifest")]
        return cls(content), []

    def against(self, files: dict[str, bytes]) -> list[Finding]:
        """Return which files are missing, added or changed."""
        told = self.content["files"]
        faults = []
        for name in sorted({*told, *files} - {NAME}):
            if name not in files:
                faults.append(Finding(name, "missing"))
            elif name not in told:
                faults.append(Finding(name, "added"))
            elif [len(files[name]), digest(files[name])] != [*_of(told[name])]:
                faults.append(Finding(name, "changed"))
        return faults


def _once(pairs: list[tuple[str, object]]) -> dict:
    """What JSON has in braces; of a name that stands twice programs would read either value."""
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a name stands twice")
    return read


def language_of(content: dict) -> str:
    """Return the language of the package that a manifest is of."""
    return content["parameters"].get(LANGUAGE, LANGUAGES[0])


def _of(told: dict) -> tuple:
    return told["size"], told["sha256"]


def _lock(state: State) -> str | None:
    """The digest of the lock that the libraries were installed from; None where there is none."""
    for folder in (PACKAGE.parent, state.root):
        if (lock := folder / "requirements.lock").is_file():
            return digest(lock.read_bytes())
    return None


def versions() -> dict[str, str]:
    """Return the versions of the libraries that figures and pages are made with."""
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
