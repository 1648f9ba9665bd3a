"""Differences of two versions of an SOP are told in the table's own terms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processes.diff import ADDED, CHANGED, REMOVED, RENUMBERED, Change, compare
from processes.model import Decision, FormField, Output, Requirement, Sop, Step
from processes.reader import read_sop
from processes.table import tables
from processes.writer import write_bpmn

MICIN = next(sop for sop in tables() if sop.id == "micin_darurat")


def told(change: Change) -> tuple[str, str, str, str, str]:
    return change.what, change.how, change.step, change.before, change.after


def with_step(sop: Sop, number: str, **cells: object) -> Sop:
    steps = tuple(replace(step, **cells) if step.number == number else step for step in sop.steps)  # type: ignore[arg-type]
    return replace(sop, steps=steps)


def numbered(sop: Sop, numbers: dict[str, str]) -> tuple[Step, ...]:
    """Every row with its number, its ways and decisions renumbered."""

    def to(goal: str | None) -> str | None:
        return numbers.get(goal, goal) if goal else goal

    return tuple(
        replace(
            step,
            number=numbers.get(step.number, step.number),
            next=to(step.next),
            after=to(step.after),
            decision=replace(step.decision, yes=to(step.decision.yes), no=to(step.decision.no))  # type: ignore[arg-type]
            if step.decision
            else None,
        )
        for step in sop.steps
    )


@pytest.mark.parametrize("sop", tables(), ids=lambda sop: sop.id)
def test_a_version_does_not_differ_from_itself_or_from_its_file(sop: Sop) -> None:
    assert compare(sop, sop) == ()
    assert compare(sop, read_sop(write_bpmn(sop))) == ()


def test_cells_are_told_one_by_one() -> None:
    step = next(step for step in MICIN.steps if step.number == "6")
    changed = with_step(
        MICIN,
        "6",
        time=replace(step.time, text="15 menit", amount=15),
        performer=replace(step.performer, role="koordinator"),
        requirements=(*step.requirements, Requirement("Rekam medis")),
        outputs=(Output("Berita acara"),),
        form=(FormField("tempat", "Tempat", required=True),),
    )
    assert [told(one) for one in compare(MICIN, changed)] == [
        ("time", CHANGED, "6", "30 menit", "15 menit"),
        ("performer", CHANGED, "6", "Petugas/Pegawai Kanim Batulicin", "Koordinator (Kasubsi Lalintalkim)"),
        ("requirement", ADDED, "6", "", "Rekam medis"),
        ("output", REMOVED, "6", "Pelaksanaan Layanan Paspor Micin Darurat", ""),
        ("output", ADDED, "6", "", "Berita acara"),
        ("field", ADDED, "6", "", "Tempat (string, required)"),
    ]


def test_a_step_put_between_renumbers_the_others_and_changes_no_branch() -> None:
    numbers = {str(number): str(number + 1) for number in range(5, 12)}
    moved = numbered(MICIN, numbers)
    fourth = next(place for place, step in enumerate(moved) if step.number == "4")
    new = replace(
        moved[fourth],
        number="5",
        id="setujui",
        activity="Menyetujui keberangkatan tim",
        next="6",
        decision=None,
    )
    steps = (*moved[:fourth], replace(moved[fourth], next="5"), new, *moved[fourth + 1 :])
    changes = compare(MICIN, replace(MICIN, steps=steps))
    kinds = [(one.what, one.how, one.before, one.after) for one in changes if one.how == RENUMBERED]
    assert kinds == [("step", RENUMBERED, before, after) for before, after in numbers.items()]
    others = [told(one) for one in changes if one.how != RENUMBERED]
    assert others == [
        ("next", CHANGED, "4", *(f"{n}. {t}" for n, t in (_named(MICIN, "5"), ("5", new.activity)))),
        ("step", ADDED, "5", "", "Menyetujui keberangkatan tim"),
    ]


def _named(sop: Sop, number: str) -> tuple[str, str]:
    step = next(step for step in sop.steps if step.number == number)
    return step.number, step.activity


def test_a_row_whose_id_changed_is_known_by_its_words() -> None:
    renamed = with_step(MICIN, "5", id="Activity_0x1y2z")
    assert compare(MICIN, renamed) == ()
    assert [one.how for one in compare(MICIN, with_step(MICIN, "5", id="lain", activity="Sarapan"))] == [
        REMOVED,
        CHANGED,
        ADDED,
    ]


def test_branches_ends_and_questions_are_told_in_words() -> None:
    second = next(step for step in MICIN.steps if step.number == "2")
    assert second.decision is not None
    ends = tuple(end for end in MICIN.ends if end.id != "END_KEDALUWARSA")
    changed = replace(
        with_step(MICIN, "2", decision=Decision("Lengkap?", second.decision.yes, "END_DITOLAK")), ends=ends
    )
    assert [told(one) for one in compare(MICIN, changed)] == [
        ("question", CHANGED, "2", "Sesuai?", "Lengkap?"),
        ("no", CHANGED, "2", f"3. {_named(MICIN, '3')[1]}", "ditolak dengan alasan"),
        ("end", REMOVED, "", "billing kedaluwarsa", ""),
    ]


def test_the_heading_is_compared_too() -> None:
    identity = replace(MICIN.identity, number="IMI-1", legal_basis=("UU 6/2011",))
    changes = compare(MICIN, replace(MICIN, identity=identity, name="SOP Micin"))
    assert [told(one) for one in changes] == [
        ("identity.number", CHANGED, "", "", "IMI-1"),
        ("identity.legal_basis", ADDED, "", "", "UU 6/2011"),
        ("name", CHANGED, "", MICIN.name, "SOP Micin"),
    ]
