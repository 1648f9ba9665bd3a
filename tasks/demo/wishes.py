"""What the applicants of the play want: which SOP each comes by, and what is to become of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tasks.demo import fates
from tasks.demo.chance import Chance
from tasks.demo.plan import LOST, Planned

M_PASPOR, WALK_IN, VULNERABLE = "m_paspor", "penerbitan_penggantian", "kelompok_rentan"


@dataclass(frozen=True, slots=True)
class Wish:
    """One application to be played: its SOP, instants and fate; `group` is the vulnerable group, else empty."""

    sop: str
    planned: Planned
    fate: str
    group: str = ""


def wish(chance: Chance, planned: Planned) -> Wish:
    """How somebody whose passport is issued comes to it."""
    given = chance.given["passports"]
    fate = fates.UNCOLLECTED if chance.rng.random() < given["uncollected"] else fates.ISSUED
    if planned.category not in LOST and chance.rng.random() < given["vulnerable"]["share"]:
        return _vulnerable(chance, planned, fate)
    return Wish(M_PASPOR if planned.applied else WALK_IN, planned, fate)


def failing(chance: Chance, planned: Planned) -> Wish:
    """Somebody who gets no passport."""
    given = chance.given["passports"]
    lost = planned.category in LOST
    laws = dict(given["fails_lost" if lost else "fails"])
    if planned.applied is None and not lost:  # nothing is paid or booked beforehand
        laws = {name: share for name, share in laws.items() if name in (fates.RETURNED, fates.REFUSED)}
    return Wish(M_PASPOR if planned.applied else WALK_IN, planned, chance.kind(laws))


def _vulnerable(chance: Chance, planned: Planned, fate: str) -> Wish:
    shares = chance.given["passports"]["vulnerable"]["of"]
    child = planned.category == "baru_anak"
    group = chance.kind({name: share for name, share in shares.items() if (name == "balita") == child})
    return Wish(VULNERABLE, replace(planned, applied=None), fate, group)
