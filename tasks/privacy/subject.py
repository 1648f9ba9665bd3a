"""A copy of everything held about one person (UU 27/2022 Ps 7 and 13): JSON, a PDF to read, and their files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Invalid, Problem
from processes.paper.report.typeset import pdf
from tasks import files, people
from tasks.applicants import accounts
from tasks.privacy import collecting, holds, telling
from tasks.privacy.collecting import Asked, Person
from tasks.site import Site

MEDIA = "application/zip"
FORMAT = 1
_CHAIN = "reads"
_NIK = 16


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy ready to be handed out: the name of its file, and its bytes."""

    name: str
    content: bytes


def look(site: Site, actor: Actor, asked: Asked) -> dict[str, int]:
    """How many rows of each table there are about a person, before anything is taken out. Raises as `export`."""
    holds.require_officer(actor)
    _require_asked(asked)
    with site.db.read(actor) as tx:
        found = collecting.rows(tx, site.keys, collecting.found(tx, site.keys, asked))
    return {table: len(rows) for table, rows in found.items()}


def export(site: Site, actor: Actor, asked: Asked, reason: str) -> Copy:
    """The copy for the data protection officer to hand out; it is recorded, a NIK it was found by is not.

    Raises Forbidden, NotFound when nothing is held, Invalid when nothing was asked by or no reason is given.
    """
    holds.require_officer(actor)
    _require_asked(asked)
    if not reason.strip():
        raise Invalid("form.invalid", Problem("text.required", "reason"))
    return _made(site, actor, asked, reason.strip()[:500])


def own(site: Site, actor: Actor) -> Copy:
    """One's own copy, for an account of the public. Raises Forbidden."""
    number = accounts.number_of(actor)
    return _made(site, actor, Asked(account=number), "")


def _made(site: Site, actor: Actor, asked: Asked, reason: str) -> Copy:
    with site.db.begin(actor) as tx:
        person = collecting.found(tx, site.keys, asked)
        held = _held(tx, site, person)
        details = {
            "accounts": list(person.accounts),
            "cases": list(person.cases),
            "by": "nik" if asked.nik else "account" if asked.account else "number",
            "rows": {table: len(rows) for table, rows in held["records"].items()},
        }
        audit.append(tx, _CHAIN, "subject.exported", _subject(person), details, reason=reason)
        document = telling.document(tx, site, held)
        attached = collecting.files(tx, person)
    return Copy(f"data-pribadi-{_stem(person)}.zip", _zipped(site, held, pdf(document), attached))


def _held(tx: Tx, site: Site, person: Person) -> dict[str, Any]:
    records = collecting.rows(tx, site.keys, person)
    reads, history = collecting.readers(tx, person), collecting.happened(tx, person)
    names = people.shown_names(tx, {one["who"] for one in (*reads, *history)})
    for one in (*reads, *history):
        one["name"] = names.get(one["who"], "")
    return {
        "format": FORMAT,
        "made_at": tx.now,
        "records": records,
        "read_by": reads,
        "history": history,
    }


def _zipped(
    site: Site, held: Mapping[str, Any], readable: bytes, attached: list[tuple[int, str, str]]
) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data-pribadi.pdf", readable)
        archive.writestr("data.json", orjson.dumps(collecting.plain(held), option=orjson.OPT_INDENT_2))
        for number, name, sha256 in attached:
            place = files.path(site, sha256)
            if place.exists():
                archive.write(place, f"berkas/{number}-{name}")
    return made.getvalue()


def _require_asked(asked: Asked) -> None:
    digits = "".join(sign for sign in asked.nik if sign.isdecimal())
    if asked.nik and len(digits) != _NIK:
        raise Invalid("form.invalid", Problem("nik.form", "nik"))
    if not (asked.nik or asked.numbers or asked.account):
        raise Invalid("form.invalid", Problem("privacy.nobody_asked", "numbers"))


def _subject(person: Person) -> str:
    return f"account:{person.accounts[0]}" if person.accounts else f"instance:{person.cases[0]}"


def _stem(person: Person) -> str:
    return f"akun-{person.accounts[0]}" if person.accounts else f"permohonan-{person.cases[0]}"
