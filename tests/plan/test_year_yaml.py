"""YAML within bounds: whatever a year file holds, an answer comes at once, with its line."""

from __future__ import annotations

import pytest

from chitieu.faults import Faults
from chitieu.plan.year_yaml import LARGEST, read_yaml

LAUGHS = "a0: &a0 {x: 1}\n" + "".join(
    f"a{i}: &a{i} {{{', '.join(f'k{k}: *a{i - 1}' for k in range(9))}}}\n" for i in range(1, 12)
)
TAIL = "write the value itself, in quotes if it begins with & * or !"

REFUSED = {  # what is in the file; what is told, all of it
    "brackets without end": ("year: 1\nd: " + "[" * 6000, ["2: settings stand more than 3 levels"]),
    "braces without end": ("d: " + "{a: " * 6000, ["1: settings stand more than 3 levels"]),
    "settings below settings": ("a:\n  b:\n    c:\n      d: 1\n", ["4: settings stand more than"]),
    "lists in lists": ("a: [[[1]]]\n", ["1: settings stand more than 3 levels"]),
    "dashes without end": ("- " * 3000 + "x", ["1: settings stand more than 3 levels"]),
    "an alias of itself": ("a: &a {b: *a}\n", [f"1: an alias (*…) is not read; {TAIL}",
                                              f"1: an anchor (&…) is not read; {TAIL}"]),
    "aliases of aliases": (LAUGHS, ["1: an anchor (&…) is not read, and so do 11 more lines: 2-12",
                                    "2: an alias (*…) is not read, and so do 10 more lines: 3-12"]),
    "a merge": ("a: &a {b: 1}\nc:\n  <<: *a\n", ["1: an anchor", "3: an alias"]),
    "a tag of Python": ("a: !!python/object/apply:os.system [x]\n", ["1: a tag (!…) is not read"]),
    "a tag": ("a: !x 1\n", ["1: a tag (!…) is not read"]),
    "a sign of Markdown": ("title: *quan trọng*\n", ["1: an alias (*…) is not read"]),
    "a name after an ampersand": ("title: &ten\n", ["1: an anchor (&…) is not read"]),
    "a file of megabytes": ("# " + "x" * LARGEST + "\n", [f" it has {LARGEST + 3} bytes"]),
    "a tab": ("a: 1\n\tb: 2\n", ["2: a tab stands where spaces belong; write spaces"]),
    "a tab before a setting": ("a:\n\tb: 2\n", ["2: a tab stands where spaces belong"]),
    "two files in one": ("a: 1\n---\nb: 2\n", ["2: a second file begins here (---)"]),
    "a setting twice": ("a: 1\nb: 2\na: 3\n", ["3:a: the key stands twice; remove one"]),
    "a target twice": ("t:\n  x: 1\n  x: 1\n", ["3:t.x: the key stands twice"]),
    "a list for a name": ("? [a]\n: b\n", ["1: a setting has no name; write 'year: 2022'"]),
    "a bell": ("a: 1\nb: x\x07\n", ["2: the line holds a control sign (U+0007)"]),
    "a bell, written out": ('a: 1\nb: "x\\a"\n', ["2:b: the text holds a control sign (U+0007)"]),
    "a text beyond any cell": (f"a: {'x' * 40_000}\n", ["1:a: the text holds 40000 letters"]),
    "nothing": ("", ["1: it holds no settings"]),
    "a mark and nothing": ("\ufeff", ["1: it holds no settings"]),
    "notes alone": ("# x\n", ["1: it holds no settings"]),
    "a list": ("- a\n- b\n", ["1: it holds no settings"]),
    "an open quote": ('a: "x\n', ["the line cannot be read as YAML"]),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), REFUSED.values(), ids=list(REFUSED))
def test_what_no_year_file_needs_is_refused(tmp_path, content, expected):
    path = tmp_path / "params" / "2022.yaml"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8", newline="")
    with pytest.raises(Faults) as caught:
        read_yaml(path, tmp_path)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(expected), lines
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith("params/2022.yaml:")
        assert start in line


READ = {
    "three levels": ("a:\n  b:\n    c: 1\n", {"a": {"b": {"c": "1"}}}),
    "numbers stay as they are written": ("a: 0.20\nb: 007\nc: 1e3\n",
                                         {"a": "0.20", "b": "007", "c": "1e3"}),
    "nothing stands there": ("a:\nb: null\nc: ~\nd: ''\n",
                             {"a": None, "b": None, "c": None, "d": ""}),
    "lines of text": ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
    "signs in quotes": ("a: '*b & !c'\nd: x*y & !z\n", {"a": "*b & !c", "d": "x*y & !z"}),
    "a list": ("a: [x, y]\n", {"a": ["x", "y"]}),
    "a mark before it": ("\ufeffa: 1\n", {"a": "1"}),
    "one document": ("---\na: 1\n", {"a": "1"}),
    "as much text as a cell holds": (f"a: {'x' * 32_767}\n", {"a": "x" * 32_767}),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), READ.values(), ids=list(READ))
def test_settings_are_read_as_text(tmp_path, content, expected):
    path = tmp_path / "2022.yaml"
    path.write_text(content, encoding="utf-8", newline="")
    found, lines = read_yaml(path, tmp_path)
    assert found == expected
    assert {key[0] for key in lines} == set(expected)


def test_a_file_of_the_largest_size_is_read_at_once(tmp_path):
    path = tmp_path / "2022.yaml"
    lines = "".join(f"k{i}: v\n" for i in range(20_000))[: LARGEST - 1].rpartition("\n")[0] + "\n"
    path.write_text(lines + "#" * (LARGEST - len(lines)), encoding="utf-8")
    assert path.stat().st_size == LARGEST
    assert len(read_yaml(path, tmp_path)[0]) > 5_000
