"""What a row of a sheet is about: an area or, in a commune's form, a variable."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from chitieu.collect.forms.asked import Form
from chitieu.collect.receive.figures import clean, in_old_letters
from chitieu.collect.receive.identity import COPY_OVER
from chitieu.old_letters import misread
from chitieu.plan.names import AreaNames, UnclearName

SHOWN = 12  # names that a remedy lists


def area_of(form: Form) -> Callable[[str, str], str]:
    """Return what finds the area of a row by its code and name; it raises ValueError."""
    names = AreaNames(form.areas)
    numbers = {code.lstrip("0"): code for code in form.areas}

    def find(code: str, name: str) -> str:
        """The area of a row: by a code that may have lost its zeros, by a name, by both."""
        code = code.removesuffix(".0")
        by_code = code if code in form.areas else numbers.get(code.lstrip("0"), "")
        if code and not by_code:
            if code.isdigit():
                known = _some(form.areas)
                raise ValueError(f"mã “{code}” không phải xã nào của biểu; các mã: {known}")
            by_code = _by_name(names, form, code)
        by_name = _by_name(names, form, name) if name else ""
        if by_code and by_name and by_code != by_name:
            said = form.areas[by_code]
            raise ValueError(f"mã {code} là “{said}” mà tên ghi “{name}”; trả lại mã hoặc tên")
        return by_code or by_name

    return find


def _some(words: Iterable[str]) -> str:
    words = list(words)
    return ", ".join(words[:SHOWN]) + (", …" if len(words) > SHOWN else "")


def _by_name(names: AreaNames, form: Form, name: str) -> str:
    try:
        return names.find(name)
    except UnclearName as error:
        if old := misread(name):
            raise ValueError("; ".join(in_old_letters(old, "tên xã"))) from None
        found = [f"{code} {form.areas[code]}" for code in error.candidates]
        if found:
            raise ValueError(f"“{name}” có thể là {' hoặc '.join(found)}; ghi mã của xã") from None
        known = _some(form.areas.values())
        raise ValueError(f"“{name}” không phải xã nào của biểu; các xã: {known}") from None


def variables_by_name(form: Form) -> dict[str, str]:
    """Return the variables by their names; a name that two have tells neither."""
    names = [clean(name).casefold() for name in form.names.values()]
    found = zip(names, form.names, strict=True)
    return {name: variable for name, variable in found if names.count(name) == 1}


def variable_of(form: Form) -> Callable[[str, str], str]:
    """Return what finds the variable of a row by its code and name; it raises ValueError."""
    by_name = variables_by_name(form)

    def find(code: str, name: str) -> str:
        named = by_name.get(name.casefold(), "")
        if code and code not in form.names:
            remedy = f"trả lại “{named}”" if named else COPY_OVER
            raise ValueError(f"mã ẩn “{code}” không có trong biểu này; {remedy}")
        if code and name and clean(form.names[code]).casefold() != name.casefold():
            raise ValueError(f"mã ẩn là “{code}” mà tên ghi “{name}”; {COPY_OVER}")
        if not code and not named:
            raise ValueError(f"“{name}” không phải số liệu nào của biểu; {COPY_OVER}")
        return code or named

    return find
