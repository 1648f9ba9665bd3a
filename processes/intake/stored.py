"""An Intake as JSON text and back: what a child process says, and what is kept while the owner confirms."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from processes.intake.model import Doubt, Found, FoundStep, Intake, Leftover

VERSION = 1
_PLAIN = ("decides", "question", "box")


def to_json(intake: Intake) -> str:
    """The Intake as text."""
    return json.dumps({"version": VERSION, **asdict(intake)}, ensure_ascii=False)


def from_json(text: str) -> Intake:
    """The Intake of a text. Raises ValueError for another version."""
    kept = json.loads(text)
    if kept.pop("version") != VERSION:
        raise ValueError("an intake of another version")
    return Intake(
        format=kept["format"],
        identity={name: _found(one) for name, one in kept["identity"].items()},
        actors=tuple(kept["actors"]),
        steps=tuple(_step(one) for one in kept["steps"]),
        leftovers=tuple(Leftover(**one) for one in kept["leftovers"]),
        unread=tuple(kept["unread"]),
        texts=tuple(kept["texts"]),
    )


def _found(kept: dict[str, Any]) -> Found:
    return Found(kept["text"], Doubt(kept["doubt"]), kept["page"], tuple(kept["others"]))


def _step(kept: dict[str, Any]) -> FoundStep:
    cells: dict[str, Any] = {name: one if name in _PLAIN else _found(one) for name, one in kept.items()}
    return FoundStep(**cells)
