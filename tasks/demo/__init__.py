"""The demo office: invented people and three months of requests, played through the real commands."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.demo.play import play
from tasks.roles import ADMINISTRATOR, AUDITOR, PROCESS_OWNER, SUPERVISOR

DEMO_PEOPLE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "petugas1": ("Petugas Satu", ("petugas", "informasi", "admin_cms", "prioritas", "penyerahan")),
    "petugas2": ("Petugas Dua", ("petugas", "pelaksana", "cetak", "penyelia")),
    "petugas3": ("Petugas Tiga", ("petugas", "penyelia", "cetak", "inteldakim")),
    "koordinator": ("Koordinator", ("koordinator", "ajudikator", SUPERVISOR)),
    "kasi": ("Kepala Seksi", ("ketua_tim", "kasi", "kakanim", SUPERVISOR)),
    "pengawas": ("Pengawas Lapangan", ("pengawas",)),
    "pemilik": ("Pemilik Proses", (PROCESS_OWNER,)),
    "auditor": ("Auditor", (AUDITOR,)),
    "admin": ("Administrator", (ADMINISTRATOR,)),
}
"""Sign-in name: shown name and roles."""

__all__ = ["DEMO_PEOPLE", "play"]
