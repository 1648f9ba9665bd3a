"""Reads a waktu cell ("3 menit", "1 x 24 jam", "paling lambat 3 hari kalender") into a TimeStandard."""

from __future__ import annotations

import re
from dataclasses import dataclass

from processes.model import Anchor, AnchorKind, ClockEffect, TimeKind, TimeStandard, TimeUnit

_ONES = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_WORDS = {word: number for number, word in enumerate(_ONES, 1)}
_WORDS |= {"sepuluh": 10, "sebelas": 11} | {f"{word} belas": 10 + n for word, n in list(_WORDS.items())[1:]}
_WORDS |= {f"{word} puluh": 10 * n for n, word in enumerate(_ONES, 1) if n > 1}
_NUMBER = r"(?:\d{1,6}|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
_SPELLED = r"(?:\([a-z ]+\)\s*)?"  # "1 (satu) hari"
_UNIT = (
    r"(?:menit\s+kerja|jam\s+kerja|hari\s+(?:jam\s+)?kerja|hr\.?\s+kerja|hari\s+kalender|menit|mnt|jam|hari|hr"
    r"|minggu|mgg|bulan|bln|triwulan|semester|tahun|thn)\b\.?|[’'′](?![’'′])"
)
_CELL = re.compile(
    r"(?:(?:paling\s+(?:lama|lambat|banyak)|selama-lamanya|selambat-lambatnya|max(?:imal|imum)?\.?|mak(?:s|simal|simum)?\.?"
    r"|selama|dalam|waktu|@|±|\+\s*/\s*-|\+-|<=?|≤|kurang\s+lebih|lebih\s+kurang|sekitar|kira-kira|[-:•])\s*)*"
    rf"(?P<low>{_NUMBER})(?:(?P<half>[.,]5)|(?=\D))\s*{_SPELLED}(?P<lowunit>{_UNIT})?\s*"
    rf"(?:(?:-|–|—|~|s/d|s\.d\.?|s\.?d|hingga|sampai(?:\s+dengan)?)\s*(?P<high>{_NUMBER})\s*{_SPELLED})?"
    r"(?:[x×]\s*(?P<times>\d{1,4})\s*)?"
    rf"(?P<unit>{_UNIT})?"
    r"(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_HALF = re.compile(r"^(?:½|setengah|1/2)\s*(?=jam)", re.IGNORECASE)
_AND = re.compile(
    rf"^\s*(?:dan\s+)?(?P<minutes>{_NUMBER})\s*(?:menit|mnt)\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_SHORT = {
    "mnt": "menit",
    "’": "menit",
    "'": "menit",
    "′": "menit",
    "hr": "hari",
    "hr kerja": "hari kerja",
    "hari jam kerja": "hari kerja",
    "mgg": "minggu",
    "bln": "bulan",
    "thn": "tahun",
}
_MONTHS = {"triwulan": 3, "semester": 6, "tahun": 12}
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
    plain = _HALF.sub("30 menit ", " ".join(text.split())).replace("menit jam", "menit")
    found = _CELL.match(plain)
    unit = _unit(found) if found else ""
    if found is None or not unit:
        return TimeStandard(text=text)
    amount = _number(found["high"] or found["low"]) * _MONTHS.get(unit, 1)
    measure, rest = _MEASURES["bulan" if unit in _MONTHS else unit], found["rest"]
    if found["times"]:
        amount *= int(found["times"])
        measure = _Measure(TimeKind.ELAPSED, measure.unit)
    elif unit == "jam" and not found["high"]:
        more = _AND.match(rest)
        if more or found["half"]:
            amount = 60 * amount + (_number(more["minutes"]) if more else 30)
            measure, rest = _MEASURES["menit"], more["rest"] if more else rest
    elif found["half"]:
        return TimeStandard(text=text)
    if amount == 0:
        return TimeStandard(text=text)
    return TimeStandard(text, measure.kind, amount, measure.unit, _anchor(measure.kind, rest))


def _unit(found: re.Match[str]) -> str:
    """The unit of the upper bound, in full; "" where the text has none."""
    word = found["unit"] if found["high"] or found["times"] or not found["lowunit"] else found["lowunit"]
    words = " ".join((word or "").lower().split()).rstrip(".").replace("hr. ", "hr ")
    return _SHORT.get(words, words)


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
