"""What is sent for a report and what comes back; nothing in either depends on where it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from chitieu.publish.schedule import Report, output_folder


@dataclass(frozen=True)
class Order:
    """A report to be made from the bundle `bundle`, by a worker with the same `versions`."""

    bundle: str
    versions: str
    notebook: str
    parameters: dict
    of: str
    top: str
    check_code: str
    cell_timeout: float

    def report(self, root: Path) -> Report:
        """Return the report in an unpacked bundle."""
        period = self.parameters["period"] or str(self.parameters["year"])
        folder = output_folder(root, period, self.parameters["audience"])
        return Report(root, self.notebook, self.parameters, folder, self.of, self.top)


def order_of(
    report: Report, bundle: str, versions: str, check_code: str, cell_timeout: float
) -> Order:
    """Return the order for a report."""
    own = (report.notebook, report.parameters, report.of, report.top)
    return Order(bundle, versions, *own, check_code, cell_timeout)


@dataclass(frozen=True)
class Made:
    """What became of an order: what the report read and its texts, or an error in one line
    with the calls that led to it.

    `unknown`: the worker has not been asked for its versions, or has not been given the bundle.
    """

    told: dict = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    error: str = ""
    seconds: float = 0.0
    unknown: bool = False
    worker: str = ""
    origin: str = ""
