"""Which code and libraries there are here, and what is said where those of elsewhere differ."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from chitieu import __version__
from chitieu.publish.state import PACKAGE, tree_digest

MOST_TOLD = 3  # libraries that are named


@dataclass(frozen=True)
class Versions:
    """The version of the code with its digest, and those of Python and of all that it needs."""

    code: str
    libraries: dict[str, str]

    @property
    def digest(self) -> str:
        return sha256(repr((self.code, sorted(self.libraries.items()))).encode()).hexdigest()

    def differences(self, here: Versions) -> str:
        """Return in words how these differ from those here, with both versions; "" for not."""
        if self.code != here.code:
            return f"chitieu {self.code} there, {here.code} here"
        there, own = self.libraries, here.libraries
        told = [
            f"{name} {there.get(name, 'none')} there, {own.get(name, 'none')} here"
            for name in sorted({*there, *own}, key=lambda name: (name != "Python", name))
            if there.get(name) != own.get(name)
        ]
        more = [f"and {len(told) - MOST_TOLD} more"] if len(told) > MOST_TOLD else []
        return "; ".join(told[:MOST_TOLD] + more)


@cache
def versions_here() -> Versions:
    """Return what this process was started with: files that change later are not what it runs."""
    libraries = {"Python": platform.python_version()} | _needed_by("chitieu")
    return Versions(f"{__version__} ({tree_digest(PACKAGE)[:8]})", libraries)


def _needed_by(name: str) -> dict[str, str]:
    """The versions of all that a package needs, and of what that needs in turn."""
    found: dict[str, str] = {}
    to_do = [(name, "")]
    done = set()
    while to_do:
        name, extra = to_do.pop()
        if (name, extra) in done:
            continue
        done.add((name, extra))
        try:
            about = distribution(name)
        except PackageNotFoundError:  # needed by another system, or by none of what is called
            continue
        found[name] = about.version
        for line in about.requires or []:
            need = Requirement(line)
            if need.marker is None or need.marker.evaluate({"extra": extra}):
                to_do += [(canonicalize_name(need.name), each) for each in ("", *need.extras)]
    found.pop("chitieu", None)  # its code tells more
    return found
