"""The standard of a service from what is known: its SOP, the decision tables, the settings; gaps stay gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine import deciding, definitions, settings
from engine.database import Tx
from engine.definitions import Definition
from engine.refusals import Conflict, Invalid, NotFound
from processes.model import Begun, Need, Sop
from processes.paper.standard import Component, Pledge, Standard, procedure, times
from tasks import checklist, paper
from tasks.billing import fees
from tasks.checklist import ChecklistItem
from tasks.decisions import checklists
from tasks.site import Site

_ASKED = "jenis_permohonan"  # the field of a starting form that says what is applied for
_FINED = ("hilang", "rusak")
_BOOKS = (("non_elektronik", "non-elektronik"), ("elektronik", "elektronik"))
_YEARS = (5, 10)


def of_sop(site: Site, tx: Tx, key: str) -> Standard:
    """The standard of the service an SOP in force gives. Raises NotFound, Invalid where it carries no table."""
    found = definitions.latest(tx, key)
    sop = _table(tx, found)
    return Standard(
        name=sop.name.removeprefix("SOP "),
        components=components(tx, key),
        head=paper.letterhead(site, tx),
        version=found.version,
        made_at=found.created_at,
    )


def components(tx: Tx, key: str) -> tuple[Component, ...]:
    """The components of that standard alone. Raises NotFound, Invalid where it carries no table."""
    return tuple(_components(tx, _table(tx, definitions.latest(tx, key)), settings.all_values(tx)))


def _table(tx: Tx, found: Definition) -> Sop:
    table = found.diagram.table(found.key)
    if table is None:
        raise Invalid("paper.no_table")
    return paper.dressed(tx, table)


def names(tx: Tx) -> tuple[tuple[str, str], ...]:
    """(key, name) of the services that have a standard: each SOP in force that somebody can ask for."""
    found = [definitions.latest(tx, version.key) for version in definitions.in_force_of_each(tx)]
    asked = [one for one in found if (sop := one.diagram.sop) and sop.begun_by is not Begun.CALLED]
    return tuple((one.key, one.name.removeprefix("SOP ")) for one in asked)


def pledge(site: Site, tx: Tx) -> Pledge:
    """The office's pledge and the services it is given for."""
    values = settings.all_values(tx)
    return Pledge(
        str(values["standard.pledge"]), tuple(name for _, name in names(tx)), paper.letterhead(site, tx)
    )


def _components(tx: Tx, sop: Sop, values: Mapping[str, Any]) -> Iterator[Component]:
    block = sop.identity
    yield _first("legal_basis", block.legal_basis, values)
    yield Component("requirements", tuple(_requirements(tx, sop)), "tables")
    yield Component("procedure", procedure(sop), "sop")
    yield Component("time", times(sop), "sop")
    yield Component("fee", tuple(_fees(tx, sop)), "tables")
    yield _named("product", "standard.products", sop, values)
    yield _both("facilities", block.equipment, values)
    yield _first("competence", block.qualifications, values)
    yield _first("oversight", (), values)
    answered = f"dijawab paling lama {values['complaint.days']} hari kerja"
    said = f"Pengaduan, saran, dan masukan lewat halaman layanan {answered}"
    yield _both("complaints", (said,), values, "office")
    yield _named("staff", "standard.staff", sop, values)
    yield _first("guarantee", (), values)
    yield _first("safety", (), values)
    yield _first("evaluation", (), values)


def _first(code: str, lines: tuple[str, ...], values: Mapping[str, Any]) -> Component:
    """What the SOP says, else what the office's setting says."""
    setting = f"standard.{code}"
    if lines:
        return Component(code, lines, "sop", setting)
    return Component(code, _lines(values[setting]), "settings", setting)


def _both(code: str, lines: tuple[str, ...], values: Mapping[str, Any], origin: str = "sop") -> Component:
    """What is known, and what the office adds."""
    setting = f"standard.{code}"
    return Component(code, (*lines, *_lines(values[setting])), origin, setting)


def _named(code: str, setting: str, sop: Sop, values: Mapping[str, Any]) -> Component:
    """What the office says of this SOP in a list by key."""
    said = {row["code"]: row["label"] for row in values[setting]}
    return Component(code, _lines(said.get(sop.id, "")), "settings", setting)


def _lines(text: object) -> tuple[str, ...]:
    return tuple(line.strip() for line in str(text).splitlines() if line.strip())


def _types(sop: Sop) -> tuple[tuple[str, str], ...]:
    """(code, words) of what the starting form offers to apply for."""
    field = next((one for one in sop.start_form if one.id == _ASKED), None)
    return tuple((one.value, one.label) for one in field.options) if field else ()


def _requirements(tx: Tx, sop: Sop) -> Iterator[str]:
    """What the SOP asks of everybody, then the documents of each type of application."""
    yield from (*sop.prerequisites, *sop.admin_requirements)
    for code, label in _types(sop):
        if code in checklist.codes():
            found = checklists.listed(tx, code, sop.id, {}).items
            yield f"{label}: {'; '.join(_documents(found))}"


def _documents(found: tuple[ChecklistItem, ...]) -> Iterator[str]:
    """The documents in words: one of several joined with "atau", conditions in brackets."""
    groups: dict[str, list[str]] = {}
    for item in found:
        if item.need is Need.ONE_OF and item.group:
            groups.setdefault(item.group, []).append(item.label)
    told: set[str] = set()
    for item in found:
        if item.need is Need.ONE_OF and item.group:
            if item.group not in told:
                told.add(item.group)
                yield " atau ".join(groups[item.group])
        else:
            yield f"{item.label} (bila {item.condition})" if item.condition else item.label


def _fees(tx: Tx, sop: Sop) -> Iterator[str]:
    """The fees in force today by decision model `biaya`; nothing where its form does not ask what for."""
    types = [code for code, _ in _types(sop)]
    if not types:
        return
    for book, words in _BOOKS:
        for years in _YEARS:
            given = {_ASKED: types[0], "pertama_kali": False, "jenis_paspor": book, "masa_berlaku": years}
            yield from _told(tx, "tarif", given, f"Paspor {words}, masa berlaku {years} tahun")
    for code in (code for code in _FINED if code in types):
        yield from _told(tx, "denda", {**fees.ASSUMED, _ASKED: code}, f"Denda paspor {code}")
    if any(field.id == "layanan" for field in sop.start_form):
        given = {**fees.ASSUMED, _ASKED: types[0], "layanan": "percepatan"}
        yield from _told(tx, "percepatan", given, "Percepatan (selesai pada hari yang sama)")


def _told(tx: Tx, decision: str, given: Mapping[str, Any], words: str) -> Iterator[str]:
    try:
        value = deciding.look(tx, fees.MODEL, decision, given).value
    except (NotFound, Conflict):
        return
    amount = value.get("jumlah") if isinstance(value, dict) else None
    if isinstance(amount, int | float) and amount > 0:
        basis = f" ({value['dasar']})" if value.get("dasar") else ""
        rupiah = f"{int(amount):,}".replace(",", ".")
        yield f"{words}: Rp{rupiah}{basis}"
