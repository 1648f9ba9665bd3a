"""Percentiles of many lengths of time from counts in log-spaced buckets, which add up and can be taken away again.

The sketch of Masson, Rim and Lee (DDSketch, VLDB 2019): bucket i holds the lengths above g^(i-1) and up to g^i, each
told as one value in between. With g = (1 + a) / (1 - a) no told length is further from the true one than the share a of
it, plus a microsecond for cutting to whole ones. Nothing is ever thrown away, so sketches of parts add to that of
the whole, whatever the order. Counts lie side by side in one large integer, 32 bits each: adding two sketches is one
addition.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache
from math import ceil, log
from struct import Struct

import zstandard

from tasks.reports.figures import Figures

ERROR = 0.005
"""A percentile of a sketch is at most this share away from the exact one, either way (and a microsecond)."""

_SHARE = (
    ERROR * 0.999
)  # a length at the edge of a bucket may fall on either side of it by the rounding of logarithms
_BASE = (1 + _SHARE) / (1 - _SHARE)
_LOG = log(_BASE)
_WIDTH = 4  # bytes of a count
_BITS = 8 * _WIDTH
_HEAD = Struct("<HH")  # the first bucket that is not empty, and how many from it on

Sketch = int
"""The counts of all buckets, bucket 0 lowest; 0 is the empty sketch. Each count stays below 2^32."""

EMPTY: Sketch = 0


def of(lengths: Iterable[int]) -> Sketch:
    """The sketch of lengths in microseconds; a negative one counts as none."""
    counts: dict[int, int] = {}
    for length in lengths:
        bucket = _bucket(length)
        counts[bucket] = counts.get(bucket, 0) + 1
    return sum(count << (_BITS * bucket) for bucket, count in counts.items())


def figures(sketch: Sketch, total: int) -> Figures | None:
    """The figures of the lengths, of which `total` is the exact sum; None of no length.

    Count and mean are exact. Percentiles are ranked as in `tasks.reports.figures`, the longest is the last bucket's.
    """
    counts = _counts(sketch)
    count = sum(counts.values())
    if not count:
        return None
    half = count // 2
    ranks = [half, *(-(-count * share // 100) - 1 for share in (75, 90, 95)), count - 1]
    told = _told(counts, [half if count % 2 else half - 1, *ranks])
    lower, upper, p75, p90, p95, longest = (told[rank] for rank in [half if count % 2 else half - 1, *ranks])
    median = (lower + upper) // 2
    return Figures(
        count, *(timedelta(microseconds=us) for us in (total // count, median, p75, p90, p95, longest))
    )


def pack(sketches: Iterable[Sketch]) -> bytes:
    """Sketches as bytes, in order; the same ones always give the same bytes."""
    return zstandard.ZstdCompressor(level=1).compress(b"".join(map(_packed, sketches)))


def unpack(packed: bytes) -> list[Sketch]:
    """The sketches of `pack`."""
    data = zstandard.ZstdDecompressor().decompress(packed)
    found, place = [], 0
    while place < len(data):
        first, length = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        found.append(int.from_bytes(data[place : place + length * _WIDTH], "little") << (_BITS * first))
        place += length * _WIDTH
    return found


def _packed(sketch: Sketch) -> bytes:
    if not sketch:
        return _HEAD.pack(0, 0)
    first = ((sketch & -sketch).bit_length() - 1) // _BITS
    length = -(-sketch.bit_length() // _BITS) - first
    return _HEAD.pack(first, length) + (sketch >> (_BITS * first)).to_bytes(length * _WIDTH, "little")


@lru_cache(maxsize=65536)
def _bucket(length: int) -> int:
    """0 for no time, else 1 for one microsecond and more for more."""
    return 0 if length <= 0 else 1 + ceil(log(length) / _LOG)


def _value(bucket: int) -> int:
    """The length a bucket stands for, in microseconds."""
    return 0 if bucket == 0 else round(2 * _BASE ** (bucket - 1) / (_BASE + 1))


def _counts(sketch: Sketch) -> dict[int, int]:
    counts = array("I")
    counts.frombytes(sketch.to_bytes(-(-sketch.bit_length() // _BITS) * _WIDTH, "little"))
    return {bucket: count for bucket, count in enumerate(counts) if count}


def _told(counts: Mapping[int, int], ranks: Iterable[int]) -> dict[int, int]:
    """The value at each rank, counted from 0 in rising order."""
    found: dict[int, int] = {}
    buckets = iter(counts.items())
    seen, value = 0, 0
    for rank in sorted(set(ranks)):
        while seen <= rank:
            bucket, count = next(buckets)
            seen, value = seen + count, _value(bucket)
        found[rank] = value
    return found
