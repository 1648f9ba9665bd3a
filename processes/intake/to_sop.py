"""Turns what was recognised into a Sop; every uncertain cell is marked as an assumption with its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from processes.intake.lettered import END
from processes.intake.model import IDENTITY_LISTS, IDENTITY_TEXTS, NOTHING, Doubt, Found, FoundStep, Intake
from processes.model import (
    Decision,
    End,
    Identity,
    OcrDoubt,
    Output,
    Performer,
    Requirement,
    Role,
    Sop,
    Step,
    StepKind,
)
from processes.notes import ASSUMED
from processes.table_cells import kind_of
from processes.time_text import parse_time
from processes.words import slug

SOURCE = "B"  # the file itself
STATUS = "impor"
_CELLS = {
    "number": "no",
    "activity": "kegiatan",
    "performer": "pelaksana",
    "requirements": "kelengkapan",
    "time": "waktu",
    "output": "output",
    "remark": "keterangan",
    "no": "decision",
}
_REASONS = {
    Doubt.MISSING: "tidak ditemukan dalam berkas",
    Doubt.GUESSED: "tidak ada simbol pada baris ini; diisi menurut baris di atasnya",
    Doubt.SEVERAL: "ada beberapa kemungkinan; yang pertama dipakai",
    Doubt.SHARED: "satu sel untuk beberapa baris",
    Doubt.FORMULA: "nilai rumus saat berkas disimpan",
    Doubt.UNPARSED: "tidak menyebut lama waktu",
    Doubt.JOINED: "digabung dari dua halaman",
    Doubt.NUMBERED: "nomor dihitung, tidak terbaca",
    Doubt.BRANCH: "arah cabang tidak terbaca",
}
_ASKED = "Sesuai?"
_RESERVED = ("mulai", END)
_LONGEST_ID = 48


def to_sop(intake: Intake, key: str, source: str) -> Sop:
    """The Sop of an Intake; `key` becomes its id, `source` names the file."""
    roles = dict(zip(intake.actors, _slugs(intake.actors), strict=True))
    names = _slugs([step.activity.text for step in intake.steps], taken=(*_RESERVED, key))
    numbers = [step.number.text for step in intake.steps]
    steps = tuple(
        _step(step, names[place], roles, numbers[place + 1] if place + 1 < len(numbers) else END)
        for place, step in enumerate(intake.steps)
    )
    facts = {
        "sumber": {SOURCE: {"jenis": "berkas", "ref": source}, ASSUMED: {"jenis": "asumsi", "ref": "impor"}},
        "tidak_dimengerti": [{"halaman": one.page, "teks": one.text} for one in intake.leftovers],
    }
    return Sop(
        id=key,
        name=intake.title or key,
        identity=_identity(intake),
        roles=tuple(Role(role, name) for name, role in roles.items()),
        steps=steps,
        ends=_ends(intake),
        status=STATUS,
        sources=(SOURCE,),
        ocr_doubts=tuple(_doubts(intake)),
        facts=tuple((name, json.dumps(fact, ensure_ascii=False)) for name, fact in facts.items() if fact),
    )


def key_of(title: str) -> str:
    """A definition key from a title: its slug, beginning with a letter, not too long."""
    words = slug(title)[:_LONGEST_ID].strip("_")
    if not words:
        return "sop_baru"
    return words if words[0].isalpha() else f"sop_{words}"


def doubted(step: FoundStep) -> tuple[tuple[str, Found], ...]:
    """(cell, what was found) of each uncertain cell of a step."""
    cells = ((name, getattr(step, name)) for name in _CELLS)
    return tuple((name, found) for name, found in cells if found.doubt)


def _identity(intake: Intake) -> Identity:
    found = intake.identity
    texts = {name: " ".join(found.get(name, NOTHING).text.split()) for name in IDENTITY_TEXTS}
    lists = {name: found.get(name, NOTHING).items for name in IDENTITY_LISTS}
    return Identity(**texts, **lists)  # type: ignore[arg-type]


def _step(step: FoundStep, name: str, roles: dict[str, str], onward: str) -> Step:
    uncertain = doubted(step)
    others = [other for other in step.performer.others if other != step.performer.text]
    decision = None
    if step.decides:
        decision = Decision(step.question or _ASKED, _goal(step.yes.text), _goal(step.no.text))
    return Step(
        number=step.number.text,
        id=name,
        kind=StepKind.TASK,
        activity=step.activity.text,
        performer=Performer(
            roles[step.performer.text], box=step.box or None, assistant=", ".join(others) or None
        ),
        requirements=tuple(Requirement(item, kind_of(item)) for item in step.requirements.items),
        time=parse_time(step.time.text),
        outputs=tuple(Output(item, kind_of(item)) for item in step.output.items),
        remark=step.remark.text,
        decision=decision,
        next=None if decision else _goal(step.onward.text or onward),
        sources=_sources(step, dict(uncertain)),
        assumption="; ".join(f"{_CELLS[cell]}: {_REASONS[found.doubt]}" for cell, found in uncertain),
    )


def _goal(text: str) -> str:
    """A row's number, or the id of the end that "selesai: ditolak" names."""
    return slug(text) if text.startswith(f"{END}:") else text


def _ends(intake: Intake) -> tuple[End, ...]:
    """The ends that the rows lead to, the plain one first where there is one or no other."""
    goals = [one.text for step in intake.steps for one in (step.yes, step.no, step.onward)]
    named = [goal for goal in dict.fromkeys(goals) if goal.startswith(f"{END}:")]
    last = intake.steps[-1] if intake.steps else None
    plain = END in goals or last is None or not (last.decides or last.onward.text)
    ends = [End(END, "Selesai")] if plain or not named else []
    return (*ends, *(End(slug(goal), goal.partition(":")[2].strip()) for goal in named))


def _sources(step: FoundStep, uncertain: dict[str, Found]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (word, ASSUMED if cell in uncertain else SOURCE)
        for cell, word in _CELLS.items()
        if cell in uncertain or (cell not in ("number", "no") and getattr(step, cell).text)
    )


def _doubts(intake: Intake) -> list[OcrDoubt]:
    return [
        OcrDoubt(
            place=f"langkah {step.number.text}, {_CELLS[cell]}",
            text=found.text,
            readings=tuple(dict.fromkeys((found.text, *found.others))),
            chosen=found.text,
            reason=_REASONS[found.doubt],
        )
        for step in intake.steps
        for cell, found in doubted(step)
    ]


def _slugs(names: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """A slug per name, none twice: the first words of it, numbered where they are the same."""
    used = set(taken)
    made = []
    for name in names:
        words = (
            re.sub(r"_[a-z0-9]*$", "", slug(name)[: _LONGEST_ID + 1])
            if len(slug(name)) > _LONGEST_ID
            else slug(name)
        )
        words = words if words[:1].isalpha() else f"langkah_{words}".strip("_")
        fresh, count = words, 2
        while fresh in used:
            fresh, count = f"{words}_{count}", count + 1
        used.add(fresh)
        made.append(fresh)
    return made
