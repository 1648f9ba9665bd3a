"""Work that was begun and given back or handed on: touch time rests until somebody takes it up again."""

from __future__ import annotations

from datetime import timedelta

from tasks import cases, completion, pauses, views, work
from tasks.held import Task
from tests.support.office import OPERATOR, Office, filled

MINUTE = timedelta(minutes=1)


def seen(office: Office, task: int) -> Task:
    return views.task(office.site, OPERATOR, task).task


def test_work_handed_on_by_a_supervisor_rests_until_it_is_started_again(office: Office) -> None:
    task = office.start().opened[0]
    work.start(office.site, office["petugas1"], task)
    work.reassign(office.site, office["kasi"], task, "petugas2", "sakit")
    assert (seen(office, task).state, seen(office, task).due_at) == ("ASSIGNED", None)
    office.clock.move(60 * MINUTE)
    work.reassign(office.site, office["kasi"], task, "petugas3", "sakit juga")
    began = office.clock()
    office.clock.move(10 * MINUTE)
    form = views.form_for(office.site, OPERATOR, task).form
    answer = completion.complete(
        office.site, office["petugas3"], task, filled(form)
    )  # without Start it went on when it was given to petugas3
    assert answer.late
    with office.site.db.read(OPERATOR) as tx:
        (pause,) = pauses.of_instance(tx, answer.instance)
    assert pause.ended_at == began


def test_a_limit_in_working_days_runs_on_while_nobody_has_the_task(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    cases.deliver(office.site, office["petugas1"], "pembayaran", started.business_key, {})
    (task,) = (line.id for line in office.open_tasks(started.instance) if line.element == "cetak_ambil")
    work.start(office.site, office["petugas1"], task)
    due = seen(office, task).due_at
    work.unclaim(office.site, office["petugas1"], task)
    assert due is not None
    assert seen(office, task).due_at == due
    office.clock.move(timedelta(days=1))
    work.start(office.site, office["petugas2"], task)
    assert seen(office, task).due_at == due
