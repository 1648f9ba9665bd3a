"""Drafts of decision models: edited in the page, one per model and person, saved also while lint still finds errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import ColumnElement, select

from engine import decision_models, dmn
from engine.database import Actor, Tx
from engine.deciding import Answer, answer_of
from engine.decision_models import DecisionModel, ModelRefused, Version
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import model_drafts as table
from processes.findings import ERROR, BadXml, Finding
from processes.xml import parse_any
from tasks import rights, texts
from tasks.decisions import keeping, models
from tasks.decisions.empty_model import empty_model
from tasks.roles import PROCESS_OWNER
from tasks.site import Site

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """A person's draft: the version it began from, and the revision that the next save must name."""

    key: str
    base_version: int
    revision: int
    updated_at: datetime
    xml: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """What lint says of a file, and the steps of SOPs that ask a decision it no longer has."""

    findings: tuple[Finding, ...]
    missed: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedModel:
    """The revision just written and what the check says of it."""

    revision: int
    checked: Checked

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What lint says."""
        return self.checked.findings


@dataclass(frozen=True, slots=True)
class SeenModel:
    """What the publisher has looked at: the newest version (None: the one the draft began from), the draft's saved
    state (None: whichever is the newest)."""

    version: int | None = None
    revision: int | None = None


def open_draft(site: Site, actor: Actor, key: str) -> ModelDraft:
    """The person's draft of a model, begun from the newest version when there is none yet.

    Raises Forbidden for all but process owners, NotFound for an unknown model.
    """
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.begin(actor) as tx:
        newest = decision_models.latest(tx, key).version
        return _begun(tx, key, newest.version, decision_models.source(tx, newest.id))


def begin_new(site: Site, actor: Actor, key: str, name: object) -> ModelDraft:
    """A draft of a model that has no version yet: one table with one condition. One that stands is gone on with.

    Raises Forbidden, Invalid for a key that may not be one or is taken, or without a name.
    """
    rights.require_role(actor, PROCESS_OWNER)
    called = texts.line(name, "name", _LONGEST_NAME)
    if not decision_models.may_be_key(key):
        raise Invalid("decision.key", Problem("decision.key", "key"))
    with site.db.begin(actor) as tx:
        if decision_models.versions(tx, key):
            raise Invalid("decision.key_taken", Problem("decision.key_taken", "key"))
        return _begun(tx, key, 0, empty_model(key, called))


def _begun(tx: Tx, key: str, base_version: int, content: bytes) -> ModelDraft:
    values = {
        "key": key,
        "author": tx.actor.login,
        "base_version": base_version,
        "xml": _packed(content),
        "revision": 1,
        "updated_at": tx.now,
    }
    tx.conn.execute(tx.insert(table).values(**values).on_conflict_do_nothing())
    return mine(tx, key)


def save_draft(site: Site, actor: Actor, key: str, content: bytes, revision: int) -> SavedModel:
    """Keep the edited file, faulty or not, as long as it is XML within the limits.

    Raises Forbidden, NotFound without a draft, Conflict when `revision` is not the stored one (another window
    saved), ModelRefused with the finding when the bytes may not be read.
    """
    rights.require_role(actor, PROCESS_OWNER)
    try:
        parse_any(content)
    except BadXml as error:
        raise ModelRefused(error.findings) from error
    with site.db.begin(actor) as tx:
        changed = tx.conn.execute(
            table.update()
            .where(_own(tx, key), table.c.revision == revision)
            .values(xml=_packed(content), revision=revision + 1, updated_at=tx.now)
        )
        if changed.rowcount != 1:
            raise Conflict("draft.changed", revision=mine(tx, key).revision)
        checked = _checked(tx, key, content)
    return SavedModel(revision + 1, checked)


def check(site: Site, actor: Actor, key: str, content: bytes) -> Checked:
    """What publishing a file as this model would be refused for; nothing is stored. Raises Forbidden."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        return _checked(tx, key, content)


def _checked(tx: Tx, key: str, content: bytes) -> Checked:
    findings = decision_models.check(content)
    faulty = any(finding.severity == ERROR for finding in findings)
    return Checked(findings, () if faulty else keeping.missing(tx, key, content))


