"""YAML as the workbook writes it: settings of text, one level below another; nothing else is read.

What YAML can besides (anchors and aliases, tags, depth without end) no year file needs, and a few
lines of it take gigabytes: it is refused before it is taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from chitieu.faults import Fault, Faults
from chitieu.plain_files import read_bytes, unwritable
from chitieu.root import relative

LARGEST = 2**16  # bytes: 25 times a year file
DEEPEST = 3  # the settings, those below them, and one more for what is told as misplaced
_OPENS = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSES = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_NOT_READ = {
    yaml.AnchorToken: "an anchor (&…)",
    yaml.AliasToken: "an alias (*…)",
    yaml.TagToken: "a tag (!…)",
}
_QUOTES = 'put a target in quotes (">= 96"), check the colon and the indentation'

Lines = dict[tuple[str, ...], int]


def read_yaml(path: Path, root: Path) -> tuple[dict, Lines]:
    """Return the content, every scalar a text (None where it is empty) but in place, and the line
    of every key. Raises Faults."""
    return _parsed(read_bytes(path, root), relative(path, root))


@lru_cache(maxsize=64)  # a year's settings are asked for with each of its periods
def _parsed(data: bytes, name: str) -> tuple[dict, Lines]:
    text = _text(data, name)
    if faults := [*_beyond_bounds(text, name)]:
        raise Faults(faults)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise Faults([_unreadable(error, text, name)]) from error
    if not isinstance(node, yaml.MappingNode):
        remedy = "write lines such as 'year: 2022'"
        raise Faults([Fault(name, 1, "", "it holds no settings", remedy)])
    lines: Lines = {}
    faults: list[Fault] = []
    content = _settings(node, (), lines, faults, name)
    if faults:
        raise Faults(faults)
    return content, lines


def _text(data: bytes, name: str) -> str:
    if len(data) > LARGEST:
        problem = f"it has {len(data)} bytes, a year file at most {LARGEST}"
        raise Faults([Fault(name, 0, "", problem, "keep the settings of one year in it")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Faults([Fault(name, 0, "", "it is not UTF-8 text", "save it as UTF-8")]) from None


def _beyond_bounds(text: str, name: str) -> Iterator[Fault]:
    """Look through the words of a file, which takes as long as it is, whatever they stand for."""
    depth = 0
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            line = token.start_mark.line + 1
            depth += isinstance(token, _OPENS) - isinstance(token, _CLOSES)
            if depth > DEEPEST:
                problem = f"settings stand more than {DEEPEST} levels deep"
                yield Fault(name, line, "", problem, "write each on a line of its own")
                return
            if what := _NOT_READ.get(type(token)):
                remedy = "write the value itself, in quotes if it begins with & * or !"
                yield Fault(name, line, "", f"{what} is not read", remedy)
    except yaml.YAMLError:
        return  # which is told where the file is taken apart


def _unreadable(error: yaml.YAMLError, text: str, name: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", "") or "")
    line = mark.line + 1 if mark else 0
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Fault(name, line, "", f"the line holds {unwritable(chr(error.character))}",
                     "remove that sign")  # fmt: skip
    if "'\\t'" in said:
        return Fault(name, line, "", "a tab stands where spaces belong", "write spaces")
    if "single document" in str(error):
        return Fault(name, line, "", "a second file begins here (---)", "keep one of the two")
    return Fault(name, line, "", "the line cannot be read as YAML", _QUOTES)


def _settings(
    mapping: yaml.MappingNode, place: tuple, lines: Lines, faults: list[Fault], name: str
) -> dict:
    content = {}
    for key, value in mapping.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            faults.append(Fault(name, line, "", "a setting has no name", "write 'year: 2022'"))
            continue
        at = (*place, key.value)
        if at in lines:
            where = ".".join(at)
            faults.append(Fault(name, line, where, "the key stands twice", "remove one"))
        lines[at] = line
        if isinstance(value, yaml.MappingNode):
            content[key.value] = _settings(value, at, lines, faults, name)
        elif isinstance(value, yaml.SequenceNode):
            content[key.value] = [item.value for item in value.value]
        else:
            content[key.value] = None if value.tag.endswith(":null") else value.value
            if what := unwritable(value.value):
                problem = f"the text holds {what}"
                faults.append(Fault(name, line, ".".join(at), problem, "remove that sign"))
    return content
