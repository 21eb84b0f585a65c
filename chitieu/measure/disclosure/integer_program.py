"""Integer programming: whole numbers that agree with linear rules and of which a sum is least.

The solver is HiGHS (Huangfu & Hall, "Parallelizing the dual revised simplex method", 2018), and
each problem starts from the answer to the one before it. Presolving is off: with it a bound was
wrong once. A first answer may be fractions; where the rules are those of a hierarchy it is not.

    a + b = 9, both at most 6, a as small as can be
    >>> program = IntegerProgram([([(0, 1), (1, 1)], 9, 9)], 2)
    >>> program.solve(np.array([1.0, 0]), np.zeros(2), np.full(2, 6.0)).tolist()
    [3.0, 6.0]
    >>> program.solve(np.array([1.0, 0]), np.zeros(2), np.full(2, 4.0)) is None
    True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import highspy
import numpy as np

NEAR = 1e-6


class IntegerProgram:
    """`rules`: each the signs of cells, by their places, and the least and the most of their sum.
    `cells`: how many there are. `whole`: whether only whole numbers agree."""

    def __init__(self, rules: Iterable[tuple[Sequence, float, float]], cells: int, whole=True):
        signs, low, high = zip(*rules, strict=True)
        self._cells, self._whole = np.arange(cells, dtype=np.int32), whole
        self._highs = highspy.Highs()
        options = {"output_flag": False, "presolve": "off", "threads": 1}
        options |= {"mip_rel_gap": 0.0}  # else an end of large counts may be some off
        for name, value in options.items():
            self._highs.setOptionValue(name, value)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = cells, len(signs)
        model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(cells)
        model.row_lower_, model.row_upper_ = np.array(low, float), np.array(high, float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *map(len, signs)])
        model.a_matrix_.index_, model.a_matrix_.value_ = np.array([*zip(
            *(term for rule in signs for term in rule), strict=True)])  # fmt: skip
        self._highs.passModel(model)

    def solve(self, goal: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
        """Return numbers from `low` to `high` that agree with the rules, the sum of `goal` times
        them as small as can be, or None where there are none."""
        number = len(self._cells)
        self._highs.changeColsCost(number, self._cells, goal)
        self._highs.changeColsBounds(number, self._cells, low, high)
        found = self._run()
        if found is None or not self._whole:
            return found
        if np.abs(found - found.round()).max() > NEAR:
            self._set(highspy.HighsVarType.kInteger)
            found = self._run()
            self._set(highspy.HighsVarType.kContinuous)
        return None if found is None else found.round()

    def _set(self, kind: highspy.HighsVarType) -> None:
        kinds = np.full(len(self._cells), kind)
        self._highs.changeColsIntegrality(len(kinds), self._cells, kinds)

    def _run(self) -> np.ndarray | None:
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._highs.getSolution().col_value)
