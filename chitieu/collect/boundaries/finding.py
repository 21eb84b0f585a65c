"""Which feature is which commune: by the column that holds the codes or names of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from chitieu.collect.boundaries.source import Source
from chitieu.faults import Fault, Faults, did_you_mean
from chitieu.letters import clean
from chitieu.old_letters import READINGS, read_letters
from chitieu.plan.areas import Areas
from chitieu.plan.names import AreaNames, code_finder

CODES, NAMES = "codes", "names"


@dataclass
class Column:
    """What a column says of the features: the communes found, and names that may be two."""

    name: str
    kind: str
    texts: dict[int, str]
    found: dict[int, str]
    unclear: dict[int, list[str]] = field(default_factory=dict)

    @property
    def features(self) -> dict[str, list[int]]:
        """The features of each commune that is found."""
        of: dict[str, list[int]] = defaultdict(list)
        for feature, area in self.found.items():
            of[area].append(feature)
        return dict(of)

    def names_each_once(self, leaves: list[str]) -> bool:
        return sorted(self.found.values()) == sorted(leaves)

    def disagrees(self, other: Column) -> list[int]:
        """The features that the two columns take for different communes."""
        return [n for n, area in self.found.items() if other.found.get(n, area) != area]


@dataclass
class Found:
    """The feature of each commune; how they were found; and features that are none of them."""

    features: dict[str, int]
    column: Column
    reading: str
    others: list[int]


def find_communes(source: Source, areas: Areas, editions: Iterable[Areas], given: str) -> Found:
    """Return the feature of each commune of the edition. Raises Faults with all that is unclear.

    `given`: the column that is to be taken, "" for whichever names each commune once; `editions`:
    the other editions, to say so where the file is of one of them.
    """
    known = Known(areas)
    reading = _best_reading(source, known)
    texts = _columns(source, reading)
    columns = [known.search(name, cells) for name, cells in texts.items()]
    for column in columns:
        _settle_doubles(column, texts, known)
    chosen = _given(source, columns, given) if given else _choose(source, columns, areas)
    if faults := _faults(source, chosen, areas):
        few = 2 * len(chosen.features) < len(areas.leaves)
        raise Faults(_other_edition(source, chosen, editions if few else ()) or faults)
    features = {area: numbers[0] for area, numbers in chosen.features.items()}
    others = [n for n in source.layer.index if n not in chosen.found]
    return Found({area: features[area] for area in sorted(features)}, chosen, reading, others)


def _best_reading(source: Source, known: Known) -> str:
    """The way of reading the letters in which most cells are names of communes."""
    best, most = next(iter(READINGS)), -1
    for reading in READINGS:
        texts = _columns(source, reading)
        columns = [known.search(name, cells) for name, cells in texts.items()]
        count = sum(len(c.found) for c in columns if c.kind == NAMES)
        if count > most:
            best, most = reading, count
        if all(text.isascii() for name, cells in texts.items() for text in (name, *cells.values())):
            break
    return best


def _columns(source: Source, reading: str) -> dict[str, dict[int, str]]:
    """The cells of each column as text, those that are not blank, by the number of the feature."""
    table = source.layer.drop(columns=source.layer.geometry.name)
    return {
        read_letters(str(name), reading): {
            n: text for n, cell in cells.items() if (text := _text(cell, reading))
        }
        for name, cells in table.items()
    }


def _text(cell, reading: str) -> str:
    if not pd.api.types.is_scalar(cell) or pd.isna(cell):  # GeoJSON may hold lists
        return ""
    if isinstance(cell, str):
        return clean(read_letters(cell, reading))
    return str(cell).removesuffix(".0")  # a code that was kept as a number


class Known:
    """The communes of one edition, looked up by code or by name, each text once."""

    def __init__(self, areas: Areas):
        self.areas, self.leaves = areas, areas.leaves
        self._names, self._leaves = AreaNames(areas.names()), frozenset(self.leaves)
        self.by_code = code_finder(self._leaves)
        self._meant: dict[str, list[str]] = {}

    def by_name(self, text: str) -> list[str]:
        """The communes that a name may mean; of a district and a commune alike, its kind says."""
        return [code for code in self.any_by_name(text) if code in self._leaves]

    def any_by_name(self, text: str) -> list[str]:
        if text not in self._meant:
            self._meant[text] = self._names.candidates(text)
        return self._meant[text]

    def search(self, name: str, texts: dict[int, str]) -> Column:
        """Look for codes in a column, and for names where there are none."""
        codes = {n: code for n, text in texts.items() if (code := self.by_code(text))}
        if codes:
            return Column(name, CODES, texts, codes)
        meant = {n: self.by_name(text) for n, text in texts.items()}
        found = {n: codes[0] for n, codes in meant.items() if len(codes) == 1}
        unclear = {n: codes for n, codes in meant.items() if len(codes) > 1}
        return Column(name, NAMES, texts, found, unclear)


def _given(source: Source, columns: list[Column], given: str) -> Column:
    for column in columns:
        if column.name.casefold() == given.casefold():
            return column
    remedy = did_you_mean(given, [column.name for column in columns])
    raise source.refusal(given, "the file has no such column", remedy)


def _choose(source: Source, columns: list[Column], areas: Areas) -> Column:
    """The column that names each commune once; of several, codes before names, if they agree."""
    ranked = sorted(columns, key=lambda c: (_rank(c, areas.leaves), c.kind == CODES), reverse=True)
    if not ranked or not (ranked[0].found or ranked[0].unclear):
        shown = ", ".join(f"'{column.name}'" for column in columns) or "none"
        raise source.refusal(
            "", f"no column holds codes or names of communes of edition {areas.edition} "
            f"(columns: {shown})", "name the right edition, or add a column with the codes",
        )  # fmt: skip
    best, *rest = ranked
    if not best.names_each_once(areas.leaves):
        return best
    rivals = [c for c in rest if 2 * len(c.found) >= len(best.found) and best.disagrees(c)]
    agreed = any(c.found == best.found for c in rest)
    # One that says otherwise but does not name all of them is of another edition, as a rule.
    for rival in rivals:
        if agreed and not rival.names_each_once(areas.leaves):
            continue
        feature = best.disagrees(rival)[0]
        both = " and ".join(f"'{c.name}' ({c.texts[feature]})" for c in (best, rival))
        raise source.refusal(
            f"feature {feature}", f"two columns name different communes: {both}",
            f"say which is right: --name-column {best.name} or --name-column {rival.name}",
        )  # fmt: skip
    return best


def _rank(column: Column, leaves: list[str]) -> tuple[bool, int, int]:
    return (
        column.names_each_once(leaves),
        len(column.features),
        -len(column.found) - len(column.unclear),
    )


def _settle_doubles(column: Column, texts: dict[str, dict[int, str]], known: Known) -> None:
    """Of features of one name, keep the one whose row says that it lies in our district."""
    for area, numbers in column.features.items():
        above = set(known.areas.chain(area)[1:])
        for name, cells in texts.items():
            if len(numbers) < 2 or name == column.name or not all(n in cells for n in numbers):
                continue
            ours = [n for n in numbers if above & {cells[n], *known.any_by_name(cells[n])}]
            if len(ours) == 1:
                for stranger in {*numbers} - {*ours}:
                    del column.found[stranger]
                break


def _faults(source: Source, column: Column, areas: Areas) -> list[Fault]:
    faults = []
    for feature, codes in column.unclear.items():
        both = " or ".join(f"{code} {areas.name(code)}" for code in codes)
        place = f"feature {feature}:{column.name}"
        problem = f"'{column.texts[feature]}' may be {both}"
        faults.append(source.fault(place, problem, "write the code"))
    strangers = [text for n, text in column.texts.items() if n not in column.found]
    for area in areas.leaves:
        numbers = column.features.get(area, [])
        called = f"{area} {areas.name(area)}"
        if len(numbers) > 1:
            place = f"feature {', '.join(map(str, numbers))}:{column.name}"
            problem = f"{called} stands {len(numbers)} times"
            remedy = "dissolve its polygons into one feature, or delete what is not it"
            faults.append(source.fault(place, problem, remedy))
        elif not numbers and area not in {c for codes in column.unclear.values() for c in codes}:
            known = areas.name(area) if column.kind == NAMES else area
            near = did_you_mean(known, strangers)
            remedy = near if near.startswith("did you") else "add its polygon, or correct its name"
            faults.append(source.fault(column.name, f"{called} is missing", remedy))
    return [*faults, *_unknown(source, column, areas)] if faults else []


def _unknown(source: Source, column: Column, areas: Areas) -> list[Fault]:
    """Where communes are missing, a feature of an unknown name is one of them, mistyped."""
    missing = [area for area in areas.leaves if area not in column.features]
    if not missing or 2 * len(missing) > len(areas.leaves):
        return []  # where most are missing, the file is of another place or edition
    ours = {n: t for n, t in column.texts.items() if n not in column.found}
    known = missing if column.kind == CODES else [areas.name(area) for area in missing]
    hints = {n: did_you_mean(text, known) for n, text in ours.items() if n not in column.unclear}
    few = len(source.layer) <= 2 * len(areas.leaves)  # not a map of the whole province
    return [
        source.fault(f"feature {n}:{column.name}",
                     f"'{ours[n]}' is no commune of edition {areas.edition}", hint)
        for n, hint in hints.items()
        if few or hint.startswith("did you")
    ]  # fmt: skip


def _other_edition(source: Source, column: Column, editions: Iterable[Areas]) -> list[Fault]:
    for other in editions:
        if Known(other).search(column.name, column.texts).names_each_once(other.leaves):
            problem = f"it holds each commune of edition {other.edition}"
            return [source.fault("", problem, f"was --edition {other.edition} meant?")]
    return []
