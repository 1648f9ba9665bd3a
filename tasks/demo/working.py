"""Officers at work: whoever holds a step's lane begins it after a while, is perhaps interrupted, and completes it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from engine.database import Actor
from engine.refusals import Conflict
from processes.model import StepKind, TimeKind
from tasks import breaches, comments, completion, work
from tasks.completion import Late
from tasks.demo import answers, fates, voices, waiting
from tasks.demo.filling import fill
from tasks.demo.staff import person, who
from tasks.demo.stage import Case, Job, Stage
from tasks.reports.issued import READY

_DONE = "END_SELESAI"
ARRIVAL, HANDING_OVER = "datang_kantor", "serahkan"
_NEVER_BEGUN = {(HANDING_OVER, fates.UNCOLLECTED), (ARRIVAL, fates.ABSENT)}  # nobody comes for them
_COMMENTS = (
    "Keluarga minta dihubungi sebelum tim berangkat.",
    "Pemohon memakai kursi roda, siapkan ruang.",
    "Sinyal di lokasi lemah, bawa modem cadangan.",
    "Alamat sudah dicek lewat peta.",
)
_COMMENTED = "micin_darurat"
_REASONS = ("antrean", "jaringan", "sistem", "berkas", "peralatan", "lupa")
_RESPONSIBLE = {"jaringan": "jaringan", "sistem": "sistem", "berkas": "pemohon"}


def follow(stage: Stage, case: Case, opened: tuple[int, ...]) -> None:
    """See to what a move opened: tasks wait for somebody, waits for the applicant."""
    for task in opened:
        job = stage.job(task)
        if is_left(case):
            if stage.chance.happens("left_begun"):
                stage.at(stage.in_office(stage.chance.queue()), partial(_leave, stage, job))
        elif (job.element, case.fate) not in _NEVER_BEGUN:
            stage.at(_begins(stage, job), partial(_begin, stage, job))
    if not opened:
        for message in stage.awaited(case):
            waiting.expect(stage, case, message, follow)


def is_left(case: Case) -> bool:
    """Whether a case of the last days is left where it stands from this task on; counts the task."""
    if case.left is None:
        return False
    case.left -= 1
    return case.left < 0


def _begins(stage: Stage, job: Job) -> datetime:
    """When somebody begins a task; a passport is finished in time for the instant it is to be ready."""
    case, now = job.case, stage.clock()
    if job.element == ARRIVAL and case.arrives is not None:
        return max(now, case.arrives)
    if job.element == HANDING_OVER:
        hour = timedelta(hours=stage.chance.between(0, 5))
        return stage.in_office(hour, now + timedelta(days=stage.chance.days("collected")))
    if _makes_ready(job):
        return max(now, case.ready - timedelta(minutes=stage.chance.between(10, 50))) if case.ready else now
    return stage.soon(case, stage.in_office(stage.chance.queue(job.element)))


def _makes_ready(job: Job) -> bool:
    return job.case.ready is not None and job.step is not None and job.step.raises == READY


def _leave(stage: Stage, job: Job) -> None:
    with suppress(Conflict):
        work.start(stage.site, who(stage.chance, job.lane), job.task)


def _begin(stage: Stage, job: Job) -> None:
    actor = who(stage.chance, job.lane)
    with suppress(Conflict):  # closed meanwhile
        work.start(stage.site, actor, job.task)
        if _makes_ready(job):
            stage.at(max(stage.clock(), job.case.ready or stage.clock()), partial(_finish, stage, job, actor))
            return
        takes = stage.chance.touch(job.step, stage.slow_today())
        if job.case.diagram.key == _COMMENTED and stage.chance.happens("comment"):
            note = stage.chance.rng.choice(_COMMENTS)
            comments.add(stage.site, actor, job.case.number, note, task_id=job.task)
        if stage.chance.happens("suspended"):
            stage.at(_soon(stage, job, takes / 2), partial(_interrupt, stage, job, actor, takes / 2))
        else:
            stage.at(_ends(stage, job, takes), partial(_finish, stage, job, actor))


def _ends(stage: Stage, job: Job, takes: timedelta) -> datetime:
    """Office work goes on in office hours; field work and travel whenever they are."""
    step = job.step
    indoors = step is not None and (
        step.kind is StepKind.SUBPROCESS or step.time.kind is TimeKind.WORKING_DAYS
    )
    return stage.soon(job.case, stage.in_office(takes) if indoors else stage.clock() + takes)


def _soon(stage: Stage, job: Job, after: timedelta) -> datetime:
    return stage.soon(job.case, stage.clock() + after)


def _interrupt(stage: Stage, job: Job, actor: Actor, rest: timedelta) -> None:
    with suppress(Conflict):
        reason = stage.chance.rng.choice(("jaringan", "istirahat", "sistem"))
        work.suspend(stage.site, actor, job.task, reason, "")
        gone = timedelta(minutes=stage.chance.between(*stage.chance.given["suspended_minutes"]))
        stage.at(_soon(stage, job, gone), partial(_resume, stage, job, actor, rest))


def _resume(stage: Stage, job: Job, actor: Actor, rest: timedelta) -> None:
    with suppress(Conflict):
        work.resume(stage.site, actor, job.task)
        stage.at(_soon(stage, job, rest), partial(_finish, stage, job, actor))


def _finish(stage: Stage, job: Job, actor: Actor) -> None:
    now, shown = stage.clock().isoformat(), stage.shown(job)
    chosen = answers.choice(stage, job, shown.form)
    given = fill(shown, stage.chance, chosen, login=actor.login, now=now)
    with suppress(Conflict):
        late = Late(stage.chance.rng.choice(_REASONS)) if stage.chance.happens("explained") else None
        done = completion.complete(stage.site, actor, job.task, given, late=late)
        if done.late or done.outcome:
            _look_back(stage, job, late)
        follow(stage, job.case, done.opened)
        if done.outcome == _DONE:
            voices.survey(stage, job.case)


def _look_back(stage: Stage, job: Job, late: Late | None) -> None:
    """Supervisors see to what was late: the task just done, and the whole service when it is over."""
    for breach in stage.breaches(job.case):
        if breach.task_id is None and breach.state == breaches.NEW and stage.chance.happens("explained"):
            reason = stage.chance.rng.choice(_REASONS)
            breaches.explain(stage.site, person("koordinator"), breach.id, reason, "")
        elif breach.task_id == job.task and late is not None and stage.chance.happens("confirmed"):
            by = person("koordinator" if breach.explained_by == "kasi" else "kasi")
            breaches.confirm(stage.site, by, breach.id, _RESPONSIBLE.get(late.reason, "kantor"))
