"""`outputs/index.html` written: every page there is, which of them are old, what was left out."""

from __future__ import annotations

from pathlib import Path

from chitieu.faults import CallError, Fault, Faults
from chitieu.publish.index import earlier_runs, index_page
from chitieu.publish.published import Published
from chitieu.publish.schedule import every_page
from chitieu.publish.state import State
from chitieu.publish.strays import told
from chitieu.whole import write_whole


def write_way_in(root: Path) -> list[Fault]:
    """Write the way in, where there are pages; return a fault for each period that it leaves out,
    because its year file or its published results cannot be read."""
    state = State(root)  # anew: a run has kept what it made
    why = {(report.period, report.name): state.why(report) for report in every_page(root)}
    runs = [run for run in earlier_runs(root) if (run["period"], run["notebook"]) in why]
    faults = []
    for period in sorted({run["period"] for run in runs}):
        try:
            Published(root, period)
        except (CallError, Faults, OSError, ValueError, KeyError):
            problem = "left out of outputs/index.html, as its plan or its results cannot be read"
            remedy = f"see why with: chitieu check {period[:4]}, and make its pages again"
            faults.append(Fault(f"outputs/{period}", 0, "", problem, remedy))
            runs = [run for run in runs if run["period"] != period]
    for run in runs:
        changed = why[run["period"], run["notebook"]]
        if run["status"] == "new" and changed:
            run |= {"status": "old", "reason": changed}
    if runs:
        left_out = [fault.file.removeprefix("outputs/") for fault in (*faults, *told(root))]
        write_whole(state.way_in, index_page(root, runs, left_out=left_out), state.parts)
    state.owe_way_in(False)
    return faults
