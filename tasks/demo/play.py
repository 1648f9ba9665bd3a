"""Plays the demo office: events in order of time on a virtual clock, every step through the real commands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from engine import calendars, office_time
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.office_calendar import OfficeCalendar
from engine.refusals import Conflict
from processes.model import StepKind, TimeKind
from tasks import breaches, cases, comments, inbox, outages, views, work, worker
from tasks.demo import names
from tasks.demo.chance import Chance
from tasks.demo.filling import fill
from tasks.roles import ALL_LANES, SUPERVISOR
from tasks.site import Site
from tasks.views import TaskView
from tasks.work import Late

Progress = Callable[[int, int], None]
_OFFICE = Actor("system", "Alur", frozenset({ALL_LANES, SUPERVISOR, "system"}))
_TYPES = ("baru_dewasa", "baru_dewasa", "habis_berlaku", "habis_berlaku", "baru_anak")
_STAFF = ("petugas1", "petugas2", "petugas3")
_COMMENTS = (
    "Keluarga minta dihubungi sebelum tim berangkat.",
    "Pemohon memakai kursi roda, siapkan ruang.",
    "Sinyal di lokasi lemah, bawa modem cadangan.",
    "Alamat sudah dicek lewat peta.",
)


@dataclass(slots=True)
class Stage:
    """Everything the play moves: the site on a virtual clock, chance, and the events to come."""

    site: Site
    clock: VirtualClock
    chance: Chance
    end: datetime
    events: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    order: count[int] = field(default_factory=count)
    slow_days: dict[date, bool] = field(default_factory=dict)

    def at(self, when: datetime, act: Callable[[], object]) -> None:
        """Let something happen at an instant; what lies after the play's end is left to the visitor."""
        if when < self.end:
            heappush(self.events, (when, next(self.order), act))

    def in_office(self, after: timedelta) -> datetime:
        """An instant some working time from now."""
        with self.site.db.read(_OFFICE) as tx:
            calendar = calendars.current(tx, _OFFICE.office)
        return office_time.add(calendar, office_time.next_opening(calendar, self.clock()), after)


def play(site: Site, progress: Progress = lambda done, total: None) -> bool:
    """Play the stated months up to now, unless cases stand already. Returns whether anything was played."""
    if (
        inbox.counts(site, _OFFICE).all
        or inbox.search(site, _OFFICE, inbox.Filter(whose=inbox.DONE), 1).items
    ):
        return False
    chance = Chance()
    end = site.db.clock()
    clock = VirtualClock(end - timedelta(days=int(chance.given["days"])))
    db = Database(site.db.url, clock, durable=False)
    stage = Stage(Site(db, site.folder), clock, chance, end)
    try:
        _schedule(stage)
        begin = clock()
        while stage.events:
            when, _, act = heappop(stage.events)
            clock.move_to(when)
            act()
            progress(int((clock() - begin).total_seconds()), int((end - begin).total_seconds()))
        clock.move_to(end)
        worker.settle(stage.site)
        worker.keep_house(stage.site)
    finally:
        db.close()
    return True


def _schedule(stage: Stage) -> None:
    """Lay down what comes from outside: requests by day, outages, and the worker's hourly look."""
    with stage.site.db.read(_OFFICE) as tx:
        calendar = calendars.current(tx, _OFFICE.office)
    zone = ZoneInfo(calendar.zone)
    first, last = stage.clock().astimezone(zone).date(), stage.end.astimezone(zone).date()
    window = stage.chance.given["arrival"]
    opens, closes = (time.fromisoformat(window[name]) for name in ("from", "to"))
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        stage.slow_days[day] = stage.chance.share("slow_day")
        if not office_time.intervals(calendar, day):
            continue
        begin, end = (datetime.combine(day, at, zone) for at in (opens, closes))
        for _ in range(stage.chance.arrivals()):
            stage.at(begin + (end - begin) * stage.chance.rng.random(), partial(_arrive, stage))
        for hour in range(8, 18):
            stage.at(datetime.combine(day, time(hour, 30), zone), partial(worker.settle, stage.site))
    for outage in stage.chance.given["outages"]:
        day = _next_open_day(calendar, first + timedelta(days=outage["day"]))
        down = datetime.combine(day, time.fromisoformat(outage["at"]), zone)
        stage.at(down, partial(_go_down, stage, outage))


def _next_open_day(calendar: OfficeCalendar, day: date) -> date:
    while not office_time.intervals(calendar, day):
        day += timedelta(days=1)
    return day


def _go_down(stage: Stage, outage: dict[str, Any]) -> None:
    number = outages.declare(stage.site, _person("koordinator"), outage["system"], outage["ticket"])
    back = stage.clock() + timedelta(hours=outage["hours"])
    stage.at(back, partial(outages.end, stage.site, _person("koordinator"), number))


def _arrive(stage: Stage) -> None:
    rng = stage.chance.rng
    kind = rng.choice(_TYPES)
    request = {
        "nama_pemohon": names.person(rng),
        "jenis_permohonan": kind,
        "lokasi_layanan": names.place(rng),
    }
    staff = _person(rng.choice(_STAFF))
    started = cases.start(stage.site, staff, "micin_darurat", request)
    _follow(stage, started.instance, started.opened)


def _follow(stage: Stage, instance: int, opened: tuple[int, ...]) -> None:
    """See to what a move opened: tasks wait for somebody, waits for the applicant."""
    for task in opened:
        stage.at(stage.in_office(stage.chance.queue()), partial(_begin, stage, task))
    view = views.case(stage.site, _OFFICE, instance)
    for wait in view.snapshot.waits:
        if not opened:
            _await(stage, view.instance.business_key, wait.message)


