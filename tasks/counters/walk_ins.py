"""Numbers for people who come without a booking: a new case of an SOP that is begun at the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from engine import instances, settings
from engine.database import Actor, Tx
from engine.refusals import Conflict
from engine.schema import tickets as table
from tasks import cases, checklist, rights
from tasks.applicants import applications
from tasks.applicants.reading import Reading
from tasks.counters import tickets
from tasks.counters.tickets import Ticket
from tasks.site import Site
from tasks.slots import places

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Service:
    """An SOP that takes walk-ins: the group of its numbers, and the application types it takes (empty: all)."""

    key: str
    grp: str
    types: tuple[str, ...] = ()
    limited: bool = False  # numbers within the priority counter's hours and daily quota only


# penerbitan_penggantian row 1: lost and damaged passports come without M-Paspor; kelompok_rentan rows 1 and 2; the
# letter of micin_darurat row 1 is brought by the family.
SERVICES = (
    Service("penerbitan_penggantian", places.REGULAR, ("hilang", "rusak")),
    Service("kelompok_rentan", places.PRIORITY, limited=True),
    Service("micin_darurat", places.REGULAR),
)
_BY_KEY = {service.key: service for service in SERVICES}


@dataclass(frozen=True, slots=True)
class Begun:
    """A walk-in's case with its first tasks, its number, and the receipt code (empty without a date of birth)."""

    instance: int
    business_key: str
    opened: tuple[int, ...]
    ticket: Ticket
    receipt_code: str


@dataclass(frozen=True, slots=True)
class _Wish:
    service: Service
    name: str
    type: str
    birth: date | None
    email: str


@dataclass(frozen=True, slots=True)
class Priority:
    """The priority numbers of today: given to walk-ins and left; `open` says whether they are given at this hour."""

    given: int
    quota: int
    hours: str
    open: bool

    @property
    def left(self) -> int:
        """How many are left."""
        return max(0, self.quota - self.given)


def begin(site: Site, actor: Actor, place: str, form: Mapping[str, object]) -> Begun:
    """Start a case (`service`, `name`, `type` of the form) and give it a number, both or none.

    With a date of birth (`birth`, ISO) the applicant gets a receipt code to follow the case by, and with `email` the
    messages. Raises Forbidden, Invalid naming every wrong field, NotFound while the SOP is not in force, Conflict
    outside of the priority counter's hours or when its quota of the day is used up (kelompok_rentan row 2).
    """
    rights.require_case_worker(actor)
    with site.db.begin(actor) as tx:
        wish = _read(form, places.today(tx))
        places.require(tx, place, wish.service.grp)
        data = {"nama_pemohon": wish.name, "jenis_permohonan": wish.type}
        if wish.birth:
            data["tanggal_lahir"] = wish.birth.isoformat()
        started = cases.start_held(tx, wish.service.key, data, category=wish.type)
        instance = instances.hold(tx, started.instance)
        ticket = tickets.issue(tx, instance, place, wish.service.grp, tickets.WALK_IN)
        if wish.service.limited:
            # Asked with the series locked: of two that take the last number at once one finds it taken.
            _require_priority(priority(tx, place))
        code = _receipt(tx, instance.id, place, wish)
        return Begun(instance.id, started.business_key, started.opened, ticket, code)


def _receipt(tx: Tx, instance: int, place: str, wish: _Wish) -> str:
    if wish.birth is None:
        return ""
    new = applications.New(applications.WALK_IN, wish.birth, place=place, email=wish.email, service="reguler")
    return applications.record(tx, instance, new).receipt_code


def priority(tx: Tx, place: str) -> Priority:
    """How the priority numbers of today stand."""
    ours = (table.c.office == tx.actor.office) & (table.c.place == place)
    today = ours & (table.c.day == places.today(tx).isoformat()) & (table.c.grp == places.PRIORITY)
    given = select(func.count()).where(today, table.c.way == tickets.WALK_IN)
    hours = settings.value(tx, "counters.priority_hours")
    opens, closes = (time.fromisoformat(part.replace(".", ":")) for part in hours.split("-"))
    now = tx.now.astimezone(ZoneInfo(settings.value(tx, "office.zone"))).time()
    number = int(tx.conn.execute(given).scalar_one())
    return Priority(number, settings.value(tx, "counters.priority_quota"), hours, opens <= now < closes)


def types_of(service: Service) -> tuple[tuple[str, str], ...]:
    """Code and label of the application types a service takes."""
    known = tuple((kind.code, kind.label) for kind in checklist.application_types())
    return tuple(pair for pair in known if not service.types or pair[0] in service.types)


def _require_priority(found: Priority) -> None:
    if not found.open:
        raise Conflict("walk_in.not_now")
    if found.given > found.quota:  # this one included
        raise Conflict("walk_in.no_quota")


def _read(given: Mapping[str, object], today: date) -> _Wish:
    form = Reading(given)
    service = _BY_KEY.get(form.choice("service", tuple(_BY_KEY)))
    type_ = str(given.get("type", ""))
    if service is not None and type_ not in dict(types_of(service)):
        form.wrong("walk_in.other_type" if service.types and type_ else "form.choose_one", "type")
    name = form.line("name", _LONGEST_NAME)
    birth = form.past_date("birth", today)
    email = form.email() if given.get("email") else ""
    if email and birth is None:
        form.wrong("walk_in.birth_for_mail", "birth")
    form.done()
    assert service is not None
    return _Wish(service, name, type_, birth, email)
