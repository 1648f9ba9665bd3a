"""Event logs as XES (IEEE 1849-2016): a trace per case, an event per transition, written piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from engine import settings
from engine.database import Tx
from tasks.evidence.facts import Case, Event, every_case
from tasks.evidence.scope import Scope
from tasks.evidence.xml_text import escaped, instant

MEDIA = "application/xml"
EXTENSION = "https://alur.id/schema/xes/1"
"""Of the attributes that begin with "alur:"; docs/evidence.md says what they mean."""

_STANDARD = (("Concept", "concept"), ("Lifecycle", "lifecycle"), ("Organizational", "org"), ("Time", "time"))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def chunks(tx: Tx, scope: Scope) -> Iterator[bytes]:
    """The log of the scope's cases: persons as logins, applicants only as the case's number."""
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    yield _head(scope).encode()
    for case in every_case(tx, scope):
        yield _trace(case, zone).encode()
    yield b"</log>\n"


def _head(scope: Scope) -> str:
    standard = "".join(
        f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
        for name, prefix in _STANDARD
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<log xes.version="1849.2016" xes.features="">\n'
        f"{standard}"
        f'<extension name="Alur" prefix="alur" uri="{EXTENSION}"/>\n'
        f'<global scope="trace">{_text("concept:name", "-")}{_whole("alur:case", 0)}</global>\n'
        f'<global scope="event">{_text("concept:name", "-")}{_text("lifecycle:transition", "complete")}'
        f'<date key="time:timestamp" value="{_EPOCH.isoformat()}"/></global>\n'
        '<classifier name="Activity" scope="event" keys="concept:name"/>\n'
        '<classifier name="Transition" scope="event" keys="concept:name lifecycle:transition"/>\n'
        f"{_text('concept:name', scope.name)}{_text('lifecycle:model', 'standard')}\n"
    )


def _trace(case: Case, zone: ZoneInfo) -> str:
    ended = "" if case.settled_at is None else _date("alur:settled", case.settled_at, zone)
    return (
        f"<trace>{_text('concept:name', case.number)}{_whole('alur:case', case.id)}"
        f"{_text('alur:sop', case.sop)}{_whole('alur:version', case.version)}"
        f"{_text('alur:office', case.office)}{_some('alur:category', case.category)}"
        f"{_text('alur:status', case.status)}{_some('alur:outcome', case.outcome)}"
        f"{_date('alur:started', case.started_at, zone)}{ended}\n"
        f"{''.join([_event(event, zone) for event in case.events])}</trace>\n"
    )


def _event(event: Event, zone: ZoneInfo) -> str:
    task = "" if event.task is None else _text("concept:instance", f"task:{event.task}")
    return (
        f"<event>{_text('concept:name', event.name)}{task}"
        f"{_text('lifecycle:transition', event.transition)}{_date('time:timestamp', event.at, zone)}"
        f"{_some('org:resource', event.person)}{_some('org:role', event.role)}"
        f"{_text('alur:element', event.element)}{_some('alur:step', event.step)}"
        f"{_some('alur:outcome', event.outcome)}{_some('alur:second', event.second)}"
        f"{_some('alur:reason', event.reason)}</event>\n"
    )


def _text(key: str, value: str) -> str:
    return f'<string key="{key}" value="{escaped(value)}"/>'


def _some(key: str, value: str) -> str:
    return _text(key, value) if value else ""


def _whole(key: str, value: int) -> str:
    return f'<int key="{key}" value="{value}"/>'


def _date(key: str, value: datetime, zone: ZoneInfo) -> str:
    return f'<date key="{key}" value="{instant(value, zone)}"/>'
