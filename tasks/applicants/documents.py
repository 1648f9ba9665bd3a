"""Documents of an application: which are asked for, by the decision table, and the photos that answer them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from engine import settings
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from tasks import attachments, checklist, decisions, file_kinds, files, texts
from tasks.applicants import applications, questions
from tasks.applicants.applications import Application
from tasks.applicants.questions import Asked
from tasks.attachments import Attachment, OpenedFile, Place
from tasks.site import Site

MODEL, DECISION = "kelengkapan", "daftar"
MOST_PER_DOCUMENT = 4
IDENTITY = "ektp"
_OPEN = frozenset(
    [
        "pilih_layanan",
        "unggah_ektp",
        "isi_kuesioner",
        "unggah_dokumen",
        "pilih_paspor_kantor",
        "pilih_jadwal",
        "terima_billing",
    ]
)
"""Rows of the SOP during which files may be added and taken off: all before the application is sent."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One document asked for: `need` is "ya" (must), "salah_satu" (one of `group`) or "bila" (if there is one).

    `seen_only` documents are shown at the office and never uploaded.
    """

    code: str
    label: str
    need: str
    group: str
    condition: str
    note: str
    seen_only: bool
    files: tuple[Attachment, ...] = ()


def wanted(tx: Tx, application: Application, asked: Asked) -> tuple[Wanted, ...]:
    """What is asked for by the answers so far, each with the files that answer it."""
    answer = decisions.look(tx, MODEL, DECISION, questions.facts(asked))
    given = attachments.own(tx, application.instance_id)
    return tuple(_wanted(row, given) for row in answer.value)


def missing(found: tuple[Wanted, ...]) -> tuple[Wanted, ...]:
    """What still has to be uploaded; of a group of which one is enough, its first."""
    answered = {one.group for one in found if one.need == "salah_satu" and one.files}
    lacking = []
    for one in found:
        if one.need == "ya" and not one.files and not one.seen_only:
            lacking.append(one)
        if one.need == "salah_satu" and one.group not in answered:
            lacking.append(one)
            answered.add(one.group)
    return tuple(lacking)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent: what it was called, and its bytes to be read once."""

    name: str
    stream: IO[bytes]


def upload(site: Site, actor: Actor, number: int, code: str, sent: Sent) -> Attachment:
    """Add a photo or PDF of a document; pictures are made anew, without where and with what they were taken.

    Raises NotFound, Conflict when the application is sent or the document has enough files, Invalid for a file
    that is too large or none of PDF, JPEG, PNG, WebP, and for documents that are only looked at.
    """
    with site.db.read(actor) as tx:
        application = applications.read_own(tx, number)
        _require_open(tx, application, code)
        most = settings.value(tx, "portal.upload_max_bytes")
    stored = files.keep(site, sent.stream, most)
    with site.db.begin(actor) as tx:
        held = applications.hold_own(tx, number)
        _require_open(tx, held.application, code)
        there = [one for one in attachments.own(tx, held.instance.id) if one.item == code]
        same = next((one for one in there if one.sha256 == stored.sha256), None)
        if same:  # pressed twice
            return same
        if len(there) >= MOST_PER_DOCUMENT:
            raise Conflict("application.document_full", most=MOST_PER_DOCUMENT)
        shown = texts.line(sent.name or code, "file", 1000, required=False) or code
        return attachments.attach(tx, Place(held.instance.id, item=code), shown, stored)


def take_off(site: Site, actor: Actor, number: int, file: int) -> None:
    """Take one's own file off again, until the application is sent. Raises NotFound, Conflict."""
    with site.db.begin(actor) as tx:
        held = applications.hold_own(tx, number)
        found = _own(tx, held.application, file)
        _require_open(tx, held.application, found.item or "")
        attachments.take_off(tx, found)


def opened(site: Site, actor: Actor, number: int, file: int) -> OpenedFile:
    """One's own file, to be looked at. Raises NotFound, also for somebody else's."""
    with site.db.read(actor) as tx:
        found = _own(tx, applications.read_own(tx, number), file)
    return OpenedFile(files.path(site, found.sha256), found.name, found.media_type, found.sha256)


def small(site: Site, actor: Actor, number: int, file: int) -> bytes:
    """A small JPEG of one's own picture. Raises NotFound, also for a PDF."""
    found = opened(site, actor, number, file)
    if found.media_type == file_kinds.PDF:
        raise NotFound("attachment.unknown")
    from tasks import pictures  # noqa: PLC0415 - Pillow would weigh on every start

    return pictures.small(found.path.read_bytes(), found.media_type)


def _own(tx: Tx, application: Application, file: int) -> Attachment:
    found = next((one for one in attachments.own(tx, application.instance_id) if one.id == file), None)
    if found is None:
        raise NotFound("attachment.unknown")
    return found


def _require_open(tx: Tx, application: Application, code: str) -> None:
    if applications.awaited(tx, application.instance_id) not in _OPEN:
        raise Conflict("application.sent")
    if checklist.seen_only(code):
        raise Invalid("attachment.never_stored", Problem("attachment.never_stored", "file"))
    if code not in {document.code for document in checklist.documents()}:
        raise NotFound("application.document_unknown")


def _wanted(row: dict[str, str | None], given: tuple[Attachment, ...]) -> Wanted:
    document = checklist.document(str(row["dokumen"]))
    return Wanted(
        code=document.code,
        label=document.label,
        need=str(row["sifat"]),
        group=row["kelompok"] or "",
        condition=row["syarat"] or "",
        note=row["catatan"] or "",
        seen_only=document.seen_only,
        files=tuple(one for one in given if one.item == document.code),
    )
