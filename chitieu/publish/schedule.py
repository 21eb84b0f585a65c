"""Which reports a call asks for. The standard library alone, as in `parameters`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from chitieu.faults import CallError, did_you_mean
from chitieu.publish.parameters import check_parameters


@dataclass(frozen=True)
class Report:
    """One notebook to be run for one period; `folder` is where its page goes."""

    root: Path
    notebook: str
    parameters: dict = field(hash=False)
    folder: Path

    @property
    def page(self) -> Path:
        return self.folder / f"{self.notebook}.html"

    @property
    def source(self) -> Path:
        return self.root / "notebooks" / f"{self.notebook}.ipynb"

    @property
    def period(self) -> str:
        return self.parameters["period"] or str(self.parameters["year"])

    def __str__(self) -> str:
        return f"{self.period} {self.notebook}"


def notebooks(root: Path) -> list[str]:
    """Return the names of a workbook's notebooks, in order."""
    return sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))


def output_folder(root: Path, period: str, audience: str) -> Path:
    """Return where a period's pages and results go."""
    outputs = root / "outputs"
    return (outputs / "internal" if audience == "internal" else outputs) / period


def years_with_figures(root: Path) -> list[int]:
    """Return the years that have both a year file and figures."""
    named = (path.stem for path in (root / "params").glob("*.yaml"))
    figures = root / "data" / "observations"
    return sorted(int(y) for y in named if y.isdigit() and (figures / f"{y}.csv").is_file())


def plan_reports(
    root: Path, years: list[int], names: list[str], period: str, area: str, audience: str
) -> list[Report]:
    """Return the reports of a call, a notebook × year, after checking every parameter.

    Raises CallError for an unknown notebook or parameter, before anything is run.
    """
    there = notebooks(root)
    if not there:
        raise CallError(f"{root / 'notebooks'} holds no notebooks; put one there")
    for name in names:
        if name not in there:
            raise CallError(f"'{name}' is no notebook; {did_you_mean(name, there)}")
    reports = [
        Report(
            root,
            name,
            {"year": year, "period": period, "area": area, "audience": audience},
            output_folder(root, period or str(year), audience),
        )
        for year in years
        for name in names or there
    ]
    for report in {report.notebook: report for report in reports}.values():
        check_parameters(_read(report.source), report.parameters, report.notebook)
    return reports


def _read(path: Path) -> dict:
    try:
        notebook = json.loads(path.read_text("utf-8"))
        return {"cells": notebook["cells"]}
    except (ValueError, KeyError, TypeError):
        raise CallError(f"notebooks/{path.name} is no notebook that can be read") from None
