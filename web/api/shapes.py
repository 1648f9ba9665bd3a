"""Bodies and queries of the REST API."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from tasks import task_sorting
from web.api.endpoint import Model

Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""An id, a version or a count."""


class Paging(Model):
    """Which page of a list."""

    limit: int = Field(default=25, ge=1, le=200)
    after: str | None = None


class StartBody(Model):
    """A new case."""

    definition_key: str = Field(max_length=200)
    version: Number | None = None
    business_key: str | None = None
    variables: dict[str, Any] = Field(default_factory=dict)


class ReasonBody(Model):
    """Why."""

    reason: str = ""


class CaseSearchFilter(Model):
    """Which cases."""

    definition_key: str | None = None
    status: str | None = None
    business_key: str | None = None
    text: str = Field(default="", max_length=200)


class CaseSearch(Model):
    """A page of cases."""

    filter: CaseSearchFilter = CaseSearchFilter()
    page: Paging = Paging()


class TaskSearchFilter(Model):
    """Which tasks: whose is mine, free, all (default) or done."""

    whose: str = "all"
    element: str | None = None
    candidate_group: str | None = None
    state: str | None = None
    process_instance_id: Number | None = None
    overdue: bool = False
    text: str = Field(default="", max_length=200)


class TaskSort(Model):
    """One field to sort tasks by; the next one decides among equals."""

    field: Literal[tuple(task_sorting.FIELDS)]  # type: ignore[valid-type]
    order: Literal["asc", "desc"] = "asc"


class TaskSearch(Model):
    """A page of tasks; sorted due soon first unless `sort` says otherwise."""

    filter: TaskSearchFilter = TaskSearchFilter()
    sort: list[TaskSort] = Field(default_factory=list, max_length=4)
    page: Paging = Paging()


class LateBody(Model):
    """Why a task is completed late."""

    reason: str
    note: str = ""


class CompleteBody(Model):
    """The form of a task, as its schema asks."""

    variables: Any = Field(default_factory=dict)
    late: LateBody | None = None


class DraftBody(Model):
    """The form of a task as typed so far."""

    variables: Any = Field(default_factory=dict)


class SuspendBody(Model):
    """Why work stands still."""

    reason: str
    note: str = ""


class DelegateBody(Model):
    """To whom, and what to tell them."""

    to: str
    note: str = ""


class ReassignBody(Model):
    """To whom (nobody: back to all candidates), and why."""

    to: str | None = None
    reason: str = ""


class NoteBody(Model):
    """What to tell."""

    note: str = ""


class CommentBody(Model):
    """A comment."""

    text: str


class MessageBody(Model):
    """A message for the case with this business key."""

    name: str = Field(max_length=200)
    correlation_key: str = Field(max_length=200)
    variables: dict[str, Any] = Field(default_factory=dict)


class ClockSearchFilter(Model):
    """Which clocks: waiting, running, paused, late, stopped."""

    state: str | None = None
    process_instance_id: Number | None = None


class ClockSearch(Model):
    """A page of clocks."""

    filter: ClockSearchFilter = ClockSearchFilter()
    page: Paging = Paging()


class ReportScope(Model):
    """What a report covers; the last 92 days of Micin Darurat by default."""

    definition_key: str = "micin_darurat"
    version: Number | None = None
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None
    category: str | None = None


class ExportScope(ReportScope):
    """Which report to take away: every case of the period (default), the figures per step, or every breach."""

    report: Literal["cases", "steps", "breaches"] = "cases"
    state: Literal["new", "explained", "confirmed", "closed"] | None = None  # of breaches


class OcelScope(ReportScope):
    """Which cases, and how the log is written."""

    encoding: Literal["json", "xml"] = "json"


class BreachSearchFilter(ReportScope):
    """Which breaches."""

    state: str | None = None


class BreachSearch(Model):
    """A page of breaches."""

    filter: BreachSearchFilter = BreachSearchFilter()
    page: Paging = Paging()


class ExplainBody(Model):
    """The cause of a breach."""

    reason: str
    note: str = ""


class ConfirmBody(Model):
    """Who is responsible for a breach: kantor, pemohon, sistem, jaringan, instansi_lain, kahar, lain."""

    responsible: str
    note: str = ""


class CloseBody(Model):
    """What was done about a breach."""

    follow_up: str


class AuditSearchFilter(Model):
    """Which records of the trail."""

    chain: str | None = None
    actor: str | None = None
    action: str | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class AuditSearch(Model):
    """A page of the trail, newest first."""

    filter: AuditSearchFilter = AuditSearchFilter()
    page: Paging = Paging()


class CalendarBody(Model):
    """A calendar to put in force."""

    content: dict[str, Any]
    reason: str = ""
    expected_version: Number


class OutageBody(Model):
    """A system that is down, with its ticket."""

    system: str
    ticket: str