def discard_draft(site: Site, actor: Actor, key: str) -> None:
    """Throw the person's draft away; without one nothing happens. Raises Forbidden."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.begin(actor) as tx:
        tx.conn.execute(table.delete().where(_own(tx, key)))


def publish_draft(site: Site, actor: Actor, key: str, note: object, seen: SeenModel) -> Version:
    """Make the person's draft the model's next version; questions asked from now on use it.

    Raises Forbidden, Invalid (no note, another key in the file, a decision dropped that an SOP's step asks),
    ModelRefused with every finding, NotFound without a draft, Conflict when somebody published in between or the
    draft was saved from elsewhere.
    """
    rights.require_role(actor, PROCESS_OWNER)
    why = texts.paragraph(note, "note", models.LONGEST_NOTE)
    with site.db.read(actor) as tx:
        draft = mine(tx, key)
    if seen.revision not in (None, draft.revision):
        raise Conflict("draft.changed", revision=draft.revision)
    expected = draft.base_version if seen.version is None else seen.version

    def drop(tx: Tx) -> None:
        mine_still = _own(tx, key), table.c.revision == draft.revision
        if tx.conn.execute(table.delete().where(*mine_still)).rowcount != 1:
            raise Conflict("draft.changed")

    return models.deploy(site, actor, draft.xml, models.Terms(why, key, expected, drop))


def attempt(site: Site, actor: Actor, key: str, decision: str, inputs: Mapping[str, Any]) -> Answer:
    """Ask the draft; nothing is kept. Raises as `compiled`, and as `engine.deciding.answer_of`."""
    with site.db.read(actor) as tx:
        return answer_of(tx, compiled(tx, key), decision, inputs)


def compiled(tx: Tx, key: str) -> DecisionModel:
    """The person's draft ready to be asked, as version 0. Raises NotFound, ModelRefused while it has errors."""
    draft = mine(tx, key)
    findings = decision_models.check(draft.xml)
    if any(finding.severity == ERROR for finding in findings):
        raise ModelRefused(findings)
    loaded = dmn.load(draft.xml)
    name = loaded.model.at.name or key
    line = Version(0, key, 0, name, loaded.fingerprint, "", draft.updated_at, tx.actor.login)
    return DecisionModel(line, loaded)


def readable(tx: Tx, key: str) -> DecisionModel | None:
    """As `compiled`; None while the draft has errors. Raises NotFound."""
    try:
        return compiled(tx, key)
    except ModelRefused:
        return None


def mine(tx: Tx, key: str) -> ModelDraft:
    """The acting person's draft of a model. Raises NotFound."""
    row = tx.conn.execute(select(table).where(_own(tx, key))).one_or_none()
    if row is None:
        raise NotFound("draft.unknown")
    unpacked = zstandard.ZstdDecompressor().decompress(row.xml)
    return ModelDraft(row.key, row.base_version, row.revision, row.updated_at, unpacked)


def base_of(tx: Tx, key: str) -> Version:
    """The newest version of a model; version 0, called by its key, for the person's own new one. Raises NotFound."""
    lines = decision_models.versions(tx, key)
    if lines:
        return lines[0]
    draft = mine(tx, key)
    return Version(0, key, 0, key, "", "", draft.updated_at, tx.actor.login)


def new_of_mine(tx: Tx) -> tuple[str, ...]:
    """Keys of the acting person's drafts of models that have no version yet."""
    query = select(table.c.key).where(table.c.author == tx.actor.login, table.c.base_version == 0)
    return tuple(tx.conn.execute(query.order_by(table.c.key)).scalars())


def dates_of_mine(tx: Tx) -> Mapping[str, datetime]:
    """When each of the acting person's drafts was last saved, by key."""
    query = select(table.c.key, table.c.updated_at).where(table.c.author == tx.actor.login)
    return {row.key: row.updated_at for row in tx.conn.execute(query)}


def _own(tx: Tx, key: str) -> ColumnElement[Any]:
    return (table.c.key == key) & (table.c.author == tx.actor.login)


def _packed(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=10).compress(content)
