"""The wizard's questions: each page's fields, read from what was typed in the light of the other pages.

What was typed is kept as it is and read anew each time, so an answer that another page makes needless or insufficient
is seen as such at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.refusals import Problem
from tasks.applicants import consent, family
from tasks.applicants.reading import Reading

SERVICE, NIK, HISTORY, PURPOSE = "layanan", "nik", "riwayat", "tujuan"
CONDITION, PARENTS, CONTACT, PASSPORT = "keadaan", "orang-tua", "kontak", "paspor"
DOCUMENTS, DAY, SUMMARY = "dokumen", "jadwal", "ringkasan"

SERVICES = ("reguler", "percepatan")
KINDS = ("pertama", "ganti")
OLD = ("ada", "hilang", "rusak")
PURPOSES = ("wisata", "keluarga", "haji_umrah", "belajar", "bekerja", "berobat", "lain")
BOOKLETS = ("non_elektronik", "elektronik")
NEEDS = ("tidak", "disabilitas", "hamil_menyusui")
YES_NO = ("ya", "tidak")
ADULT = 17  # Permenkumham 8/2014: 17 years, or married
_MAY_BE_MARRIED = 13
_YEAR_BUILT = 1980  # no older booklet is in use; what is typed below is a slip

_ADULT_CONDITIONS = ("pernah_ganti_nama", "pewarganegaraan", "dokumen_tidak_memuat_data")
_CHILD_CONDITIONS = (
    "pernah_ganti_nama",
    "orang_tua_memiliki_paspor",
    "orang_tua_tidak_hadir",
    "orang_tua_bercerai",
    "bepergian_tanpa_orang_tua",
)

Answers = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom and what is asked: the applicant's birth, the day it is, everything typed so far."""

    birth: date
    today: date
    answers: Answers

    def said(self, page: str, field: str) -> str:
        """What was typed in a field; empty when nothing was."""
        return self.answers.get(page, {}).get(field, "")

    @property
    def age(self) -> int:
        """Years completed today."""
        return family.age(self.birth, self.today)

    @property
    def may_be_married(self) -> bool:
        """Whether it makes sense to ask: for those who would count as children otherwise."""
        return _MAY_BE_MARRIED <= self.age < ADULT

    @property
    def child(self) -> bool:
        """Under 17 and not married."""
        return self.age < ADULT and not (self.may_be_married and self.said(SERVICE, "sudah_kawin") == "ya")

    @property
    def renewal(self) -> bool:
        """Whether an old passport is to be replaced."""
        return self.said(SERVICE, "jenis") == "ganti"

    @property
    def walk_in(self) -> str:
        """Why this is served at the office only: "hilang", "rusak", "data_berubah" (SOP, step 6); else empty."""
        if not self.renewal:
            return ""
        old = self.said(HISTORY, "paspor_lama")
        if old in ("hilang", "rusak"):
            return old
        return "data_berubah" if self.said(HISTORY, "data_berubah") == "ya" else ""

    @property
    def type(self) -> str:
        """The application type of documents.yaml."""
        if self.renewal:
            old = self.said(HISTORY, "paspor_lama")
            return old if old in ("hilang", "rusak") else "habis_berlaku"
        if self.child:
            return "baru_anak"
        purpose = self.said(PURPOSE, "tujuan")
        return {"haji_umrah": "haji_umrah", "bekerja": "cpmi"}.get(purpose, "baru_dewasa")

    @property
    def conditions(self) -> tuple[str, ...]:
        """The yes-or-no questions that decide which documents are asked for."""
        if self.renewal:
            return ()
        return _CHILD_CONDITIONS if self.child else _ADULT_CONDITIONS


def faults(page: str, asked: Asked) -> list[Problem]:
    """What is wrong with, or missing from, a page's answers."""
    form = Reading(asked.answers.get(page, {}))
    if page in _READERS:
        _READERS[page](form, asked)
    return form.problems


def kept(page: str, given: Mapping[str, object]) -> dict[str, str]:
    """What of a posted form is kept as typed: the page's own fields, bounded."""
    return {name: str(given[name])[:1000] for name in FIELDS.get(page, ()) if name in given}


