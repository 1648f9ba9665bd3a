"""Applicants who come to the office without M-Paspor, and those who ask it to come to them."""

from __future__ import annotations

from typing import Any

from tasks import cases
from tasks.demo import fates, names
from tasks.demo.chance import Chance
from tasks.demo.plan import LOST
from tasks.demo.staff import STAFF, person, who
from tasks.demo.stage import Case, Stage
from tasks.demo.wishes import Wish
from tasks.demo.working import follow

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
    """Somebody comes to the counter."""
    request: dict[str, Any] = {
        "nama_pemohon": names.person(stage.chance.rng),
        "jenis_permohonan": wish.planned.category,
    }
    if wish.group:
        request["kategori_prioritas"] = wish.group
    if wish.planned.category in LOST:
        request["keadaan_kahar"] = _beyond_control(stage.chance)
    case = _start(stage, wish.sop, who(stage.chance, _LANES[wish.sop]).login, request)
    give_fate(case, wish)
    follow(stage, case, stage.open_tasks(case))


def give_fate(case: Case, wish: Wish) -> None:
    """Let a case come to what its wish says."""
    case.fate, case.arrives = wish.fate, wish.planned.arrives
    if wish.fate in (fates.ISSUED, fates.UNCOLLECTED):
        case.ready = wish.planned.ready


def _start(stage: Stage, sop: str, login: str, request: dict[str, Any]) -> Case:
    return stage.adopt(cases.start(stage.site, person(login), sop, request))


def _beyond_control(chance: Chance) -> bool:
    return chance.rng.random() < float(chance.given["passports"]["force_majeure"])
