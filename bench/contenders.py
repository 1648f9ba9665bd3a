"""Three ways to work M11 durably: Alur with all it does, plain SpiffWorkflow with a row, the bare transaction."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench import m11, spiff_state
from bench.connected import Connected
from tasks import cases, completion
from tests.support.office import Office


class Alur:
    """The whole work of a completion: rights, form check, engine, clocks, breach, audit chain."""

    def __init__(self, office: Office, name: str) -> None:
        self.name = name
        self._office = office
        self._actor = office["petugas1"]

    def begin(self) -> int:
        """A case through the command of the product; its open task."""
        self._office.clock.move(timedelta(seconds=1))
        return cases.start(self._office.site, self._actor, m11.KEY, dict(m11.START)).opened[0]

    def complete(self, case: int, number: int) -> int:
        """Complete the open task; the next one."""
        self._office.clock.move(timedelta(seconds=1))
        done = completion.complete(self._office.site, self._actor, case, m11.answer(number))
        return done.opened[0] if done.opened else 0


class PlainSpiff:
    """SpiffWorkflow alone with its stock serializer, one row per case, the specification in every state.

    A completion loads the row, completes, runs on and stores. It knows no rights, no check of a form, no clocks, no
    list of tasks and no audit trail.
    """

    def __init__(self, database: Connected, place: str) -> None:
        self.name = f"plain SpiffWorkflow 3.2.0, {place}"
        parser: Any = BpmnParser()  # type: ignore[no-untyped-call]
        parser.add_bpmn_io(BytesIO(spiff_state.eleven(spiff_state.python)))
        self._spec = parser.get_spec("p")
        self._serializer: Any = BpmnWorkflowSerializer()  # type: ignore[no-untyped-call]
        self._db = database
        database.run(f"CREATE TABLE workflow (id {database.key} PRIMARY KEY, state TEXT NOT NULL)")

    def begin(self) -> int:
        """A workflow at its first task, stored."""
        workflow: Any = BpmnWorkflow(self._spec)  # type: ignore[no-untyped-call]
        workflow.do_engine_steps()
        state = self._serializer.serialize_json(workflow)
        return int(self._db.run("INSERT INTO workflow (state) VALUES (?) RETURNING id", state).fetchone()[0])

    def complete(self, case: int, number: int) -> int:
        """Load, complete, run on, store."""
        self._db.begin()
        query = f"SELECT state FROM workflow WHERE id = ?{self._db.lock}"
        (state,) = self._db.run(query, case).fetchone()
        workflow = self._serializer.deserialize_json(state)
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data[task.task_spec.name] = {**m11.answer(number), "keputusan": "ya"}
        task.run()
        workflow.do_engine_steps()
        state = self._serializer.serialize_json(workflow)
        self._db.run("UPDATE workflow SET state = ? WHERE id = ?", state, case)
        self._db.run("COMMIT")
        return case


_TABLES = (
    "CREATE TABLE bare_case (id {id} PRIMARY KEY, revision INTEGER NOT NULL, state {bytes} NOT NULL)",
    "CREATE TABLE bare_task (id {id} PRIMARY KEY, case_id BIGINT NOT NULL, state TEXT NOT NULL, "
    "element TEXT NOT NULL, opened_at {time} NOT NULL, completed_at {time}, variables TEXT)",
    "CREATE INDEX bare_task_case ON bare_task (case_id)",
    "CREATE TABLE bare_history (id {id} PRIMARY KEY, case_id BIGINT NOT NULL, at {time} NOT NULL, "
    "actor TEXT NOT NULL, details TEXT NOT NULL)",
)
_STATE = bytes(range(256)) * 2
_FORM = '{"nomor_berkas":"BTL-2026-00001","catatan":"berkas lengkap dan sah"}'


class Bare:
    """The least a durable completion can be: lock and update the case, close a task, open one, note it."""

    def __init__(self, database: Connected, place: str) -> None:
        self.name = f"bare transaction, {place}"
        self._db = database
        for table in _TABLES:
            database.run(table.format(id=database.key, bytes=database.blob, time=database.time))

    def begin(self) -> tuple[int, int]:
        """A case with an open task."""
        insert = "INSERT INTO bare_case (revision, state) VALUES (1, ?) RETURNING id"
        (case,) = self._db.run(insert, _STATE).fetchone()
        return case, self._open(case)

    def complete(self, case: tuple[int, int], number: int) -> tuple[int, int]:
        """One transaction."""
        held, task = case
        run, now = self._db.run, self._db.now
        self._db.begin()
        query = f"SELECT revision, state FROM bare_case WHERE id = ?{self._db.lock}"
        revision, state = run(query, held).fetchone()
        update = "UPDATE bare_case SET revision = ?, state = ? WHERE id = ? AND revision = ?"
        run(update, revision + 1, state, held, revision)
        close = "UPDATE bare_task SET state = 'COMPLETED', completed_at = ?, variables = ? WHERE id = ?"
        run(close, now(), _FORM, task)
        opened = self._open(held)
        note = "INSERT INTO bare_history (case_id, at, actor, details) VALUES (?, ?, 'petugas1', ?)"
        run(note, held, now(), _FORM)
        run("COMMIT")
        return held, opened

    def _open(self, case: int) -> int:
        insert = (
            "INSERT INTO bare_task (case_id, state, element, opened_at) "
            "VALUES (?, 'CREATED', 'langkah', ?) RETURNING id"
        )
        (task,) = self._db.run(insert, case, self._db.now()).fetchone()
        return int(task)
