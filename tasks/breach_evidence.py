"""Files that show why a deadline passed: attached to the breach, kept with the case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from engine import settings
from engine.database import Actor, Tx
from engine.refusals import Conflict
from tasks import attachments, breaches, files, rights, texts
from tasks.attachments import Attachment, Place
from tasks.breaches import CLOSED, Breach
from tasks.site import Site

_ITEM = "keterlambatan:"


def add(site: Site, actor: Actor, breach_id: int, name: object, stream: bytes | IO[bytes]) -> Attachment:
    """Attach a file to a breach; whoever may explain it may, until it is closed.

    Raises NotFound, Forbidden, Conflict, Invalid for a file that is no harmless PDF or picture within the limit.
    """
    breach = breaches.read(site, actor, breach_id)
    with site.db.read(actor) as tx:  # a file nobody may add is not written to the disk first
        _require_open(tx, breach)
        most = settings.value(tx, "attachment.max_bytes")
    shown, stored = texts.line(name, "name", 1000), files.keep(site, stream, most)
    with site.db.begin(actor) as tx:
        breach = breaches.hold(tx, breach_id)
        _require_open(tx, breach)
        return attachments.attach(
            tx, Place(breach.instance_id, breach.task_id, _item(breach_id)), shown, stored
        )


def of_breach(files_of_case: Iterable[Attachment], breach_id: int) -> tuple[Attachment, ...]:
    """Of a case's files those that belong to a breach."""
    return tuple(one for one in files_of_case if one.item == _item(breach_id))


def _item(breach_id: int) -> str:
    return f"{_ITEM}{breach_id}"


def _require_open(tx: Tx, breach: Breach) -> None:
    rights.require_case_of(tx, breach.instance_id, "breach.unknown")
    breaches.require_explainer(tx, breach)
    if breach.state == CLOSED:
        raise Conflict("breach.closed")
