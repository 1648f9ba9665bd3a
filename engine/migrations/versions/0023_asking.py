"""Questions people keep, files of facts being made for them, and the read-only views for the office's own tools."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant, Json

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# The views as they are from here on, whatever engine/views.py becomes: a later step drops and makes them anew.
VIEWS = {
    "sqlite": (
        """CREATE VIEW alur_steps AS SELECT step_facts.task_id AS task_id, step_facts.instance_id AS
case_id, step_facts.office AS office, step_facts.sop AS sop, step_facts.version AS sop_version,
step_facts.element AS element, step_facts.step AS step, coalesce(task_names.name, '') AS
step_name, step_facts.lane AS role, CASE WHEN (substr(step_facts.person, 1, 8) = 'pemohon:')
THEN 'applicant' ELSE step_facts.person END AS person, step_facts.second_officer AS
second_officer, step_facts.category AS application_type, step_facts.priority AS priority_group,
step_facts.outcome AS outcome, step_facts.day AS completed_day, strftime('%Y-%m-%dT%H:%M:%S',
step_facts.opened_at / 1000000, 'unixepoch') || printf('.%06dZ', step_facts.opened_at % 1000000)
AS opened_at, strftime('%Y-%m-%dT%H:%M:%S', step_facts.started_at / 1000000, 'unixepoch') ||
printf('.%06dZ', step_facts.started_at % 1000000) AS started_at, strftime('%Y-%m-%dT%H:%M:%S',
step_facts.completed_at / 1000000, 'unixepoch') || printf('.%06dZ', step_facts.completed_at %
1000000) AS completed_at, step_facts.queue + step_facts.touch + step_facts.paused AS lead_us,
step_facts.queue AS queue_us, step_facts.touch AS touch_us, step_facts.paused AS paused_us,
step_facts.part_queue AS part_queue_us, step_facts.part_touch AS part_touch_us,
step_facts.part_applicant AS part_applicant_us, step_facts.part_closed_office AS
part_closed_office_us, step_facts.part_travel AS part_travel_us, step_facts.part_outage AS
part_outage_us, step_facts.part_examination AS part_examination_us, step_facts.judged AS
judged_us, step_facts.limit_us AS limit_us, step_facts.standard_kind AS standard_kind,
step_facts.late AS late, step_facts.nth AS nth, step_facts.calendar_version AS calendar_version
FROM step_facts LEFT OUTER JOIN task_names ON task_names.id = step_facts.name_id""",
        """CREATE VIEW alur_cases AS SELECT case_facts.instance_id AS case_id, case_facts.office AS office,
case_facts.sop AS sop, case_facts.version AS sop_version, case_facts.category AS
application_type, case_facts.priority AS priority_group, case_facts.day AS started_day,
case_facts.status AS status, case_facts.outcome AS outcome, strftime('%Y-%m-%dT%H:%M:%S',
case_facts.started_at / 1000000, 'unixepoch') || printf('.%06dZ', case_facts.started_at %
1000000) AS started_at, strftime('%Y-%m-%dT%H:%M:%S', case_facts.settled_at / 1000000,
'unixepoch') || printf('.%06dZ', case_facts.settled_at % 1000000) AS settled_at,
strftime('%Y-%m-%dT%H:%M:%S', case_facts.ended_at / 1000000, 'unixepoch') || printf('.%06dZ',
case_facts.ended_at % 1000000) AS ended_at, case_facts.gross AS gross_us, case_facts.net AS
net_us, case_facts.part_queue AS part_queue_us, case_facts.part_touch AS part_touch_us,
case_facts.part_applicant AS part_applicant_us, case_facts.part_closed_office AS
part_closed_office_us, case_facts.part_travel AS part_travel_us, case_facts.part_outage AS
part_outage_us, case_facts.part_examination AS part_examination_us, case_facts.steps AS steps,
case_facts.breaches AS breaches, case_facts.late AS late, case_facts.returns AS returns,
case_facts.pauses AS pauses, strftime('%Y-%m-%dT%H:%M:%S', case_facts.as_of / 1000000,
'unixepoch') || printf('.%06dZ', case_facts.as_of % 1000000) AS as_of FROM case_facts""",
        """CREATE VIEW alur_breaches AS SELECT breaches.id AS breach_id, breaches.instance_id AS case_id,
