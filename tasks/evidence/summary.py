"""The paper of a pack: what happened in the case or period, by which SOP, by whom, how late and why, in Indonesian."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from engine import settings
from engine.audit.report import Report
from engine.database import Tx
from engine.schema import instances, shortfalls
from processes.paper.report.model import Column, Document, Note, Percent, Section, Signer, Table, Told
from processes.paper.report.words import day
from processes.paper.sheet import Letterhead
from tasks.case_time import Part
from tasks.evidence import scope as scopes
from tasks.evidence.scope import Purpose, Scope
from tasks.evidence.sources import SOP, Source
from tasks.evidence.summary_lists import listed, people, steps
from tasks.evidence.tally import Tally
from tasks.evidence.wording import PARTS, PURPOSES, STATUSES, VERDICTS, WRONG, Words, length
from tasks.reports.figures import figures

_MOST_MISSING = 50


@dataclass(frozen=True, slots=True)
class Facts:
    """What the paper is made from."""

    scope: Scope
    purpose: Purpose
    tally: Tally
    sources: Sequence[Source]
    chains: Report
    counts: dict[str, int]
    key_id: str
    recorded: str  # chain and number of the record that the pack was made
    head: Letterhead
    words: Words


def document(tx: Tx, facts: Facts) -> Document:
    """The paper; figures are those of the tables beside it, lists are cut where the tables have all."""
    at = tx.now.astimezone(facts.words.zone)
    return Document(
        kind="bukti",
        title="Ringkasan Paket Bukti",
        subtitle=_about_whom(facts.scope, facts.words),
        made_at=at,
        letterhead=facts.head,
        about=_about(tx, facts),
        sections=tuple(_sections(tx, facts)),
        signature=(Signer(facts.head.signer, facts.head.signer_name, facts.head.signer_number),),
        landscape=True,
        zone_label=facts.words.zone_label,
    )


def headed(tx: Tx, facts: Facts) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What the pack is about, and the lines above the paper."""
    return _about_whom(facts.scope, facts.words), _about(tx, facts)


def _about_whom(scope: Scope, words: Words) -> str:
    if scope.period is None:
        return f"Permohonan {scope.number}"
    first = scope.period.start.astimezone(words.zone).date()
    last = (scope.period.end - timedelta(microseconds=1)).astimezone(words.zone).date()
    return f"{scope.period.definition_key}, permohonan yang dimulai {day(first)} sampai {day(last)}"


def _about(tx: Tx, facts: Facts) -> tuple[tuple[str, str], ...]:
    purpose = PURPOSES[facts.purpose.code]
    return (
        ("Unit kerja", str(settings.value(tx, "office.name"))),
        ("Keperluan", f"{purpose}; {facts.purpose.note}" if facts.purpose.note else purpose),
        ("Diminta oleh", tx.actor.login),
        ("Dibaca pada", facts.words.moment(tx.now)),
        ("Tercatat sebagai", facts.recorded),
    )


def _sections(tx: Tx, facts: Facts) -> Iterator[Section]:
    yield _sops(facts)
    yield _cases(facts)
    yield steps(facts.tally, facts.words)
    yield people(facts.tally, facts.words)
    yield from listed(tx, facts.tally, facts.words, one_case=facts.scope.period is None)
    yield _missing(tx, facts.scope)
    yield _chains(facts)
    yield _how(facts)


def _sops(facts: Facts) -> Section:
    columns = (Column("SOP", 3), Column("Versi"), Column("Terbit", 2), Column("Oleh"), Column("Permohonan"))
    rows = tuple(
        (
            str(one.told["name"]),
            one.told["version"],
            facts.words.at(one.told["published_at"]),
            str(one.told["published_by"]),
            facts.tally.versions[str(one.told["key"]), int(one.told["version"])],
        )
        for one in facts.sources
        if one.kind == SOP
    )
    note = "Versi dengan 0 permohonan dipanggil oleh SOP lain, atau dipakai sebelum permohonan dipindah."
    return Section("SOP yang berlaku bagi permohonan ini", (Table(columns, rows),), (Note(note),))


def _cases(facts: Facts) -> Section:
    tally = facts.tally
    if not tally.statuses:
        return Section("Permohonan", notes=(Note("Tidak ada permohonan pada periode ini.", Told.MISSING),))
    statuses = tuple((STATUSES.get(code, code), count) for code, count in sorted(tally.statuses.items()))
    types = tuple(
        (facts.words.types.get(code, code or "–"), count) for code, count in sorted(tally.types.items())
    )
    tables = (
        Table(
            (Column("Keadaan", 2), Column("Permohonan")), statuses, ("Jumlah", sum(tally.statuses.values()))
        ),
        Table((Column("Jenis", 2), Column("Permohonan")), types),
        _whole(tally),
        _parts(tally),
    )
    open_ = tally.statuses.get("active", 0)
    notes = (Note(f"{open_} permohonan masih berjalan: waktunya dihitung sampai paket dibuat (tersensor)."),)
    return Section("Permohonan", tuple(one for one in tables if one.rows), notes if open_ else ())


