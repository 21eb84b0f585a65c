"""The attack on a package before it leaves: can a withheld count be worked out from its files?

Whole numbers are sought that agree with everything the files state, with the same engine that the
withholding is audited with (`measure.disclosure.inference`). Where fewer remain for a withheld
count than there are small ones, from 1 to the threshold less one, a reader knows too much of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

import pandas as pd

from chitieu.faults import Fault
from chitieu.measure.disclosure.inference import Contradiction, Inference, Rule
from chitieu.plan.expressions import terms
from chitieu.plan.years import Threshold, smallest_threshold, threshold_at
from chitieu.publish.package.equations import Cell, Reader, Withheld, sensitive_in
from chitieu.publish.package.figures import count_of, standing_in_withheld
from chitieu.publish.package.publication import Publication, places_of
from chitieu.publish.package.said import figures_beside

REMEDY = "keep the package back, and find out what publishes it"
SINCE = "; a package beside it that has never left the office may be deleted"
_TEXTS = ("_vi", "_en", "source")  # columns of the definitions that hold a text
NO_OTHERS: Mapping[int, Threshold] = {}
_LETTERS = 5  # with fewer a text is more number than name


def attack(
    publications: list[Publication],
    threshold: Threshold,
    of_years: Mapping[int, Threshold] = NO_OTHERS,
) -> list[Fault]:
    """Return a fault for each withheld count that a reader can narrow down to fewer whole numbers
    than are below its threshold, or finds written somewhere.

    `publications`: the package, and what has been published beside it: other years, parts of the
    year, and earlier versions, of which all binds that has not been corrected since; what those
    withhold must not be told by this one either. `threshold`: the package's own; `of_years`: those
    of years that have others. Raises Contradiction where no counts agree with all that the package
    states.
    """
    faults = _left_standing(publications[0], threshold, of_years)
    least = Least(threshold, of_years)
    try:
        found = _narrowed(publications, least)
    except Contradiction:
        if faults:  # as where a number that stands where none should is a wrong one besides
            return faults
        raise
    alone = narrowed(Reader(publications[:1]), least) if found else []
    names = _needed(publications, found, least) if set(found) - set(alone) else ""
    for withheld in found:
        beside = "" if withheld in alone else f" from it and the packages beside it ({names})"
        problem = f"the withheld {withheld.column} of {withheld.name} can be worked out{beside}"
        remedy = REMEDY + SINCE if beside else REMEDY
        faults.append(Fault(withheld.file, withheld.row, withheld.column, problem, remedy))
    return faults


class Least:
    """The least count of a period that is published whatever area it is of."""

    def __init__(self, threshold: Threshold, of_years: Mapping[int, Threshold] = NO_OTHERS):
        self._own = smallest_threshold(threshold)
        self._of_years = {year: smallest_threshold(each) for year, each in of_years.items()}

    def of(self, cells: Iterable[Cell]) -> int:
        """That of a sum of cells: the least of their periods'."""
        return min(self._of_years.get(int(period[:4]), self._own) for period, *_ in cells)


def _needed(publications: list[Publication], found: list[Withheld], least: Least) -> str:
    """The names of the packages that tell something together with the first; of all where it
    takes several."""
    own, *others = publications
    telling = []
    for other in others:
        with suppress(Contradiction):
            if set(narrowed(Reader([own, other]), least)) & set(found):
                telling.append(other)
    return ", ".join(each.name.removesuffix("!") for each in telling or others)


def _left_standing(
    source: Publication, threshold: Threshold, of_years: Mapping[int, Threshold]
) -> list[Fault]:
    """What stands in plain sight: in a withheld row, on a page beside one, or small anywhere."""
    return [
        Fault(f"{source.name}{file}", row, column, problem, REMEDY)
        for file, row, column, problem in (
            *_in_withheld_rows(source),
            *_small_counts(source, threshold, of_years),
            *_on_pages(source),
            *_in_words(source),
        )
    ]


def _in_withheld_rows(source: Publication) -> Iterator[tuple]:
    for row, cells in source.texts[source.texts["conf_status"].eq("C")].iterrows():
        where = f"{cells['indicator']} of {cells['area']}"
        for column in standing_in_withheld(cells):
            yield source.file, row, column, f"{where} is withheld, and this still stands"


def _small_counts(
    source: Publication, threshold: Threshold, of_years: Mapping[int, Threshold]
) -> Iterator[tuple]:
    """Counts and differences of what is sensitive that are small and stand there all the same; what
    a change compares with is a count of another year, small by that year's threshold."""
    few = {*sensitive_in(source)}
    plan = {row["indicator"]: row for row in source.defined["indicators"]}
    apart = {
        (frozenset(terms(row["left"])), frozenset(terms(row["right"])))
        for row in source.defined["checks"]
        if row.get("difference_sensitive") == "yes"
    }

    def lower(level: str) -> list[int]:
        known = (each for each in of_years.values() if isinstance(each, int) or level in each)
        return [threshold_at(each, level) for each in known]

    for row in source.rows.itertuples():
        of = plan.get(row.indicator, {"numerator": "", "denominator": ""})
        least = threshold_at(threshold, row.level)
        sensitive = {
            column: bool(of[column]) and set(terms(of[column])) <= few
            for column in ("numerator", "denominator")
        }
        if row.kind == "change":
            sensitive["denominator"] = sensitive["numerator"]
        where = f"{row.indicator} of {row.area}"
        for column, of_children in sensitive.items():
            count = getattr(row, column)
            earlier = column == "denominator" and row.kind == "change"
            small = min([least, *lower(row.level)]) if earlier else least
            if of_children and pd.notna(count) and 0 < count < small:
                yield source.file, row.Index, column, f"a small count of {where} is not withheld"
        rest = row.denominator - row.numerator
        pair = tuple(frozenset(terms(of[column] or "")) for column in sensitive)
        if pair in apart and pd.notna(rest) and 0 < rest < least:
            problem = f"the few of {where} who are not counted can be worked out"
            yield source.file, row.Index, "numerator", problem


