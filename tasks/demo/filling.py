"""Fills the real forms the way the demo's chance decides: gates, choices, fields, second officers."""

from __future__ import annotations

from typing import Any

from processes.diagram import FormField
from processes.model import Need
from tasks.demo.answers import RECEIVING
from tasks.demo.chance import Chance
from tasks.forms import ABSENT, CHOICE, GATE, NOT_NEEDED, PRESENT, REMARK, SECOND, UNFIT, Form
from tasks.views import ShownForm

_NOTES = (
    "Fotokopi kabur",
    "Masa berlaku habis",
    "Nama berbeda dengan KK",
    "Belum dibawa",
    "Belum bermeterai",
)

_REFUSED = "Tujuan perjalanan tidak dapat dibuktikan setelah pemeriksaan lanjutan"


def fill(shown: ShownForm, chance: Chance, choice: str | None, *, login: str, now: str) -> dict[str, Any]:
    """A form with this answer to its question; where that is a "no", its gate says what is missing.

    `now` stands in dates.
    """
    form = shown.form
    given: dict[str, Any] = {}
    if form.gate:
        whole = choice is None or form.element == RECEIVING or choice == form.way_on
        given[GATE] = _gate(form, chance, whole=whole)
    if choice is not None:
        given[CHOICE] = choice
    if form.refusals is None or choice in form.refusals:
        given[REMARK] = _REFUSED
    if form.officers > 1:
        given[SECOND] = chance.rng.choice([name for name in shown.officers if name != login])
    for field in form.fields:
        if field.required or chance.rng.random() < 0.5:
            given[field.id] = _field(field, chance, now)
    return given


def _gate(form: Form, chance: Chance, *, whole: bool) -> dict[str, Any]:
    verdicts: dict[str, Any] = {}
    present: set[str] = set()
    for item in form.gate:
        if item.need is Need.ONE_OF:
            first = item.group not in present
            present.add(item.group or item.code)
            verdicts[item.code] = {"nilai": PRESENT if first else NOT_NEEDED}
        elif item.need is Need.CONDITIONAL:
            verdicts[item.code] = {"nilai": NOT_NEEDED if chance.rng.random() < 0.8 else PRESENT}
        else:
            verdicts[item.code] = {"nilai": PRESENT}
    if not whole:
        required = [item.code for item in form.gate if item.need is Need.REQUIRED]
        for code in chance.rng.sample(required, k=min(len(required), chance.rng.choice((1, 1, 2)))):
            verdict = chance.rng.choice((ABSENT, ABSENT, UNFIT))
            verdicts[code] = {"nilai": verdict, "catatan": chance.rng.choice(_NOTES)}
    return verdicts


def _field(field: FormField, chance: Chance, now: str) -> Any:
    if field.options:
        return chance.rng.choice(field.options).value
    numbers: dict[str, Any] = {"long": 1, "number": 1, "boolean": True}
    if field.type in numbers:
        return numbers[field.type]
    if field.type in ("date", "datetime"):
        return now[:10] if field.type == "date" else now
    return "".join(chance.rng.choice("0123456789") for _ in range(15))
