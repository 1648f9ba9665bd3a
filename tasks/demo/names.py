"""Invented applicants of the demo office; any likeness to a living person is chance."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

_FIRST = """
Ahmad Aminah Andi Bahriah Budi Darmawati Dewi Eko Fatimah Fauzi Gusti Hadijah Halimah Hasan Herman
Ida Idris Jamilah Johan Kartini Lestari Mahmud Mariani Masliah Misran Muliadi Murniati Nadia Noraini
Norhayati Nurdin Rahmad Rahmawati Ramlah Rina Rusdi Saleh Salmah Sari Siti Sri Sulaiman Surya
Syarifah Tini Umar Wahyu Yanti Yusuf Zainab
"""
_LAST = """
Abdullah Anwar Arsyad Asmara Basri Effendi Fahriani Fitriani Gunawan Hamzah Handayani Hartati
Hidayat Ismail Jumiati Kurniawan Latif Maulana Mulyani Noor Permata Pratama Puspita Rahman Ramadhan
Riduan Rusmini Saputra Setiawan Sulistyo Susanti Syahrani Utami Wahyuni Wijaya Wulandari Yulianti
Zulkifli
"""
_PLACES = (
    "RSUD dr. H. Andi Abdurrahman Noor, Tanah Bumbu",
    "Rumah keluarga, Simpang Empat",
    "Puskesmas Batulicin",
    "RSUD Pangeran Jaya Sumitra, Kotabaru",
    "Rumah keluarga, Pulau Laut Utara, Kotabaru",
    "Rumah keluarga, Kusan Hilir",
    "Klinik di Satui",
)


def person(rng: Random) -> str:
    """A name of two words."""
    return f"{rng.choice(_FIRST.split())} {rng.choice(_LAST.split())}"


def birth(rng: Random, today: date, *, child: bool) -> date:
    """A date of birth: of somebody under 17, or of an adult."""
    years = rng.uniform(0.5, 16) if child else rng.uniform(18, 72)
    return today - timedelta(days=int(years * 365.25))


def place(rng: Random) -> str:
    """Where the service is to be given."""
    return rng.choice(_PLACES)
