"""The models an office decides by: which there are, in which versions, and how new ones are published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from sqlalchemy.exc import IntegrityError

from engine import audit, decision_models
from engine.database import Actor, Tx
from engine.decision_models import DecisionModel, ModelRefused, Version
from engine.refusals import Conflict, Invalid, Problem
from processes.findings import Finding
from tasks import rights, texts
from tasks.decisions import keeping
from tasks.roles import ADMINISTRATOR, PROCESS_OWNER
from tasks.site import Site

SHIPPED = ("biaya", "kelengkapan", "layanan", "masa_berlaku", "prioritas")
_PUBLISHERS = (PROCESS_OWNER, ADMINISTRATOR, "system")
LONGEST_NOTE = 1000


def list_models(site: Site, actor: Actor) -> tuple[Version, ...]:
    """Every model by name, newest version each; how an office decides is no secret."""
    with site.db.read(actor) as tx:
        return decision_models.newest_of_each(tx)


def versions(site: Site, actor: Actor, key: str) -> tuple[Version, ...]:
    """Who published which version when and why, newest first; empty for an unknown key."""
    with site.db.read(actor) as tx:
        return decision_models.versions(tx, key)


def model(site: Site, actor: Actor, key: str, version: int | None = None) -> DecisionModel:
    """A version of a model (default: the newest), compiled. Raises NotFound."""
    with site.db.read(actor) as tx:
        if version is None:
            return decision_models.latest(tx, key)
        return decision_models.numbered(tx, key, version)


def xml(site: Site, actor: Actor, key: str, version: int | None = None) -> bytes:
    """The file of a version (default: the newest) as published. Raises NotFound."""
    with site.db.read(actor) as tx:
        found = (
            decision_models.latest(tx, key) if version is None else decision_models.numbered(tx, key, version)
        )
        return decision_models.source(tx, found.version.id)


def check(_site: Site, actor: Actor, content: bytes) -> tuple[Finding, ...]:
    """Every finding of a file, nothing stored; process owners and administrators. Raises Forbidden."""
    rights.require_role(actor, *_PUBLISHERS)
    return decision_models.check(content)


def publish_file(
    site: Site,
    actor: Actor,
    content: bytes,
    note: object = "",
    *,
    key: str | None = None,
    seen: int | None = None,
) -> Version:
    """Publish a file as the next version; the bytes of the newest version again give that version.

    `key` is the model the file must be of, `seen` the version its publisher looked at (0: none). Raises Forbidden for
    all but process owners and administrators, ModelRefused with every finding, Conflict, Invalid
    (among others where a rule task of an SOP asks a decision that the file no longer has).
    """
    rights.require_role(actor, *_PUBLISHERS)
    why = texts.paragraph(note, "note", LONGEST_NOTE, required=key is not None)
    return deploy(site, actor, content, Terms(why, key, seen))


@dataclass(frozen=True, slots=True)
class Terms:
    """How a file is published: why, the key it must be of, the version its publisher saw (None: not asked), and what
    else is written in the same transaction."""

    note: str
    key: str | None = None
    seen: int | None = None
    beside: Callable[[Tx], None] | None = None


def deploy(site: Site, actor: Actor, content: bytes, terms: Terms) -> Version:
    """Publish a file for somebody who may. Raises ModelRefused, Invalid, Conflict."""
    findings = decision_models.check(content)
    if any(finding.severity == "error" for finding in findings):
        _log_refused(site, actor, terms.key, findings)
        raise ModelRefused(findings)
    found = decision_models.key_of(content)
    if terms.key not in (None, found):
        raise Invalid("decision.other_key", Problem("decision.other_key", "file"))
    try:
        with site.db.begin(actor) as tx:
            keeping.require_kept(tx, found, content)
            made = decision_models.publish(tx, content, terms.note, terms.seen)
            if terms.beside is not None:
                terms.beside(tx)
            return made
    except IntegrityError as error:  # two published the same number at once; the database let one of them
        raise Conflict("decision.newer_version") from error


def deploy_shipped(site: Site, actor: Actor) -> tuple[Version, ...]:
    """Publish each shipped model whose key has no version; what the office has published stays. Raises Forbidden."""
    rights.require_role(actor, *_PUBLISHERS)
    with site.db.read(actor) as tx:
        known = {line.key: line for line in decision_models.newest_of_each(tx)}
    return tuple(known.get(key) or _publish_shipped(site, actor, key) for key in SHIPPED)


def _publish_shipped(site: Site, actor: Actor, key: str) -> Version:
    content = files("bpmn").joinpath(f"{key}.dmn").read_bytes()
    return publish_file(site, actor, content, "Versi bawaan")


def _log_refused(site: Site, actor: Actor, key: str | None, findings: tuple[Finding, ...]) -> None:
    details = {"findings": sorted({finding.key for finding in findings})}
    with site.db.begin(actor) as tx:
        audit.append(tx, f"decision:{key or 'unknown'}", "decision.refused", key or "unknown", details)
