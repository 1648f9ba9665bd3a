"""Words for applicants on the office's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Flask

from tasks.timeline_events import Event
from web.shell.i18n import N_, gettext

_CHANNELS = {
    "portal": N_("Public pages"),
    "walk_in": N_("Came directly"),
    "family": N_("Asked for by the family"),
}
_DOUBTS = {
    "wilayah": N_("the region"),
    "lahir": N_("the date of birth"),
    "kelamin": N_("the sex"),
}


def install(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.filters.update(channel_of=channel_of, nik_doubt=nik_doubt)


def named(names: Mapping[str, str], events: Iterable[Event]) -> dict[str, str]:
    """As `called`, for those who did these things."""
    return called(names, (event.actor for event in events))


def called(names: Mapping[str, str], actors: Iterable[str]) -> dict[str, str]:
    """Names by login, applicants (who have none at the office) called so."""
    applicants = {actor for actor in actors if actor.startswith("pemohon:")}
    return {**dict.fromkeys(applicants, gettext("Applicant")), **names}


def channel_of(code: str) -> str:
    """How an application came."""
    return str(_CHANNELS.get(code, code))


def nik_doubt(code: str) -> str:
    """What in a NIK fits ill with what was typed."""
    return str(_DOUBTS.get(code, code))
