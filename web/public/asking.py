"""The wizard's questions in words: each page's title and fields, as the answers so far make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tasks.applicants import questions as q
from tasks.applicants.questions import Asked
from web.shell.i18n import N_, gettext


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a page: kind radio | text | tel | digits; `options` as (value, words, hint)."""

    kind: str
    name: str
    label: str
    hint: str = ""
    options: tuple[tuple[str, str, str], ...] = ()
    most: int = 300


@dataclass(frozen=True, slots=True)
class Page:
    """A page's title, a sentence under it, and the word for the list of pages."""

    title: Any
    lead: Any
    short: Any


PAGES: dict[str, Page] = {
    q.SERVICE: Page(N_("Which service?"), "", N_("Service")),
    q.NIK: Page(N_("Identity card and NIK"), "", N_("e-KTP and NIK")),
    q.HISTORY: Page(N_("Earlier passports"), "", N_("Earlier passports")),
    q.PURPOSE: Page(N_("What is the journey for?"), "", N_("Journey")),
    q.CONDITION: Page(
        N_("About the applicant"), N_("The answers decide which documents are needed."), N_("Applicant")
    ),
    q.PARENTS: Page(N_("Parents of the applicant"), N_("As on the birth certificate."), N_("Parents")),
    q.CONTACT: Page(N_("Address and contact"), N_("Where we reach you or your family."), N_("Contact")),
    q.DOCUMENTS: Page(
        N_("Photos of your documents"),
        N_("Lay the sheet flat, with enough light, so that every letter can be read."),
        N_("Documents"),
    ),
    q.PASSPORT: Page(N_("Which passport, and where?"), "", N_("Passport and place")),
    q.DAY: Page(N_("When will you come?"), "", N_("Day")),
    q.SUMMARY: Page(
        N_("Check and send"), N_("Is everything right? Afterwards it cannot be changed."), N_("Send")
    ),
}

_SERVICES = {
    "reguler": (N_("Regular service"), N_("Ready 4 working days after the interview")),
    "percepatan": (N_("Same day"), N_("Ready on the day of the interview, for an extra fee")),
}
_KINDS = {
    "pertama": (N_("First passport"), N_("The applicant has no passport yet")),
    "ganti": (N_("Replace an old passport"), N_("Expired, about to expire, or full")),
}
_OLD = {
    "ada": (N_("I have it"), ""),
    "hilang": (N_("It is lost"), N_("Served at the office")),
    "rusak": (N_("It is damaged"), N_("Served at the office")),
}
_PURPOSES = {
    "wisata": (N_("Holiday"), ""),
    "keluarga": (N_("Visiting family"), ""),
    "haji_umrah": (N_("Hajj or umrah"), ""),
    "belajar": (N_("Study"), ""),
    "bekerja": (N_("Work abroad (migrant worker, CPMI)"), ""),
    "berobat": (N_("Medical treatment"), ""),
    "lain": (N_("Something else"), ""),
}
_NEEDS = {
    "tidak": (N_("No"), ""),
    "disabilitas": (N_("Yes, a disability"), ""),
    "hamil_menyusui": (N_("Yes, pregnant or nursing"), ""),
}
_LETTER = {"ada": (N_("there is one; to be looked at, never stored"), "")}
_YES_NO = {"ya": (N_("Yes"), ""), "tidak": (N_("No"), "")}
_CONDITIONS = {
    "pernah_ganti_nama": N_("Was the name ever changed by a court?"),
    "pewarganegaraan": N_("Did the applicant become an Indonesian citizen by naturalisation?"),
    "dokumen_tidak_memuat_data": N_(
        "Does birth or marriage certificate or diploma lack the name, date or place of birth, or the parents?"
    ),
    "orang_tua_memiliki_paspor": N_("Has a parent a passport?"),
    "orang_tua_tidak_hadir": N_("Will one of the parents be unable to come along?"),
    "orang_tua_bercerai": N_("Are the parents divorced?"),
    "bepergian_tanpa_orang_tua": N_("Will the child travel without the parents?"),
}
WORDS: dict[str, dict[str, tuple[Any, Any]]] = {
    "layanan": _SERVICES,
    "jenis": _KINDS,
    "paspor_lama": _OLD,
    "tujuan": _PURPOSES,
    "kebutuhan": _NEEDS,
    "surat_dokter": _LETTER,
    "jenis_paspor": {
        "non_elektronik": (N_("Ordinary"), ""),
        "elektronik": (N_("Electronic"), N_("With a chip")),
    },
}
LABELS: dict[str, Any] = {
    "layanan": N_("How fast?"),
    "jenis": N_("What is needed?"),
    "sudah_kawin": N_("Is the applicant married?"),
    "pernah_punya": N_("Has the applicant ever had a passport?"),
    "paspor_lama": N_("Where is the old passport?"),
    "tahun_terbit": N_("Year it was issued"),
    "terbit_di_luar": N_("Was it issued outside Indonesia?"),
    "data_berubah": N_("Has the name, date or place of birth changed since?"),
    "tujuan": N_("What is the journey for?"),
    "negara": N_("Country you go to first"),
    "kebutuhan": N_("Is help needed at the priority counter?"),
    "nama_ayah": N_("Father's name"),
    "nama_ibu": N_("Mother's name"),
    "alamat": N_("Address"),
    "kontak_nama": N_("Whom may we call if we do not reach you?"),
    "kontak_telepon": N_("Their mobile number"),
    "jenis_paspor": N_("Kind of passport"),
    "masa_berlaku": N_("Years"),
    "tempat": N_("Where will you come?"),
    "akses": N_("How do we get there?"),
    "surat_dokter": N_("Doctor's letter"),
    **_CONDITIONS,
}


