"""A person's data as a document to be read: Indonesian, with the office's letterhead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from engine import settings
from engine.database import Tx
from processes.paper.report.model import Column, Document, Note, Section, Table
from processes.paper.report.words import moment
from tasks import paper
from tasks.site import Site

TABLES: Mapping[str, str] = {
    "accounts": "Akun",
    "applicants": "Orang pada akun",
    "account_codes": "Kode masuk",
    "account_sessions": "Sesi masuk",
    "applications": "Isian permohonan",
    "instances": "Permohonan",
    "tasks": "Langkah dan isian petugas",
    "attachments": "Berkas",
    "comments": "Komentar petugas",
    "shortfalls": "Kekurangan berkas",
    "pauses": "Jeda",
    "breaches": "Keterlambatan",
    "decisions_taken": "Keputusan menurut tabel",
    "complaints": "Pengaduan",
    "surveys": "Survei kepuasan",
    "outbox": "Pesan yang dikirim",
    "bills": "Tagihan",
    "payments": "Pembayaran",
    "bookings": "Tanggal kedatangan",
    "tickets": "Nomor antrean",
    "waits": "Penantian",
    "clocks": "Batas waktu",
    "incidents": "Kejadian gagal",
    "system_calls": "Pertanyaan ke sistem lain",
    "moved_cases": "Perpindahan versi SOP",
    "case_facts": "Angka untuk laporan",
    "unmaskings": "Pembukaan oleh auditor",
    "holds": "Penahanan hukum",
    "erasures": "Penghapusan",
}
_FIELDS: Mapping[str, str] = {
    "name": "Nama",
    "email": "Surel",
    "phone": "Telepon",
    "title": "Nama pemohon",
    "nik": "NIK",
    "birth_date": "Tanggal lahir",
    "sex": "Jenis kelamin",
    "relation": "Hubungan",
    "business_key": "Nomor permohonan",
    "category": "Jenis permohonan",
    "answers": "Jawaban",
    "variables": "Isian",
    "text": "Isi",
    "contact": "Kontak",
    "receipt_code": "Kode tanda terima",
    "note": "Catatan",
    "evidence": "Keterangan",
    "comment": "Komentar",
    "inputs": "Masukan",
    "recipient": "Penerima",
    "data": "Data permohonan",
    "item": "Dokumen",
    "code": "Kode",
    "amount": "Jumlah",
    "reason": "Alasan",
    "purpose": "Tujuan",
}
_WIDE = 300  # characters of a value in the document; the JSON has the whole


def document(tx: Tx, site: Site, held: Mapping[str, Any]) -> Document:
    """What is held, who read it and what was done, as sections of a report."""
    zone, label = ZoneInfo(settings.value(tx, "office.zone")), str(settings.value(tx, "office.zone_label"))
    return Document(
        kind="data-pribadi",
        title="Salinan Data Pribadi",
        subtitle="UU 27/2022 tentang Pelindungan Data Pribadi, Pasal 7 dan 13",
        made_at=tx.now.astimezone(zone),
        letterhead=paper.letterhead(site, tx),
        about=(
            ("Unit kerja", str(settings.value(tx, "office.name"))),
            ("Dibuat pada", moment(tx.now.astimezone(zone), label)),
        ),
        sections=(
            *(_section(table, rows) for table, rows in held["records"].items()),
            _seen("Siapa membaca data ini", held["read_by"], zone, label),
            _seen("Apa yang dilakukan", held["history"], zone, label),
        ),
        zone_label=label,
    )


def _section(table: str, rows: Sequence[Mapping[str, Any]]) -> Section:
    columns = (Column("Data", 1.0), Column("Isi", 3.0))
    tables = tuple(Table(columns, _lines(row)) for row in rows)
    return Section(TABLES.get(table, table), tables)


def _lines(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    shown = ((name, value) for name, value in row.items() if value not in (None, "", {}, []))
    return tuple((_FIELDS.get(name, name.replace("_", " ")), _said(value)) for name, value in shown)


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        text = "; ".join(f"{key}: {_said(inner)}" for key, inner in value.items() if inner not in (None, ""))
    elif isinstance(value, list):
        text = ", ".join(map(_said, value))
    elif isinstance(value, bool):
        text = "ya" if value else "tidak"
    else:
        text = str(value)
    return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"


def _seen(heading: str, records: Sequence[Mapping[str, Any]], zone: ZoneInfo, label: str) -> Section:
    if not records:
        return Section(heading, notes=(Note("Tidak ada catatan."),))
    columns = (Column("Kapan", 1.2), Column("Siapa", 1.0), Column("Apa", 1.4), Column("Alasan", 1.4))
    rows = tuple(
        (
            moment(one["at"].astimezone(zone), label),
            one["name"] or one["who"],
            one["what"],
            str(one.get("why", "")),
        )
        for one in records
    )
    return Section(heading, (Table(columns, rows),))
