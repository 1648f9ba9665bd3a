"""A process owner's change of Micin Darurat, for tests: drafted, sent, decided."""

from __future__ import annotations

from tasks import library
from tasks.versions import reviewing
from tasks.versions.reviews import Review
from tests.support.office import Office
from tests.support.sops import shipped

KEY = "micin_darurat"
SHIPPED = shipped(KEY)
STEP = "terima_permohonan"


def changed(step: int = 1) -> bytes:
    """The shipped file with another remark, different for each step."""
    return SHIPPED.replace(b"Keluarga pemohon", b"Keluarga pemohon (%d)" % step, 1)


def drafted(office: Office, content: bytes = b"", login: str = "pemilik") -> int:
    """Save somebody's draft; its revision."""
    draft = library.open_draft(office.site, office[login], KEY)
    return library.save_draft(office.site, office[login], KEY, content or changed(), draft.revision).revision


def sent(office: Office, content: bytes = b"", login: str = "pemilik") -> Review:
    """Save somebody's draft and send it to review."""
    drafted(office, content, login)
    return reviewing.submit(office.site, office[login], KEY, "Keterangan lebih jelas")


def approved(office: Office, content: bytes = b"", login: str = "pemilik") -> Review:
    """As `sent`, approved by the head of section."""
    return reviewing.approve(office.site, office["kasi"], sent(office, content, login).id, "Setuju")
