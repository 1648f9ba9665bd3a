"""Sketches: percentiles within the stated bound, adding up and taking away, the same bytes for the same lengths."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.facts import sketch
from tasks.reports.figures import Figures, figures

US = timedelta(microseconds=1)
YEAR = 366 * 24 * 3600 * 1_000_000
LENGTHS = st.lists(
    st.one_of(st.integers(0, 300), st.integers(0, 10 * YEAR), st.integers(59, 61)), max_size=60
)


def estimated(lengths: list[int]) -> Figures | None:
    return sketch.figures(sketch.of(lengths), sum(lengths))


@given(LENGTHS)
def test_every_percentile_is_within_the_bound(lengths: list[int]) -> None:
    exact, told = figures(lengths), estimated(lengths)
    if exact is None or told is None:
        assert exact is told is None
        return
    assert (told.count, told.mean) == (exact.count, exact.mean)
    for name in ("median", "p75", "p90", "p95", "longest"):
        true, near = getattr(exact, name) // US, getattr(told, name) // US
        # An even median is the mean of two told lengths, cut once more to a whole microsecond.
        assert abs(near - true) <= true * sketch.ERROR + (1 if name == "median" else 0.5)


@given(LENGTHS, LENGTHS)
def test_sketches_of_parts_add_to_that_of_the_whole_and_come_apart_again(a: list[int], b: list[int]) -> None:
    whole = sketch.of([*a, *b])
    assert sketch.of(a) + sketch.of(b) == whole
    assert whole - sketch.of(b) == sketch.of(a)


@given(LENGTHS, LENGTHS)
def test_packed_sketches_come_back(a: list[int], b: list[int]) -> None:
    kept = [sketch.of(a), sketch.EMPTY, sketch.of(b)]
    assert sketch.unpack(sketch.pack(kept)) == kept
    assert sketch.pack(kept) == sketch.pack([sketch.of(reversed(a)), sketch.EMPTY, sketch.of(b)])


def test_a_length_below_none_counts_as_none() -> None:
    assert sketch.of([-5]) == sketch.of([0])
