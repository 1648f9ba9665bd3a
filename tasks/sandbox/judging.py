"""Scenarios played on a draft or on the version in force: for their page, and before an SOP is published."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine import definitions
from engine.database import Actor, Tx
from engine.definitions import DeployRefused
from engine.refusals import Conflict, Invalid, NotFound, Problem
from processes.findings import Finding
from tasks import rights
from tasks.roles import ADMINISTRATOR, PROCESS_OWNER
from tasks.sandbox import office, plays, running, scenario_files, scenarios
from tasks.sandbox.office import Base
from tasks.sandbox.running import Result
from tasks.sandbox.scenarios import Draft, Scenario
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class Judged:
    """A scenario and what came of it."""

    scenario: Scenario
    result: Result


@dataclass(frozen=True, slots=True)
class Judgement:
    """All scenarios of an SOP; `findings` say why the file cannot run, and then none was played."""

    name: str
    of_draft: bool
    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    waiting: tuple[Scenario, ...] = ()
    ends: tuple[tuple[str, str], ...] = ()
    """The ends its cases may reach: id and name."""
    in_force: bool = True
    """Whether a version of the SOP is in force, to play them on instead."""

    @property
    def failed(self) -> int:
        """How many do not come to what is expected."""
        return sum(not one.result.passed for one in self.judged)


def judge(site: Site, actor: Actor, key: str, source: str = plays.DRAFT) -> Judgement:
    """Play every scenario of an SOP on the person's draft, or the version in force. Raises Forbidden, NotFound."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        xml = plays.file_of(tx, key) if source == plays.DRAFT else None
        if xml is None and not definitions.versions(tx, key):
            raise NotFound("definition.unknown")
        return of_file(tx, key, xml)


def of_file(tx: Tx, key: str, xml: bytes | None) -> Judgement:
    """Play every scenario of an SOP on a file, or the version in force; who may see it is for the caller to ask."""
    known = definitions.versions(tx, key)
    name = known[0].name if known else key
    in_force = any(version.key == key for version in definitions.in_force_of_each(tx))
    kept = scenarios.of_sop(tx, key)
    try:
        base = office.prepare(tx, key, xml)
    except DeployRefused as refused:
        return Judgement(name, xml is not None, (), refused.findings, kept, in_force=in_force)
    judged = tuple(Judged(one, _result(base, one)) for one in kept)
    return Judgement(base.name, xml is not None, judged, (), (), base.ends, in_force)


def judge_one(
    site: Site, actor: Actor, key: str, number: int, source: str = plays.DRAFT
) -> tuple[Judgement, Judged]:
    """One scenario among those of its SOP. Raises Forbidden, NotFound, Conflict when the file cannot run."""
    found = judge(site, actor, key, source)
    if any(one.id == number for one in found.waiting):
        raise Conflict("scenario.cannot_run")
    judged = next((one for one in found.judged if one.scenario.id == number), None)
    if judged is None:
        raise NotFound("scenario.unknown")
    return found, judged


def record(site: Site, actor: Actor, key: str, name: str, description: str) -> int:
    """Keep the person's play as a scenario that expects the way it took; its number.

    Raises Forbidden, Invalid, Conflict for a play that stopped before its end.
    """
    with plays.opened(site, actor, key) as found:
        if found.refused is not None:
            raise Conflict("play.stopped")
        play, base = found.play, found.stage.base
    came = running.way_of(base, play.begins_at, play.commands).ways
    draft = Draft(name, description, scenarios.PLAY, play.begins_at, play.commands, came)
    return scenarios.add(site, actor, key, draft)


def take_file(site: Site, actor: Actor, key: str, content: bytes) -> int:
    """Keep the scenarios of a file, all or none; how many. One that expects nothing yet expects what comes now.

    Raises Forbidden, Invalid for a file of another SOP or none, DeployRefused when the draft cannot run, Conflict.
    """
    rights.require_role(actor, PROCESS_OWNER, ADMINISTRATOR, "system")
    of, found = scenario_files.read(content)
    if of != key:
        raise Invalid("form.invalid", Problem("scenario.other_sop", "file"))
    with site.db.read(actor) as tx:
        base = office.prepare(tx, key, plays.file_of(tx, key))
    drafts = [expecting(base, one) for one in found]
    with site.db.begin(actor) as tx:
        for one in drafts:
            scenarios.add_held(tx, key, one)
    return len(drafts)


def expecting(base: Base, draft: Draft) -> Draft:
    """A scenario that expects something: what comes now, where its file says nothing."""
    if draft.expected:
        return draft
    came = running.way_of(base, draft.begins_at, draft.commands)
    return replace(draft, expected=came.ways)


def accept(site: Site, actor: Actor, judged: Judged, reason: object, revision: int) -> None:
    """Expect from now on what came, new steps included. Raises Forbidden, Invalid, Conflict."""
    if judged.scenario.revision != revision:
        raise Conflict("scenario.moved")
    result = judged.result
    scenarios.expect(site, actor, judged.scenario, result.ways, reason, result.did)


@dataclass(frozen=True, slots=True)
class Tried:
    """A scenario by name, saved or not, and what came of it."""

    key: str
    name: str
    result: Result


def try_saved(site: Site, actor: Actor, key: str, xml: bytes | None) -> tuple[Tried, ...]:
    """The saved scenarios of an SOP on a file, or the version in force. Raises Forbidden, NotFound, DeployRefused."""
    rights.require_role(actor, PROCESS_OWNER, ADMINISTRATOR)
    with site.db.read(actor) as tx:
        base, kept = office.prepare(tx, key, xml), scenarios.of_sop(tx, key)
    return tuple(Tried(key, one.name, _result(base, one)) for one in kept)


def try_drafts(
    site: Site, actor: Actor, key: str, drafts: tuple[Draft, ...], xml: bytes | None
) -> tuple[Tried, ...]:
    """As `try_saved`, for scenarios of a file; one that expects nothing passes when all of it can be done."""
    rights.require_role(actor, PROCESS_OWNER, ADMINISTRATOR)
    with site.db.read(actor) as tx:
        base = office.prepare(tx, key, xml)
    return tuple(Tried(key, one.name, _result(base, one)) for one in drafts)


def check(tx: Tx, key: str, xml: bytes) -> tuple[Problem, ...]:
    """Why a file may not be published: scenarios of its SOP that it does not fulfil (PUBLISHING_CHECKS).

    A file that cannot run at all is left for deploying to refuse, with every finding.
    """
    kept = scenarios.of_sop(tx, key)
    if not kept:
        return ()
    try:
        base = office.prepare(tx, key, xml)
    except DeployRefused:
        return ()
    failed = [one for one in kept if not _result(base, one).passed]
    if not failed:
        return ()
    return (Problem("scenario.failed", "scenarios", {"count": len(failed), "number": len(kept)}),)


def _result(base: Base, scenario: Scenario | Draft) -> Result:
    return running.run(base, scenario.begins_at, scenario.commands, scenario.expected)
