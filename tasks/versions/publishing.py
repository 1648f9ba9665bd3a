"""Publishing: the one door through which a file becomes a version, from a draft or directly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from sqlalchemy.exc import IntegrityError

from engine import audit, definitions
from engine.database import Actor, Tx
from engine.definitions import DeployRefused, Version
from engine.refusals import Conflict, Forbidden, Invalid, Problem
from processes.cells import BadCell
from processes.findings import BadXml
from processes.reader import read_bpmn
from processes.table import SHIPPED
from tasks import rights, sop_drafts, texts
from tasks.decisions import models
from tasks.roles import ADMINISTRATOR, PROCESS_OWNER
from tasks.site import Site
from tasks.versions import effect, publishing_checks, reviewing, reviews
from tasks.versions.reviews import Review

PUBLISHERS = (PROCESS_OWNER, ADMINISTRATOR, "system")
LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """What the publisher has looked at: the newest version (None: the one the draft began from), the
    draft's saved state (None: whichever is the newest); and the day it shall count from (empty: at once)."""

    version: int | None = None
    revision: int | None = None
    day: str = ""


def publish(site: Site, actor: Actor, key: str, note: object, seen: Seen | None = None) -> Version:
    """Make the person's change the next version; new requests use it from its day on, running ones stay on theirs.

    Where reviews are required it is what another person approved, with the note it was sent with; else the draft as
    it stands. Raises Forbidden, Invalid (no note, no such day, another key in the file, a check of PUBLISHING_CHECKS
    that failed), DeployRefused with every finding, NotFound without a draft, Conflict when nothing is approved,
    somebody published in between or the draft was saved from elsewhere.
    """
    rights.require_role(actor, PROCESS_OWNER)
    seen = seen or Seen()
    with site.db.read(actor) as tx:
        effective_at = effect.moment(tx, seen.day)
        review = reviews.standing(tx, key)
        if reviews.is_required(tx):
            if review is None or review.state != reviews.APPROVED:
                raise Conflict("review.required")
            approved = reviews.source(tx, review.id)
            expected = _Expected(key, review.base_version, review.draft_revision, effective_at, review)
            return _deploy(site, actor, approved, review.note, expected)
        draft = sop_drafts.mine(tx, key)
    why = texts.paragraph(note, "note", LONGEST_NOTE)
    if seen.revision not in (None, draft.revision):
        raise Conflict("draft.changed", revision=draft.revision)
    _require_key(draft.xml, key)
    base = draft.base_version if seen.version is None else seen.version
    return _deploy(site, actor, draft.xml, why, _Expected(key, base, draft.revision, effective_at))


def deploy_file(site: Site, actor: Actor, content: bytes, note: object = "") -> Version:
    """Publish a file (command line, REST); the bytes of the newest version again give that version.

    Raises Forbidden for all but administrators, and process owners where no review is required; DeployRefused,
    Conflict.
    """
    rights.require_role(actor, *PUBLISHERS)
    with site.db.read(actor) as tx:
        if reviews.is_required(tx) and not actor.has(ADMINISTRATOR, "system"):
            raise Forbidden("review.required")
    why = texts.paragraph(note, "note", LONGEST_NOTE, required=False)
    return _deploy(site, actor, content, why, None)


def deploy_shipped(site: Site, actor: Actor, without: Collection[str] = ()) -> tuple[Version, ...]:
    """Publish each SOP and decision model shipped unless its key has a version; the newest version of each SOP.

    Those that others call come first; SOPs `without` are left for later. Whatever the office has published stays.
    Raises Forbidden.
    """
    rights.require_role(actor, *PUBLISHERS)
    models.deploy_shipped(site, actor)
    return tuple(_deploy_shipped(site, actor, key) for key in SHIPPED if key not in without)


def _deploy_shipped(site: Site, actor: Actor, key: str) -> Version:
    with site.db.read(actor) as tx:
        known = definitions.versions(tx, key)
    if known:
        return known[0]
    content = files("bpmn").joinpath(f"{key}.bpmn").read_bytes()
    return _deploy(site, actor, content, "Versi bawaan", None)


@dataclass(frozen=True, slots=True)
class _Expected:
    """What publishing a draft takes for granted; `review` is the round that was approved, where one was needed."""

    key: str
    version: int
    revision: int
    effective_at: datetime | None
    review: Review | None = None


def _deploy(site: Site, actor: Actor, content: bytes, note: str, expected: _Expected | None) -> Version:
    _require_checks(site, actor, content)
    terms = definitions.Terms(expected.effective_at if expected else None, {"direct": expected is None})
    try:
        with site.db.begin(actor) as tx:
            made = definitions.deploy(tx, content, note, expected.version if expected else None, terms)
            if expected is not None:
                _end_draft(tx, expected, made.version)
            return definitions.versions(tx, made.key)[0]
    except DeployRefused as refused:
        _log_refused(site, actor, refused, expected)
        raise
    except IntegrityError as error:  # two published the same number at once; the database let one of them
        raise Conflict("definition.newer_version") from error


def _end_draft(tx: Tx, expected: _Expected, version: int) -> None:
    """End the draft and what was sent of it; one that was edited after it was sent goes on, from the new version."""
    if expected.review is None:
        reviewing.end_discarded(tx, expected.key)
        sop_drafts.drop(tx, expected.key, expected.revision)
        return
    reviewing.end_published(tx, expected.review, version)
    if sop_drafts.mine(tx, expected.key).revision == expected.revision:
        sop_drafts.drop(tx, expected.key, expected.revision)
    else:
        sop_drafts.move_base(tx, expected.key, version)


def _require_checks(site: Site, actor: Actor, content: bytes) -> None:
    """Refuse what a check of PUBLISHING_CHECKS is against; asked beforehand, so that nobody waits for it."""
    try:
        key = read_bpmn(content).key
    except (BadXml, BadCell):
        return  # too faulty to be read: deploy says why
    with site.db.read(actor) as tx:
        found = publishing_checks.problems(tx, key, content)
    if found:
        raise Invalid("definition.checks_failed", *found)


def _require_key(content: bytes, key: str) -> None:
    """Refuse a draft that became another SOP. A file too faulty to be read is left for deploy to refuse."""
    try:
        found = read_bpmn(content).key
    except (BadXml, BadCell):
        return
    if found != key:
        raise Invalid("definition.other_key", Problem("definition.other_key", found))


def _log_refused(site: Site, actor: Actor, refused: DeployRefused, expected: _Expected | None) -> None:
    key = expected.key if expected else "unknown"
    details = {"findings": sorted({finding.key for finding in refused.findings})}
    with site.db.begin(actor) as tx:
        audit.append(tx, f"definition:{key}", "definition.refused", key, details)
