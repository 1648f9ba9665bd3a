"""The months' sums and sketches, changed by the difference that a fact's coming, changing or going makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, select, tuple_, update

from engine.database import Tx
from engine.schema import step_rollups as table
from engine.schema.facts import PARTS
from tasks.facts import sketch

ALL = ""
"""In place of an office: all offices together."""
MEASURES = ("queue", "touch", "paused", "lead", "judged")
"""What is sketched, in this order."""
KEY = ("office", "sop", "month", "version", "element", "category")
SUMS = ("queue", "touch", "paused", *(f"part_{part}" for part in PARTS))
NUMBERS = ("completed", "late", "repeats", *SUMS, "judged", "judged_count")
_AT_ONCE = 200

Key = tuple[Any, ...]
Fact = Mapping[Any, Any]


@dataclass(slots=True)
class Sums:
    """What the facts of one key come to, or by how much that changes; sketches of all offices only."""

    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NUMBERS, 0))
    sketches: list[sketch.Sketch] = field(default_factory=list)


def change(tx: Tx, gone: Iterable[Fact], come: Iterable[Fact]) -> None:
    """Take facts out of the rollups and put others in; whoever calls holds the state's row."""
    differences = summed(come)
    for key, less in summed(gone).items():
        add(differences.setdefault(key, Sums()), less, -1)
    wanted = [key for key, sums in differences.items() if any(sums.numbers.values()) or any(sums.sketches)]
    for start in range(0, len(wanted), _AT_ONCE):
        some = {key: differences[key] for key in wanted[start : start + _AT_ONCE]}
        _write(tx, some, _stored(tx, some))


def summed(facts: Iterable[Fact]) -> dict[Key, Sums]:
    """The rollups of facts, by the columns of KEY: each counts for its office and for all."""
    groups: dict[Key, list[Fact]] = {}
    for fact in facts:
        month, rest = fact["day"] // 100, (fact["version"], fact["element"], fact["category"])
        for office in (fact["office"], ALL):
            groups.setdefault((office, fact["sop"], month, *rest), []).append(fact)
    return {key: _sums(key, group) for key, group in groups.items()}


def values(key: Key, sums: Sums) -> dict[str, Any]:
    """A row of the table."""
    packed = sketch.pack(sums.sketches) if key[0] == ALL else None
    return {**dict(zip(KEY, key, strict=True)), **sums.numbers, "sketches": packed}


def lengths(facts: Iterable[Fact], measure: str) -> list[int]:
    """A measure of each fact that has it, in microseconds."""
    if measure == "lead":
        return [fact["queue"] + fact["touch"] + fact["paused"] for fact in facts]
    return [fact[measure] for fact in facts if fact[measure] is not None]


def _sums(key: Key, facts: list[Fact]) -> Sums:
    judged = lengths(facts, "judged")
    numbers = {
        "completed": len(facts),
        "late": sum(fact["late"] for fact in facts),
        "repeats": sum(fact["nth"] > 1 for fact in facts),
        **{name: sum(fact[name] for fact in facts) for name in SUMS},
        "judged": sum(judged),
        "judged_count": len(judged),
    }
    return Sums(
        numbers, [sketch.of(lengths(facts, measure)) for measure in MEASURES] if key[0] == ALL else []
    )


def add(to: Sums, more: Sums, sign: int = 1) -> None:
    """Add sums to others, or take them away (sign -1)."""
    for name, number in more.numbers.items():
        to.numbers[name] += sign * number
    if more.sketches:
        known = to.sketches or [sketch.EMPTY] * len(MEASURES)
        to.sketches = [one + sign * other for one, other in zip(known, more.sketches, strict=True)]


def _stored(tx: Tx, keys: Iterable[Key]) -> dict[Key, Sums]:
    columns = tuple_(*(table.c[name] for name in KEY))
    found = {}
    for row in tx.conn.execute(select(table).where(columns.in_(list(keys)))).mappings():
        sketches = sketch.unpack(row["sketches"]) if row["sketches"] is not None else []
        numbers = {name: row[name] for name in NUMBERS}
        found[tuple(row[name] for name in KEY)] = Sums(numbers, sketches)
    return found


def _write(tx: Tx, differences: Mapping[Key, Sums], stored: Mapping[Key, Sums]) -> None:
    new, changed, gone = [], [], []
    for key, sums in differences.items():
        known = stored.get(key)
        if known is not None:
            add(sums, known)
        if not sums.numbers["completed"]:
            gone.append(_named(key))
        elif known is None:
            new.append(values(key, sums))
        else:
            changed.append(values(key, sums) | _named(key))
    if new:
        tx.conn.execute(insert(table), new)
    if changed:
        to: dict[str, Any] = {name: bindparam(name) for name in (*NUMBERS, "sketches")}
        tx.conn.execute(update(table).where(_same()).values(to), changed)
    if gone:
        tx.conn.execute(delete(table).where(_same()), gone)


def _named(key: Key) -> dict[str, Any]:
    return {f"key_{name}": value for name, value in zip(KEY, key, strict=True)}


def _same() -> ColumnElement[bool]:
    return and_(*(table.c[name] == bindparam(f"key_{name}") for name in KEY))
