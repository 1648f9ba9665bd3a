"""The invented people of the demo office, and who of them does what."""

from __future__ import annotations

from collections.abc import Mapping

from engine.database import Actor
from tasks.demo.chance import Chance
from tasks.roles import (
    ADMINISTRATOR,
    ALL_LANES,
    AUDITOR,
    DATA_PROTECTION,
    INSPECTOR,
    PROCESS_OWNER,
    SUPERVISOR,
)

DEMO_PEOPLE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "petugas1": ("Petugas Satu", ("petugas", "informasi", "admin_cms", "prioritas", "penyerahan")),
    "petugas2": ("Petugas Dua", ("petugas", "pelaksana", "cetak", "penyelia")),
    "petugas3": ("Petugas Tiga", ("petugas", "penyelia", "cetak", "inteldakim")),
    "koordinator": ("Koordinator", ("koordinator", "ajudikator", SUPERVISOR, PROCESS_OWNER)),
    "kasi": ("Kepala Seksi", ("ketua_tim", "kasi", "kakanim", SUPERVISOR)),
    "pengawas": ("Pengawas Lapangan", ("pengawas",)),
    "pemilik": ("Pemilik Proses", (PROCESS_OWNER,)),
    "auditor": ("Auditor", (AUDITOR,)),
    "pdp": ("Pelindungan Data", (DATA_PROTECTION,)),
    "admin": ("Administrator", (ADMINISTRATOR,)),
    "inspektur": ("Inspektur", (INSPECTOR,)),
}
"""Sign-in name: shown name and roles."""

OFFICE = Actor("system", "Alur", frozenset({ALL_LANES, SUPERVISOR, "system"}))
STAFF = ("petugas1", "petugas2", "petugas3")


def person(login: str) -> Actor:
    """Somebody of the demo office."""
    name, roles = DEMO_PEOPLE[login]
    return Actor(login, name, frozenset(roles))


def holding(lane: str | None) -> tuple[str, ...]:
    """Logins of those who hold a lane; any officer where the step has none."""
    return tuple(login for login, (_, roles) in DEMO_PEOPLE.items() if lane in roles) or STAFF


def who(chance: Chance, lane: str | None) -> Actor:
    """Somebody of a lane."""
    return person(chance.rng.choice(holding(lane)))