def _on_pages(source: Publication) -> Iterator[tuple]:
    hidden = source.texts[source.texts["conf_status"].eq("C")].to_dict("records")
    hidden = {(row["indicator"], row["area"]): row for row in hidden}
    period = source.file.rpartition("/")[0]
    for name, all_shown in source.pages():
        places = places_of(source, name)
        for shown in all_shown:
            of_period, area = places.get(shown.place, ("", ""))
            row = hidden.get((shown.indicator, area)) if of_period in ("", period) else None
            columns = ("numerator", "denominator", "value")
            if row and any(row[c] == "" and count_of(getattr(shown, c)) is not None
                           for c in columns):  # fmt: skip
                where = f"{shown.indicator} of {area}"
                problem = f"the page shows a count of {where}, which results.csv withholds"
                yield name, shown.line, "", problem


def _in_words(source: Publication) -> Iterator[tuple]:
    hidden = source.texts[source.texts["conf_status"].eq("C")]
    hidden = set(zip(hidden["indicator"], hidden["area"], strict=True))
    year = source.file[:4]
    plan = _texts_of_the_plan(source)
    for name, data in source.files.items():
        if name.endswith(".html"):
            page, places = data.decode("utf-8", "replace"), places_of(source, name)
            names = [place for place in places if place and place[0].isalpha()]
            for line, indicator, place, words in figures_beside(page, names, year, plan):
                area = places[place][1]
                if (indicator, area) in hidden:
                    problem = f"a figure stands beside {indicator} of {area}, which results.csv"
                    yield name, line, "", f"{problem} withholds: '{words[:80]}'"


def _texts_of_the_plan(source: Publication) -> list[str]:
    """Names and definitions that have a number in them: "Tỷ lệ trẻ em đến 8 tuổi…"."""
    found = {
        cell
        for rows in source.defined.values()
        for row in rows
        for column, cell in row.items()
        if column and column.endswith(_TEXTS) and cell and re.search(r"\d", cell)
    }
    return [text for text in found if len(re.findall(r"[^\W\d_]", text)) >= _LETTERS]


def _narrowed(publications: list[Publication], least: Least) -> list[Withheld]:
    """What all publications together tell; where figures were corrected since, so that they
    contradict one another, what the first tells alone and with each of the others."""
    own, *others = publications
    with suppress(Contradiction):
        return narrowed(Reader(publications), least)
    found = narrowed(Reader([own]), least)
    for other in others:
        with suppress(Contradiction):
            found += narrowed(Reader([own, other]), least)
    return list(dict.fromkeys(found))


# ---- how far what a reader knows narrows a withheld count down -----------------------------------


def narrowed(reader: Reader, least: Least) -> list[Withheld]:
    """Return the withheld counts of which fewer whole numbers remain than are small: those from 1
    to the `least` that is published less one; fewer where what is published of all holds no more.

    Raises Contradiction where no counts agree with all that the reader knows.
    """
    stated = {frozenset(cell for cell, _ in rule.signs) for rule in reader.rules
              if rule.low == rule.high and all(sign == 1 for _, sign in rule.signs)}  # fmt: skip
    sums = {each.cells for each in reader.withheld if len(each.cells) > 1}
    of_sums = [Rule(((cells, -1), *((cell, 1) for cell in cells)), 0, 0) for cells in sums]
    inference = Inference([*reader.rules, *of_sums])
    wholes = _wholes_of(reader)
    few: dict[tuple[Cell, ...], bool] = {}
    for each in reader.withheld:
        if frozenset(each.cells) in stated:
            continue  # published in another row: that one of the two is withheld is no secret
        if each.cells not in few:
            cell = each.cells if len(each.cells) > 1 else each.cells[0]
            enough = min(least.of(each.cells) - 2, _room(wholes[frozenset(each.cells)], inference))
            few[each.cells] = inference.is_narrower(cell, enough)
    return [each for each in reader.withheld if few.get(each.cells)]


def _wholes_of(reader: Reader) -> dict[frozenset[Cell], list[list[Cell]]]:
    """By the cells that all are a part of it, the counts that are not sensitive."""
    found: dict[frozenset[Cell], list[list[Cell]]] = defaultdict(list)
    for rule in reader.rules:
        whole = [cell for cell, sign in rule.signs if sign == 1]
        if rule.high == float("inf") and not any(cell[3] in reader.sensitive for cell in whole):
            found[frozenset(cell for cell, sign in rule.signs if sign == -1)].append(whole)
    return found


def _room(wholes: list[list[Cell]], inference: Inference) -> float:
    """The least of those counts that is known."""
    known = [
        sum(inference.spans[cell][0] for cell in whole)
        for whole in wholes
        if all(inference.spans[cell][0] == inference.spans[cell][1] for cell in whole)
    ]
    return max(1, min(known, default=float("inf")))
