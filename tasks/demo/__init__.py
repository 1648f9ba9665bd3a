"""The demo office: invented people and three months of requests, played through the real commands."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.demo.play import play
from tasks.roles import ADMINISTRATOR, AUDITOR, PROCESS_OWNER, SUPERVISOR

DEMO_PEOPLE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "petugas1": ("Petugas Satu", ("petugas",)),
    "petugas2": ("Petugas Dua", ("petugas",)),
    "petugas3": ("Petugas Tiga", ("petugas",)),
    "koordinator": ("Koordinator", ("koordinator", SUPERVISOR)),
    "kasi": ("Kepala Seksi", ("ketua_tim", SUPERVISOR)),
    "pengawas": ("Pengawas Lapangan", ("pengawas",)),
    "pemilik": ("Pemilik Proses", (PROCESS_OWNER,)),
    "auditor": ("Auditor", (AUDITOR,)),
    "admin": ("Administrator", (ADMINISTRATOR,)),
}
"""Sign-in name: shown name and roles."""

__all__ = ["DEMO_PEOPLE", "play"]
