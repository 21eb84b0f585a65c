"""`outputs/index.html` written: every page there is, which of them are old, what was left out."""

from __future__ import annotations

from pathlib import Path

from chitieu.faults import CallError, Fault, Faults
from chitieu.publish.index import earlier_runs, index_page
from chitieu.publish.published import Published
from chitieu.publish.schedule import every_page
from chitieu.publish.state import State
from chitieu.publish.strays import told
from chitieu.root import relative
from chitieu.whole import write_whole
from chitieu.words.language import LANGUAGES, speaking


def write_way_in(root: Path, spoken: str = LANGUAGES[0], audience: str = "review") -> list[Fault]:
    """Write the way into the pages of an edition and language, where there are any; return a
    fault for each period that it leaves out, because its year file or its published results cannot
    be read."""
    with speaking(spoken):
        return _write_way_in(root, spoken, audience)


def _write_way_in(root: Path, spoken: str, audience: str) -> list[Fault]:
    state = State(root, spoken, audience)  # anew: a run has kept what it made
    reports = every_page(root, spoken, audience)
    why = {(report.period, report.name): state.why(report) for report in reports}
    runs = earlier_runs(root, spoken, audience)
    runs = [run for run in runs if (run["period"], run["notebook"]) in why]
    outputs = relative(state.way_in.parent, root)
    faults = []
    for period in sorted({run["period"] for run in runs}):
        try:
            Published(root, period, audience)
        except (CallError, Faults, OSError, ValueError, KeyError):
            problem = f"left out of {outputs}/index.html, as its plan or its results cannot be read"
            remedy = f"see why with: chitieu check {period[:4]}, and make its pages again"
            faults.append(Fault(f"{outputs}/{period}", 0, "", problem, remedy))
            runs = [run for run in runs if run["period"] != period]
    for run in runs:
        changed = why[run["period"], run["notebook"]]
        if run["status"] == "new" and changed:
            run |= {"status": "old", "reason": changed}
    if runs:
        left_out = [fault.file.removeprefix("outputs/") for fault in (*faults, *told(root))]
        page = index_page(root, runs, left_out=left_out, audience=audience)
        write_whole(state.way_in, page, state.parts)
    state.owe_way_in(False)
    return faults