def _whole(tally: Tally) -> Table:
    rows = []
    for name, lengths in (("Kotor (mulai sampai selesai)", tally.gross), ("Bersih (tanpa jeda)", tally.net)):
        found = figures(lengths)
        if found:
            rows.append(
                (
                    name,
                    found.count,
                    length(found.median),
                    length(found.p90),
                    length(found.p95),
                    length(found.longest),
                )
            )
    names = ("Waktu seluruh layanan", "Selesai", "Median", "P90", "P95", "Terlama")
    return Table(tuple(Column(name, 2 if place == 0 else 1) for place, name in enumerate(names)), tuple(rows))


def _parts(tally: Tally) -> Table:
    total = sum(tally.parts.values())
    rows = tuple(
        (
            PARTS[part],
            length(timedelta(microseconds=tally.parts[part])),
            Percent.of(tally.parts[part] // 1000, total // 1000),
        )
        for part in Part
    )
    columns = (Column("Bagian waktu", 2), Column("Jumlah", 2), Column("Bagian"))
    return Table(columns, rows, ("Jumlah", length(timedelta(microseconds=total)), None))


def _missing(tx: Tx, scope: Scope) -> Section:
    wanted = shortfalls.c.instance_id.in_(scopes.chosen(scope, instances.c.id))
    query = select(
        shortfalls.c.label,
        shortfalls.c.verdict,
        func.count(),
        func.count(shortfalls.c.instance_id.distinct()),
    )
    query = query.where(wanted).group_by(shortfalls.c.label, shortfalls.c.verdict)
    found = tx.conn.execute(query.order_by(func.count().desc(), shortfalls.c.label).limit(_MOST_MISSING))
    rows = tuple(
        (str(label), VERDICTS.get(verdict, verdict), times, cases) for label, verdict, times, cases in found
    )
    if not rows:
        return Section("Dokumen yang kurang", notes=(Note("Tidak ada dokumen yang dinyatakan kurang."),))
    columns = (Column("Dokumen", 4), Column("Penilaian"), Column("Kali"), Column("Permohonan"))
    return Section("Dokumen yang kurang", (Table(columns, rows),))


def _chains(facts: Facts) -> Section:
    found, counts = facts.chains, facts.counts
    rows: tuple[tuple[Any, ...], ...] = (
        ("Rantai yang dibaca saat paket dibuat", found.chains),
        ("Catatan di dalamnya", found.records),
        ("Titik periksa yang menyatakannya", counts.get("checkpoints", 0)),
        ("Rantai dengan kesalahan", len(found.faults) + found.more),
    )
    wrong = tuple(
        (fault.chain or "–", fault.seq, WRONG.get(fault.wrong, str(fault.wrong)))
        for fault in found.faults[:50]
    )
    tables = [Table((Column("Pemeriksaan rantai", 3), Column("Hasil")), rows)]
    if wrong:
        tables.append(Table((Column("Rantai", 3), Column("Catatan"), Column("Yang salah")), wrong))
    verdict = "Rantai utuh: tidak ada catatan yang diubah, dihapus, disisipkan atau dipotong."
    if found.faults or found.more:
        verdict = "Rantai TIDAK utuh; catatan pertama yang salah pada setiap rantai disebut di atas."
    return Section("Pemeriksaan jejak audit", tuple(tables), (Note(verdict),))


def _how(facts: Facts) -> Section:
    notes = (
        f"Kunci penanda tangan: {facts.key_id}. Tanyakan sidik kunci itu kepada kantor lewat jalan lain.",
        f"Jalankan: python verify.py paket.zip --key {facts.key_id} (Python 3.8 atau lebih baru, tanpa jaringan).",
        "Tanpa Python: unggah paket pada halaman Bukti di Alur; jawabannya sama.",
        "UTUH berarti tidak satu bita pun berubah; SALAH menyebut catatan atau berkas pertama yang salah.",
        "Nama pegawai tertulis sebagai nama masuk, pemohon hanya sebagai nomor permohonan.",
    )
    return Section("Cara memeriksa paket ini", notes=tuple(Note(one) for one in notes))
