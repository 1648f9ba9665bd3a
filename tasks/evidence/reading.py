"""What people read in a pack, put behind its data: papers of SOPs and calendars, reports, summary, the first page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine import audit, settings
from engine.audit import Fault, Report
from engine.database import Tx
from processes.paper.standard import pledge_pdf
from processes.paper.typesetting import Unprintable
from tasks import paper, service_standards
from tasks.evidence import filed, index_page, papers, summary
from tasks.evidence import scope as scopes
from tasks.evidence.archive import Archive
from tasks.evidence.filed import Filed
from tasks.evidence.index_page import Opening
from tasks.evidence.purposes import checks
from tasks.evidence.scope import Purpose, Scope
from tasks.evidence.sources import Source
from tasks.evidence.summary import Facts
from tasks.evidence.tally import Tally
from tasks.evidence.wording import Words, words
from tasks.site import Site

SUMMARY, PLEDGE = "ringkasan.pdf", "maklumat.pdf"
_TITLES = {
    SUMMARY: "ringkasan: SOP, siapa mengerjakan apa dan kapan, keterlambatan, jeda, pemeriksaan rantai",
    PLEDGE: "maklumat pelayanan",
    "BACA-SAYA.txt": "cara memeriksa paket ini",
    "verify.py": "program pemeriksa, tanpa pustaka lain",
    "data/tables.xlsx": "semua tabel sebagai buku kerja",
    "data/cases.csv": "permohonan dan bagian waktunya",
    "data/steps.csv": "setiap langkah: siapa, kapan, hasilnya",
    "data/breaches.csv": "setiap tenggat yang terlampaui, penyebab dan tindak lanjut",
    "data/pauses.csv": "setiap jeda",
    "data/log.xes": "catatan kejadian, XES (IEEE 1849)",
    "data/ocel.json": "catatan kejadian, OCEL 2.0 (JSON)",
    "data/ocel.xml": "catatan kejadian, OCEL 2.0 (XML)",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What of a pack is written already: its scope and purpose, the sources (without contents), what was counted."""

    scope: Scope
    purpose: Purpose
    tally: Tally
    sources: Sequence[Source]
    counts: dict[str, int]
    recorded: str
    key_id: str


def put(site: Site, tx: Tx, archive: Archive, done: Written) -> Iterator[bytes]:
    """Put everything into the archive, giving back its bytes as they come."""
    said, made = words(tx), Filed()
    for one in papers.of_sources(site, tx, done.sources, said):
        made.titles[one.file] = one.title
        yield from archive.put(one.file, [one.content])
    if (pledge := _pledge(site, tx)) is not None:
        yield from archive.put(PLEDGE, [pledge])
    check = checks()[done.purpose.code]
    for name, content in filed.reports(site, tx, done.scope, check, made):
        yield from archive.put(name, [content])
    facts = _facts(site, tx, done, said)
    yield from archive.put(SUMMARY, [papers.printed(summary.document(tx, facts))])
    opening = Opening(
        title=f"Paket bukti {settings.value(tx, 'office.name')}",
        facts=_told(facts, tx, done),
        check=check,
        written=tuple(archive.written),
        titles={**_TITLES, **made.titles},
        answers=made.answers,
        absent=made.absent,
    )
    yield from archive.put(index_page.NAME, [index_page.page(opening)])


def _facts(site: Site, tx: Tx, done: Written, said: Words) -> Facts:
    return Facts(
        scope=done.scope,
        purpose=done.purpose,
        tally=done.tally,
        sources=done.sources,
        chains=_chains(tx, done),
        counts=done.counts,
        key_id=done.key_id,
        recorded=done.recorded,
        head=paper.letterhead(site, tx),
        words=said,
    )


def _told(facts: Facts, tx: Tx, done: Written) -> tuple[tuple[str, str], ...]:
    subtitle, about = summary.headed(tx, facts)
    cases = str(done.counts["cases"])
    return (("Isi", subtitle), *about, ("Permohonan", cases), ("Kunci penanda tangan", done.key_id))


def _chains(tx: Tx, done: Written) -> Report:
    """What a verification finds in the pack's chains of cases, some at a time."""
    faults: list[Fault] = []
    total = {"chains": 0, "records": 0, "more": 0}
    for cases in scopes.batches(tx, done.scope):
        found = audit.verify(tx, None, [f"{audit.INSTANCE}{case}" for case in cases])
        faults += found.faults
        for name in total:
            total[name] += getattr(found, name)
    return Report(faults=tuple(faults), root="", checkpoints=0, **total)


def _pledge(site: Site, tx: Tx) -> bytes | None:
    try:
        return pledge_pdf(service_standards.pledge(site, tx))
    except Unprintable:
        return None
