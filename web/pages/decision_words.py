"""What decision models answer, in people's words: codes, amounts, and the names of results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from engine.fired_rules import RuleFired
from tasks import checklist
from web.pages.words import type_name
from web.shell.formatting import number, rupiah
from web.shell.i18n import gettext, mark, ngettext

_AMOUNTS = frozenset({"jumlah", "tarif", "denda"})
_YEARS = frozenset({"paling_lama", "masa_berlaku"})
_VALUES: Mapping[str, str] = {
    "lansia": mark("Elderly"),
    "disabilitas": mark("Person with a disability"),
    "hamil_menyusui": mark("Pregnant or nursing"),
    "balita": mark("Child under five"),
    "reguler": mark("Regular"),
    "percepatan": mark("Same day"),
    "daring": mark("online"),
    "datang_langsung": mark("walk in"),
    "daftar_dahulu": mark("register first"),
    "m_paspor": mark("M-Paspor"),
    "penerbitan_penggantian": mark("Issue and replacement"),
    "kelompok_rentan": mark("Vulnerable groups"),
    "micin_darurat": mark("Micin Darurat"),
    "tidak_ada": mark("none"),
    "ya": mark("required"),
    "salah_satu": mark("one of a group"),
    "bila": mark("on a condition"),
    "paspor": mark("Passport"),
    "denda": mark("Fine"),
    "non_elektronik": mark("Non-electronic"),
    "elektronik": mark("Electronic"),
}
_NAMES: Mapping[str, str] = {
    "jumlah": mark("Amount"),
    "dasar": mark("Legal basis"),
    "jenis": mark("Kind"),
    "sop": mark("SOP"),
    "cara": mark("Way"),
    "dokumen": mark("Document"),
    "sifat": mark("Needed"),
    "kelompok": mark("Group"),
    "syarat": mark("Condition"),
    "catatan": mark("Note"),
}
_RESULTS: Mapping[str, str] = {
    "Jumlah (rupiah)": "jumlah",
    "Tahun": "paling_lama",
}  # columns by their heading
_POLICIES: Mapping[str, str] = {
    "UNIQUE": mark("Exactly one rule applies."),
    "ANY": mark("Several rules may apply when they say the same."),
    "FIRST": mark("The first rule that applies decides."),
    "PRIORITY": mark("Of the rules that apply, the one whose result stands first in the list decides."),
    "RULE ORDER": mark("Every rule that applies adds a line, in the order of the table."),
    "OUTPUT ORDER": mark("Every rule that applies adds a line, in the order of the results' list."),
    "COLLECT": mark("Every rule that applies counts."),
}


def install(app: Flask) -> None:
    """Put the filters into the templates' world."""
    app.jinja_env.filters.update(
        decided=decided,
        decided_short=decided_short,
        decided_name=decided_name,
        policy_words=policy_words,
        rule_cells=rule_cells,
        rule_results=rule_results,
        choice_pair=lambda code: (code, _text(code, "jenis_permohonan")),
    )


def decided(value: Any, name: str = "") -> str:
    """One value of an answer; `name` is the result it stands under."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | float):
        return _number(value, name)
    if isinstance(value, list):
        return ", ".join(decided(one, name) for one in value) or gettext("nothing")
    if isinstance(value, dict):
        return "; ".join(f"{decided_name(key)}: {decided(one, key)}" for key, one in value.items())
    return _text(str(value), name)


def policy_words(policy: str) -> str:
    """What a hit policy means, in a sentence; the policy itself where it is unknown."""
    return gettext(_POLICIES.get(policy, policy))


def decided_short(value: Any, name: str = "") -> str:
    """An answer in a line: lists of contexts are counted, contexts say their values."""
    if value is None:
        return gettext("left open by the tables")
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return _lines([one for one in value if isinstance(one, dict)])
    if isinstance(value, dict):
        return " · ".join(decided(one, key) for key, one in value.items() if one not in (None, ""))
    return decided(value, name)


def decided_name(name: str) -> str:
    """What a result is called."""
    return gettext(_NAMES[name]) if name in _NAMES else name.replace("_", " ").capitalize()


def rule_cells(rule: RuleFired) -> list[tuple[str, str]]:
    """The conditions of a rule that say something, by column."""
    return [(label, text) for label, text in rule.conditions if text not in ("", "-")]


def _lines(rows: list[dict[str, Any]]) -> str:
    """A list of lines: the documents counted, the amounts added up, anything else counted."""
    if all("dokumen" in row for row in rows):
        return ngettext("%(num)d document", "%(num)d documents", len(rows))
    amounts = [row.get("jumlah") for row in rows]
    if all(isinstance(amount, int) for amount in amounts):
        return rupiah(sum(amount for amount in amounts if isinstance(amount, int)))
    return ngettext("%(num)d line", "%(num)d lines", len(rows))


def rule_results(rule: RuleFired) -> list[str]:
    """What a rule gave, in words; conditions worked out to yes or no, and empty results, are left out."""
    said = [(label, one) for label, one in rule.results if one not in (None, "")]
    if len(said) == 1:
        return [decided(one, _RESULTS.get(label, label.lower())) for label, one in said]
    return [
        f"{label}: {decided(one)}" if one is False else decided(one, _RESULTS.get(label, label.lower()))
        for label, one in said
        if one is not True
    ]


def _number(value: float, name: str) -> str:
    if name in _AMOUNTS:
        return rupiah(int(value))
    if name in _YEARS:
        return ngettext("%(num)d year", "%(num)d years", int(value))
    return str(number(value, 0 if value == int(value) else 2))


def _text(value: str, name: str) -> str:
    if name == "dokumen" and value in {document.code for document in checklist.documents()}:
        return checklist.document(value).label
    if value in _VALUES:
        return gettext(_VALUES[value])
    return type_name(value) if name in ("jenis", "jenis_permohonan") else value
