"""alur move: running cases of an SOP from one version to another: look, do, see how far it has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import orjson

from engine.database import Actor
from engine.refusals import Invalid
from tasks.moving import dry, following, jobs
from tasks.moving.dry import Dry
from tasks.moving.jobs import Job
from tasks.moving.plans import CHOICES, Choices, Plan
from tasks.moving.reasons import Reason
from web.cli.frame import OPERATOR, Verbs, answer, json_option, open_site
from web.shell.messages import say

_office = click.option("--office", help="Whose cases; the first office's by default.")


@click.group("move", cls=Verbs)
def move_group() -> None:
    """Running cases, from one version of an SOP to another."""


def _planned(command: Any) -> Any:
    for option in reversed(
        (
            click.argument("key"),
            click.option("--from", "sources", type=int, multiple=True, required=True, help="An old version."),
            click.option("--to", "target", type=int, required=True, help="The version the cases go to."),
            click.option(
                "--map",
                "pairs",
                multiple=True,
                help="OLD=NEW elements that are the same thing, OLD= one that has no counterpart.",
            ),
            click.option(
                "--plan",
                "file",
                type=click.Path(exists=True, dir_okay=False, path_type=Path),
                help='A JSON file {"mapping": {old: new or null}, "limits": {new element: choice}}.',
            ),
            click.option("--limits", type=click.Choice(CHOICES), default="keep", help="Limits of steps."),
            click.option(
                "--service", type=click.Choice(CHOICES), default="keep", help="Limits of the whole service."
            ),
            _office,
            json_option,
        )
    ):
        command = option(command)
    return command


@move_group.command("plan")
@_planned
def move_plan(office: str | None, as_json: bool, **given: Any) -> None:
    """What would become of every running case; nothing is changed. Exit code 1 when one would stay."""
    found = dry.run(open_site(), _actor(office), _plan(**given))
    told = {
        "total": found.total,
        "movable": found.movable,
        "stay": [
            {"reason": group.reason, "cases": group.cases, "numbers": group.numbers} for group in found.groups
        ],
        "mapping": found.mapping,
        "elements": [
            {"element": one.element, "to": one.match.target, "how": one.match.how, "standing": one.standing}
            | {"clocks": one.clocks, "late": one.late}
            for one in found.lines
        ],
    }
    answer(told, as_json, _dry_lines(found))
    if found.movable < found.total:
        raise SystemExit(1)


@move_group.command("run")
@_planned
@click.option("--reason", required=True, help="Why they move; kept in the trail of every case.")
@click.option("--later", is_flag=True, help="Leave it to the worker instead of doing it now.")
def move_run(office: str | None, as_json: bool, reason: str, later: bool, **given: Any) -> None:
    """Move the cases, one after the other, those that cannot stay as they are. Exit code 1 when one stayed.

    Broken off, the worker goes on with it.
    """
    site, actor = open_site(), _actor(office)
    number = jobs.begin(site, actor, _plan(**given), reason)
    while not later and jobs.read(site, actor, number).state == jobs.RUNNING:
        for fault in following.work_on(site, actor, number, following.BATCH):
            click.echo(f"fault: {type(fault).__name__}", err=True)
        if not as_json:
            job = jobs.read(site, actor, number)
            click.echo(f"{job.seen} of {job.total}", err=True)
    _tell(site, actor, number, as_json)


@move_group.command("status")
@click.argument("number", type=int)
@_office
@json_option
def move_status(number: int, office: str | None, as_json: bool) -> None:
    """How far a job has come, and why cases stayed. Exit code 1 when one did."""
    _tell(open_site(), _actor(office), number, as_json)


def _tell(site: Any, actor: Actor, number: int, as_json: bool) -> None:
    job = jobs.read(site, actor, number)
    results = jobs.results(site, actor, number)
    left = [one for one in results if one.reasons]
    told = {"move": job.id, "state": job.state, "cases": dict(job.counts), "left": left}
    lines = [_job_line(job)]
    lines += [f"  {one.business_key}: {_said(reason)}" for one in left for reason in one.reasons]
    answer(told, as_json, lines)
    if job.counts.get(jobs.STAYED) or job.counts.get(jobs.FAILED):
        raise SystemExit(1)


def _job_line(job: Job) -> str:
    counts = ", ".join(f"{many} {state}" for state, many in sorted(job.counts.items()))
    return f"job {job.id} of {job.key} {job.from_versions} -> {job.to_version}: {job.state}; {counts}"


def _dry_lines(found: Dry) -> Iterator[str]:
    yield f"{found.movable} of {found.total} running cases would move to version {found.plan.target}"
    for group in found.groups:
        yield f"  {group.cases} stay: {_said(group.reason)} ({', '.join(group.numbers)})"
    for line in found.lines:
        if line.late:
            yield f"  {line.element}: {line.late} of {line.clocks} limits would be late at once"
        if line.match.target != line.element:
            yield f"  {line.element} -> {line.match.target or '-'} ({line.match.how}), {line.standing} there"


def _said(reason: Reason) -> str:
    step = f"step {reason.step} ({reason.name})" if reason.step else reason.name or reason.element
    return say(f"moving.{reason.key}", {"step": step, "to": reason.to})


def _plan(key: str, sources: tuple[int, ...], target: int, file: Path | None, **chosen: Any) -> Plan:
    kept = _read(file) if file else {}
    edits = {str(old): new for old, new in dict(kept.get("mapping", {})).items()}
    for pair in chosen["pairs"]:
        old, equal, new = pair.partition("=")
        if not equal:
            raise click.BadParameter(f"{pair}: write OLD=NEW", param_hint="--map")
        edits[old] = new or None
    choices = Choices(chosen["limits"], chosen["service"], dict(kept.get("limits", {})))
    return Plan(key, tuple(sorted(set(sources))), target, edits, choices)


def _read(file: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Invalid("api.not_json", line=error.lineno, column=error.colno) from None
    if not isinstance(found, dict):
        raise click.BadParameter("a JSON object is wanted", param_hint="--plan")
    return found


def _actor(office: str | None) -> Actor:
    return replace(OPERATOR, office=office) if office else OPERATOR
