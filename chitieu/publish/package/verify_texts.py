"""What is wrong in a package, as `chitieu verify` finds it: said in a language only in the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from chitieu.faults import Fault
from chitieu.words import speaking, text


class Key(str):
    """What a problem speaks of, by its key, among what fills the problem's message in."""


@dataclass(frozen=True)
class Finding:
    """What is wrong in a package, in no language yet. `values` fill in the message of
    the problem `key`."""

    file: str
    key: str
    row: int = 0
    place: str = ""
    values: dict = field(default_factory=dict)
    remedy: str = "ask"

    def __str__(self) -> str:
        return str(self.fault())

    @property
    def problem(self) -> str:
        """What is wrong, in English."""
        return self.fault().problem

    def fault(self, language: str = "en") -> Fault:
        """Return it in a language, in signs that a terminal only shows: names and figures are the
        sender's."""
        with speaking(language):
            words = {
                name: text(f"verify.what.{value}") if isinstance(value, Key) else _shown(value)
                for name, value in self.values.items()
            }
            problem = text(f"verify.problem.{self.key}", **words)
            remedy = text(f"verify.remedy.{self.remedy}")
        place = (_shown(self.file), self.row, _shown(self.place))
        return Fault(*place, problem, remedy, language=language)


def _shown(value) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in str(value))
