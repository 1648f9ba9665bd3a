"""The index of public satisfaction, IKM (PermenPANRB 14/2017): exact until it is shown, rounded once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

_HALF = Fraction(1, 2)
_TO_HUNDRED = 25  # an answer is 1 to 4, the index 25 to 100
_GRADES = ((Decimal("88.31"), "A"), (Decimal("76.61"), "B"), (Decimal("65.00"), "C"))


def nrr(total: int, answers: int) -> Fraction:
    """An element's mean (nilai rata-rata): the sum of its answers by their number, 1 to 4."""
    return Fraction(total, answers)


def index(totals: Sequence[int], answers: int) -> Fraction:
    """The sum of NRR x 1/9 over the elements, x 25: from 25 to 100.

    Every element has the weight 1/9 exactly; with the 0.11 of some work sheets the best index would be 99.
    """
    weight = Fraction(1, len(totals))
    return sum((nrr(total, answers) * weight for total in totals), Fraction()) * _TO_HUNDRED


def rounded(value: Fraction) -> Decimal:
    """Two decimals, a half up: 76.605 becomes 76.61."""
    return Decimal(int(value * 100 + _HALF)).scaleb(-2)


def grade(value: Decimal) -> str:
    """The quality of service by the index as rounded: A from 88.31, B from 76.61, C from 65.00, else D.

    The regulation's ranges leave gaps (64.99 and 65.00, 76.60 and 76.61); an index of two decimals falls into none.
    """
    return next((letter for least, letter in _GRADES if value >= least), "D")
