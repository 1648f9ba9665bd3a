"""Small SOPs in two versions, and the way a case is moved from one to the other."""

from __future__ import annotations

from typing import Any

from tasks import cases
from tasks.moving import following, jobs
from tasks.moving.jobs import Job
from tasks.moving.plans import Choices, Plan
from tests.processes.templates import CELLS, END, START, file, flow, lane, task
from tests.support.office import Office
from tests.tasks.small_processes import deploy

FIVE = 'amount="5" unit="minute" anchor="started">5 menit<'
WAIT = CELLS.replace('kind="task"', 'kind="wait"')


def minutes(many: int, anchor: str = "started") -> str:
    """Cells with so many minutes: of work, or on the clock where they count from the opening."""
    kind = 'kind="service"' if anchor == "started" else 'kind="elapsed"'
    cells = CELLS.replace(FIVE, f'amount="{many}" unit="minute" anchor="{anchor}">{many} menit<')
    return cells.replace('kind="service"', kind)


def line(*names: str, cells: str = CELLS, lanes: str | None = None) -> bytes:
    """An SOP of user tasks in turn."""
    pairs = zip(("s", *names), (*names, "e"), strict=True)
    body = START + "".join(task(name, inner=cells) for name in names) + END
    return file(body + "".join(flow(*pair) for pair in pairs), lanes=lanes or lane("s", *names, "e"))


def publish(office: Office, *files: bytes) -> tuple[int, ...]:
    """Put versions in force, one after the other; their numbers."""
    return tuple(deploy(office.site.db, one).version for one in files)


def begin(office: Office, version: int = 1, **variables: Any) -> cases.Started:
    """A case on a version."""
    return cases.start(office.site, office["petugas1"], "p", variables, version=version, strict=False)


def move(office: Office, key: str = "p", **how: Any) -> Job:
    """Move every case of version 1 to version 2, as the process owner."""
    edits = how.pop("edits", {})
    plan = Plan(key, how.pop("sources", (1,)), how.pop("target", 2), edits, Choices(**how))
    number = jobs.begin(office.site, office["pemilik"], plan, "SOP diperbaiki")
    assert following.follow(office.site) == []
    return jobs.read(office.site, office["pemilik"], number)


def why(office: Office, job: Job) -> list[list[tuple[str, str]]]:
    """Reasons by case, as (key, element)."""
    found = jobs.results(office.site, office["pemilik"], job.id)
    return [[(one.key, one.element) for one in result.reasons] for result in found]
