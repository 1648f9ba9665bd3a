"""Every table, a page per subject; the comment above each names the room that writes it."""

from __future__ import annotations

from engine.schema.applicants import (
    account_attempts,
    account_codes,
    account_sessions,
    accounts,
    applicants,
    applications,
)
from engine.schema.asking import (
    exports,
    question_pins,
    questions,
)
from engine.schema.base import metadata
from engine.schema.core import (
    api_tokens,
    attachments,
    audit,
    audit_checkpoints,
    audit_heads,
    audit_keys,
    breaches,
    calendar_versions,
    clocks,
    comments,
    definitions,
    drafts,
    idempotency,
    incidents,
    instances,
    login_attempts,
    outages,
    pauses,
    people,
    person_roles,
    sessions,
    settings,
    shortfalls,
    task_candidates,
    task_names,
    tasks,
    waits,
    workers,
)
from engine.schema.counters import (
    no_shows,
    ticket_series,
    tickets,
)
from engine.schema.decisions import (
    decision_models,
    decisions_taken,
    model_drafts,
)
from engine.schema.facts import (
    case_facts,
    fact_marks,
    fact_state,
    step_facts,
    step_rollups,
)
from engine.schema.filing import (
    report_runs,
    report_schedules,
    saved_report_files,
    saved_reports,
)
from engine.schema.forms import (
    form_entries,
)
from engine.schema.intake import (
    intakes,
)
from engine.schema.moving import (
    moved_cases,
    moves,
)
from engine.schema.outbox import (
    outbox,
)
from engine.schema.privacy import (
    data_breaches,
    erasures,
    holds,
    leftover_files,
    retention_runs,
    unmaskings,
)
from engine.schema.reviews import (
    review_comments,
    reviews,
)
from engine.schema.simulations import (
    simulation_assumptions,
    simulations,
)
from engine.schema.slots import (
    bills,
    bookings,
    payments,
    quota_days,
    quota_rules,
    quotas,
)
from engine.schema.studio import (
    plays,
    scenarios,
)
from engine.schema.systems import (
    system_calls,
    webhook_deliveries,
)
from engine.schema.voice import (
    complaints,
    surveys,
)

__all__ = [
    "account_attempts",
    "account_codes",
    "account_sessions",
    "accounts",
    "api_tokens",
    "applicants",
    "applications",
    "attachments",
    "audit",
    "audit_checkpoints",
    "audit_heads",
    "audit_keys",
    "bills",
    "bookings",
    "breaches",
    "calendar_versions",
    "case_facts",
    "clocks",
    "comments",
    "complaints",
    "data_breaches",
    "decision_models",
    "decisions_taken",
    "definitions",
    "drafts",
    "erasures",
    "exports",
    "fact_marks",
    "fact_state",
    "form_entries",
    "holds",
    "idempotency",
    "incidents",
    "instances",
    "intakes",
    "leftover_files",
    "login_attempts",
    "metadata",
    "model_drafts",
    "moved_cases",
    "moves",
    "no_shows",
    "outages",
    "outbox",
    "pauses",
    "payments",
    "people",
    "person_roles",
    "plays",
    "question_pins",
    "questions",
    "quota_days",
    "quota_rules",
    "quotas",
    "report_runs",
    "report_schedules",
    "retention_runs",
    "review_comments",
    "reviews",
    "saved_report_files",
    "saved_reports",
    "scenarios",
    "sessions",
    "settings",
    "shortfalls",
    "simulation_assumptions",
    "simulations",
    "step_facts",
    "step_rollups",
    "surveys",
    "system_calls",
    "task_candidates",
    "task_names",
    "tasks",
    "ticket_series",
    "tickets",
    "unmaskings",
    "waits",
    "webhook_deliveries",
    "workers",
]
