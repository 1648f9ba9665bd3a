"""Making an evidence pack: recorded in the trail, sealed by a checkpoint, then written piece by piece and signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain as chained
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import func

from engine import audit, settings
from engine.audit import Entry, keys, taking
from engine.audit.encoding import canonical
from engine.audit.keys import Key
from engine.database import Actor, Tx
from tasks.evidence import ocel, reading, sources, tables, xes
from tasks.evidence import scope as scopes
from tasks.evidence.archive import Archive
from tasks.evidence.reading import Written
from tasks.evidence.scope import Purpose, Scope
from tasks.evidence.sources import Source
from tasks.evidence.tally import Tally
from tasks.reports.scope import ReportFilter
from tasks.site import Site

MEDIA = "application/zip"
FORMAT = 1
KIND = "alur evidence pack"
SIGNED = b"alur evidence pack\0"
"""What stands before the manifest in what is signed, so that the signature fits nothing else the key signs."""

_CHAIN = "reads"
_MANY_CASES = 20_000  # above, a file of the pack may pass 2 GiB
_SHIPPED = ("BACA-SAYA.txt", "verify.py")


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack about to be sent: the name of its file, and its bytes."""

    name: str
    content: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked, by whom, and the record of it."""

    site: Site
    actor: Actor
    scope: Scope
    purpose: Purpose
    key: Key
    entry: Entry


def of_case(site: Site, actor: Actor, instance_id: int, purpose: Purpose) -> Pack:
    """The pack of one case. Raises NotFound, Forbidden, Invalid before the first byte."""
    return _made(site, actor, lambda tx: scopes.of_case(tx, instance_id), purpose)


def of_period(site: Site, actor: Actor, wanted: ReportFilter, purpose: Purpose) -> Pack:
    """The pack of the cases that began in a period. Raises NotFound, Forbidden, Invalid before the first byte."""
    return _made(site, actor, lambda tx: scopes.of_period(tx, wanted), purpose)


def _made(site: Site, actor: Actor, find: Callable[[Tx], Scope], purpose: Purpose) -> Pack:
    with site.db.begin(actor) as tx:
        scope = find(tx)
        scopes.require_purpose(purpose)
        key = keys.current(tx, site.keys)
        details = {**scopes.told(scope), "purpose": purpose.code, "names": "case numbers"}
        (entry,) = audit.append_many(
            tx, _CHAIN, (audit.Draft("pack.made", f"pack:{scope.name}", details, purpose.note),)
        )
    with site.db.begin(actor) as tx:  # what the pack holds is sworn to by now, its own record included
        audit.checkpoint(tx, site.keys, site.checkpoints)
    return Pack(f"alur-{scope.name}.zip", _written(_Order(site, actor, scope, purpose, key, entry)))


def _written(order: _Order) -> Iterator[bytes]:
    with order.site.db.snapshot(order.actor) as tx:
        zone = ZoneInfo(settings.value(tx, "office.zone"))
        count = tx.conn.execute(scopes.chosen(order.scope, func.count())).scalar_one()
        archive = Archive(tx.now.astimezone(zone), count > _MANY_CASES)
        found: list[Source] = []
        for name in _SHIPPED:
            yield from archive.put(name, [(files(__package__) / name).read_bytes()])
        for source in sources.every_source(tx, order.scope):
            yield from archive.put(source.file, [source.content])
            found.append(_light(source))
        counts = {"cases": count}
        for name, content in _trail(tx, order, found, counts):
            yield from archive.put(name, content)
        tally = Tally()
        for name, content in chained(_tables(tx, order.scope, tally), _logs(tx, order.scope)):
            yield from archive.put(name, content)
        recorded = f"{order.entry.record.chain} #{order.entry.record.seq}"
        done = Written(order.scope, order.purpose, tally, found, counts, recorded, order.key.id)
        yield from reading.put(order.site, tx, archive, done)
        manifest = canonical(_manifest(tx, order, archive, found, counts))
        signature = order.key.sign(SIGNED + manifest).hex().encode() + b"\n"
        yield from archive.put("manifest.json", [manifest], packed=False)
        yield from archive.put("manifest.sig", [signature], packed=False)
        yield archive.close()


def _light(source: Source) -> Source:
    """The source without its content, which has been written."""
    return Source(source.kind, source.file, source.chain, b"", source.told)


def _tables(tx: Tx, scope: Scope, tally: Tally) -> Iterator[tuple[str, Iterable[bytes]]]:
    return tables.written(tx, scope, tally.note)


def _logs(tx: Tx, scope: Scope) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "data/log.xes", xes.chunks(tx, scope)
    yield "data/ocel.json", ocel.json_chunks(tx, scope)
    yield "data/ocel.xml", ocel.xml_chunks(tx, scope)


def _trail(
    tx: Tx, order: _Order, found: list[Source], counts: dict[str, int]
) -> tuple[tuple[str, Iterable[bytes]], ...]:
    shared = [keys.CHAIN, *dict.fromkeys(source.chain for source in found)]
    numbers: set[int] = set()  # of the chains; grows by one number per case

    def chains() -> Iterator[list[str]]:
        yield shared
        for cases in scopes.batches(tx, order.scope):
            yield [f"{audit.INSTANCE}{case}" for case in cases]

    def heads() -> Iterator[bytes]:
        for some in chains():
            for number, head in taking.heads(tx, some):
                numbers.add(number)
                yield _line(head)
        counts["chains"] = len(numbers)

    def records() -> Iterator[bytes]:
        counts["records"] = 0
        for some in chains():
            for record in taking.records(tx, some):
                counts["records"] += 1
                yield _line(record)

    def checkpoints() -> Iterator[bytes]:
        counts["checkpoints"] = 0
        for content in taking.checkpoints(tx, numbers, order.site.checkpoints):
            counts["checkpoints"] += 1
            yield content + b"\n"

    return (
        ("trail/heads.jsonl", heads()),
        ("trail/records.jsonl", records()),
        ("trail/checkpoints.jsonl", checkpoints()),
        ("trail/keys.json", [_line(taking.public_keys(tx))]),
    )


def _line(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _manifest(
    tx: Tx, order: _Order, archive: Archive, found: list[Source], counts: dict[str, int]
) -> dict[str, Any]:
    record = order.entry.record
    return {
        "format": FORMAT,
        "kind": KIND,
        "made_at": tx.now,
        "made_by": order.actor.login,
        "purpose": {"code": order.purpose.code, "note": order.purpose.note},
        "scope": scopes.told(order.scope),
        "office_name": settings.value(tx, "office.name"),
        "zone": settings.value(tx, "office.zone"),
        "names": "persons as logins, applicants as case numbers",
        "recorded": {"chain": record.chain, "seq": record.seq, "hash": order.entry.hash},
        "key_id": order.key.id,
        "public_key": order.key.public,
        "counts": counts,
        **{
            kind: [{"file": one.file, "chain": one.chain, **one.told} for one in found if one.kind == kind]
            for kind in (sources.SOP, sources.CALENDAR, sources.DECISION)
        },
        "zip": archive.so_far(),
        "files": [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in archive.written],
    }


def fingerprint(tx: Tx) -> str:
    """The name of the office's newest signing key, for `verify.py --key`; empty before anything was signed."""
    known = taking.public_keys(tx)
    return known[-1]["key_id"] if known else ""
