"""The notices of a breach of data as documents: to the people it is about, to the agency, and the office's own list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from engine import settings
from engine.database import Actor, Tx
from engine.refusals import NotFound
from processes.paper.report.model import Column, Document, Note, Section, Table, Told
from processes.paper.report.words import moment
from tasks import paper
from tasks.filing.documents import file
from tasks.filing.frame import head_signer
from tasks.privacy import holds, leaks, touched
from tasks.privacy.leaks import AGENCY, SUBJECTS, Extent, Leak
from tasks.site import Site

WORDS: Mapping[str, str] = {
    touched.NAME: "nama dan nomor permohonan",
    touched.CONTACT: "alamat surel",
    touched.ANSWERS: "isian formulir dan hasil pemeriksaan berkas",
    touched.FILES: "berkas yang diunggah atau dipindai",
    touched.SPECIFIC: "berkas yang memuat data pribadi spesifik (Pasal 4 ayat (2))",
}
LIST = "list"
_BASIS = "UU 27/2022 tentang Pelindungan Data Pribadi, Pasal 46"
_EMPTY = "Belum diisi."


def export(site: Site, actor: Actor, leak_id: int, whom: str, ending: str) -> bytes:
    """A notice or the list as pdf, docx or xlsx; it is recorded. Raises Forbidden, NotFound."""
    holds.require_officer(actor)
    if whom not in _MADE:
        raise NotFound("page.unknown")
    leak, extent = leaks.read(site, actor, leak_id)
    with site.db.begin(actor) as tx:
        document = _MADE[whom](site, tx, leak, extent)
        leaks.note_made(tx, leak, f"{whom}.{ending}", len(extent.cases))
    return file(document, ending)


def _to_subjects(site: Site, tx: Tx, leak: Leak, extent: Extent) -> Document:
    what = "; ".join(WORDS[kind] for kind in _kinds(extent))
    opening = (
        f"Dengan ini kami memberitahukan bahwa pada {_span(tx, leak)} telah terjadi kegagalan pelindungan data pribadi "
        "yang menyangkut data pribadi Anda pada permohonan di kantor kami."
    )
    sections = (
        Section("Pemberitahuan", notes=(Note(opening),)),
        _said("Bagaimana terjadinya", leak.happened),
        Section("Data pribadi yang terungkap", notes=(Note(what + "." if what else _EMPTY),)),
        _said("Upaya penanganan dan pemulihan", leak.measures),
        Section(
            "Yang dapat Anda lakukan",
            notes=(
                Note("Waspadai pihak yang menghubungi Anda dengan menyebut data permohonan ini."),
                Note(
                    "Anda berhak meminta salinan data pribadi Anda dan keterangan lebih lanjut dari kantor ini."
                ),
            ),
        ),
    )
    return _document(site, tx, leak, "Pemberitahuan kepada Subjek Data Pribadi", sections)


def _to_agency(site: Site, tx: Tx, leak: Leak, extent: Extent) -> Document:
    counted = Counter(kind for one in extent.cases for kind in one.kinds)
    rows = tuple((WORDS[kind], counted[kind]) for kind in touched.KINDS if counted[kind])
    numbers = Table((Column("Jenis data", 3.0), Column("Permohonan", 1.0)), rows or (("Tidak ada", 0),))
    sections = (
        _said("Kejadian", leak.happened),
        Section(
            "Luasnya",
            (numbers,),
            (
                Note(
                    f"Permohonan yang tersentuh: {len(extent.cases)}. Daftar yang dibaca: {len(extent.lists)}."
                ),
                Note(f"Akses yang dipakai: {len(extent.actors)} akun petugas, program, atau pemohon."),
                Note(
                    "Halaman yang hanya dilihat petugas tanpa bertindak tidak dicatat satu per satu.",
                    Told.MISSING,
                ),
            ),
        ),
        _said("Upaya penanganan dan pemulihan", leak.measures),
    )
    return _document(site, tx, leak, "Pemberitahuan kepada Lembaga Pelindungan Data Pribadi", sections)


def _listed(site: Site, tx: Tx, leak: Leak, extent: Extent) -> Document:
    zone, label = _zone(tx)
    columns = (
        Column("Nomor", 1.2),
        Column("Nama", 1.6),
        Column("Surel", 1.6),
        Column("Data", 2.4),
        Column("Pertama", 1.2),
        Column("Terakhir", 1.2),
    )
    rows = tuple(
        (
            one.number,
            one.name,
            one.email,
            "; ".join(WORDS[kind] for kind in one.kinds),
            moment(one.first.astimezone(zone), label),
            moment(one.last.astimezone(zone), label),
        )
        for one in extent.cases
    )
    heading = "Permohonan yang tersentuh"
    section = (
        Section(heading, (Table(columns, rows),)) if rows else Section(heading, notes=(Note("Tidak ada."),))
    )
    return replace(_document(site, tx, leak, "Daftar data yang tersentuh", (section,)), landscape=True)


def _document(site: Site, tx: Tx, leak: Leak, title: str, sections: tuple[Section, ...]) -> Document:
    zone, label = _zone(tx)
    return Document(
        kind="kegagalan-pelindungan",
        title=title,
        subtitle=_BASIS,
        made_at=tx.now.astimezone(zone),
        letterhead=paper.letterhead(site, tx),
        about=(
            ("Perihal", leak.title),
            ("Diketahui pada", moment(leak.known_at.astimezone(zone), label)),
            ("Batas pemberitahuan (3 x 24 jam)", moment(leak.due_at.astimezone(zone), label)),
            ("Rentang kejadian", _span(tx, leak)),
        ),
        sections=sections,
        signature=(head_signer(tx),),
        zone_label=label,
    )


def _said(heading: str, text: str) -> Section:
    paragraphs = [part for part in text.split("\n") if part.strip()]
    notes = tuple(Note(part) for part in paragraphs) or (Note(_EMPTY, Told.MISSING),)
    return Section(heading, notes=notes)


def _kinds(extent: Extent) -> tuple[str, ...]:
    held = {kind for one in extent.cases for kind in one.kinds}
    return tuple(kind for kind in touched.KINDS if kind in held)


def _span(tx: Tx, leak: Leak) -> str:
    zone, label = _zone(tx)
    return f"{moment(leak.since.astimezone(zone), label)} sampai {moment(leak.until.astimezone(zone), label)}"


def _zone(tx: Tx) -> tuple[ZoneInfo, str]:
    return ZoneInfo(settings.value(tx, "office.zone")), str(settings.value(tx, "office.zone_label"))


_MADE: Mapping[str, Callable[[Site, Tx, Leak, Extent], Document]] = {
    SUBJECTS: _to_subjects,
    AGENCY: _to_agency,
    LIST: _listed,
}
WHOM = tuple(_MADE)
