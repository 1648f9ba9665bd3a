"""Applicants who come to the office without M-Paspor, and those who ask it to come to them."""

from __future__ import annotations

from typing import Any

from tasks import cases
from tasks.counters import arrivals, walk_ins
from tasks.demo import names, queueing
from tasks.demo.chance import Chance
from tasks.demo.plan import LOST
from tasks.demo.staff import OFFICE, STAFF, person, who
from tasks.demo.stage import Case, Stage
from tasks.demo.wishes import Wish
from tasks.demo.working import follow
from tasks.slots import places

_EMERGENCY = "micin_darurat"
_TYPES = ("baru_dewasa", "baru_dewasa", "habis_berlaku", "habis_berlaku", "baru_anak")
_LANES = {"penerbitan_penggantian": "informasi", "kelompok_rentan": "prioritas"}


def ask_to_come(stage: Stage, left_after: int | None) -> None:
    """A family asks for Micin Darurat; `left_after` so many tasks the case is left to the visitor."""
    rng = stage.chance.rng
    request = {
        "nama_pemohon": names.person(rng),
        "jenis_permohonan": rng.choice(_TYPES),
        "lokasi_layanan": names.place(rng),
    }
    case = _start(stage, _EMERGENCY, rng.choice(STAFF), request)
    case.left = left_after
    follow(stage, case, stage.open_tasks(case))


def walk_in(stage: Stage, wish: Wish) -> None:
    """Somebody comes to the counter, is entered and gets a number."""
    request: dict[str, Any] = {
        "nama_pemohon": names.person(stage.chance.rng),
        "jenis_permohonan": wish.planned.category,
    }
    officer = who(stage.chance, _LANES[wish.sop])
    if wish.group and stage.waiting_room and _numbers_given(stage):
        form = {"service": wish.sop, "name": request["nama_pemohon"], "type": wish.planned.category}
        begun = walk_ins.begin(stage.site, officer, stage.office(), form)
        case = stage.adopt(begun.instance)
        queueing.call(stage, begun.ticket)
    else:
        case = _enter(stage, officer.login, wish, request)
    case.meant(wish)
    follow(stage, case, stage.open_tasks(case))


def _enter(stage: Stage, login: str, wish: Wish, request: dict[str, Any]) -> Case:
    if wish.group:
        request["kategori_prioritas"] = wish.group
    if wish.planned.category in LOST:
        request["keadaan_kahar"] = _beyond_control(stage.chance)
    case = _start(stage, wish.sop, login, request)
    if stage.waiting_room:
        queueing.call(stage, arrivals.check_in(stage.site, person(login), stage.office(), case.key).ticket)
    return case


def _numbers_given(stage: Stage) -> bool:
    """Whether priority numbers are given at this hour."""
    with stage.site.db.read(OFFICE) as tx:
        return walk_ins.priority(tx, next(iter(places.of_office(tx)))).open


def _start(stage: Stage, sop: str, login: str, request: dict[str, Any]) -> Case:
    return stage.adopt(cases.start(stage.site, person(login), sop, request).instance)


def _beyond_control(chance: Chance) -> bool:
    return chance.rng.random() < float(chance.given["passports"]["force_majeure"])
