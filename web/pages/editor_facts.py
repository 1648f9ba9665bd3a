"""What the editor is told with its page: what cannot be run, and what a step may call by name."""

from __future__ import annotations

from typing import TypedDict

from processes.lint.offers import Refused, refused
from tasks import library
from tasks.decisions import models
from web.shell.i18n import chosen
from web.shell.identity import actor, site


class Facts(TypedDict):
    """`decisions` are model or model/decision, as a business rule task names them; `sops` are keys."""

    refused: Refused
    decisions: list[str]
    sops: list[str]


def facts() -> Facts:
    """The facts of this moment, in the reader's language."""
    keys = [version.key for version in models.list_models(site(), actor())]
    return {
        "refused": refused(chosen()),
        "decisions": [name for key in keys for name in _decisions(key)],
        "sops": [line.key for line in library.list_sops(site(), actor())],
    }


def _decisions(key: str) -> list[str]:
    names = list(models.model(site(), actor(), key).decisions.model.decisions)
    return [key] if len(names) == 1 else [f"{key}/{name}" for name in names]
