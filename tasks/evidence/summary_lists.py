"""Steps, people, breaches and pauses on a pack's paper; lists are cut, the tables beside it have all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.database import Tx
from engine.schema import instances
from processes.paper.report.model import Cell, Column, Note, Percent, Section, Table
from tasks.evidence.tally import MOST_LISTED, Line, Step, Tally
from tasks.evidence.wording import BREACHES, RESPONSIBLE, TASKS, Words, length
from tasks.reports.figures import figures


def steps(tally: Tally, words: Words) -> Section:
    """How often each step was done, how long it took and how often it was late."""
    rows = tuple(
        _step(sop, step, words)
        for (sop, _), step in sorted(tally.steps.items(), key=lambda one: _place(*one))
    )
    names = ("No", "Langkah", "Pelaksana", "Selesai", "Terbuka", "Antre, median", "Kerja, median")
    more = ("Kerja, P95", "Jeda, jumlah", "Terlambat", "Bagian")
    widths = (0.6, 3.0, 1.4, 0.8, 0.8, 1.2, 1.2, 1.2, 1.2, 0.9, 0.8)
    columns = tuple(Column(name, width) for name, width in zip((*names, *more), widths, strict=True))
    note = "Waktu kerja ialah waktu dari Mulai sampai selesai tanpa jeda; terlambat menurut waktu baku langkahnya."
    return Section("Waktu setiap langkah", (Table(columns, rows),), (Note(note),) if rows else ())


def _place(key: tuple[str, str], step: Step) -> tuple[str, tuple[int, str], str]:
    number = step.number
    return key[0], (int(number) if number.isdecimal() else 999, number), step.name


def _step(sop: str, step: Step, words: Words) -> tuple[Cell, ...]:
    queue, touch = figures(step.queue), figures(step.touch)
    done = len(step.touch)
    return (
        step.number,
        words.filled(step.name) + (f" ({sop})" if sop else ""),
        step.lane,
        done,
        step.open,
        length(queue.median if queue else None),
        length(touch.median if touch else None),
        length(touch.p95 if touch else None),
        length(timedelta(microseconds=sum(step.paused))),
        step.late,
        Percent.of(step.late, done),
    )


def people(tally: Tally, words: Words) -> Section:
    """Who completed how many steps, and from when to when."""
    rows = tuple(
        (login, one.steps, one.second, words.at(one.first), words.at(one.last))
        for login, one in sorted(tally.people.items())
    )
    columns = (
        Column("Petugas (nama masuk)", 2),
        Column("Langkah selesai"),
        Column("Sebagai petugas kedua"),
        Column("Pertama", 2),
        Column("Terakhir", 2),
    )
    return Section("Siapa yang mengerjakan", (Table(columns, rows),))


def listed(tx: Tx, tally: Tally, words: Words, *, one_case: bool) -> Iterator[Section]:
    """Every step of a single case, then the deadlines passed and the pauses."""
    numbers = _numbers(tx, (*tally.breaches, *tally.pauses))
    if one_case:
        yield _life(tally, words)
    yield _breaches(tally, words, numbers)
    yield _pauses(tally, words, numbers)


def _life(tally: Tally, words: Words) -> Section:
    rows = tuple(
        (
            line["step"] or "",
            words.filled(line["name"] or line["element"]),
            line["completed_by"] or line["assignee"] or "",
            words.at(line["opened_at"]),
            words.at(line["started_at"]),
            words.at(line["completed_at"]),
            length(line.get("worked")),
            TASKS.get(line["state"], "terbuka"),
        )
        for line in tally.lines
    )
    names = ("No", "Langkah", "Petugas", "Terbuka", "Mulai", "Selesai", "Kerja", "Keadaan")
    widths = (0.5, 3.0, 1.2, 1.6, 1.6, 1.6, 1.2, 1.0)
    columns = tuple(Column(name, width) for name, width in zip(names, widths, strict=True))
    return Section("Perjalanan permohonan", (Table(columns, rows),), _cut(len(rows), len(tally.lines)))


def _breaches(tally: Tally, words: Words, numbers: dict[int, str]) -> Section:
    heading = "Keterlambatan, penyebab dan tindak lanjut"
    count = sum(tally.causes.values())
    if not count:
        return Section(heading, notes=(Note("Tidak ada tenggat yang terlampaui."),))
    causes = tuple(
        (words.causes.get(cause, cause or "belum dijelaskan"), RESPONSIBLE.get(responsible, "–"), times)
        for (cause, responsible), times in tally.causes.most_common()
    )
    rows = tuple(_late(line, words, numbers) for line in tally.breaches)
    names = ("Permohonan", "Langkah", "Tenggat", "Berhenti", "Penyebab", "Penjelasan")
    more = ("Tanggung jawab", "Tindak lanjut", "Keadaan")
    widths = (1.4, 0.8, 1.5, 1.5, 1.4, 2.0, 1.2, 2.0, 1.1)
    columns = tuple(Column(name, width) for name, width in zip((*names, *more), widths, strict=True))
    tables = (
        Table(
            (Column("Penyebab", 3), Column("Tanggung jawab", 2), Column("Kali")),
            causes,
            ("Jumlah", "", count),
        ),
        Table(columns, rows),
    )
    return Section(heading, tables, _cut(len(rows), count))


def _late(line: Line, words: Words, numbers: dict[int, str]) -> tuple[Cell, ...]:
    return (
        numbers.get(line["case"], str(line["case"])),
        line["step"] or "seluruh layanan",
        words.at(line["deadline"]),
        words.at(line["stopped_at"]),
        words.causes.get(line["reason"] or "", line["reason"] or ""),
        line["note"] or "",
        RESPONSIBLE.get(line["responsible"] or "", line["responsible"] or ""),
        line["follow_up"] or "",
        BREACHES.get(line["state"], line["state"]),
    )


def _pauses(tally: Tally, words: Words, numbers: dict[int, str]) -> Section:
    count = sum(sums[0] for sums in tally.pause_reasons.values())
    if not count:
        return Section("Jeda", notes=(Note("Tidak ada jeda."),))
    reasons = tuple(
        (words.pauses.get(reason, reason), times, open_, length(timedelta(microseconds=total)))
        for reason, (times, open_, total) in sorted(tally.pause_reasons.items())
    )
    rows: tuple[tuple[Any, ...], ...] = tuple(
        (
            numbers.get(line["case"], str(line["case"])),
            words.pauses.get(line["reason"], line["reason"]),
            words.at(line["started_at"]),
            line["started_by"],
            words.at(line["ended_at"]),
            line["ended_by"] or "",
            line["evidence"],
        )
        for line in tally.pauses
    )
    names = ("Permohonan", "Alasan", "Dari", "Oleh", "Sampai", "Oleh", "Bukti")
    widths = (1.4, 1.8, 1.5, 1.0, 1.5, 1.0, 2.0)
    columns = tuple(Column(name, width) for name, width in zip(names, widths, strict=True))
    tables = (
        Table((Column("Alasan", 3), Column("Kali"), Column("Masih berlangsung"), Column("Lama", 2)), reasons),
        Table(columns, rows),
    )
    return Section("Jeda", tables, _cut(len(rows), count))


def _cut(shown: int, count: int) -> tuple[Note, ...]:
    if shown >= count and shown < MOST_LISTED:
        return ()
    return (Note(f"Daftar ini memuat {shown} baris pertama; semuanya ada pada data/tables.xlsx."),)


def _numbers(tx: Tx, lines: tuple[Line, ...]) -> dict[int, str]:
    wanted = sorted({line["case"] for line in lines})
    query = select(instances.c.id, instances.c.business_key).where(instances.c.id.in_(wanted))
    return dict(tx.conn.execute(query).all())
