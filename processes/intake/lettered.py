"""Symbols written as letters in a pelaksana cell: "◇ Sesuai?", "Ya → langkah 4", "▭", "( Selesai: ditolak )"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_BOX = re.compile(r"^[▭□▢◻■▬]\s*(?P<text>.*)$")
_DIAMOND = re.compile(r"^[◇◊⬦◆⋄]\s*(?P<text>.*)$")
_CAPSULE = re.compile(r"^\(\s*(?P<text>mulai|selesai)\b", re.IGNORECASE)
_WAY = re.compile(r"^(?P<answer>[^→]*?)\s*(?:→|->|⇒)\s*(?P<goal>.+)$")
_STEP = re.compile(
    r"^(?:ke\s+)?(?:langkah|kegiatan|no\.?|nomor)?\s*(?P<number>[A-Za-z]{0,3}\d{0,3})$", re.IGNORECASE
)
_ENDED = re.compile(r"^\(?\s*selesai\s*(?::\s*(?P<label>.*?))?\s*\)?$", re.IGNORECASE)
END = "selesai"


@dataclass(frozen=True, slots=True)
class Letters:
    """What the letters of a cell say: whether it asks, the words in its symbol, and where its ways lead.

    A goal is a row's number, "selesai" or "selesai: <how>".
    """

    asks: bool = False
    text: str = ""
    ways: dict[str, str] = field(default_factory=dict)  # answer in lower case, "" for the only way


def letters_of(lines: Iterable[str]) -> Letters | None:
    """What a cell's lines say; None where no symbol is written in it.

    A diamond above a box or another diamond asks whether the row is passed over, which a table cannot hold.
    """
    found: Letters | None = None
    for line in (one.strip() for one in lines):
        way = _WAY.match(line)
        if box := _BOX.match(line):
            found = Letters(False, box["text"].strip())
        elif diamond := _DIAMOND.match(line):
            found = Letters(True, diamond["text"].strip())
        elif found and way:
            found.ways[way["answer"].strip().lower()] = _goal(way["goal"].strip())
        elif found and line and not _CAPSULE.match(line) and not found.ways:
            found = Letters(found.asks, f"{found.text} {line}".strip(), found.ways)
    return found


def _goal(words: str) -> str:
    ended, step = _ENDED.match(words), _STEP.match(words)
    if ended:
        return f"{END}: {ended['label']}" if ended["label"] else END
    return step["number"] if step else words
