"""Plays the demo office: events in order of time on a virtual clock, every step through the real commands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from engine import calendars, definitions, office_time
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.office_calendar import OfficeCalendar
from engine.refusals import Conflict
from processes.model import Step, StepKind, TimeKind
from tasks import billing, breaches, cases, comments, completion, inbox, outages, work, worker
from tasks.completion import Late
from tasks.demo import names
from tasks.demo.chance import Chance
from tasks.demo.filling import fill
from tasks.demo.stage import OFFICE, STAFF, Job, Request, Stage, person, who
from tasks.site import Site

Progress = Callable[[int, int], None]
_KEY = "micin_darurat"
_TYPES = ("baru_dewasa", "baru_dewasa", "habis_berlaku", "habis_berlaku", "baru_anak")
_COMMENTS = (
    "Keluarga minta dihubungi sebelum tim berangkat.",
    "Pemohon memakai kursi roda, siapkan ruang.",
    "Sinyal di lokasi lemah, bawa modem cadangan.",
    "Alamat sudah dicek lewat peta.",
)
_REASONS = ("antrean", "jaringan", "sistem", "berkas", "peralatan", "lupa")
_RESPONSIBLE = {"jaringan": "jaringan", "sistem": "sistem", "berkas": "pemohon"}


def play(site: Site, progress: Progress = lambda done, total: None, chance: Chance | None = None) -> bool:
    """Play the stated months up to now, unless cases stand already. Returns whether anything was played."""
    if _has_cases(site):
        return False
    chance = chance or Chance()
    end = site.db.clock()
    clock = VirtualClock(end - timedelta(days=int(chance.given["days"])))
    db = Database(site.db.url, clock, durable=False)
    try:
        with db.read(OFFICE) as tx:
            calendar, definition = calendars.current(tx, OFFICE.office), definitions.latest(tx, _KEY)
        stage = Stage(Site(db, site.folder), clock, chance, end, calendar, definition)
        _schedule(stage)
        begin = clock()
        while stage.events:
            stage.next_event()()
            progress(int((clock() - begin).total_seconds()), int((end - begin).total_seconds()))
        clock.move_to(end)
        worker.settle(stage.site)
        worker.keep_house(stage.site)
    finally:
        db.close()
    return True


def _has_cases(site: Site) -> bool:
    done = inbox.Filter(whose=inbox.DONE)
    return bool(inbox.counts(site, OFFICE).all or inbox.search(site, OFFICE, done, 1).items)


def _schedule(stage: Stage) -> None:
    """Lay down what comes from outside: requests by day, outages, and the worker's look every two hours."""
    zone = stage.calendar.timetable.zone
    first, last = stage.clock().astimezone(zone).date(), stage.end.astimezone(zone).date()
    arrivals: list[datetime] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        stage.slow_days[day] = stage.chance.share("slow_day")
        if office_time.intervals(stage.calendar, day):
            arrivals += _arrivals(stage, day, zone)
        for hour in range(8, 18, 2):
            stage.at(datetime.combine(day, time(hour, 30), zone), partial(worker.settle, stage.site))
    arrivals = sorted(at for at in arrivals if stage.clock() <= at < stage.end)
    settled = len(arrivals) - int(stage.chance.given["still_open"])
    for place, at in enumerate(arrivals):
        stage.at(at, partial(_arrive, stage, None if place < settled else stage.chance.rng.randrange(10)))
    for outage in stage.chance.given["outages"]:
        day = _next_open_day(stage.calendar, first + timedelta(days=outage["day"]))
        down = datetime.combine(day, time.fromisoformat(outage["at"]), zone)
        stage.at(down, partial(_go_down, stage, outage))


def _arrivals(stage: Stage, day: date, zone: ZoneInfo) -> list[datetime]:
    window = stage.chance.given["arrival"]
    begin, end = (datetime.combine(day, time.fromisoformat(window[name]), zone) for name in ("from", "to"))
    return [begin + (end - begin) * stage.chance.rng.random() for _ in range(stage.chance.arrivals())]


def _next_open_day(calendar: OfficeCalendar, day: date) -> date:
    while not office_time.intervals(calendar, day):
        day += timedelta(days=1)
    return day


def _go_down(stage: Stage, outage: dict[str, Any]) -> None:
    number = outages.declare(stage.site, person("koordinator"), outage["system"], outage["ticket"])
    back = stage.clock() + timedelta(hours=outage["hours"])
    stage.at(back, partial(outages.end, stage.site, person("koordinator"), number))


def _arrive(stage: Stage, left_after: int | None) -> None:
    rng = stage.chance.rng
    kind = rng.choice(_TYPES)
    request = {
        "nama_pemohon": names.person(rng),
        "jenis_permohonan": kind,
        "lokasi_layanan": names.place(rng),
    }
    started = cases.start(stage.site, person(rng.choice(STAFF)), _KEY, request)
    stage.requests[started.instance] = Request(started.business_key, kind)
    if left_after is not None:
        stage.left_after[started.instance] = left_after
    _follow(stage, started.instance, started.opened)


