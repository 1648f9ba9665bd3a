"""The states of a human task (WS-HumanTask; spelling as in Camunda 8)."""

from __future__ import annotations

CREATED = "CREATED"
ASSIGNED = "ASSIGNED"
IN_PROGRESS = "IN_PROGRESS"
SUSPENDED = "SUSPENDED"
COMPLETED = "COMPLETED"
CANCELED = "CANCELED"

OPEN_STATES = (CREATED, ASSIGNED, IN_PROGRESS, SUSPENDED)

PENDING, RESOLVED = "PENDING", "RESOLVED"  # delegation
