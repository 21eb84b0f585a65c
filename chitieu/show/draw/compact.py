"""Making a drawing's markup short: what is not seen, or is said twice, is left out."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from xml.etree import ElementTree

GROUP, DEFS = (f"{{http://www.w3.org/2000/svg}}{tag}" for tag in ("g", "defs"))
HREF = "{http://www.w3.org/1999/xlink}href"


def ungroup(element: ElementTree.Element) -> None:
    """Leave out groups that hold nothing, and those that only hold others together."""
    for child in list(element):
        ungroup(child)
        if child.tag == GROUP and (not child.attrib or not len(child)):
            at = list(element).index(child)
            element[at : at + 1] = list(child)


def gather_defs(root: ElementTree.Element) -> None:
    """Put all that is only referred to into one place, out of the way of what is drawn."""
    whole = ElementTree.Element(DEFS)
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == DEFS]:
            parent.remove(child)
            whole.extend(child)
    if len(whole):
        root.insert(0, whole)
    styles = {f"#{part.get('id')}": part.get("style", "").split(";") for part in whole}
    for element in root.iter():
        own = styles.get(element.get(HREF, ""))
        if own and "style" in element.attrib:  # what is referred to has these of its own
            rules = [rule for rule in element.get("style").split(";") if rule not in own]
            element.set("style", ";".join(rules))


def share_styles(element: ElementTree.Element) -> None:
    """Say once, for a run of neighbours, the style that they share."""
    if element.tag == DEFS:  # what stands there has its style from nowhere else
        return
    kept: list[ElementTree.Element] = []
    for style, run in groupby(list(element), key=lambda child: child.get("style", "")):
        children = list(run)
        # Opacity is no property that children inherit: a group is seen through as one.
        if len(children) > 1 and style and not re.search(r"(?:^|;)opacity", style):
            group = ElementTree.Element(GROUP, {"style": style})
            for child in children:
                del child.attrib["style"]
            group.extend(children)
            children = [group]
        kept += children
    element[:] = kept
    for child in element:
        share_styles(child)


def shorten(element: ElementTree.Element) -> None:
    """Leave out what is not seen: needless spaces and digits, what the whole drawing says once."""
    for part in ("text", "tail"):
        if not (getattr(element, part) or "").strip():
            setattr(element, part, None)
    attributes = element.attrib
    if "d" in attributes:
        attributes["d"] = short_path(attributes["d"])
    for key in {"x", "y", "transform"} & set(attributes):
        attributes[key] = _two_decimals(attributes[key])
    if re.match(r"rotate\(-?0 ", attributes.get("transform", "")):
        del attributes["transform"]
    if "style" in attributes:
        rules = [rule.strip() for rule in attributes["style"].split(";")]
        kept = [re.sub(r":\s+", ":", r) for r in rules if r and not r.startswith("font-family")]
        style = re.sub(r"#(\w)\1(\w)\2(\w)\3\b", r"#\1\2\3", ";".join(kept))
        attributes["style"] = re.sub(r"(?<=[:,\s])0\.(?=\d)", ".", style)


def short_path(path: str) -> str:
    """Return a path with two decimals at most; straight lines as steps from place to place, which
    are short where a border winds."""
    path = re.sub(r"\s*([A-Za-z])\s*", r"\1", _two_decimals(path)).strip()
    if not re.fullmatch(r"[MLz\d\s.-]*", path):
        return path
    return re.sub(r"M([\d.-]+) ([\d.-]+)((?:L[\d.-]+ [\d.-]+)+)", _steps, path)


def _steps(line: re.Match) -> str:
    # Whole hundredths: steps between rounded places add up to those places.
    places = [round(100 * float(number)) for number in re.findall(r"[\d.-]+", line[0])]
    steps = [now - before for before, now in zip(places, places[2:], strict=False)]
    words = [_hundredths(step) for step in steps]
    text = words[0] + "".join(w if w.startswith("-") else f" {w}" for w in words[1:])
    return f"M{line[1]} {line[2]}l{text}"


@lru_cache(maxsize=4096)
def _hundredths(number: int) -> str:
    return _number(number / 100)


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return re.sub(r"^(-?)0\.", r"\1.", text)


def _two_decimals(text: str) -> str:
    return re.sub(r"-?\d+\.\d+", lambda number: _written(number[0]), text)


@lru_cache(maxsize=4096)
def _written(number: str) -> str:
    return _number(float(number))
