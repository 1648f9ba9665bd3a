"""What a played case can be meant to come to."""

from __future__ import annotations

BY_CHANCE = "by_chance"
"""Whatever comes of it."""

ISSUED = "issued"
UNCOLLECTED = "uncollected"
"""Issued, and never collected: what the SOP ends after 30 days was ready all the same, and counts as issued."""

RETURNED = "returned"
"""Documents are missing and never come."""

UNPAID = "unpaid"
ABSENT = "absent"
"""Paid, and nobody comes on the day."""

WITHDRAWN = "withdrawn"
REFUSED = "refused"
POSTPONED = "postponed"
"""The old passport was lost by carelessness: its replacement is put off."""
