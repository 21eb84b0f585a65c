"""Every text of the program in both languages: each key said somewhere, each value given."""

from __future__ import annotations

import ast
import re
import string
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from chitieu.words import LANGUAGES, messages, speaking, text, texts

PACKAGE = Path(messages.__file__).parents[1]
FILES = sorted(path.stem for path in (PACKAGE / "words" / "vi").glob("*.toml"))
VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
# Names that bear a figure; every other one comes from the results.
NAMES = re.compile(
    r"A4|SHA-256|Unicode \d+|TCVN3|Excel 97-2003|UTF-8|UTF-16|0-9|UTM|bằng 0|is 0|6 tháng"
)
# Letters that are read, not told: of old fonts, of names, of months.
READ = ("letters.py", "old_letters.py", "names.py", "counts.py")


def all_messages(spoken: str) -> dict[str, str]:
    return {
        key: message for file in FILES for key, message in messages._messages(spoken, file).items()
    }


MESSAGES = {spoken: all_messages(spoken) for spoken in LANGUAGES}


def pieces(message: str) -> list[tuple[str, str | None, str | None]]:
    """What is written, and what is filled in behind it, also within a way of writing."""
    found = []
    for written, field, spec, _ in string.Formatter().parse(message):
        found.append((written, field, spec))
        found += [("", *piece[1:]) for piece in pieces(spec or "") if piece[1] is not None]
    return found


def fields(message: str) -> set[str]:
    return {field for _, field, _ in pieces(message) if field is not None}


ANY = r"\..+"


# ---- what the program says -----------------------------------------------------------------------


def said_in_python(path: Path):
    """Each call of `text`, `texts`, `text_of_each`: a pattern of its keys, "" where none is spelt
    out, and the values it gives (None where they are not spelt out)."""
    tree = ast.parse(path.read_text("utf-8"))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("chitieu.words")
        for alias in node.names
    }
    for node in ast.walk(tree):
        name = (
            node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        )
        if name not in imported & {"text", "text_of_each", "texts"}:
            continue
        where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
        given = {keyword.arg for keyword in node.keywords}
        given = None if None in given or name == "texts" else given
        key = node.args[0] if node.args else None
        if isinstance(key, ast.Constant):
            yield where, re.escape(key.value) + ANY * (name == "texts"), given
        elif isinstance(key, ast.JoinedStr):
            parts = (getattr(part, "value", "") for part in key.values)
            spelt = (re.escape(p) if isinstance(p, str) else "[^.]+" for p in parts)
            yield where, "".join(spelt) + ANY * (name == "texts"), given
        else:
            yield where, "", given


def said_in_templates(path: Path):
    tree = Environment().parse(path.read_text("utf-8"))
    for node in tree.find_all(nodes.Call):
        if getattr(node.node, "name", "") != "text":
            continue
        where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
        key, given = node.args[0], {keyword.key for keyword in node.kwargs}
        if isinstance(key, nodes.Const):
            yield where, re.escape(key.value), given
        elif isinstance(key, nodes.Concat):
            spelt = (
                re.escape(k.value) if isinstance(k, nodes.Const) else "[^.]+" for k in key.nodes
            )
            yield where, "".join(spelt), given
        else:
            yield where, "", given


