"""Reads a waktu cell ("3 menit", "1 x 24 jam", "paling lambat 3 hari kalender") into a TimeStandard."""

from __future__ import annotations

import re
from dataclasses import dataclass

from processes.model import Anchor, AnchorKind, ClockEffect, TimeKind, TimeStandard, TimeUnit

_WORDS = {
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
    "sepuluh": 10,
}
_NUMBER = r"(?:\d{1,6}|" + "|".join(_WORDS) + r")"
_CELL = re.compile(
    r"(?:(?:paling\s+lama|paling\s+lambat|selama-lamanya|maksimal|maks\.?|selama|±|kurang\s+lebih)\s*)?"
    rf"(?P<low>{_NUMBER})\s*(?:\([a-z ]+\)\s*)?"
    rf"(?:(?:-|–|s/d|s\.d\.?|sampai(?:\s+dengan)?)\s*(?P<high>{_NUMBER})\s*(?:\([a-z ]+\)\s*)?)?"
    r"(?:x\s*(?P<times>\d{1,4})\s*)?"
    r"(?P<unit>menit\s+kerja|jam\s+kerja|hari\s+kerja|hari\s+kalender|menit|jam|hari|minggu|bulan)\b"
    r"(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_AFTER = re.compile(
    r"\s*(?:setelah|sejak|terhitung(?:\s+sejak|\s+dari)?)\s+(?P<event>.+)", re.IGNORECASE | re.DOTALL
)
_PAID = re.compile(r"pembayaran|dibayar|membayar|bayar", re.IGNORECASE)
_STEP = re.compile(r"langkah\s+(?P<number>[A-Za-z]?\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Measure:
    kind: TimeKind
    unit: TimeUnit


_MEASURES = {
    "menit": _Measure(TimeKind.SERVICE, TimeUnit.MINUTE),
    "jam": _Measure(TimeKind.SERVICE, TimeUnit.HOUR),
    "menit kerja": _Measure(TimeKind.WORKING_TIME, TimeUnit.MINUTE),
    "jam kerja": _Measure(TimeKind.WORKING_TIME, TimeUnit.HOUR),
    "hari kerja": _Measure(TimeKind.WORKING_DAYS, TimeUnit.WORKING_DAY),
    "hari": _Measure(TimeKind.ELAPSED, TimeUnit.DAY),
    "hari kalender": _Measure(TimeKind.ELAPSED, TimeUnit.DAY),
    "minggu": _Measure(TimeKind.ELAPSED, TimeUnit.WEEK),
    "bulan": _Measure(TimeKind.ELAPSED, TimeUnit.MONTH),
}


def parse_time(text: str) -> TimeStandard:
    """The standard a waktu text states; a range counts to its upper bound, "n x m jam" multiplies.

    Text that states no amount ("sesuai jadwal", "tidak ditetapkan") keeps its words with kind NONE, so that
    an import never stops at it and lint can name it. Minutes and hours are touch time (PermenPANRB 35/2012:
    waktu is the time an act takes), except "1 x 24 jam", which is wall-clock time; days are calendar days
    unless the text says "kerja".
    """
    found = _CELL.match(" ".join(text.split()))
    if found is None:
        return TimeStandard(text=text)
    amount = _number(found["high"] or found["low"])
    measure = _MEASURES[" ".join(found["unit"].lower().split())]
    if found["times"]:
        amount *= int(found["times"])
        measure = _Measure(TimeKind.ELAPSED, measure.unit)
    if amount == 0:
        return TimeStandard(text=text)
    return TimeStandard(text, measure.kind, amount, measure.unit, _anchor(measure.kind, found["rest"]))


def is_parsed(time: TimeStandard) -> bool:
    """Whether a standard says how long, or is of the kind that has no amount."""
    return time.kind is TimeKind.NONE or (time.amount is not None and time.unit is not None)


def states_no_standard(text: str) -> bool:
    """Whether a waktu text says in words that no standard exists, instead of failing to be understood."""
    return bool(
        re.match(
            r"(tidak\s+(ada\s+standar|ditetapkan|diatur)|otomatis|bagian\s+dari|termasuk\s+dalam|-$)",
            text.strip(),
            re.IGNORECASE,
        )
    )


def iso_duration(time: TimeStandard) -> str | None:
    """The ISO 8601 duration of a wall-clock standard ("14 hari" -> "P14D"); None when it has no amount."""
    if time.amount is None or time.unit is None or time.amount < 0:
        return None
    letters = {
        TimeUnit.MINUTE: "PT{}M",
        TimeUnit.HOUR: "PT{}H",
        TimeUnit.DAY: "P{}D",
        TimeUnit.WEEK: "P{}W",
        TimeUnit.MONTH: "P{}M",
    }
    pattern = letters.get(time.unit)
    return pattern.format(time.amount) if pattern else None


def default_anchor(kind: TimeKind) -> Anchor:
    """Where a standard counts from when its cell does not say: touch time from start, else from opening."""
    return Anchor(AnchorKind.STARTED if kind is TimeKind.SERVICE else AnchorKind.OPENED)


def waits(time: TimeStandard) -> bool:
    """Whether the service clock of the case does not run during this step."""
    return time.effect is not ClockEffect.COUNTS


def _number(word: str) -> int:
    return _WORDS.get(word.lower()) or int(word) if not word.isdigit() else int(word)


def _anchor(kind: TimeKind, rest: str) -> Anchor:
    found = _AFTER.match(rest)
    if found is None:
        return default_anchor(kind)
    event = found["event"].strip()
    step = _STEP.search(event)
    if step:
        return Anchor(AnchorKind.STEP_COMPLETED, (step["number"],), event)
    if _PAID.search(event):
        return Anchor(AnchorKind.EVENT, ("pembayaran",), event)
    return Anchor(AnchorKind.EVENT, ("_".join(re.findall(r"[a-z0-9]+", event.lower())),), event)
