"""The SOP library: which SOPs there are, in which versions, and how new ones are published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from sqlalchemy.exc import IntegrityError

from engine import audit, definitions
from engine.database import Actor, Tx
from engine.definitions import Definition, DeployRefused, Version
from engine.refusals import Conflict, Invalid, Problem
from processes.cells import BadCell
from processes.findings import BadXml, Finding
from processes.model import Begun
from processes.reader import read_bpmn
from processes.table import SHIPPED
from tasks import rights, sop_drafts, texts
from tasks.decisions import models
from tasks.roles import ADMINISTRATOR, PROCESS_OWNER
from tasks.site import Site
from tasks.sop_drafts import Draft, Saved, discard_draft, open_draft, save_draft

__all__ = [
    "Draft",
    "Saved",
    "Seen",
    "SopLine",
    "Startable",
    "check",
    "definition",
    "deploy_file",
    "deploy_shipped",
    "discard_draft",
    "list_sops",
    "open_draft",
    "publish",
    "save_draft",
    "startable",
    "versions",
    "xml",
]

_PUBLISHERS = (PROCESS_OWNER, ADMINISTRATOR, "system")
_LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class SopLine:
    """An SOP in the list: its newest version, and since when the person has a draft of it (or None)."""

    version: Version
    draft_at: datetime | None

    @property
    def key(self) -> str:
        """The definition key."""
        return self.version.key


def list_sops(site: Site, actor: Actor) -> tuple[SopLine, ...]:
    """Every SOP by name, newest version each; SOPs are no secret, drafts show to their author alone."""
    with site.db.read(actor) as tx:
        mine = sop_drafts.dates_of_mine(tx)
        return tuple(SopLine(version, mine.get(version.key)) for version in definitions.newest_of_each(tx))


@dataclass(frozen=True, slots=True)
class Startable:
    """An SOP that staff may begin a request with: key, name, and whom it serves in a sentence."""

    key: str
    name: str
    summary: str


def startable(site: Site, actor: Actor) -> tuple[Startable, ...]:
    """The SOPs in force that staff begin, by name: not those the applicant begins, nor those only others call."""
    with site.db.read(actor) as tx:
        found = [definitions.latest(tx, version.key) for version in definitions.newest_of_each(tx)]
    sops = [(one, one.diagram.sop) for one in found]
    return tuple(
        Startable(one.key, one.name, sop.summary if sop else "")
        for one, sop in sops
        if sop is None or sop.begun_by is Begun.STAFF
    )


def versions(site: Site, actor: Actor, key: str) -> tuple[Version, ...]:
    """Who published which version when and why, newest first; empty for an unknown key."""
    with site.db.read(actor) as tx:
        return definitions.versions(tx, key)


def xml(site: Site, actor: Actor, key: str, version: int | None = None) -> bytes:
    """The file of a version (default: the newest) as published. Raises NotFound."""
    with site.db.read(actor) as tx:
        return definitions.source(tx, definition(tx, key, version).id)


def definition(tx: Tx, key: str, version: int | None = None) -> Definition:
    """A version of an SOP (default: the newest), compiled. Raises NotFound."""
    return definitions.latest(tx, key) if version is None else definitions.numbered(tx, key, version)


def check(site: Site, actor: Actor, content: bytes) -> tuple[Finding, ...]:
    """Every finding of a file beside those that are published; process owners and administrators. Raises Forbidden."""
    rights.require_role(actor, *_PUBLISHERS)
    with site.db.read(actor) as tx:
        return definitions.check(content, tx)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the publisher has looked at: the version in force (None: the one the draft began from), the
    draft's saved state (None: whichever is the newest)."""

    version: int | None = None
    revision: int | None = None


def publish(site: Site, actor: Actor, key: str, note: object, seen: Seen | None = None) -> Version:
    """Make the person's draft the next version; new requests use it, running ones stay on theirs.

    Raises Forbidden, Invalid (no note, another key in the file), DeployRefused with every finding, NotFound
    without a draft, Conflict when somebody published in between or the draft was saved from elsewhere.
    """
    rights.require_role(actor, PROCESS_OWNER)
    why = texts.paragraph(note, "note", _LONGEST_NOTE)
    with site.db.read(actor) as tx:
        draft = sop_drafts.mine(tx, key)
    seen = seen or Seen()
    if seen.revision not in (None, draft.revision):
        raise Conflict("draft.changed", revision=draft.revision)
    _require_key(draft.xml, key)
    expected = draft.base_version if seen.version is None else seen.version
    return _deploy(site, actor, draft.xml, why, _Expected(key, expected, draft.revision))


def deploy_file(site: Site, actor: Actor, content: bytes, note: object = "") -> Version:
    """Publish a file (command line, REST); the bytes of the newest version again give that version.

    Raises Forbidden for all but process owners and administrators, DeployRefused, Conflict.
    """
    rights.require_role(actor, *_PUBLISHERS)
    why = texts.paragraph(note, "note", _LONGEST_NOTE, required=False)
    return _deploy(site, actor, content, why, None)


def deploy_shipped(site: Site, actor: Actor, without: Collection[str] = ()) -> tuple[Version, ...]:
    """Publish each SOP and decision model shipped unless its key has a version; the newest version of each SOP.

    Those that others call come first; SOPs `without` are left for later. Whatever the office has published stays.
    Raises Forbidden.
    """
    rights.require_role(actor, *_PUBLISHERS)
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
    """What publishing a draft takes for granted."""

    key: str
    version: int
    revision: int


def _deploy(site: Site, actor: Actor, content: bytes, note: str, expected: _Expected | None) -> Version:
    try:
        with site.db.begin(actor) as tx:
            made = definitions.deploy(tx, content, note, expected.version if expected else None)
            if expected is not None:
                sop_drafts.drop(tx, expected.key, expected.revision)
            return definitions.versions(tx, made.key)[0]
    except DeployRefused as refused:
        _log_refused(site, actor, refused, expected)
        raise
    except IntegrityError as error:  # two published the same number at once; the database let one of them
        raise Conflict("definition.newer_version") from error


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
