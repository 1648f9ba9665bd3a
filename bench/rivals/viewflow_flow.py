"""M11 as a flow of Viewflow: eleven human tasks, choices after the second, eighth and ninth by the case's data."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow import views

from bench import m11

_FORM = views.UpdateProcessView.as_view(fields=["data"])  # the page of a task; nobody asks for it here


def _task() -> Any:
    return flow.View(_FORM).Assign(this.officer)


def _choice(number: int) -> Any:
    return flow.If(lambda activation: activation.process.data[f"langkah_{number}"]["keputusan"] == "ya")


class M11(flow.Flow):  # type: ignore[misc]
    """The row of tasks; the process row is locked as Viewflow's page on durable execution says, on PostgreSQL."""

    mulai = flow.StartHandle(this.begin).Next(this.langkah_1)
    langkah_1 = _task().Next(this.langkah_2)
    langkah_2 = _task().Next(this.pilih_2)
    pilih_2 = _choice(2).Then(this.langkah_3).Else(this.tolak)
    langkah_3 = _task().Next(this.langkah_4)
    langkah_4 = _task().Next(this.langkah_5)
    langkah_5 = _task().Next(this.langkah_6)
    langkah_6 = _task().Next(this.langkah_7)
    langkah_7 = _task().Next(this.langkah_8)
    langkah_8 = _task().Next(this.pilih_8)
    pilih_8 = _choice(8).Then(this.langkah_9).Else(this.tolak)
    langkah_9 = _task().Next(this.pilih_9)
    pilih_9 = _choice(9).Then(this.langkah_10).Else(this.tolak)
    langkah_10 = _task().Next(this.langkah_11)
    langkah_11 = _task().Next(this.selesai)
    tolak = flow.End()
    selesai = flow.End()

    def begin(self, activation: Any) -> Any:
        """A new case with what the applicant gave."""
        activation.process.data = dict(m11.START)
        return activation.process

    def officer(self, _activation: Any) -> Any:
        """Who every task is for; looked up once."""
        return _officer()


@cache
def _officer() -> Any:
    found, _ = get_user_model().objects.get_or_create(username="petugas1")
    return found


def use_row_lock() -> None:
    """Lock the row of the process for each change."""
    M11.lock_impl = lock.select_for_update_lock