def fields(page: str, asked: Asked) -> list[Field]:
    """The fields of a page of questions, in order."""
    made = {
        q.SERVICE: _service,
        q.HISTORY: _history,
        q.PURPOSE: _purpose,
        q.CONDITION: _condition,
        q.PARENTS: lambda _: [_text("nama_ayah"), _text("nama_ibu")],
        q.CONTACT: _contact,
    }
    return made[page](asked) if page in made else []


def said(name: str, value: str) -> str:
    """An answer in words, for the summary and for staff."""
    known = WORDS.get(name, _YES_NO).get(value)
    return str(known[0]) if known else value


def _service(asked: Asked) -> list[Field]:
    married = [_yes_no("sudah_kawin")] if asked.may_be_married else []
    return [_radio("jenis"), *married, _radio("layanan")]


def _history(asked: Asked) -> list[Field]:
    if not asked.renewal:
        return [_yes_no("pernah_punya")]
    year = Field(
        "digits",
        "tahun_terbit",
        str(LABELS["tahun_terbit"]),
        gettext("As on its page with the photo"),
        most=4,
    )
    return [_radio("paspor_lama"), year, _yes_no("terbit_di_luar"), _yes_no("data_berubah")]


def _purpose(_asked: Asked) -> list[Field]:
    return [_radio("tujuan"), _text("negara", 80)]


def _condition(asked: Asked) -> list[Field]:
    help_ = gettext("Only if you want to say so. Age is seen from the date of birth.")
    return [*(_yes_no(name) for name in asked.conditions), _radio("kebutuhan", help_)]


def _contact(_asked: Asked) -> list[Field]:
    phone = Field(
        "tel", "kontak_telepon", str(LABELS["kontak_telepon"]), gettext("For example 0812 3456 7890"), most=30
    )
    return [_text("alamat"), _text("kontak_nama", 120), phone]


def _radio(name: str, hint: str = "") -> Field:
    options = tuple((value, str(words), str(more)) for value, (words, more) in WORDS[name].items())
    return Field("radio", name, str(LABELS[name]), hint, options)


def _yes_no(name: str) -> Field:
    options = tuple((value, str(words), "") for value, (words, _) in _YES_NO.items())
    return Field("row", name, str(LABELS[name]), "", options)


def _text(name: str, most: int = 300) -> Field:
    return Field("text", name, str(LABELS[name]), most=most)
