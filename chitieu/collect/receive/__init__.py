"""Forms in: filled workbooks into the observations, all or nothing a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath

from chitieu.collect.forms.asked import Form, asked
from chitieu.collect.observations import read_observations
from chitieu.collect.receive.against import (
    SHOWN,
    Plan,
    broken_rules,
    change,
    changes,
    contradictions,
    doubts,
    reported_twice,
)
from chitieu.collect.receive.cell import Figure
from chitieu.collect.receive.identity import identify, language_of
from chitieu.collect.receive.keep import Comparison, Kept, Observations, finish, keep
from chitieu.collect.receive.opened import Opened
from chitieu.collect.receive.reading import read_figures
from chitieu.collect.receive.sent import FORMS, Sent, sent_files
from chitieu.faults import Fault, Faults
from chitieu.plan.in_force import edition_of_year
from chitieu.plan.periods import period_words
from chitieu.plan.year_files import observation_file
from chitieu.whole import only_one
from chitieu.words import language, speaking, text


@dataclass
class Receipt:
    """What became of one file."""

    file: str
    form: Form | None = None
    opened: Opened | None = None
    figures: list[Figure] = field(default_factory=list)
    found: Comparison = field(default_factory=Comparison)
    kept: str = ""
    replaced: str = ""
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def blank(self) -> int:
        """How many cells of the form are not filled in yet."""
        return len(self.form.areas) * len(self.form.variables) - len(self.figures)

    def lines(self) -> list[str]:
        """What is shown of a file that was taken in, in its language; nothing of one that was
        refused."""
        if self.faults:
            return []
        with speaking(self.form.language):
            return [*self._told()]

    def _told(self) -> Iterator[str]:
        told = {
            "file": self.file,
            "reporter": self.form.reporter,
            "period": period_words(self.form.period),
            "new": len(self.found.new),
            "changed": len(self.found.changed),
            "unchanged": len(self.found.unchanged),
        }
        if self.blank:
            yield text("receive.taken_in_part", blank=self.blank, **told)
        else:
            yield text("receive.taken", **told)
        for figure, before in self.found.changed[:SHOWN]:
            yield f"  {change(self.form, figure, before)}"
        if (more := told["changed"] - SHOWN) > 0:
            yield f"  {text('receive.and_more', more=more)}"
        if self.replaced:
            to = f"data/observations/{self.form.year}.csv"
            yield f"  {text('receive.replaced', replaced=self.replaced, to=to)}"


def receive(root: Path, paths: list[Path], replace: bool = False) -> list[Receipt]:
    """Take filled forms into the observations, and return what became of each, in their order.

    `paths`: files, folders of them, archives, names with a star. `replace`: also where a figure
    differs from the one that is there. A file with a fault, one that contradicts another of the
    call, or one that would change a figure without being told to, changes nothing; nor does any
    where the workbook's own files are faulty. The counts of a year are written in one step.
    A file is spoken to in the language of its form.
    Raises Busy while another call takes in forms: of two that read the figures and then write
    them, one would undo the other.
    """
    with only_one(root, "receive.lock", "receipt of forms"):
        finish(root)

        # Last year's figures are in the file as they were issued.
        # A form is asked for in the language that is spoken.
        @cache
        def forms_in(_, year: int, period: str, edition: str, day: date | None) -> list[Form]:
            return asked(root, year, period, with_previous=False, edition=edition, day=day)

        def forms_of(*given) -> list[Form]:
            return forms_in(language(), *given)

        receipts = [_opened(root, each, forms_of) for each in sent_files(paths)]
        sound = [receipt for receipt in receipts if not receipt.faults]
        read = [(receipt.opened, receipt.form, receipt.figures) for receipt in sound]
        for receipt, told in zip(sound, contradictions(read), strict=True):
            receipt.faults = told
        plan = Plan(root)
        for year in dict.fromkeys(receipt.form.year for receipt in sound):
            _take_in(plan, [r for r in sound if r.form.year == year and not r.faults], replace)
    return receipts


def _opened(root: Path, sent: Sent | Fault, forms_of) -> Receipt:
    """Read one file."""
    if isinstance(sent, Fault):
        return Receipt(sent.file, faults=[sent])
    receipt = Receipt(sent.name)
    try:
        opened = receipt.opened = Opened(sent.name, sent.data)
        with speaking(language_of(opened)):
            receipt.form, issued = identify(opened, root, forms_of)
            receipt.figures = read_figures(opened, receipt.form, issued)
            receipt.warnings = doubts(opened, receipt.form, receipt.figures, issued)
        if observation_file(root, receipt.form.year).is_file():  # a faulty file is left alone
            year = receipt.form.year
            read_observations(root, year, edition_of_year(root, year))
    except Faults as faults:
        receipt.faults = faults.faults
    return receipt


def _take_in(plan: Plan, receipts: list[Receipt], replace: bool) -> None:
    """Take in the forms of one year that agree with each other, with what is there, and the rules.

    They are held against the rules together, for a part may come in another file than its whole;
    where one is refused, the others are held against them once more without it.
    """
    if not receipts:
        return
    year = receipts[0].form.year
    observations = Observations(plan.root, year, edition_of_year(plan.root, year))
    for receipt in receipts:
        receipt.found = observations.compare(receipt.form, receipt.figures)
        if not replace:
            with speaking(receipt.form.language):
                receipt.faults = changes(receipt.opened, receipt.form, receipt.found)
    judged = receipts
    while judged:
        there = [receipt for receipt in receipts if not receipt.faults]
        broken = [_broken(plan, receipt, there, observations) for receipt in judged]
        for receipt, faults in zip(judged, broken, strict=True):
            receipt.faults = [*receipt.faults, *faults]
        left = [receipt for receipt in there if not receipt.faults]
        judged = left if len(left) < len(there) else []
    taken = [receipt for receipt in receipts if not receipt.faults]
    files = []
    for receipt in taken:
        # Once more: two files may say the same, and the first of them is there by now.
        receipt.found = observations.compare(receipt.form, receipt.figures)
        if receipt.found.new or receipt.found.changed:
            observations.take_in(receipt.form, receipt.found, plan.order)
            files.append((receipt, _kept(receipt)))
    replaced = keep(plan.root, observations, [kept for _, kept in files]) if files else ""
    for receipt, kept in files:
        receipt.kept = kept.path
        receipt.replaced = replaced if receipt.found.changed else ""


def _broken(
    plan: Plan, receipt: Receipt, there: list[Receipt], observations: Observations
) -> list[Fault]:
    """The rules that a file breaks, with what the others of the call say in the same period."""
    form = receipt.form
    others = {
        (other.form.period, figure.area, other.form.edition, figure.variable): (figure, other.file)
        for other in there
        if other is not receipt
        for figure in other.figures
    }
    beside = {
        (area, variable): found
        for (period, area, edition, variable), found in others.items()
        if (period, edition) == (form.period, form.edition)
    }
    read = (receipt.opened, form, receipt.figures)
    with speaking(form.language):
        return [
            *reported_twice(plan, read, others, observations),
            *broken_rules(plan, read, beside, observations),
        ]


def _kept(receipt: Receipt) -> Kept:
    name = PurePosixPath(receipt.file.replace("\\", "/")).name
    ending = Path(name).suffix.lower()
    ending = ending if ending in FORMS else FORMS[0]
    stem = f"{receipt.form.period}/{Path(receipt.form.file_name).stem}"
    return Kept(stem, ending, receipt.opened.data, name, receipt.found)