PYTHON = [path for path in sorted(PACKAGE.rglob("*.py")) if path.parent.name != "words"]
TEMPLATES = sorted({*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.j2")})
SHEETS = sorted(PACKAGE.rglob("*.css"))
SAID = [said for path in PYTHON for said in said_in_python(path)]
SAID += [said for path in TEMPLATES for said in said_in_templates(path)]


@cache
def keys_of(pattern: str) -> list[str]:
    return [key for key in MESSAGES["vi"] if re.fullmatch(pattern, key)]


def test_every_key_is_there_in_both_languages():
    assert MESSAGES["vi"].keys() == MESSAGES["en"].keys()
    assert sorted(path.stem for path in (PACKAGE / "words" / "en").glob("*.toml")) == FILES


def test_every_key_that_is_said_is_there_and_is_spelt_out_where_it_is_said():
    lacking = [f"{where}: {key}" for where, key, _ in SAID if not keys_of(key)]
    assert not lacking


def test_every_key_that_is_there_is_said():
    said = {found for _, key, _ in SAID for found in keys_of(key)}
    joined = {"common.and", "common.or"}  # by `listing`
    assert sorted(MESSAGES["vi"].keys() - said - joined) == []


def test_every_value_of_a_message_is_given_and_every_one_that_is_given_is_told():
    wrong = []
    for where, key, given in SAID:
        if given is None:
            continue
        keys = keys_of(key)
        of = [fields(MESSAGES[spoken][key]) for spoken in LANGUAGES for key in keys]
        wrong += [f"{where}: {key} lacks {lack}" for lack in set().union(*of) - given]
        wrong += [f"{where}: {key} does not tell {idle}" for idle in given - set().union(*of)]
    assert not wrong


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_every_message_can_be_filled_in(spoken):
    for key, message in MESSAGES[spoken].items():
        for _, field, spec in pieces(message):
            if field is not None:
                assert re.fullmatch("[a-z_]+", field), f"{key}: {{{field}}}"
                assert (spec or "").partition(":")[0] in messages._WAYS, (
                    f"{key}: {{{field}:{spec}}}"
                )


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_no_figure_is_typed_into_a_text(spoken):
    typed = {
        key: message
        for key, message in MESSAGES[spoken].items()
        if re.search("[0-9]", NAMES.sub("", "".join(written for written, _, _ in pieces(message))))
    }
    assert typed == {}


def test_no_vietnamese_stands_in_an_english_text_a_template_or_the_code():
    assert {k: m for k, m in MESSAGES["en"].items() if VIETNAMESE.search(m)} == {}
    assert [
        path.name for path in [*TEMPLATES, *SHEETS] if VIETNAMESE.search(path.read_text("utf-8"))
    ] == []
    assert [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in PYTHON
        if path.name not in READ
        for node in strings(ast.parse(path.read_text("utf-8")))
        if VIETNAMESE.search(node.value)
    ] == []


def strings(tree: ast.Module):
    """Every text of a module that is no docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    inside = [
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, documented) and isinstance(node.body[0], ast.Expr)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield node


# ---- how a message is filled in ------------------------------------------------------------------


@pytest.fixture
def said(monkeypatch):
    """Say a message as if it stood in the files."""

    def say(message: str, spoken: str = "vi", **values) -> str:
        own = messages._messages
        monkeypatch.setattr(
            messages, "_messages", lambda s, f: {"a.b": message} if f == "a" else own(s, f)
        )
        with speaking(spoken):
            return text("a.b", **values)

    return say


@pytest.mark.parametrize(
    ("message", "spoken", "values", "expected"),
    [
        ("{a}", "vi", {"a": "xã"}, "xã"),
        ("{a}", "vi", {"a": 7}, "7"),
        ("{a:number}", "vi", {"a": 12345}, "12.345"),
        ("{a:number}", "en", {"a": 12345}, "12,345"),
        ("{a:number:1}", "vi", {"a": -0.25}, "−0,3"),
        ("{a:number:1}", "en", {"a": 2.25}, "2.3"),
        ("{a:listing}", "vi", {"a": ["x", "y", "z"]}, "x, y và z"),
        ("{a:listing}", "en", {"a": ["x", "y", "z"]}, "x, y and z"),
        ("{a:listing}", "en", {"a": ["x"]}, "x"),
        ("{a:number} {a:plural:child|children}", "en", {"a": 1}, "1 child"),
        ("{a:number} {a:plural:child|children}", "en", {"a": 0}, "0 children"),
        ("{a:number} {a:plural:child|children}", "en", {"a": 2}, "2 children"),
        ("{a:plural:{word}}", "en", {"a": 2, "word": "case|cases"}, "cases"),
        ("{word:one}, {word:many}", "en", {"word": "case|cases"}, "case, cases"),
        ("{word:one}, {word:many}", "vi", {"word": "em"}, "em, em"),
        ("{a:plural:{word}}", "vi", {"a": 2, "word": "em"}, "em"),
        ("{a:capital}", "vi", {"a": "đến"}, "Đến"),
        ("{a:uncapital}", "vi", {"a": "Đến"}, "đến"),
        ("{a:uncapital}", "vi", {"a": "HIV ở trẻ"}, "HIV ở trẻ"),
    ],
)
def test_a_value_is_written_as_the_message_asks(said, message, spoken, values, expected):
    assert said(message, spoken, **values) == expected


@pytest.mark.parametrize("value", [1.5, None, ["x"]])
def test_what_is_no_text_is_not_written_as_one(said, value):
    with pytest.raises(TypeError, match="is no text"):
        said("{a}", a=value)


def test_a_key_or_a_value_that_is_not_there_is_an_error(said):
    with pytest.raises(KeyError):
        text("common.nothing")
    with pytest.raises(KeyError):
        said("{a}", b="x")


def test_the_texts_of_a_table_come_by_their_codes():
    assert texts("nutrition.order").keys() == {"together", "against", "unsure"}
