"""Which code and libraries there are here, and what is said where those of elsewhere differ."""

from __future__ import annotations

import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

from chitieu import __version__
from chitieu.publish.state import PACKAGE, tree_digest

MOST_TOLD = 3  # libraries that are named


def differences(there: dict[str, str], here: dict[str, str]) -> str:
    """Return in words how the versions of elsewhere differ, with both of them; "" for not."""
    names = [name for name in sorted(there | here) if there.get(name) != here.get(name)]
    if "chitieu" in names:
        names = ["chitieu"]
    each = [f"{n} {there.get(n, 'none')} there, {here.get(n, 'none')} here" for n in names]
    more = [f"and {len(each) - MOST_TOLD} more"] if len(each) > MOST_TOLD else []
    return "; ".join(each[:MOST_TOLD] + more)


def _needed_by(name: str) -> dict[str, str]:
    """The versions of all that a package needs, and of what that needs in turn."""
    found: dict[str, str] = {}
    to_do, done = {(name, "")}, set()
    while to_do:
        name, extra = now = to_do.pop()
        done.add(now)
        with suppress(PackageNotFoundError):  # needed by another system, or by none of what is used
            about = distribution(name)
            found[about.name.lower()] = about.version
            for need in map(Requirement, about.requires or []):
                if need.marker is None or need.marker.evaluate({"extra": extra}):
                    to_do |= {(need.name.lower(), each) for each in ("", *need.extras)} - done
    return found


# What this process was started with: files that change later are not what it runs. The version of
# the code says less than a digest of it.
HERE = _needed_by("chitieu") | {
    "Python": platform.python_version(),
    "chitieu": f"{__version__} ({tree_digest(PACKAGE)[:8]})",
}
