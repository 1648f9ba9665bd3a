"""Decision models (DMN 1.2 to 1.5): reading, lint, closures of our FEEL, and answers that can be audited."""

from engine.dmn.decisions import Decisions, DmnRefused, Need, lint, load
from engine.dmn.evaluating import Fired, Note, Spot, TableTrace
from engine.dmn.messages import say, say_note
from engine.dmn.outcome import Decided, Outcome

__all__ = [
    "Decided",
    "Decisions",
    "DmnRefused",
    "Fired",
    "Need",
    "Note",
    "Outcome",
    "Spot",
    "TableTrace",
    "lint",
    "load",
    "say",
    "say_note",
]
