"""Papers for tests: the shipped SOPs, and a long one with many pelaksana and cells that fill pages."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.resources import files

from processes.model import Decision, End, Identity, Output, Performer, Requirement, Role, Sop, Step, StepKind
from processes.paper.document import Composed, Paper, compose
from processes.paper.sheet import Letterhead
from processes.reader import read_sop
from processes.time_text import parse_time

HEAD = Letterhead("Kementerian Contoh", "Kantor Contoh", "Jalan Contoh 1", "Batulicin", "Kepala Kantor")


@cache
def shipped(key: str, version: int = 1) -> Paper:
    """The document of a shipped SOP."""
    xml = (files("bpmn") / f"{key}.bpmn").read_bytes()
    return Paper(read_sop(xml), xml, sha256(xml).hexdigest(), version=version, head=HEAD)


def paper_of(sop: Sop, version: int = 1) -> Paper:
    """The document of a table that no file stands behind."""
    return Paper(sop, b"<x/>", sha256(b"<x/>").hexdigest(), version=version, head=HEAD)


@cache
def composed(key: str) -> Composed:
    """A shipped SOP set on pages."""
    return compose(shipped(key))


def long_sop(steps: int = 34, roles: int = 10, words: int = 4) -> Sop:
    """A table of many rows and columns: every third row decides and goes back, every seventh jumps far ahead."""
    return Sop(
        id="panjang",
        name="SOP yang panjang",
        identity=Identity(title="SOP yang panjang"),
        roles=tuple(Role(f"peran{n}", f"Pelaksana nomor {n}") for n in range(roles)),
        steps=tuple(_step(n, steps, roles, words) for n in range(1, steps + 1)),
        ends=(End("SELESAI", "selesai"), End("DITOLAK", "ditolak")),
    )


def with_texts(sop: Sop, text: str) -> Sop:
    """The table with the same text in every cell and name."""
    changed = tuple(
        replace(
            step,
            activity=text,
            requirements=(Requirement(text),),
            time=replace(step.time, text=text),
            outputs=(Output(text),),
            remark=text,
            decision=replace(step.decision, question=text) if step.decision else None,
        )
        for step in sop.steps
    )
    identity = replace(sop.identity, title=text, number=text, legal_basis=(text, text))
    return replace(sop, name=text, identity=identity, steps=changed)


def _step(number: int, steps: int, roles: int, words: int) -> Step:
    onward = str(number + 1) if number < steps else "SELESAI"
    decision = None
    if number % 3 == 0:
        back = str(max(1, number - 2)) if number % 2 else "DITOLAK"
        far = str(min(steps, number + 12)) if number % 7 == 0 else onward
        decision = Decision("Sesuai?", far, back)
    return Step(
        number=str(number),
        id=f"langkah{number}",
        kind=StepKind.TASK,
        activity=" ".join([f"Memeriksa berkas nomor {number}", *["dengan saksama"] * words]),
        performer=Performer(f"peran{number * 3 % roles}"),
        requirements=(Requirement(f"Berkas {number}"), Requirement("Surat kuasa")),
        time=parse_time(f"{number} menit"),
        outputs=(Output(f"Berkas {number} terperiksa"),),
        remark=" ".join(["Catatan"] * words),
        decision=decision,
        next=None if decision else onward,
    )
