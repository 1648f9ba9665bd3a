"""The page a pack opens with: which file answers which question, in Indonesian; one HTML file without a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from tasks.evidence.archive import Written
from tasks.evidence.purposes import Check, Question

NAME = "index.html"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}"
    "h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.25rem;margin-top:2rem}h3{font-size:1.05rem;margin-top:1.5rem}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0}"
    "table{border-collapse:collapse;width:100%;font-size:.875rem}th,td{border:1px solid #999;padding:.25rem .5rem;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}code{background:#eee;padding:0 .25rem}"
    ".asumsi{border-left:.25rem solid #8a5a00;padding-left:.5rem;color:#5c3c00}a{color:#0b4f8a}"
    "@media print{body{margin:0;max-width:none}a{color:inherit}}"
    "@media (max-width:30rem){dl{display:block}dd{margin:0 0 .5rem}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_ASSUMED = (
    "Asumsi: pertanyaan ini disusun dari sumber sekunder; cocokkan dengan lembar penilaian yang dipakai."
)
_FOLDERS = {
    "data": "tabel dan catatan kejadian",
    "trail": "catatan jejak audit, ujung rantai, titik periksa, kunci publik",
    "sop": "SOP sebagai dokumen resmi (.pdf), proses (.bpmn) dan standar pelayanan",
    "calendar": "kalender kerja untuk dibaca (.pdf) dan untuk mesin (.json)",
    "decision": "tabel keputusan yang dipakai (.dmn)",
}


@dataclass(frozen=True, slots=True)
class Opening:
    """What the page says: facts as (name, value), the check, every file so far, what each is called, what is missing.

    `answers` are the reports that answer a question, by its folder; `absent` why one is not there.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    check: Check
    written: Sequence[Written]
    titles: Mapping[str, str]
    answers: Mapping[str, Sequence[str]]
    absent: Mapping[str, Sequence[str]]


def page(opening: Opening) -> bytes:
    """The page; links are relative, nothing is loaded from elsewhere."""
    return "".join(_page(opening)).encode()


def _page(opening: Opening) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="id"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(opening.title)}</title><style>{_STYLE}</style></head><body>\n"
    yield f"<main><h1>{escape(opening.title)}</h1>\n<dl>"
    for name, value in opening.facts:
        yield f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
    yield "</dl>\n"
    yield (
        "<p>Bacalah dahulu <a href='ringkasan.pdf'>ringkasan.pdf</a>. Cara memeriksa bahwa paket ini tidak diubah: "
        "<a href='BACA-SAYA.txt'>BACA-SAYA.txt</a>.</p>\n"
    )
    yield f"<h2>{escape(opening.check.title)}</h2>\n"
    if opening.check.source:
        yield f"<p>Dasar: {escape(opening.check.source)}</p>\n"
    for question in opening.check.questions:
        yield from _question(opening, question)
    yield from _files(opening)
    yield "</main></body></html>\n"


def _question(opening: Opening, question: Question) -> Iterator[str]:
    yield f"<section><h3>{escape(question.title)}</h3>\n<p>{escape(question.question)}</p>\n"
    if question.assumed:
        yield f"<p class='asumsi'>{_ASSUMED}</p>\n"
    if question.note:
        yield f"<p>{escape(question.note)}</p>\n"
    names = [one.name for one in opening.written]
    found = [*opening.answers.get(question.folder, ())]
    found += [name for wanted in question.files for name in names if _meets(name, wanted)]
    yield "<ul>"
    yield from (f"<li>{_link(opening, name)}</li>" for name in dict.fromkeys(found))
    yield from (f"<li>{escape(why)}</li>" for why in opening.absent.get(question.folder, ()))
    yield "</ul></section>\n"


def _meets(name: str, wanted: str) -> bool:
    return name.startswith(wanted) if wanted.endswith("/") else name == wanted


def _link(opening: Opening, name: str) -> str:
    title = opening.titles.get(name, "")
    return f'<a href="{escape(name)}">{escape(name)}</a>' + (f" – {escape(title)}" if title else "")


def _files(opening: Opening) -> Iterator[str]:
    yield "<section><h2>Semua berkas</h2>\n<table><thead><tr><th>Berkas</th><th>Isi</th><th>Ukuran</th></tr></thead>"
    yield "<tbody>"
    for one in opening.written:
        told = opening.titles.get(one.name) or _FOLDERS.get(one.name.partition("/")[0], "")
        size = f"{one.size:,}".replace(",", ".")
        yield f'<tr><td><a href="{escape(one.name)}">{escape(one.name)}</a></td>'
        yield f"<td>{escape(told)}</td><td>{size} bita</td></tr>"
    yield "</tbody></table>\n<p>manifest.json memuat SHA-256 setiap berkas, juga halaman ini; manifest.sig ialah tanda "
    yield "tangannya.</p></section>\n"
