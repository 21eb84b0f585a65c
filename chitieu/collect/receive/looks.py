"""How a cell looks, where that says something about the number in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

# What is shown beside the digits of a number: quoted texts, single letters, colours and currencies.
_BESIDE = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
_SCALED = re.compile(r"[0#?],+(?![0#?,])")  # a comma behind the last digit leaves three out


@dataclass(frozen=True)
class Look:
    """A number's format ("#,##0") and the marks on it: "struck", "raised", "white"."""

    number_format: str = "General"
    marks: frozenset[str] = frozenset()

    def with_marks(self, marks: frozenset[str]) -> Look:
        return replace(self, marks=self.marks | marks) if marks - self.marks else self

    def as_date(self) -> Look:
        return replace(self, number_format="yyyy-mm-dd")

    @property
    def is_date(self) -> bool:
        return is_date_format(self.number_format)

    @property
    def distorts(self) -> str:
        """What the format makes of a number that it is not: "percent", "scaled" (thousands are
        left out), "unseen" (no digit is shown); blank where it shows the number."""
        shown = _BESIDE.sub("", self.number_format.partition(";")[0])
        if "%" in shown or "‰" in shown:
            return "percent"
        if _SCALED.search(shown):
            return "scaled"
        if ";" in self.number_format and not re.search("[0#?@]|General", shown):
            return "unseen"
        return ""


def looks_of(styles: ElementTree.Element) -> list[Look]:
    """Return the looks of a workbook's part of styles, in the order that cells number them."""
    formats = dict(BUILTIN_FORMATS)
    groups = {_name(group): list(group) for group in styles}
    for number in groups.get("numFmts", []):
        formats[int(number.get("numFmtId", 0))] = number.get("formatCode", "General")
    fonts = [_font_marks(font) for font in groups.get("fonts", [])]
    dark = [_is_dark(fill) for fill in groups.get("fills", [])]
    found = []
    for each in groups.get("cellXfs", []):
        font, fill, number = (int(each.get(f"{k}Id", 0)) for k in ("font", "fill", "numFmt"))
        marks = fonts[font] if font < len(fonts) else frozenset()
        if fill < len(dark) and dark[fill]:
            marks -= {"white"}  # on a dark ground it is seen
        found.append(Look(formats.get(number, "General"), marks))
    return found or [Look()]


def marks_of(name: str, attributes: dict[str, str]) -> frozenset[str]:
    """Return the marks that one property of a font sets."""
    value = attributes.get("val", "1")
    if name == "strike" and value in ("1", "true", "on"):
        return frozenset({"struck"})
    if name == "vertAlign" and value in ("superscript", "subscript"):
        return frozenset({"raised"})
    if name == "color" and _is_white(attributes):
        return frozenset({"white"})
    return frozenset()


def _font_marks(font: ElementTree.Element) -> frozenset[str]:
    return frozenset().union(*(marks_of(_name(p), dict(p.attrib)) for p in font))


def _is_white(colour: dict[str, str]) -> bool:
    if "rgb" in colour:
        return colour["rgb"][-6:].upper() == "FFFFFF"
    # The theme's first colour is the paper's; of the indexed ones, 1 and 9 are white.
    return (colour.get("theme") == "0" and "tint" not in colour) or colour.get("indexed") in (
        "1",
        "9",
    )


def _is_dark(fill: ElementTree.Element) -> bool:
    """Whether white letters are seen on a fill; a colour of the theme is taken to be dark."""
    for pattern in fill:
        if _name(pattern) == "gradientFill":
            return True
        if pattern.get("patternType", "none") == "none":
            return False
        for colour in pattern:
            if _name(colour) == "fgColor":
                rgb = colour.get("rgb")
                if rgb is None:
                    return colour.get("theme") != "0" and colour.get("indexed") != "9"
                red, green, blue = (int(rgb[-6:][i : i + 2], 16) for i in (0, 2, 4))
                return 0.299 * red + 0.587 * green + 0.114 * blue < 200
    return False


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
