"""Moving running cases to another version over REST: the dry run, a job, how far it has come."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response, url_for
from pydantic import Field

from tasks.moving import dry, jobs
from tasks.moving.jobs import Job, Result
from tasks.moving.plans import Choices, Plan
from tasks.moving.reasons import Reason
from web.api.endpoint import Model, Takes, created, endpoint
from web.api.shapes import Number
from web.pages.moving_words import reason_words
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, PROCESS_OWNER

TAG = "Migrations"
_MAY = (PROCESS_OWNER, ADMINISTRATOR)
Choice = Literal["keep", "rearm", "supersede"]


class LimitsBody(Model):
    """What becomes of limits that run: of steps (by new element, else `other`), and of the whole service."""

    other: Choice = "keep"
    service: Choice = "keep"
    steps: dict[str, Choice] = Field(default_factory=dict)


class PlanBody(Model):
    """From which versions to which; `mapping` gives old elements another counterpart than proposed, null: none."""

    from_versions: list[Number] = Field(min_length=1, max_length=100)
    to_version: Number
    mapping: dict[str, str | None] = Field(default_factory=dict)
    limits: LimitsBody = LimitsBody()


class MigrationBody(PlanBody):
    """As for the dry run, and why."""

    reason: str = Field(default="", max_length=1000)


@endpoint("POST", "/process-definitions/<key>/migrations/plan", TAG, *_MAY, takes=Takes(body=PlanBody))
def plan_migration(key: str, body: PlanBody) -> dict[str, Any]:
    """What would become of every running case on the old versions; nothing is changed."""
    found = dry.run(site(), actor(), _plan(key, body))
    return {
        "total": found.total,
        "movable": found.movable,
        "stay": [
            {"reason": _told(group.reason), "cases": group.cases, "business_keys": group.numbers}
            for group in found.groups
        ],
        "elements": [
            {
                "element": line.element,
                "target": line.match.target,
                "found_by": line.match.how,
                "share": line.match.share,
                "standing": line.standing,
                "clocks": line.clocks,
                "late_at_once": line.late,
            }
            for line in found.lines
        ],
    }


@endpoint(
    "POST",
    "/process-definitions/<key>/migrations",
    TAG,
    *_MAY,
    takes=Takes(body=MigrationBody, status=201),
)
def begin_migration(key: str, body: MigrationBody) -> Response:
    """Move the cases in the background, those that can; the answer is the job."""
    number = jobs.begin(site(), actor(), _plan(key, body), body.reason)
    job = jobs.read(site(), actor(), number)
    return created(_shown(job), url_for("api.read_migration", job_id=number))


@endpoint("GET", "/migrations/<int:job_id>", TAG, *_MAY)
def read_migration(job_id: int) -> dict[str, Any]:
    """How far a job has come, and the first 200 of its cases, those that did not move before the others."""
    job = jobs.read(site(), actor(), job_id)
    results = jobs.results(site(), actor(), job_id)
    return {**_shown(job), "items": [_result(one) for one in results]}


@endpoint("POST", "/migrations/<int:job_id>/cancel", TAG, *_MAY, takes=Takes(status=204))
def cancel_migration(job_id: int) -> None:
    """Stop a job between two cases; what was moved stays moved."""
    jobs.cancel(site(), actor(), job_id)


@endpoint("POST", "/migrations/<int:job_id>/retry", TAG, *_MAY)
def retry_migration(job_id: int) -> dict[str, Any]:
    """Try the cases again that did not move."""
    return {"cases": jobs.retry(site(), actor(), job_id)}


def _plan(key: str, body: PlanBody) -> Plan:
    limits = Choices(body.limits.other, body.limits.service, dict(body.limits.steps))
    return Plan(key, tuple(sorted(set(body.from_versions))), body.to_version, body.mapping, limits)


def _shown(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "definition_key": job.key,
        "from_versions": job.from_versions,
        "to_version": job.to_version,
        "state": job.state,
        "reason": job.reason,
        "mapping_hash": job.mapping_hash,
        "created_at": job.created_at,
        "created_by": job.created_by,
        "ended_at": job.ended_at,
        "cases": dict(job.counts),
    }


def _result(one: Result) -> dict[str, Any]:
    return {
        "process_instance_id": one.instance,
        "business_key": one.business_key,
        "state": one.state,
        "reasons": [_told(reason) for reason in one.reasons],
        "at": one.at,
    }


def _told(reason: Reason) -> dict[str, str]:
    return {
        "key": reason.key,
        "element": reason.element,
        "step": reason.step,
        "detail": reason_words(reason),
    }
