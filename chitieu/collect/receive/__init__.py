"""Forms in: filled workbooks into the observations, all or nothing a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from chitieu.collect.forms.asked import Form, asked
from chitieu.collect.forms.signs import period_words
from chitieu.collect.observations import observation_file, read_observations
from chitieu.collect.receive.against import Plan, broken_rules, change, changes
from chitieu.collect.receive.identity import identify
from chitieu.collect.receive.keep import Comparison, Observations, keep
from chitieu.collect.receive.opened import Opened
from chitieu.collect.receive.reading import read_figures
from chitieu.faults import Fault, Faults
from chitieu.whole import only_one

SHOWN = 12  # changed figures that are listed before it says how many more there are


@dataclass
class Receipt:
    """What became of one file."""

    file: str
    form: Form | None = None
    found: Comparison = field(default_factory=Comparison)
    blank: int = 0
    kept: str = ""
    replaced: str = ""
    faults: list[Fault] = field(default_factory=list)
    waits: bool = False
    """Refused only for what was received before: another file of the call may mend that."""

    def lines(self) -> Iterator[str]:
        """What is shown of a file that was taken in; nothing of one that was refused."""
        if self.faults:
            return
        new, changed, unchanged = (
            len(part) for part in (self.found.new, self.found.changed, self.found.unchanged)
        )
        blank = f", {self.blank} ô còn trống" if self.blank else ""
        yield (
            f"{self.file}: {self.form.reporter}, {period_words(self.form.period)}: "
            f"{new} số mới, {changed} thay đổi, {unchanged} không đổi{blank}"
        )
        for figure, before in self.found.changed[:SHOWN]:
            yield f"  {change(self.form, figure, before)}"
        if changed > SHOWN:
            yield f"  và {changed - SHOWN} số khác"
        if self.replaced:
            to = f"data/observations/{self.form.year}.csv"
            yield f"  bản trước ở {self.replaced}; chép đè lên {to} nếu muốn lấy lại"


def receive(root: Path, paths: list[Path], replace: bool = False) -> list[Receipt]:
    """Take filled forms into the observations, and return what became of each, in their order.

    `replace`: also where a figure differs from the one that is there. A file with a fault, or one
    that would change a figure without being told to, changes nothing; nor does any where the
    workbook's own files are faulty. Raises Busy while another call takes in forms: of two that
    read the figures and then write them, one would undo the other.
    """
    with only_one(root, "receive.lock", "receipt of forms"):
        return _receive_all(root, paths, replace)


def _receive_all(root: Path, paths: list[Path], replace: bool) -> list[Receipt]:
    # Last year's figures are in the file as they were issued.
    forms_of = cache(lambda year, period: asked(root, year, period, with_previous=False))
    plan = Plan(root)
    paths = list(dict.fromkeys(paths))
    receipts = {path: _receive(plan, path, replace, forms_of) for path in paths}
    progress = True
    while progress:  # a part may have come before the whole that it is held against
        again = [path for path in paths if receipts[path].waits]
        for path in again:
            receipts[path] = _receive(plan, path, replace, forms_of)
        progress = any(not receipts[path].waits for path in again)
    return list(receipts.values())


def _receive(plan: Plan, path: Path, replace: bool, forms_of) -> Receipt:
    root, receipt = plan.root, Receipt(str(path))
    try:
        opened = Opened(str(path), _bytes(path))
        form, issued = identify(opened, root, forms_of)
        receipt.form = form
        figures = read_figures(opened, form, issued)
        if observation_file(root, form.year).is_file():
            read_observations(root, form.year, form.edition)  # a faulty file is left alone
    except Faults as faults:
        receipt.faults = faults.faults
        return receipt
    observations = Observations(root, form.year, form.edition)
    receipt.found = observations.compare(form, figures)
    receipt.blank = len(form.areas) * len(form.variables) - len(figures)
    own, others = broken_rules(plan, opened, form, figures, observations)
    changed = [] if replace else changes(opened, form, receipt.found)
    receipt.faults = Faults([*own, *others, *changed]).faults
    receipt.waits = bool(others) and not own and not changed
    if not receipt.faults and (receipt.found.new or receipt.found.changed):
        observations.take_in(form, receipt.found, plan.order(form.edition))
        receipt.kept, receipt.replaced = keep(
            root, form, (path.name, opened.data), receipt.found, observations
        )
    return receipt


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        problem, remedy = "không có tệp này hoặc không đọc được", "xem lại tên tệp"
        raise Faults([Fault(str(path), 0, "", problem, remedy)]) from None
