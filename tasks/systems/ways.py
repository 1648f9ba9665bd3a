"""Which systems are reached over HTTP: addresses and secrets, from the environment; by hand and CSV always."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tasks.systems.needs import CODES

VARIABLES: Mapping[str, tuple[str, str]] = {
    "simponi": ("ALUR_SYSTEM_SIMPONI_URL", "ALUR_SYSTEM_SIMPONI_SECRET"),
    "bms": ("ALUR_SYSTEM_BMS_URL", "ALUR_SYSTEM_BMS_SECRET"),
    "cekal": ("ALUR_SYSTEM_CEKAL_URL", "ALUR_SYSTEM_CEKAL_SECRET"),
    "spri": ("ALUR_SYSTEM_SPRI_URL", "ALUR_SYSTEM_SPRI_SECRET"),
    "cms": ("ALUR_SYSTEM_CMS_URL", "ALUR_SYSTEM_CMS_SECRET"),
}
_SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True)
class Way:
    """A system reached over HTTP. Without `url` nothing is sent to it, but its webhooks are taken."""

    system: str
    url: str
    secret: str = field(repr=False)


def configured(environ: Mapping[str, str]) -> dict[str, Way]:
    """The ways the environment names, by system. Raises ValueError for one that cannot be used."""
    found: dict[str, Way] = {}
    for system in CODES:
        address, secret = (environ.get(name, "") for name in VARIABLES[system])
        if address or secret:
            found[system] = _way(system, address.rstrip("/"), secret)
    return found


def _way(system: str, url: str, secret: str) -> Way:
    named_url, named_secret = VARIABLES[system]
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        raise ValueError(f"{named_url} is written https://host/path")
    if len(secret) < _SHORTEST_SECRET:
        raise ValueError(f"{named_secret} needs at least {_SHORTEST_SECRET} signs")
    return Way(system, url, secret)
