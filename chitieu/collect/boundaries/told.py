"""A map by the name that it has in messages."""

from __future__ import annotations

from chitieu.faults import Fault, Faults


class Told:
    """Makes the faults of one map: `name` is the file, the place in it "feature 3"."""

    def __init__(self, name: str):
        self.name = name

    def fault(self, place: str, problem: str, remedy: str) -> Fault:
        return Fault(self.name, 0, place, problem, remedy)

    def refusal(self, place: str, problem: str, remedy: str) -> Faults:
        return Faults([self.fault(place, problem, remedy)])
