"""Every kind of message has its words in both languages, filled and signed by the office."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.settings import SETTINGS
from tasks.outbox.kinds import KINDS
from tasks.outbox.mail import Message, Text
from web.mails import composing
from web.mails.texts import WORDINGS

OFFICE = {setting.key: setting.default for setting in SETTINGS} | {
    "office.address": "Jalan Raya Batulicin 1",
    "words.no_hp_layanan": "0811-5000-000",
}
NAMED = {
    "name": "Siti Aminah",
    "number": "MD-2026-000001",
    "code": "471100",
    "billing_code": "820260409000001",
    "amount": 650_000,
    "items": ["Kartu keluarga", "Paspor lama"],
    "place": "Kantor Imigrasi Batulicin",
    "receipt_code": "K7QX-29MD",
    "token": "s3cret",
    "title": "Laporan bulanan pelayanan Maret 2026",
    "office": "Kantor Imigrasi",
    "saved": "17",
    "file": "laporan-monthly-2026-03.pdf",
}
WEB = "https://layanan.example.id/"
ENGLISH, INDONESIAN = (
    re.compile(r"\b(the|your|has been|please)\b", re.I),
    re.compile(r"\b(Anda|kami|telah|sudah)\b"),
)


def value(name: str) -> Any:
    if name.endswith("_at"):
        return "2026-04-09T04:00:00+00:00"
    return "2026-04-13" if name.endswith("_on") else NAMED[name]


def told(kind: str, locale: str, names: frozenset[str], public_url: str = WEB) -> Text:
    details = {name: value(name) for name in names}
    at = datetime(2026, 4, 9, tzinfo=UTC)
    message = Message(1, "k", kind, "siti@example.id", locale, details, 0, at)
    return composing.text(message, OFFICE, public_url)


def test_every_kind_has_a_text() -> None:
    assert WORDINGS.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_speaks_both_languages_and_tells_every_value(kind: str) -> None:
    known = KINDS[kind]
    for locale, own, other in (("id", INDONESIAN, ENGLISH), ("en", ENGLISH, INDONESIAN)):
        full, least = told(kind, locale, known.must | known.may), told(kind, locale, known.must)
        for text in (full, least):
            said = f"{text.subject}\n{text.body}"
            assert "%(" not in said and "\n\n\n" not in said
            assert own.search(text.body) and not other.search(text.body.partition("-- \n")[0])
            assert "\n" not in text.subject and len(text.subject) < 90
            assert text.body.endswith(
                "-- \nKantor Imigrasi Kelas II TPI Batulicin\nKementerian Imigrasi dan Pemasyarakatan Republik "
                f"Indonesia\nJalan Raya Batulicin 1\n{'Telepon' if locale == 'id' else 'Phone'}: 0811-5000-000\n"
            )
            links = re.findall(r"\w+://\S+", said)
            place = (
                "audit/reports/saved/17" if kind == "report" else "layanan"
            )  # the only kind to the office's own
            assert all(link.startswith(f"https://layanan.example.id/{place}") for link in links)
        for name in sorted((known.must | known.may) - {"token", "items"}):
            spoken = composing._Speech(locale, OFFICE).shown(name, value(name))
            assert spoken in f"{full.subject}\n{full.body}", (locale, name)


def test_times_are_told_in_the_offices_zone() -> None:
    assert "9 April 2026 12.00 WITA" in told("otp", "id", KINDS["otp"].must).body
    assert "9 April 2026 12:00 WITA" in told("otp", "en", KINDS["otp"].must).body
    assert "Senin, 13 April 2026" in told("reminder_documents", "id", KINDS["reminder_documents"].must).body


def test_without_a_public_address_there_is_no_link() -> None:
    for kind, known in KINDS.items():
        assert "://" not in told(kind, "id", known.must, "").body
    assert "/layanan/survei/s3cret" in told("survey", "id", KINDS["survey"].must | KINDS["survey"].may).body


def test_what_an_applicant_typed_is_no_pattern() -> None:
    details = {"name": "100%(x)s %s"}
    message = Message(1, "k", "welcome", "a@b.id", "id", details, 0, datetime(2026, 4, 9, tzinfo=UTC))
    assert "Yth. 100%(x)s %s," in composing.text(message, OFFICE, WEB).body
