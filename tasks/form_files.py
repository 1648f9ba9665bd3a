"""Files a form asks for (camunda:formData of type file): an attachment is the answer, the form keeps its SHA-256."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from engine.database import Actor, Tx
from engine.refusals import Invalid, Problem
from tasks import attachments
from tasks.attachments import Place
from tasks.forms import Form
from tasks.site import Site

FILE = "file"


def attach(site: Site, actor: Actor, place: Place, name: object, stream: bytes | BinaryIO) -> None:
    """Attach a file as the answer to a field (`place.item`). Raises as `attachments.add`, Invalid at the field."""
    try:
        attachments.add(site, actor, place, name, stream)
    except Invalid as refused:
        problems = (Problem(p.key, place.item or p.where, p.values) for p in refused.problems)
        raise Invalid("form.invalid", *problems) from refused


def answers(site: Site, actor: Actor, form: Form, place: Place) -> dict[str, str]:
    """SHA-256 by field of the newest file attached to the task for it. Raises NotFound, Forbidden."""
    wanted = _fields(form)
    if not wanted:
        return {}
    with site.db.read(actor) as tx:
        kept = attachments.list_for(tx, place.instance_id, place.task_id)
    return {one.item: one.sha256 for one in kept if one.item in wanted}


def require_attached(tx: Tx, instance_id: int, form: Form, given: Mapping[str, Any]) -> None:
    """Refuse a digest of no file of this case. Raises Invalid naming each such field."""
    wanted = _fields(form) & given.keys()
    if not wanted:
        return
    known = {one.sha256 for one in attachments.list_for(tx, instance_id)}
    strange = sorted(name for name in wanted if given[name] not in known)
    if strange:
        raise Invalid("form.invalid", *(Problem("form.not_attached", name) for name in strange))


def _fields(form: Form) -> set[str]:
    return {field.id for field in form.fields if field.type == FILE}
