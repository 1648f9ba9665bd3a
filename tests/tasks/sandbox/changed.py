"""Micin Darurat as an owner changes it: drafts with one thing otherwise."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from tasks import library
from tests.support.office import Office
from tests.tasks.sandbox.playing import KEY

Change = Callable[[bytes], bytes]
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def draft(office: Office, *changes: Change) -> bytes:
    """The process owner's draft with these changes, saved."""
    found = library.open_draft(office.site, office["pemilik"], KEY)
    xml = found.xml
    for change in changes:
        xml = change(xml)
    library.save_draft(office.site, office["pemilik"], KEY, xml, found.revision)
    return xml


def swapped(old: str, new: str) -> Change:
    """One text for another; it must be there."""

    def change(xml: bytes) -> bytes:
        assert old.encode() in xml, old
        return xml.replace(old.encode(), new.encode())

    return change


relaxed = swapped('amount="1" unit="working_day"', 'amount="2" unit="working_day"')
"""Printing takes two working days after the payment."""

in_a_week = swapped("=duration(setelan.batas_kelengkapan)", '=duration("P3D")')


def ends_exchanged(xml: bytes) -> bytes:
    """Unpaid requests end as withdrawn, those without documents as unpaid."""
    there, back = b'targetRef="END_KEDALUWARSA"', b'targetRef="END_DITARIK"'
    return xml.replace(there, b"\0").replace(back, there).replace(b"\0", back)


def without_preparing(xml: bytes) -> bytes:
    """Step 5 is gone; step 4 leads to the travel."""
    root = etree.fromstring(xml)
    gone = "siapkan_perlengkapan"
    for one in root.xpath(
        f"//*[@id='{gone}' or @bpmnElement='{gone}' or @sourceRef='{gone}' or text()='{gone}']"
    ):
        one.getparent().remove(one)
    for edge in root.xpath("//*[@bpmnElement='alur_siapkan_perlengkapan_perjalanan']"):
        edge.getparent().remove(edge)
    (flow,) = root.xpath(f"//*[@targetRef='{gone}']")
    flow.set("targetRef", "perjalanan")
    return bytes(etree.tostring(root))


def with_new_step(xml: bytes) -> bytes:
    """A step 4a between 4 and 5, drawn where step 4 is."""
    root = etree.fromstring(xml)
    (old,) = root.xpath("//*[@id='entri_pindai']")
    new = deepcopy(old)
    new.set("id", "periksa_ulang")
    new.set("name", "Memeriksa ulang data")
    new.find(f"{_BPMN}extensionElements")[0].set("number", "4a")
    old.addnext(new)
    (flow,) = [one for one in root.iter(f"{_BPMN}sequenceFlow") if one.get("sourceRef") == "entri_pindai"]
    second = deepcopy(flow)
    second.set("id", "alur_baru")
    second.set("sourceRef", "periksa_ulang")
    flow.set("targetRef", "periksa_ulang")
    flow.addnext(second)
    (lane,) = [one for one in root.iter(f"{_BPMN}flowNodeRef") if one.text == "entri_pindai"]
    reference = deepcopy(lane)
    reference.text = "periksa_ulang"
    lane.addnext(reference)
    for name, fresh in (("entri_pindai", "periksa_ulang"), (flow.get("id"), "alur_baru")):
        (shape,) = root.xpath(f"//*[@bpmnElement='{name}']")
        copy = deepcopy(shape)
        copy.set("id", f"{fresh}_di")
        copy.set("bpmnElement", fresh)
        shape.addnext(copy)
    return bytes(etree.tostring(root))
