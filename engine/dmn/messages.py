"""What findings and evaluations say, in Indonesian and in English."""

from __future__ import annotations

from engine.dmn.evaluating import Note
from engine.dmn.texts import FINDINGS, NOTES
from engine.feel.messages import MESSAGES, describe, kind_in_words
from processes.findings import Finding
from processes.lint.messages import Said


def say(finding: Finding, language: str = "id") -> Said:
    """The words of a finding in "id" or "en"; KeyError for a key that has none."""
    indonesian, english = FINDINGS[finding.key]
    wrong, todo = indonesian if language == "id" else english
    values = {"name": finding.name or finding.element, **finding.values}
    reason = finding.values.get("reason", "")
    if reason in MESSAGES:
        # FEEL's own gaps come first: one of them may be called name, which is here the element's.
        words = describe(reason, finding.values, language)
        values |= {"reason": words, "name": finding.name or finding.element}
    return Said(wrong.format_map(values), todo.format_map(values))


def say_note(note: Note, language: str = "id") -> str:
    """An error or warning of an evaluation with its place: Biaya, aturan 3, kolom Usia: …"""
    spot = note.spot
    place = [spot.owner_name or spot.owner]
    if spot.rule:
        place.append(f"{'aturan' if language == 'id' else 'rule'} {spot.rule}")
    if spot.column:
        place.append(f"{'kolom' if language == 'id' else 'column'} {spot.column}")
    return f"{', '.join(place)}: {_words(note, language)}"


def _words(note: Note, language: str) -> str:
    texts = NOTES.get(note.key)
    if texts is None:
        return describe(note.key, note.values, language)
    if language != "id":
        return texts[1].format_map(note.values)
    return texts[0].format_map({name: kind_in_words(str(value)) for name, value in note.values.items()})
