"""Medians and percentiles are exact."""

from __future__ import annotations

import statistics
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from engine.database import Database
from engine.schema import instances
from tasks.reports.figures import Microseconds, figures, mean
from tests.tasks.report_rows import at, put_case, put_definition

lengths = st.lists(st.integers(0, 10**12), min_size=1, max_size=60)


def us(number: int) -> timedelta:
    return timedelta(microseconds=number)


@given(lengths)
def test_the_median_is_the_middle(values: list[int]) -> None:
    found = figures(values)
    assert found is not None
    assert found.median == us(int(statistics.median_low(values) + statistics.median_high(values)) // 2)
    assert found.mean == us(sum(values) // len(values))
    assert found.count == len(values)


@given(lengths)
def test_nine_of_ten_do_not_exceed_p90_and_fewer_do_not_exceed_less(values: list[int]) -> None:
    found = figures(values)
    assert found is not None
    p90 = found.p90 // us(1)
    assert p90 in values
    assert 10 * sum(v <= p90 for v in values) >= 9 * len(values)
    assert 10 * sum(v < p90 for v in values) < 9 * len(values)


def test_of_ten_lengths_the_ninth_is_p90() -> None:
    found = figures([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    assert found is not None
    assert (found.p90, found.median) == (us(9), us(5))


def test_nothing_has_no_figures() -> None:
    assert figures([]) is None
    assert mean(timedelta(), 0) == timedelta()


def test_the_database_subtracts_instants_to_the_microsecond(db: Database) -> None:
    far = at(days=1200) + us(1)
    with db.begin() as tx:
        put_case(tx, put_definition(tx), "A", at(), far)
        query = select(Microseconds(instances.c.started_at, instances.c.settled_at))
        assert tx.conn.execute(query).scalar_one() * us(1) == far - at()
