"""Numbers as a reader of the language writes them: "12.345,6" and "12,345.6"."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from chitieu.words.language import language

# Decimals in which two numbers are told apart. What is closer is one number: a float computed from
# counts errs by less, and counts of fewer than a milliard do not come closer without being equal.
MOST = 10
WIDE = Context(prec=400)  # digits of the largest float, and of its decimals


def number(value: float | Fraction, decimals: int = 0) -> str:
    """Return a number with so many decimals, half rounded away from nothing.

    >>> number(12345.65, 1), number(-0.04, 1), number(-3)
    ('12.345,7', '0,0', '−3')
    """
    return _written(float(value), decimals, language())


@lru_cache(maxsize=16384)  # a page writes the same numbers many times
def _written(value: float, decimals: int, spoken: str) -> str:
    from babel.numbers import format_decimal  # not before a number is written

    shape = "#,##0" + ("." + "0" * decimals if decimals else "")
    with localcontext(WIDE):
        shown = format_decimal(rounded(value, decimals), format=shape, locale=spoken)
    return shown.replace("-", "−")


def exact(value: float | Fraction) -> Decimal:
    """Return a number without the noise of the float that it was computed as."""
    value = float(value)
    if abs(value) >= 10**13:  # no room for noise
        return Decimal(repr(value))
    return _to(Decimal(f"{value:.14g}"), MOST)


def rounded(value: float | Fraction, decimals: int) -> Decimal:
    """Return a number as it is shown, half rounded away from nothing: 41,25 is 41,3; never −0."""
    shown = _to(exact(value), decimals)
    return shown or abs(shown)


def _to(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, WIDE)
