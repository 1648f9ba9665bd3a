"""The wizard's pages in order, which SOP step each belongs to, and how far an application has come.

The rows of SOP Aplikasi M-Paspor are messages named by their element; a page, or several, answer one row. Rows 1-3
(the app, the account, its activation) are proved by the account.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.database import Tx
from tasks import slots
from tasks.applicants import documents, family, questions
from tasks.applicants.applications import Application, awaited
from tasks.applicants.documents import Wanted
from tasks.applicants.questions import Asked
from tasks.slots import Booking

SOP = "m_paspor"
BY_ACCOUNT = ("pasang_aplikasi", "daftar_akun", "aktivasi_akun")
CHECK_IDENTITY, QUESTIONS, SEND, PAY = "unggah_ektp", "isi_kuesioner", "terima_billing", "bayar_pnbp"
CHOOSE, PICK_DAY = "pilih_paspor_kantor", "pilih_jadwal"
PROOF, MOVE_DAY = "bukti_pendaftaran", "ubah_jadwal"
STEPS: tuple[tuple[str, str], ...] = (
    (questions.SERVICE, "pilih_layanan"),
    (questions.NIK, CHECK_IDENTITY),
    (questions.HISTORY, QUESTIONS),
    (questions.PURPOSE, QUESTIONS),
    (questions.CONDITION, QUESTIONS),
    (questions.PARENTS, QUESTIONS),
    (questions.CONTACT, QUESTIONS),
    (questions.DOCUMENTS, "unggah_dokumen"),
    (questions.PASSPORT, CHOOSE),
    (questions.DAY, PICK_DAY),
    (questions.SUMMARY, SEND),
)
"""Page and element, in the order of the SOP's rows 4-10."""

PAGES = tuple(page for page, _ in STEPS)
FILLING = frozenset(element for _, element in STEPS)
"""Elements before the application is sent; it can be changed while its case waits for one of them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an application has come: the element awaited, the pages that are complete, the first that is not."""

    asked: Asked
    awaited: str | None
    complete: frozenset[str]
    wanted: tuple[Wanted, ...]
    booking: Booking | None

    @property
    def open(self) -> bool:
        """Whether it can still be changed."""
        return self.awaited in FILLING

    @property
    def next(self) -> str:
        """The page to go on with."""
        return next((page for page in PAGES if page not in self.complete), questions.SUMMARY)

    def reachable(self, page: str) -> bool:
        """Whether a page may be shown: every page before it is complete."""
        return PAGES.index(page) <= PAGES.index(self.next)


def asked_of(tx: Tx, application: Application) -> Asked:
    """Whom and what an application asks about."""
    return Asked(application.birth_date, family.today(tx), application.answers)


def progress(tx: Tx, application: Application) -> Progress:
    """How far an application has come, as it stands now."""
    asked, booking = asked_of(tx, application), slots.live(tx, application.id)
    complete = {page for page in questions.FIELDS if not questions.faults(page, asked)}
    needed = documents.wanted(tx, application, asked) if questions.SERVICE in complete else ()
    if not asked.child and not _has_identity(needed):
        complete.discard(questions.NIK)
    if needed and not documents.missing(needed):
        complete.add(questions.DOCUMENTS)
    if booking and booking.place == asked.said(questions.PASSPORT, "tempat"):
        complete.add(questions.DAY)
    return Progress(asked, awaited(tx, application.instance_id), frozenset(complete), needed, booking)


def pages_of(element: str) -> tuple[str, ...]:
    """The pages that answer an SOP row."""
    return tuple(page for page, its in STEPS if its == element)


def _has_identity(needed: tuple[Wanted, ...]) -> bool:
    return any(one.code == documents.IDENTITY and one.files for one in needed)
