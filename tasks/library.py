"""The SOP library: which SOPs there are, in which versions and how they stand; drafting and publishing by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine import definitions
from engine.database import Actor, Tx
from engine.definitions import Definition, Version
from processes.findings import Finding
from processes.model import Begun
from tasks import rights, sop_drafts
from tasks.site import Site
from tasks.sop_drafts import Draft, Saved, open_draft, save_draft
from tasks.versions.publishing import PUBLISHERS, Seen, deploy_file, deploy_shipped, publish
from tasks.versions.reviewing import discard_draft

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
    "in_force",
    "list_sops",
    "open_draft",
    "publish",
    "save_draft",
    "startable",
    "versions",
    "xml",
]


@dataclass(frozen=True, slots=True)
class SopLine:
    """An SOP in the list: the version shown, how it stands, and since when the person has a draft of it (or None).

    Shown is the version in force, else the last that was, else the first that will be.
    """

    version: Version
    state: str
    draft_at: datetime | None

    @property
    def key(self) -> str:
        """The definition key."""
        return self.version.key

    @property
    def in_force(self) -> bool:
        """Whether new requests may be begun on it."""
        return self.state == definitions.IN_FORCE


def list_sops(site: Site, actor: Actor) -> tuple[SopLine, ...]:
    """Every SOP by name, one version each; SOPs are no secret, drafts show to their author alone."""
    with site.db.read(actor) as tx:
        mine = sop_drafts.dates_of_mine(tx)
        lines = definitions.by_key(definitions.versions(tx))
        return tuple(
            SopLine(
                version,
                definitions.states(lines[version.key], tx.now)[version.version],
                mine.get(version.key),
            )
            for version in definitions.shown_of_each(tx)
        )


@dataclass(frozen=True, slots=True)
class Startable:
    """An SOP that staff may begin a request with: key, name, and whom it serves in a sentence."""

    key: str
    name: str
    summary: str


def startable(site: Site, actor: Actor) -> tuple[Startable, ...]:
    """The SOPs in force that staff begin, by name: not those the applicant begins, nor those only others call."""
    with site.db.read(actor) as tx:
        found = [definitions.latest(tx, version.key) for version in definitions.in_force_of_each(tx)]
    sops = [(one, one.diagram.sop) for one in found]
    return tuple(
        Startable(one.key, one.name, sop.summary if sop else "")
        for one, sop in sops
        if sop is None or sop.begun_by is Begun.STAFF
    )


def in_force(site: Site) -> frozenset[str]:
    """Keys of the SOPs that take new requests; no secret, the public pages ask too."""
    with site.db.read() as tx:
        return frozenset(version.key for version in definitions.in_force_of_each(tx))


def versions(site: Site, actor: Actor, key: str) -> tuple[Version, ...]:
    """Who published which version when and why, newest first; empty for an unknown key."""
    with site.db.read(actor) as tx:
        return definitions.versions(tx, key)


def xml(site: Site, actor: Actor, key: str, version: int | None = None) -> bytes:
    """The file of a version (default: the one shown) as published. Raises NotFound."""
    with site.db.read(actor) as tx:
        return definitions.source(tx, definition(tx, key, version).id)


def definition(tx: Tx, key: str, version: int | None = None) -> Definition:
    """A version of an SOP, compiled (default: in force, or the last that was). Raises NotFound."""
    return definitions.shown(tx, key) if version is None else definitions.numbered(tx, key, version)


def check(site: Site, actor: Actor, content: bytes) -> tuple[Finding, ...]:
    """Every finding of a file beside those that are published; process owners and administrators. Raises Forbidden."""
    rights.require_role(actor, *PUBLISHERS)
    with site.db.read(actor) as tx:
        return definitions.check(content, tx)