def facts(asked: Asked) -> dict[str, object]:
    """What decision models are told of the application (names of their inputs); nothing that was not answered."""
    told: dict[str, object] = {
        "jenis_permohonan": asked.type,
        "layanan": asked.said(SERVICE, "layanan") or None,
        "tanggal_lahir": asked.birth.isoformat(),
        "sudah_kawin": not asked.child if asked.age < ADULT else None,
        "jenis_paspor": asked.said(PASSPORT, "jenis_paspor") or None,
        "masa_berlaku": int(asked.said(PASSPORT, "masa_berlaku") or 0) or None,
        "pernah_memiliki_paspor": asked.renewal or asked.said(HISTORY, "pernah_punya") == "ya",
        "pertama_kali": not asked.renewal and asked.said(HISTORY, "pernah_punya") == "tidak",
        "penyandang_disabilitas": asked.said(CONDITION, "kebutuhan") == "disabilitas",
        "hamil_menyusui": asked.said(CONDITION, "kebutuhan") == "hamil_menyusui",
        "keadaan_kahar": False,
        "punya_akun": True,
        "sakit_tidak_dapat_datang": False,
    }
    told |= {name: asked.said(CONDITION, name) == "ya" for name in asked.conditions}
    if asked.renewal:
        year = asked.said(HISTORY, "tahun_terbit")
        told["tahun_terbit_paspor_lama"] = int(year) if year.isdecimal() else None
        told["terbit_di_luar_indonesia"] = asked.said(HISTORY, "terbit_di_luar") == "ya"
        told["data_berubah"] = asked.said(HISTORY, "data_berubah") == "ya"
    return {name: value for name, value in told.items() if value is not None}


_STAYS_HERE = frozenset(
    {
        "tanggal_lahir",
        "penyandang_disabilitas",
        "hamil_menyusui",
        "keadaan_kahar",
        "punya_akun",
        "sakit_tidak_dapat_datang",
    }
)
"""Facts that no step of the office needs to read: health among them (UU 27/2022 Ps 4)."""


def for_the_case(asked: Asked) -> dict[str, object]:
    """What the case is told, so that its completeness gate asks for exactly the documents that apply."""
    return {name: value for name, value in facts(asked).items() if name not in _STAYS_HERE}


def _service(form: Reading, asked: Asked) -> None:
    form.choice("layanan", SERVICES)
    form.choice("jenis", KINDS)
    if asked.may_be_married:
        form.choice("sudah_kawin", YES_NO)
    form.ticked("setuju", "application.terms")
    if form.given.get("versi", consent.current(consent.TERMS)) != consent.current(consent.TERMS):
        form.wrong("account.consent_newer", "setuju")


def _nik(form: Reading, _asked: Asked) -> None:
    form.choice("nik_benar", ("ya", "dukcapil"))


def _history(form: Reading, asked: Asked) -> None:
    if not asked.renewal:
        form.choice("pernah_punya", YES_NO)
        return
    old = form.choice("paspor_lama", OLD)
    if old in ("hilang", "rusak"):
        return
    year = form.line("tahun_terbit", 4)
    if year and not (year.isascii() and year.isdecimal() and _YEAR_BUILT <= int(year) <= asked.today.year):
        form.wrong("form.year", "tahun_terbit", first=_YEAR_BUILT, last=asked.today.year)
    form.choice("terbit_di_luar", YES_NO)
    form.choice("data_berubah", YES_NO)


def _purpose(form: Reading, _asked: Asked) -> None:
    form.choice("tujuan", PURPOSES)
    form.line("negara", 80)


def _condition(form: Reading, asked: Asked) -> None:
    for name in asked.conditions:
        form.choice(name, YES_NO)
    form.choice("kebutuhan", NEEDS)


def _parents(form: Reading, _asked: Asked) -> None:
    form.line("nama_ayah", 120)
    form.line("nama_ibu", 120)


def _contact(form: Reading, _asked: Asked) -> None:
    form.line("alamat", 300)
    form.line("kontak_nama", 120)
    form.phone("kontak_telepon")


def _passport(form: Reading, _asked: Asked) -> None:
    form.choice("jenis_paspor", BOOKLETS)
    form.choice("masa_berlaku", ("5", "10"))
    form.line("tempat", 40)


_READERS: Mapping[str, Callable[[Reading, Asked], None]] = {
    SERVICE: _service,
    NIK: _nik,
    HISTORY: _history,
    PURPOSE: _purpose,
    CONDITION: _condition,
    PARENTS: _parents,
    CONTACT: _contact,
    PASSPORT: _passport,
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    SERVICE: ("layanan", "jenis", "sudah_kawin", "setuju", "versi"),
    NIK: ("nik_benar",),
    HISTORY: ("pernah_punya", "paspor_lama", "tahun_terbit", "terbit_di_luar", "data_berubah"),
    PURPOSE: ("tujuan", "negara"),
    CONDITION: (*dict.fromkeys((*_ADULT_CONDITIONS, *_CHILD_CONDITIONS)), "kebutuhan"),
    PARENTS: ("nama_ayah", "nama_ibu"),
    CONTACT: ("alamat", "kontak_nama", "kontak_telepon"),
    PASSPORT: ("jenis_paspor", "masa_berlaku", "tempat"),
}
