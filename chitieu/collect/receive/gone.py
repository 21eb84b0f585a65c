"""What was sent out and did not come back: sheets, rows and columns that were deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.collect.forms.cells import NOTE
from chitieu.collect.forms.sheets import sheets_of
from chitieu.collect.receive.columns import ROLES, head_of
from chitieu.collect.receive.identity import COPY_OVER
from chitieu.collect.receive.opened import Opened
from chitieu.collect.receive.places import Sheet
from chitieu.faults import Fault

KEEP_ALL = f"không xóa trang, dòng, cột nào của biểu; chưa có số thì để trống ô; {COPY_OVER}"
SHOWN = 3  # variables of a sheet that are named


def gone(
    opened: Opened, form: Form, sheets: dict[str, Sheet], told: set[str],
    read: Collection[tuple[str, str]],
) -> list[Fault]:  # fmt: skip
    """Return a fault for each sheet, row and column of figures that is not there any more.

    `sheets`: by the names they were issued under; `told`: names of sheets whose fault is told;
    `read`: the figures, by area and variable, whose cells were found on any sheet.
    """
    roles = {what for sheet in sheets.values() for what in sheet.columns.values()}
    faults = []
    for title, variables in sheets_of(form).items():
        if title in sheets:
            tab = sheets[title].page.title
            for what in _of_sheet(form, sheets[title], variables, roles, read):
                faults.append(opened.fault(tab, f"mất {what}", KEEP_ALL))
        elif title not in told:
            names = ", ".join(f"“{form.names[v]}”" for v in variables[:SHOWN])
            also = f" và {len(variables) - SHOWN} số liệu khác" if len(variables) > SHOWN else ""
            problem = f"mất trang “{title}” ({names}{also})"
            faults.append(opened.fault("", problem, KEEP_ALL))
    return faults


def _of_sheet(
    form: Form, sheet: Sheet, variables: list[str], roles: set, read: Collection[tuple[str, str]]
) -> Iterator[str]:
    """What is gone of one sheet, in words; nothing of what its faults may have told already."""
    if form.kind == AGENCY:
        wanted = [(v, role, f" của “{form.names[v]}”") for v in variables for role in ROLES]
    else:
        wanted = [("", role, "") for role in (*ROLES, NOTE)]
    missing = [each for each in wanted if each[:2] not in roles]
    if not sheet.faults:
        whole = {v for v in variables if all((v, role) not in roles for role in ROLES)}
        for variable in whole if form.kind == AGENCY else ():
            yield f"các cột của “{form.names[variable]}”"
        for variable, role, of in missing:
            if variable not in whole:
                yield f"cột “{head_of(role, form)}”{of}"
        there = [v for v in variables if any(v in key for key in read)]
        rows = form.areas if form.kind == AGENCY else form.names
        (only, *_) = form.areas
        for code, name in rows.items():
            keys = [(code, v) for v in there] if form.kind == AGENCY else [(only, code)]
            if there and not any(key in read for key in keys):
                yield f"dòng “{name}”"
