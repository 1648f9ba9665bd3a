"""The stored state of an instance: a version, the definition's hash, and rows of what is open (decision 006)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import orjson
import zstandard
from SpiffWorkflow.util.task import TaskState

from engine.spiff import loops
from engine.spiff.definition import Spec
from engine.spiff.model import Context, StateRefused
from engine.spiff.tree import Case, Part, Step, workflows

VERSION = 1
HASH = 16
"""Bytes of the definition's SHA-256 that a state carries."""
_PLAIN, _PACKED = 0, 1
_HEAD = 2 + HASH
_LIMIT = 64 * 1024 * 1024
_local = threading.local()


def store(case: Case) -> bytes:
    """Everything open and the data, as bytes; half a kilobyte for a usual case."""
    rows = [[_holder(one), [_row(step) for step in one.tasks.values() if step.id]] for one in workflows(case)]
    return _packed(case.definition.hash[:HASH], [case.last_id, case.data, rows])


def load(spec: Spec, state: bytes, context: Context) -> Case:
    """The instance a state was stored from.

    Raises StateRefused: `version` for a format this program does not know, `definition` when another
    definition wrote it, `damaged` when it cannot be read.
    """
    if len(state) >= _HEAD and state[0] == VERSION and state[2:_HEAD] != spec.hash[:HASH]:
        raise StateRefused("definition")
    try:
        last_id, data, rows, *_ = _unpacked(state)
        return _case(spec, context, last_id, data, rows)
    except (zstandard.ZstdError, ValueError, KeyError, IndexError, TypeError) as error:
        raise StateRefused("damaged") from error


def lighten(state: bytes, told: Mapping[str, Any]) -> bytes:
    """The state of an ended instance without the data that `told` holds just so, under the same key, elsewhere.

    What `told` holds and the data never had is listed, so that `whole_data` adds nothing.
    """
    last_id, data, rows, *_ = _unpacked(state)
    own = {key: value for key, value in data.items() if key not in told or not _same(value, told[key])}
    return _packed(state[2:_HEAD], [last_id, own, rows, [key for key in told if key not in data]])


def whole_data(state: bytes, told: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an instance, whether or not its state was lightened by what `told` holds."""
    _, data, _, *never = _unpacked(state)
    if not never:
        return dict(data)
    return {**{key: value for key, value in told.items() if key not in never[0]}, **data}


def forget(state: bytes) -> bytes:
    """The state of an ended instance without any data, for a case whose personal data is erased."""
    last_id, _, rows, *_ = _unpacked(state)
    bare = [[holder, [row[:3] for row in inner]] for holder, inner in rows]
    return _packed(state[2:_HEAD], [last_id, {}, bare])


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON; to Python 1, 1.0 and True are equal."""
    return orjson.dumps(one, option=orjson.OPT_SORT_KEYS) == orjson.dumps(other, option=orjson.OPT_SORT_KEYS)


def _packed(digest: bytes, content: list[Any]) -> bytes:
    body = orjson.dumps(content)
    packed = _packer().compress(body)
    form, body = (_PACKED, packed) if len(packed) < len(body) else (_PLAIN, body)
    return bytes((VERSION, form)) + digest + body


def _unpacked(state: bytes) -> list[Any]:
    if len(state) < _HEAD or state[0] != VERSION:
        raise StateRefused("version")
    body = state[_HEAD:]
    if state[1] == _PACKED:
        body = _unpacker().decompress(body, max_output_size=_LIMIT)
    content: list[Any] = orjson.loads(body)
    return content


def _case(spec: Spec, context: Context, last_id: int, data: dict[str, Any], rows: list[Any]) -> Case:
    case = Case(spec, context, last_id)
    case.data = data
    steps: dict[int, Step] = {}
    for holder, inner in rows:
        workflow: Case | Part = case
        if holder:
            workflow = case.create_subprocess(steps[holder], steps[holder].task_spec.called)
        for row in inner:
            steps[row[0]] = restored(workflow, *row)
    return case


def _holder(workflow: Case | Part) -> int:
    holder: int = workflow.holder.id if isinstance(workflow, Part) else 0
    return holder


def _row(step: Step) -> list[Any]:
    row: list[Any] = [step.id, step.task_spec.name, step._parent, step.internal_data, step.data]
    while len(row) > 2 and not row[-1]:
        row.pop()
    return row


def restored(
    workflow: Case | Part,
    number: int,
    element: str,
    owner: int = 0,
    internal: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
) -> Step:
    """An open step as it was stored: its number, the element it stands on, the step it belongs to, its facts."""
    spec = workflow.spec.task_specs[element]
    step = Step(workflow, spec, workflow.tasks[owner], spec.rests, number)
    step.internal_data = internal or {}
    step.data = data or {}
    if loops.is_body(step):
        step._state = TaskState.STARTED
    return step


def _packer() -> zstandard.ZstdCompressor:
    if not hasattr(_local, "packer"):
        _local.packer = zstandard.ZstdCompressor(level=3, write_content_size=True)
    packer: zstandard.ZstdCompressor = _local.packer
    return packer


def _unpacker() -> zstandard.ZstdDecompressor:
    if not hasattr(_local, "unpacker"):
        _local.unpacker = zstandard.ZstdDecompressor()
    unpacker: zstandard.ZstdDecompressor = _local.unpacker
    return unpacker