def _follow(stage: Stage, instance: int, opened: tuple[int, ...]) -> None:
    """See to what a move opened: tasks wait for somebody, waits for the applicant."""
    for task in opened:
        when = stage.in_office(stage.chance.queue())
        if not stage.is_left(instance):
            stage.at(when, partial(_begin, stage, task))
        elif stage.chance.happens("left_begun"):
            stage.at(when, partial(_leave, stage, task))
    if not opened:
        for message in stage.awaited(instance):
            _await(stage, instance, message)


def _await(stage: Stage, instance: int, message: str) -> None:
    paying = message == "pembayaran"
    law = stage.chance.given["paid" if paying else "documents_come"]
    if not stage.chance.share("paid" if paying else "documents_come"):
        return  # nobody comes: the process's own timer ends the case
    low, high = law["hours"] if paying else [days * 24 for days in law["days"]]
    gone = timedelta(hours=stage.chance.between(low, high))
    comes = stage.clock() + gone
    # Banks take payments at night; who records them, or takes documents in, is at the office by day.
    recorded = stage.in_office(stage.chance.queue(), comes)
    stage.at(recorded, partial(_message, stage, instance, message, comes))


def _message(stage: Stage, instance: int, message: str, comes: datetime) -> None:
    paid = {"dibayar_pada": comes.isoformat(), "ntpn": f"{stage.chance.rng.getrandbits(64):016X}"}
    given = paid if message == "pembayaran" else {}
    with suppress(Conflict):  # the limit passed first
        key = stage.requests[instance].key
        done = billing.deliver(stage.site, person(stage.chance.rng.choice(STAFF)), message, key, given)
        _follow(stage, done.instance, done.opened)


def _leave(stage: Stage, task: int) -> None:
    with suppress(Conflict):
        work.start(stage.site, who(stage.chance, stage.job(task).lane), task)


def _begin(stage: Stage, task: int) -> None:
    job = stage.job(task)
    actor = who(stage.chance, job.lane)
    with suppress(Conflict):  # closed meanwhile
        work.start(stage.site, actor, task)
        step = stage.definition.diagram.activities[job.element].step
        takes = stage.chance.touch(step, stage.slow_today())
        if stage.chance.happens("comment"):
            note = stage.chance.rng.choice(_COMMENTS)
            comments.add(stage.site, actor, job.instance, note, task_id=task)
        if stage.chance.happens("suspended"):
            stage.at(stage.clock() + takes / 2, partial(_interrupt, stage, job, actor, takes / 2))
        else:
            stage.at(_ends(stage, step, takes), partial(_finish, stage, job, actor))


def _ends(stage: Stage, step: Step | None, takes: timedelta) -> datetime:
    """Office work goes on in office hours; field work and travel whenever they are."""
    indoors = step is not None and (
        step.kind is StepKind.SUBPROCESS or step.time.kind is TimeKind.WORKING_DAYS
    )
    return stage.in_office(takes) if indoors else stage.clock() + takes


def _interrupt(stage: Stage, job: Job, actor: Actor, rest: timedelta) -> None:
    with suppress(Conflict):
        reason = stage.chance.rng.choice(("jaringan", "istirahat", "sistem"))
        work.suspend(stage.site, actor, job.task, reason, "")
        gone = timedelta(minutes=stage.chance.between(*stage.chance.given["suspended_minutes"]))
        stage.at(stage.clock() + gone, partial(_resume, stage, job, actor, rest))


def _resume(stage: Stage, job: Job, actor: Actor, rest: timedelta) -> None:
    with suppress(Conflict):
        work.resume(stage.site, actor, job.task)
        stage.at(stage.clock() + rest, partial(_finish, stage, job, actor))


def _finish(stage: Stage, job: Job, actor: Actor) -> None:
    good = stage.chance.rng.random() >= _trouble(stage, job)
    now = stage.clock().isoformat()
    given = fill(stage.shown(job), stage.chance, good=good, login=actor.login, now=now)
    with suppress(Conflict):
        late = Late(stage.chance.rng.choice(_REASONS)) if stage.chance.happens("explained") else None
        done = completion.complete(stage.site, actor, job.task, given, late=late)
        if done.late or done.outcome:
            _look_back(stage, job, late)
        _follow(stage, done.instance, done.opened)


def _trouble(stage: Stage, job: Job) -> float:
    given = stage.chance.given
    if job.element == "pastikan_persyaratan":
        return float(given["returned_again" if stage.times_done(job) else "returned"])
    if job.element == "pemeriksaan_lanjutan":
        return 1 - float(given["examination"]["goes_on"])
    shares = {
        "wawancara_verifikasi_cekal": "examined_interview",
        "periksa_bms_ajudikasi": "examined_biometrics",
    }
    return float(given[shares[job.element]]) if job.element in shares else 0.0


def _look_back(stage: Stage, job: Job, late: Late | None) -> None:
    """Supervisors see to what was late: the task just done, and the whole service when it is over."""
    for breach in stage.breaches(job.instance):
        if breach.task_id is None and breach.state == breaches.NEW and stage.chance.happens("explained"):
            reason = stage.chance.rng.choice(_REASONS)
            breaches.explain(stage.site, person("koordinator"), breach.id, reason, "")
        elif breach.task_id == job.task and late is not None and stage.chance.happens("confirmed"):
            by = person("koordinator" if breach.explained_by == "kasi" else "kasi")
            breaches.confirm(stage.site, by, breach.id, _RESPONSIBLE.get(late.reason, "kantor"))
