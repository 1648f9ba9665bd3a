"""The API's blueprint with every route declared: importing a module of routes declares them."""

from __future__ import annotations

from web.api import cases, decisions, definitions, moving, openapi, oversight, reports, tasks, webhooks
from web.api.endpoint import blueprint

__all__ = [
    "blueprint",
    "cases",
    "decisions",
    "definitions",
    "moving",
    "openapi",
    "oversight",
    "reports",
    "tasks",
    "webhooks",
]
