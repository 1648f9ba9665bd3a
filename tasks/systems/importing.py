"""Answers by CSV: a preview that stores nothing, then the same rows for good, each with what became of it.

UTF-8 with or without a byte-order mark, comma or semicolon, columns by the names in the first line. A cell is text,
whatever it begins with: nothing is ever computed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.database import Actor, Tx
from engine.refusals import Invalid, Problem, Recorded, Refusal
from tasks import billing, rights
from tasks.billing import Payment
from tasks.roles import ADMINISTRATOR, SUPERVISOR
from tasks.site import Site
from tasks.systems import answers
from tasks.systems.answers import ACCEPTED, CSV, Answer
from tasks.systems.needs import CODES, SIMPONI

LARGEST = 1_000_000  # signs
MOST_ROWS = 5_000
MALFORMED, TWICE = "malformed", "twice"

ANSWER_COLUMNS = ("reference", "code", "occurred_at")
PAYMENT_COLUMNS = ("code", "amount", "ntpn", "paid_at")
_ALSO = {
    "referensi": "reference",
    "kode": "code",
    "waktu": "occurred_at",
    "kode_billing": "code",
    "jumlah": "amount",
    "dibayar_pada": "paid_at",
}
"""Indonesian names of columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one row of the file: its line number, what it is about, the verdict; where it is malformed the
    column at fault and why (a problem's key).
    """

    number: int
    about: str
    verdict: str
    column: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What becomes of a file; `stored` is False for a preview."""

    system: str
    lines: tuple[Line, ...]
    stored: bool

    @property
    def accepted(self) -> int:
        """How many rows were, or would be, accepted."""
        return sum(line.verdict == ACCEPTED for line in self.lines)


def columns(system: str) -> tuple[str, ...]:
    """The columns of a system's file."""
    return PAYMENT_COLUMNS if system == SIMPONI else ANSWER_COLUMNS


def decoded(raw: bytes) -> str:
    """A file's text. Raises Invalid when it is too large or no UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("form.invalid", Problem("csv.not_utf8", "file")) from None


def preview(site: Site, actor: Actor, system: str, text: str) -> Report:
    """What would become of each row; nothing is stored. Raises Forbidden, Invalid."""
    return _report(site, actor, system, text, stored=False)


def take(site: Site, actor: Actor, system: str, text: str) -> Report:
    """Store what is accepted, row by row. Raises Forbidden, Invalid (the whole file cannot be read)."""
    return _report(site, actor, system, text, stored=True)


class _TakeBack(Exception):
    """Ends a preview's transaction without storing anything."""


def _report(site: Site, actor: Actor, system: str, text: str, *, stored: bool) -> Report:
    rights.require_role(actor, SUPERVISOR, ADMINISTRATOR)
    if system not in CODES:
        raise Invalid("form.invalid", Problem("form.choice", "system"))
    seen: set[str] = set()
    lines = []
    for number, row in _rows(text, columns(system)):
        about = row[columns(system)[0]]
        same = (row["ntpn"] if system == SIMPONI else about).upper()
        if same and same in seen:
            lines.append(Line(number, about, TWICE))
            continue
        seen.add(same)
        lines.append(_line(site, actor, number, about, _act(system, row), stored=stored))
    return Report(system, tuple(lines), stored)


_Act = Callable[[Tx], str]


def _line(site: Site, actor: Actor, number: int, about: str, act: _Act, *, stored: bool) -> Line:
    """One row in a transaction of its own; a preview takes it back."""
    verdict = MALFORMED
    try:
        with site.db.begin(actor) as tx:
            verdict = _verdict(tx, act)
            if not stored:
                raise _TakeBack
    except _TakeBack:
        pass
    except Recorded:
        verdict = ACCEPTED  # a payment stands, though the step behind it failed
    except Invalid as refused:
        problem = next(iter(refused.problems), Problem(MALFORMED))
        return Line(number, about, MALFORMED, problem.where, problem.key)
    except Refusal as refused:
        return Line(number, about, refused.key)
    return Line(number, about, verdict)


def _verdict(tx: Tx, act: _Act) -> str:
    try:
        return act(tx)
    except Recorded:
        return ACCEPTED


def _act(system: str, row: Mapping[str, str]) -> _Act:
    if system == SIMPONI:
        return lambda tx: billing.report_held(tx, _payment(row)).verdict
    return lambda tx: answers.take(tx, _answer(system, row), CSV)


def _answer(system: str, row: Mapping[str, str]) -> Answer:
    return Answer(system, row["reference"], row["code"].lower(), _instant(row, "occurred_at"))


def _payment(row: Mapping[str, str]) -> Payment:
    amount = row["amount"]
    if not (amount.isascii() and amount.isdecimal() and len(amount) <= 12):
        raise Invalid("form.invalid", Problem("csv.amount", "amount"))
    return Payment(row["code"], int(amount), row["ntpn"], _instant(row, "paid_at"), CSV)


def _instant(row: Mapping[str, str], name: str) -> datetime:
    """A cell as an instant: RFC 3339 with its zone, which a bank in Jakarta writes +07:00."""
    try:
        at = datetime.fromisoformat(row[name])
    except ValueError:
        raise Invalid("form.invalid", Problem("form.format", name)) from None
    if at.tzinfo is None:
        raise Invalid("form.invalid", Problem("system.no_zone", name))
    return at


def _rows(text: str, wanted: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows as texts by column, with their line numbers. Raises Invalid when there is no such table."""
    if len(text) > LARGEST:
        raise Invalid("form.invalid", Problem("csv.too_large", "file", {"limit": LARGEST}))
    first = text.lstrip("\ufeff").partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, strict=False)
    try:
        table = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error:
        raise Invalid("form.invalid", Problem("csv.unreadable", "file")) from None
    if not table or len(table) > MOST_ROWS + 1:
        raise Invalid("form.invalid", Problem("csv.rows", "file", {"limit": MOST_ROWS}))
    names = [_ALSO.get(name.lower(), name.lower()) for name in table[0][1]]
    missing = [name for name in wanted if name not in names]
    if missing:
        raise Invalid("form.invalid", *(Problem("csv.column", f"file.{name}") for name in missing))
    places = {name: names.index(name) for name in wanted}
    for number, cells in table[1:]:
        if any(cells):
            yield number, {n: cells[place] if place < len(cells) else "" for n, place in places.items()}
