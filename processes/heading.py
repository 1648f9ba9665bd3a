"""What stands above the table (identity block, pelaksana, standards, doubts, facts) as sop: elements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from processes.cells import child, read_time_cell, read_word, write_time
from processes.model import Begun, Identity, OcrDoubt, Role, ServiceStandard, Sop, TimeStandard
from processes.names import sop
from processes.source import text_of

_TEXTS = {  # Identity attribute -> attribute of <sop:identity>
    "unit": "unit",
    "number": "number",
    "created_on": "createdOn",
    "revised_on": "revisedOn",
    "effective_on": "effectiveOn",
    "approved_by": "approvedBy",
    "title": "title",
}
_LISTS = {  # Identity attribute -> child element of <sop:identity>
    "legal_basis": "legalBasis",
    "qualifications": "qualification",
    "related": "related",
    "equipment": "equipment",
    "warnings": "warning",
    "records": "record",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """The part of a Sop that stands on the process element."""

    identity: Identity
    roles: tuple[Role, ...]  # `lane` is for the reader of the lanes to say
    status: str
    sources: tuple[str, ...]
    prerequisites: tuple[str, ...]
    admin_requirements: tuple[str, ...]
    service_standards: tuple[ServiceStandard, ...]
    ocr_doubts: tuple[OcrDoubt, ...]
    begun_by: Begun
    summary: str
    facts: tuple[tuple[str, str], ...]


def write_heading(parent: etree._Element, table: Sop) -> None:
    """Append the sop: elements of the process to its extensionElements."""
    identity = table.identity
    texts = {name: getattr(identity, field) or None for field, name in _TEXTS.items()}
    block = child(
        parent,
        "identity",
        **texts,
        status=table.status or None,
        begunBy=table.begun_by if table.begun_by is not Begun.STAFF else None,
        summary=table.summary or None,
    )
    for field, name in _LISTS.items():
        _texts(block, name, getattr(identity, field))
    _texts(block, "source", (), codes=table.sources)
    _texts(block, "prerequisite", table.prerequisites)
    _texts(block, "adminRequirement", table.admin_requirements)
    for role in table.roles:
        child(parent, "role", key=role.id, label=role.label)
    for standard in table.service_standards:
        element = child(parent, "serviceStandard", source=standard.source, remark=standard.remark or None)
        _texts(element, "appliesTo", standard.applies_to)
        write_time(element, standard.time)
    for doubt in table.ocr_doubts:
        words = {"place": doubt.place, "text": doubt.text, "chosen": doubt.chosen, "reason": doubt.reason}
        element = child(parent, "ocrDoubt", **words)
        _texts(element, "reading", doubt.readings)
    for key, value in table.facts:
        child(parent, "fact", value, key=key)


def read_heading(extension: etree._Element) -> Heading:
    """The heading in a process's extensionElements. Raises BadCell for a time standard that cannot be read."""
    found = extension.find(sop("identity"))
    block = etree.Element(sop("identity")) if found is None else found
    texts = {field: block.get(name, "") for field, name in _TEXTS.items()}
    lists = {field: _read(block, name) for field, name in _LISTS.items()}
    return Heading(
        identity=Identity(**texts, **lists),  # type: ignore[arg-type]
        roles=tuple(
            Role(item.get("key", ""), item.get("label", ""), lane=False)
            for item in extension.iterfind(sop("role"))
        ),
        status=block.get("status", ""),
        sources=tuple(item.get("code", "") for item in block.iterfind(sop("source"))),
        prerequisites=_read(block, "prerequisite"),
        admin_requirements=_read(block, "adminRequirement"),
        service_standards=tuple(_standard(item) for item in extension.iterfind(sop("serviceStandard"))),
        ocr_doubts=tuple(_doubt(item) for item in extension.iterfind(sop("ocrDoubt"))),
        begun_by=read_word(block, "begunBy", Begun, Begun.STAFF),
        summary=block.get("summary", ""),
        facts=tuple((item.get("key", ""), text_of(item)) for item in extension.iterfind(sop("fact"))),
    )


def _standard(element: etree._Element) -> ServiceStandard:
    time = element.find(sop("time"))
    return ServiceStandard(
        _read(element, "appliesTo"),
        TimeStandard("") if time is None else read_time_cell(time),
        element.get("source", ""),
        element.get("remark", ""),
    )


def _doubt(element: etree._Element) -> OcrDoubt:
    return OcrDoubt(
        element.get("place", ""),
        element.get("text", ""),
        _read(element, "reading"),
        element.get("chosen", ""),
        element.get("reason", ""),
    )


def _texts(parent: etree._Element, name: str, texts: Iterable[str], codes: Iterable[str] = ()) -> None:
    for text in texts:
        child(parent, name, text)
    for code in codes:
        child(parent, name, code=code)


def _read(parent: etree._Element, name: str) -> tuple[str, ...]:
    return tuple(text_of(item) for item in parent.iterfind(sop(name)))