def _await(stage: Stage, key: str, message: str) -> None:
    paying = message == "pembayaran"
    law = stage.chance.given["paid" if paying else "documents_come"]
    if not stage.chance.share("paid" if paying else "documents_come"):
        return  # nobody comes: the process's own timer ends the case
    low, high = law["hours"] if paying else [days * 24 for days in law["days"]]
    stage.at(
        stage.clock() + timedelta(hours=stage.chance.between(low, high)),
        partial(_message, stage, key, message),
    )


def _message(stage: Stage, key: str, message: str) -> None:
    paid = {"dibayar_pada": stage.clock().isoformat(), "ntpn": f"{stage.chance.rng.getrandbits(64):016X}"}
    with suppress(Conflict):  # the limit passed first
        done = cases.deliver(
            stage.site, _person("petugas1"), message, key, paid if message == "pembayaran" else {}
        )
        _follow(stage, done.instance, done.opened)


def _begin(stage: Stage, task: int) -> None:
    view = views.task(stage.site, _OFFICE, task)
    worker_ = _who(stage, view)
    with suppress(Conflict):  # closed meanwhile, or held up by an outage
        work.start(stage.site, worker_, task)
        takes = stage.chance.touch(view.step, stage.slow_days.get(stage.clock().date(), False))
        if stage.chance.happens("comment"):
            note = stage.chance.rng.choice(_COMMENTS)
            comments.add(stage.site, worker_, view.instance.id, note, task_id=task)
        if stage.chance.happens("suspended"):
            stage.at(stage.clock() + takes / 2, partial(_interrupt, stage, task, worker_, takes / 2))
        else:
            stage.at(_ends(stage, view, takes), partial(_finish, stage, task, worker_))


def _ends(stage: Stage, view: TaskView, takes: timedelta) -> datetime:
    """Office work goes on in office hours; field work and travel whenever they are."""
    indoors = view.step is not None and (
        view.step.kind is StepKind.SUBPROCESS or view.step.time.kind is TimeKind.WORKING_DAYS
    )
    return stage.in_office(takes) if indoors else stage.clock() + takes


def _interrupt(stage: Stage, task: int, who: Actor, rest: timedelta) -> None:
    with suppress(Conflict):
        reason = stage.chance.rng.choice(("jaringan", "istirahat", "sistem"))
        work.suspend(stage.site, who, task, reason, "")
        gone = timedelta(minutes=stage.chance.between(*stage.chance.given["suspended_minutes"]))
        stage.at(stage.clock() + gone, partial(_resume, stage, task, who, rest))


def _resume(stage: Stage, task: int, who: Actor, rest: timedelta) -> None:
    with suppress(Conflict):
        work.resume(stage.site, who, task)
        stage.at(stage.clock() + rest, partial(_finish, stage, task, who))


def _finish(stage: Stage, task: int, who: Actor) -> None:
    shown = views.form_for(stage.site, who, task)
    good = not stage.chance.rng.random() < _trouble(stage, shown.form.element, task)
    given = fill(shown, stage.chance, good=good, login=who.login, paper=stage.clock().isoformat())
    with suppress(Conflict):
        late = Late(stage.chance.rng.choice(_REASONS)) if stage.chance.happens("explained") else None
        done = work.complete(stage.site, who, task, given, late=late)
        if done.late and late is not None and stage.chance.happens("confirmed"):
            _confirm(stage, task, late.reason)
        _follow(stage, done.instance, done.opened)


def _trouble(stage: Stage, element: str, task: int) -> float:
    given = stage.chance.given
    if element == "pastikan_persyaratan":
        again = len([t for t in _history(stage, task) if t.element == element]) > 1
        return float(given["returned_again" if again else "returned"])
    if element == "pemeriksaan_lanjutan":
        return 1 - float(given["examination"]["goes_on"])
    shares = {
        "wawancara_verifikasi_cekal": "examined_interview",
        "periksa_bms_ajudikasi": "examined_biometrics",
    }
    return float(given[shares[element]]) if element in shares else 0.0


def _history(stage: Stage, task: int) -> tuple[inbox.Line, ...]:
    instance = views.task(stage.site, _OFFICE, task).instance.id
    return views.case(stage.site, _OFFICE, instance).tasks


def _confirm(stage: Stage, task: int, reason: str) -> None:
    breach = views.task(stage.site, _OFFICE, task).breach
    responsible = {"jaringan": "jaringan", "sistem": "sistem", "berkas": "pemohon"}.get(reason, "kantor")
    if breach is not None:
        breaches.confirm(stage.site, _person("kasi"), breach.id, responsible)


def _who(stage: Stage, view: TaskView) -> Actor:
    lane = view.task.lane or "petugas"
    return _person(stage.chance.rng.choice(_STAFF) if lane == "petugas" else _BY_LANE.get(lane, "kasi"))


def _person(login: str) -> Actor:
    return Actor(login, login, frozenset(_ROLES[login]))


_BY_LANE = {"koordinator": "koordinator", "ketua_tim": "kasi", "pengawas": "pengawas"}
_ROLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_STAFF, ("petugas",)),
    "koordinator": ("koordinator", SUPERVISOR),
    "kasi": ("ketua_tim", SUPERVISOR),
    "pengawas": ("pengawas",),
}
_REASONS = ("antrean", "jaringan", "sistem", "berkas", "peralatan", "lupa")
