"""The index of public satisfaction against figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tasks.voice import ikm
from tasks.voice.elements import COLUMNS, ELEMENTS

# Totals of the nine elements, number of answers, index, grade: worked out on paper.
VECTORS = [
    ((4,) * 9, 1, "100.00", "A"),
    ((1,) * 9, 1, "25.00", "D"),
    ((3,) * 9, 1, "75.00", "C"),
    ((3, 3, 3, 3, 3, 3, 3, 3, 4), 1, "77.78", "B"),  # 28 / 9 x 25 = 77.777...
    ((4, 3, 4, 3, 4, 3, 4, 3, 4), 1, "88.89", "A"),  # 32 / 9 x 25 = 88.888...
    ((7, 6, 5, 7, 6, 6, 8, 6, 5), 2, "77.78", "B"),  # 56 / 18 x 25
    ((10, 11, 9, 8, 12, 11, 12, 9, 10), 3, "85.19", "B"),  # 92 / 27 x 25 = 85.185...
    ((3, 3, 2, 2, 3, 3, 2, 3, 2), 1, "63.89", "D"),  # 23 / 9 x 25 = 63.888...
    ((15321,) * 9, 5000, "76.61", "B"),  # 3.0642 x 25 = 76.605: between C and B, a half up
    ((3532,) * 9, 1000, "88.30", "B"),  # 3.532 x 25, the end of B
    ((35324,) * 9, 10000, "88.31", "A"),  # 3.5324 x 25, the beginning of A
    ((25998,) * 9, 10000, "65.00", "C"),  # 2.5998 x 25 = 64.995: between D and C, a half up
    ((25997,) * 9, 10000, "64.99", "D"),  # 64.9925
]


@pytest.mark.parametrize(("totals", "answers", "index", "grade"), VECTORS)
def test_the_index_is_that_worked_out_by_hand(
    totals: tuple[int, ...], answers: int, index: str, grade: str
) -> None:
    found = ikm.rounded(ikm.index(totals, answers))
    assert (str(found), ikm.grade(found)) == (index, grade)


def test_a_mean_is_the_sum_by_the_number_of_answers() -> None:
    assert ikm.nrr(10, 3) == Fraction(10, 3)
    assert str(ikm.rounded(ikm.nrr(10, 3))) == "3.33"


def test_every_answer_the_best_gives_a_hundred_and_not_ninety_nine() -> None:
    assert ikm.index((40,) * 9, 10) == 100


@given(some.lists(some.integers(1, 4), min_size=9, max_size=9))
def test_one_person_s_index_lies_between_25_and_100_and_has_a_grade(scores: list[int]) -> None:
    found = ikm.rounded(ikm.index(scores, 1))
    assert Decimal(25) <= found <= Decimal(100)
    assert ikm.grade(found) in "ABCD"


def test_there_are_nine_elements_and_a_column_for_each() -> None:
    assert len(set(ELEMENTS)) == len(COLUMNS) == 9