breaches.task_id AS task_id, instances.office AS office, coalesce(tasks.sop, clocks.sop,
definitions."key") AS sop, breaches.element AS element, coalesce(breaches.step, '') AS step,
instances.category AS application_type, clocks.kind AS standard_kind, clocks.calendar_version AS
calendar_version, strftime('%Y-%m-%dT%H:%M:%S', breaches.at / 1000000, 'unixepoch') ||
printf('.%06dZ', breaches.at % 1000000) AS deadline_at, strftime('%Y-%m-%dT%H:%M:%S',
breaches.noticed_at / 1000000, 'unixepoch') || printf('.%06dZ', breaches.noticed_at % 1000000)
AS noticed_at, strftime('%Y-%m-%dT%H:%M:%S', clocks.stopped_at / 1000000, 'unixepoch') ||
printf('.%06dZ', clocks.stopped_at % 1000000) AS stopped_at, breaches.state AS state,
coalesce(breaches.reason, '') AS reason, coalesce(breaches.responsible, '') AS responsible,
coalesce(breaches.explained_by, '') AS explained_by, strftime('%Y-%m-%dT%H:%M:%S',
breaches.explained_at / 1000000, 'unixepoch') || printf('.%06dZ', breaches.explained_at %
1000000) AS explained_at, coalesce(breaches.confirmed_by, '') AS confirmed_by,
strftime('%Y-%m-%dT%H:%M:%S', breaches.confirmed_at / 1000000, 'unixepoch') || printf('.%06dZ',
breaches.confirmed_at % 1000000) AS confirmed_at, coalesce(breaches.closed_by, '') AS closed_by,
strftime('%Y-%m-%dT%H:%M:%S', breaches.closed_at / 1000000, 'unixepoch') || printf('.%06dZ',
breaches.closed_at % 1000000) AS closed_at FROM breaches JOIN clocks ON clocks.id =
breaches.clock_id JOIN (instances JOIN definitions ON definitions.id = instances.definition_id)
ON instances.id = breaches.instance_id LEFT OUTER JOIN tasks ON tasks.id = breaches.task_id""",
        """CREATE VIEW alur_pauses AS SELECT pauses.id AS pause_id, pauses.instance_id AS case_id,
pauses.task_id AS task_id, instances.office AS office, coalesce(tasks.sop, definitions."key") AS
sop, coalesce(tasks.element, '') AS element, coalesce(tasks.step, '') AS step,
instances.category AS application_type, pauses.reason AS reason, pauses.evidence != '' AS
with_evidence, pauses.outage_id AS outage_id, strftime('%Y-%m-%dT%H:%M:%S', pauses.started_at /
1000000, 'unixepoch') || printf('.%06dZ', pauses.started_at % 1000000) AS started_at, CASE WHEN
(substr(pauses.started_by, 1, 8) = 'pemohon:') THEN 'applicant' ELSE pauses.started_by END AS
started_by, strftime('%Y-%m-%dT%H:%M:%S', pauses.ended_at / 1000000, 'unixepoch') ||
printf('.%06dZ', pauses.ended_at % 1000000) AS ended_at, coalesce(CASE WHEN
(substr(pauses.ended_by, 1, 8) = 'pemohon:') THEN 'applicant' ELSE pauses.ended_by END, '') AS
ended_by FROM pauses JOIN (instances JOIN definitions ON definitions.id =
instances.definition_id) ON instances.id = pauses.instance_id LEFT OUTER JOIN tasks ON tasks.id
= pauses.task_id""",
    ),
    "postgresql": (
        """CREATE VIEW alur_steps AS SELECT step_facts.task_id AS task_id, step_facts.instance_id AS
case_id, step_facts.office AS office, step_facts.sop AS sop, step_facts.version AS sop_version,
step_facts.element AS element, step_facts.step AS step, coalesce(task_names.name, '') AS
step_name, step_facts.lane AS role, CASE WHEN (substr(step_facts.person, 1, 8) = 'pemohon:')
THEN 'applicant' ELSE step_facts.person END AS person, step_facts.second_officer AS
second_officer, step_facts.category AS application_type, step_facts.priority AS priority_group,
step_facts.outcome AS outcome, step_facts.day AS completed_day, step_facts.opened_at AS
opened_at, step_facts.started_at AS started_at, step_facts.completed_at AS completed_at,
step_facts.queue + step_facts.touch + step_facts.paused AS lead_us, step_facts.queue AS
queue_us, step_facts.touch AS touch_us, step_facts.paused AS paused_us, step_facts.part_queue AS
part_queue_us, step_facts.part_touch AS part_touch_us, step_facts.part_applicant AS
part_applicant_us, step_facts.part_closed_office AS part_closed_office_us,
step_facts.part_travel AS part_travel_us, step_facts.part_outage AS part_outage_us,
step_facts.part_examination AS part_examination_us, step_facts.judged AS judged_us,
step_facts.limit_us AS limit_us, step_facts.standard_kind AS standard_kind, step_facts.late AS
late, step_facts.nth AS nth, step_facts.calendar_version AS calendar_version FROM step_facts
LEFT OUTER JOIN task_names ON task_names.id = step_facts.name_id""",
        """CREATE VIEW alur_cases AS SELECT case_facts.instance_id AS case_id, case_facts.office AS office,
