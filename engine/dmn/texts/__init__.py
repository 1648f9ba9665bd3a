"""The words of decision models, one file per theme; languages side by side, so that none is forgotten."""

from engine.dmn.texts.expressions import TEXTS, TYPES
from engine.dmn.texts.file import FILE, GRAPH
from engine.dmn.texts.kinds import Said
from engine.dmn.texts.notes import NOTES
from engine.dmn.texts.tables import TABLES

FINDINGS: dict[str, Said] = FILE | GRAPH | TYPES | TEXTS | TABLES
"""Finding key -> words; the gaps are filled from the finding's values."""

__all__ = ["FINDINGS", "NOTES"]
