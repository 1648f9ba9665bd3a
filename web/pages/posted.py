"""What a browser posted, as the JSON a task's form expects; nothing is judged here, the form check does that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from processes.diagram import FormField
from tasks.form_files import FILE
from tasks.forms import CHOICE, GATE, REMARK, RESULTS, SECOND, Form
from web.shell.office import zone


def variables(form: Form, posted: Mapping[str, str]) -> dict[str, Any]:
    """The posted fields as `variables`; empty fields are left out, numbers and ticks become themselves."""
    given: dict[str, Any] = {}
    if form.gate:
        given[GATE] = {item.code: _verdict(item.code, posted) for item in form.gate}
    for name in (CHOICE, SECOND, REMARK):
        if posted.get(name, "").strip():
            given[name] = posted[name].strip()
    given |= fields(form.fields, posted)
    results = {
        code: text for code, _ in form.results if (text := posted.get(f"{RESULTS}.{code}", "").strip())
    }
    if results:
        given[RESULTS] = results
    return given


def fields(wanted: tuple[FormField, ...], posted: Mapping[str, str]) -> dict[str, Any]:
    """Posted formData fields, typed; a file is an attachment and no text."""
    given: dict[str, Any] = {}
    for field in wanted:
        if field.type == "boolean":
            given[field.id] = posted.get(field.id) == "true"
        elif field.type != FILE and posted.get(field.id, "").strip():
            given[field.id] = _typed(field, posted[field.id].strip())
    return given


def flat(given: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Variables (a draft) by field name, to fill the page with: {"kelengkapan.kk.nilai": "ada", …}."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found


def typed(posted: Mapping[str, str]) -> dict[str, str]:
    """What a person typed, by field name, to be shown again where its form is no longer there."""
    machinery = ("csrf_token", "revision")
    return {name: text.strip() for name, text in posted.items() if name not in machinery and text.strip()}


def _verdict(code: str, posted: Mapping[str, str]) -> dict[str, str]:
    given = {part: posted.get(f"{GATE}.{code}.{part}", "").strip() for part in ("nilai", "catatan")}
    return {part: text for part, text in given.items() if text}


def _typed(field: FormField, text: str) -> Any:
    try:
        if field.type == "datetime":
            return _office_instant(text)
        if field.type == "long":
            return int(text.replace(".", ""))
        if field.type == "number":
            return float(text.replace(".", "").replace(",", "."))
    except ValueError:
        return text  # the form check names the field
    return text


def _office_instant(text: str) -> str:
    """What a browser's date-and-time field holds ("2026-04-09T10:30") names no zone: the office's is meant."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=zone())).isoformat()