case_facts.sop AS sop, case_facts.version AS sop_version, case_facts.category AS
application_type, case_facts.priority AS priority_group, case_facts.day AS started_day,
case_facts.status AS status, case_facts.outcome AS outcome, case_facts.started_at AS started_at,
case_facts.settled_at AS settled_at, case_facts.ended_at AS ended_at, case_facts.gross AS
gross_us, case_facts.net AS net_us, case_facts.part_queue AS part_queue_us,
case_facts.part_touch AS part_touch_us, case_facts.part_applicant AS part_applicant_us,
case_facts.part_closed_office AS part_closed_office_us, case_facts.part_travel AS
part_travel_us, case_facts.part_outage AS part_outage_us, case_facts.part_examination AS
part_examination_us, case_facts.steps AS steps, case_facts.breaches AS breaches, case_facts.late
AS late, case_facts.returns AS returns, case_facts.pauses AS pauses, case_facts.as_of AS as_of
FROM case_facts""",
        """CREATE VIEW alur_breaches AS SELECT breaches.id AS breach_id, breaches.instance_id AS case_id,
breaches.task_id AS task_id, instances.office AS office, coalesce(tasks.sop, clocks.sop,
definitions.key) AS sop, breaches.element AS element, coalesce(breaches.step, '') AS step,
instances.category AS application_type, clocks.kind AS standard_kind, clocks.calendar_version AS
calendar_version, breaches.at AS deadline_at, breaches.noticed_at AS noticed_at,
clocks.stopped_at AS stopped_at, breaches.state AS state, coalesce(breaches.reason, '') AS
reason, coalesce(breaches.responsible, '') AS responsible, coalesce(breaches.explained_by, '')
AS explained_by, breaches.explained_at AS explained_at, coalesce(breaches.confirmed_by, '') AS
confirmed_by, breaches.confirmed_at AS confirmed_at, coalesce(breaches.closed_by, '') AS
closed_by, breaches.closed_at AS closed_at FROM breaches JOIN clocks ON clocks.id =
breaches.clock_id JOIN (instances JOIN definitions ON definitions.id = instances.definition_id)
ON instances.id = breaches.instance_id LEFT OUTER JOIN tasks ON tasks.id = breaches.task_id""",
        """CREATE VIEW alur_pauses AS SELECT pauses.id AS pause_id, pauses.instance_id AS case_id,
pauses.task_id AS task_id, instances.office AS office, coalesce(tasks.sop, definitions.key) AS
sop, coalesce(tasks.element, '') AS element, coalesce(tasks.step, '') AS step,
instances.category AS application_type, pauses.reason AS reason, pauses.evidence != '' AS
with_evidence, pauses.outage_id AS outage_id, pauses.started_at AS started_at, CASE WHEN
(substr(pauses.started_by, 1, 8) = 'pemohon:') THEN 'applicant' ELSE pauses.started_by END AS
started_by, pauses.ended_at AS ended_at, coalesce(CASE WHEN (substr(pauses.ended_by, 1, 8) =
'pemohon:') THEN 'applicant' ELSE pauses.ended_by END, '') AS ended_by FROM pauses JOIN
(instances JOIN definitions ON definitions.id = instances.definition_id) ON instances.id =
pauses.instance_id LEFT OUTER JOIN tasks ON tasks.id = pauses.task_id""",
    ),
}


def upgrade() -> None:
    """Make the three tables, then the views."""
    op.create_table(
        "questions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fields", Json(), nullable=False),
        sa.Column("shared", Json(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("before", Json(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index("ix_questions_office", "questions", ["office", "id"])
    op.create_table(
        "question_pins",
        sa.Column("question_id", BigId, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("question_id", "login", name="pk_question_pins"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name="fk_question_pins_question_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "exports",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("fields", Json(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("after", BigId, nullable=False),
        sa.Column("kept", sa.BigInteger(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("taken_until", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    op.create_index("ix_exports_office", "exports", ["office", "id"])
    op.create_index("ix_exports_state", "exports", ["state", "id"])
    connection = op.get_bind()
    for statement in VIEWS[connection.dialect.name]:
        connection.exec_driver_sql(" ".join(statement.split()))
