"""An application in tests, filled the way the pages fill it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from engine.database import Actor
from tasks.applicants import choosing, documents, filling, questions
from tasks.applicants.documents import Sent
from tasks.applicants.steps import Progress
from tasks.site import Site

FIRST = {"layanan": "reguler", "jenis": "pertama", "setuju": "true"}
RENEWAL = {**FIRST, "jenis": "ganti"}
OLD = {"paspor_lama": "ada", "tahun_terbit": "2016", "terbit_di_luar": "tidak", "data_berubah": "tidak"}
ANSWERS: dict[str, dict[str, str]] = {
    questions.NIK: {"nik_benar": "ya"},
    questions.HISTORY: {"pernah_punya": "tidak"},
    questions.PURPOSE: {"tujuan": "wisata", "negara": "Malaysia"},
    questions.CONDITION: {
        "pernah_ganti_nama": "tidak",
        "pewarganegaraan": "tidak",
        "dokumen_tidak_memuat_data": "tidak",
        "kebutuhan": "tidak",
    },
    questions.PARENTS: {"nama_ayah": "Abdurrahman", "nama_ibu": "Halimah"},
    questions.CONTACT: {
        "alamat": "Jalan Raya Batulicin 12",
        "kontak_nama": "Noraini",
        "kontak_telepon": "0813 1111 2222",
    },
    questions.PASSPORT: {"jenis_paspor": "elektronik", "masa_berlaku": "10", "tempat": "batulicin"},
}
DAY = "2026-04-13"


def photo(colour: str = "white", size: tuple[int, int] = (400, 300)) -> bytes:
    """A small JPEG."""
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, "JPEG")
    return made.getvalue()


def upload(site: Site, actor: Actor, number: int, *codes: str) -> None:
    """A photo for each document."""
    for code in codes:
        documents.upload(site, actor, number, code, Sent(f"{code}.jpg", BytesIO(photo())))


def answered(site: Site, actor: Actor, number: int, *pages: str, **changed: Any) -> Progress:
    """Answer pages the usual way; `changed` gives a page other answers, its dash as an underscore."""
    here = None
    for page in pages:
        given = {**ANSWERS[page], **changed.get(page.replace("-", "_"), {})}
        here = filling.answer(site, actor, number, page, given)
    assert here is not None
    return here


def filled(site: Site, actor: Actor, person: int, **changed: Any) -> int:
    """A first application of an adult, complete up to its summary."""
    number = filling.begin(site, actor, person, {**FIRST, **changed.get("layanan", {})})
    upload(site, actor, number, "ektp", "kk", "akta_lahir")
    answered(site, actor, number, *(page for page in ANSWERS if page != questions.PASSPORT), **changed)
    filling.finish_documents(site, actor, number)
    answered(site, actor, number, questions.PASSPORT, **changed)
    choosing.choose_day(site, actor, number, changed.get("hari", DAY))
    return number
