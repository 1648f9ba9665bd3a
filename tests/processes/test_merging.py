"""Two changes of one SOP become one: what one side did is taken, what both did otherwise is asked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from processes.diff import compare
from processes.lint import lint
from processes.merge_facets import lanes_of, things
from processes.merging import BOTH, MINE, THEIRS, Conflict, merge
from processes.model import Sop
from processes.reader import read_bpmn
from processes.xml import parse
from tests.support.sops import shipped

BASE = shipped("micin_darurat")
FLOW = b'<bpmn:sequenceFlow id="alur_entri_pindai_siapkan_perlengkapan" sourceRef="entri_pindai" targetRef="'
STEP = (
    b'<bpmn:userTask id="%s" name="%s"><bpmn:extensionElements><sop:step number="4a" row="4" kind="task">'
    b'<sop:time kind="none" effect="counts">tidak ada standar</sop:time></sop:step></bpmn:extensionElements>'
    b"<bpmn:incoming>alur_entri_pindai_siapkan_perlengkapan</bpmn:incoming><bpmn:outgoing>%s</bpmn:outgoing>"
    b"</bpmn:userTask>"
)


def edited(*pairs: tuple[str, str], base: bytes = BASE) -> bytes:
    for old, new in pairs:
        assert old.encode() in base, old
        base = base.replace(old.encode(), new.encode(), 1)
    return base


def inserted(element: str, name: str, base: bytes = BASE) -> bytes:
    """A step put between scanning and preparing, in the officers' lane."""
    way = f"alur_{element}"
    task = STEP % (element.encode(), name.encode(), way.encode())
    flow = f'<bpmn:sequenceFlow id="{way}" sourceRef="{element}" targetRef="siapkan_perlengkapan"/>'.encode()
    lane = b"<bpmn:flowNodeRef>siapkan_perlengkapan</bpmn:flowNodeRef>"
    incoming = b"<bpmn:incoming>alur_entri_pindai_siapkan_perlengkapan</bpmn:incoming>"
    start, end = base.split(b'<bpmn:userTask id="siapkan_perlengkapan"')
    end = end.replace(incoming, b"<bpmn:incoming>%s</bpmn:incoming>" % way.encode(), 1)
    base = start + task + b'<bpmn:userTask id="siapkan_perlengkapan"' + end
    base = base.replace(FLOW + b"siapkan_perlengkapan", flow + FLOW + element.encode(), 1)
    shape = f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}"><dc:Bounds x="1" y="1" width="9" height="9"/>'
    base = base.replace(b"</bpmndi:BPMNPlane>", shape.encode() + b"</bpmndi:BPMNShape></bpmndi:BPMNPlane>", 1)
    return base.replace(lane, b"<bpmn:flowNodeRef>%s</bpmn:flowNodeRef>" % element.encode() + lane, 1)


def table(xml: bytes) -> Sop:
    found = read_bpmn(xml).sop
    assert found is not None
    return found


def told(old: bytes, new: bytes) -> list[tuple[str, str, str]]:
    return [(one.what, one.how, one.element) for one in compare(table(old), table(new))]


def same(one: bytes, two: bytes) -> bool:
    """Whether two files say the same of the same elements, in the same lanes, with all their ways."""
    left, right = parse(one), parse(two)
    found = [
        ({key: thing.facets for key, thing in things(root).items()}, lanes_of(root), _ways(root))
        for root in (left, right)
    ]
    return found[0] == found[1]


def _ways(root: object) -> set[tuple[str, str, str]]:
    return {
        (node.getparent().get("id"), node.tag, node.text)
        for node in root.iter("{*}incoming", "{*}outgoing")  # type: ignore[attr-defined]
    }


def errors(xml: bytes) -> list[tuple[str | None, str]]:
    return [(one.element, one.key) for one in lint(xml) if one.severity == "error"]


REMARK = ("Keluarga pemohon menghubungi", "Keluarga inti pemohon menghubungi")
SHORTER = ('amount="20" unit="minute"', 'amount="15" unit="minute"')
LONGER = ('amount="20" unit="minute"', 'amount="30" unit="minute"')
RENAMED = ('name="Memastikan persyaratan permohonan sesuai', 'name="Memeriksa persyaratan permohonan sesuai')
OTHER_NAME = (
    'name="Memastikan persyaratan permohonan sesuai',
    'name="Meneliti persyaratan permohonan sesuai',
)
NEED = (
    '<sop:requirement kind="document" need="required" expands="documents">Berkas permohonan</sop:requirement>'
)
ASKED = (NEED, NEED + '<sop:requirement kind="document" need="required">Surat rujukan</sop:requirement>')
ALSO = (NEED, NEED + '<sop:requirement kind="document" need="required">Fotokopi KTP</sop:requirement>')
REF = "        <bpmn:flowNodeRef>pemeriksaan_lanjutan_8</bpmn:flowNodeRef>\n"
LANE = "<bpmn:flowNodeRef>terima_permohonan</bpmn:flowNodeRef>\n"
MOVED = (REF, REF.replace("pemeriksaan_lanjutan_8", "entri_pindai") + REF)
OUT = ("        <bpmn:flowNodeRef>entri_pindai</bpmn:flowNodeRef>\n", "")


def test_what_each_side_did_alone_is_taken_without_asking() -> None:
    mine, theirs = edited(REMARK, RENAMED), edited(SHORTER, ASKED)
    found = merge(BASE, mine, theirs)
    assert found.conflicts == ()
    merged = found.decided({})
    assert sorted(told(mine, merged)) == sorted(told(BASE, theirs))
    assert sorted(told(theirs, merged)) == sorted(told(BASE, mine))
    assert same(merged, merge(BASE, theirs, mine).decided({}))


@pytest.mark.parametrize("change", [(REMARK,), (SHORTER, ASKED), (RENAMED,), (OUT, MOVED), ()])
def test_a_side_that_did_nothing_changes_nothing(change: tuple[tuple[str, str], ...]) -> None:
    one = edited(*change)
    assert (
        merge(BASE, BASE, one).conflicts
        == merge(BASE, one, BASE).conflicts
        == merge(BASE, one, one).conflicts
    )
    assert same(merge(BASE, BASE, one).decided({}), one)
    assert same(merge(BASE, one, BASE).decided({}), one)


def test_a_cell_both_changed_is_asked_and_either_answer_is_kept_whole() -> None:
    mine, theirs = edited(SHORTER, RENAMED), edited(LONGER, OTHER_NAME)
    found = merge(BASE, mine, theirs)
    by_facet = {one.facet.name.split("}")[-1]: one for one in found.conflicts}
    assert set(by_facet) == {"time", "@name"} and all(isinstance(one, Conflict) for one in found.conflicts)
    assert same(found.decided({one.key: MINE for one in found.conflicts}), mine)
    assert same(found.decided({one.key: THEIRS for one in found.conflicts}), theirs)
    mixed = table(found.decided({by_facet["time"].key: THEIRS}))
    step = next(one for one in mixed.steps if one.id == "siapkan_perlengkapan")
    assert step.time.amount == 30
    assert next(one for one in mixed.steps if one.id == "pastikan_persyaratan").activity.startswith(
        "Memeriksa"
    )


def test_items_both_added_may_stand_beside_each_other() -> None:
    found = merge(BASE, edited(ASKED), edited(ALSO))
    (conflict,) = found.conflicts
    assert conflict.both and conflict.element == "pastikan_persyaratan"
    step = next(one for one in table(found.decided({conflict.key: BOTH})).steps if one.id == conflict.element)
    assert [one.text for one in step.requirements] == ["Berkas permohonan", "Surat rujukan", "Fotokopi KTP"]


def test_a_step_they_added_comes_with_its_ways_lane_and_shape() -> None:
    theirs = inserted("catat", "Mencatat permohonan")
    found = merge(BASE, edited(REMARK), theirs)
    assert found.conflicts == ()
    merged = found.decided({})
    assert ("step", "added", "catat") in told(BASE, merged) and same(merged, edited(REMARK, base=theirs))
    assert lanes_of(parse(merged))["catat"] == lanes_of(parse(BASE))["siapkan_perlengkapan"]
    assert "di:BPMNShape:catat" in things(parse(merged))
    assert errors(merged) == errors(theirs)


def test_two_steps_put_at_the_same_place_are_asked_about() -> None:
    found = merge(BASE, inserted("catat", "Mencatat"), inserted("stempel", "Menyetempel"))
    assert {one.element for one in found.conflicts} == {"alur_entri_pindai_siapkan_perlengkapan"}
    for choice in (MINE, THEIRS):
        merged = found.decided({one.key: choice for one in found.conflicts})
        assert {"catat", "stempel"} <= set(
            things(parse(merged))
        )  # nothing is lost; lint tells of the loose one


def test_a_lane_one_side_changed_is_taken_and_one_both_changed_is_asked() -> None:
    theirs = edited(OUT, MOVED)
    assert ("performer", "changed", "entri_pindai") in told(BASE, theirs)
    assert same(merge(BASE, BASE, theirs).decided({}), theirs)
    third = "        <bpmn:flowNodeRef>lapor_koordinator</bpmn:flowNodeRef>\n"
    mine = edited(OUT, (third, third.replace("lapor_koordinator", "entri_pindai") + third))
    found = merge(BASE, mine, theirs)
    (conflict,) = [one for one in found.conflicts if one.facet.name == "lane"]
    assert same(found.decided({conflict.key: THEIRS}), theirs) and same(found.decided({}), mine)


def removed(element: str, base: bytes = BASE) -> bytes:
    """A file without the step of travelling, its neighbours joined."""
    root = parse(base)
    for node in list(root.iter("{*}*")):
        refers = {
            node.get("sourceRef"),
            node.get("targetRef"),
            node.get("bpmnElement"),
            node.get("id"),
            node.text,
        }
        if element in refers or f"alur_{element}_laksanakan_kegiatan" in refers:
            if node.get("id") == f"alur_siapkan_perlengkapan_{element}":
                node.set("targetRef", "laksanakan_kegiatan")
            elif node.getparent() is not None:
                node.getparent().remove(node)
    return etree.tostring(root)


def test_a_step_they_took_out_goes_unless_i_changed_it() -> None:
    theirs = removed("perjalanan")
    merged = merge(BASE, edited(REMARK), theirs).decided({})
    assert ("step", "removed", "perjalanan") in told(BASE, merged) and "perjalanan" not in things(
        parse(merged)
    )
    name = things(parse(BASE))["perjalanan"].node.get("name")
    mine = edited((f'id="perjalanan" name="{name}"', f'id="perjalanan" name="{name} dinas"'))
    found = merge(BASE, mine, theirs)
    (conflict,) = [one for one in found.conflicts if one.facet.name == "presence"]
    assert conflict.theirs is None
    kept = found.decided({conflict.key: MINE})
    assert "perjalanan" in things(parse(kept)) and "di:BPMNShape:perjalanan" in things(parse(kept))
    assert "alur_perjalanan_laksanakan_kegiatan" in things(parse(kept))
    assert "perjalanan" not in things(parse(found.decided({conflict.key: THEIRS})))
    other = merge(BASE, theirs, mine)
    (back,) = [one for one in other.conflicts if one.facet.name == "presence"]
    assert back.mine is None
    assert "perjalanan" not in things(parse(other.decided({})))
    assert "alur_perjalanan_laksanakan_kegiatan" in things(parse(other.decided({back.key: THEIRS})))


CHANGES = (REMARK, SHORTER, RENAMED, ASKED)


@settings(max_examples=20, deadline=None)
@given(st.sets(st.sampled_from(CHANGES)), st.sets(st.sampled_from(CHANGES)))
def test_the_same_change_on_both_sides_is_no_conflict(
    one: set[tuple[str, str]], two: set[tuple[str, str]]
) -> None:
    found = merge(BASE, edited(*one), edited(*two))
    assert found.conflicts == ()
    assert same(found.decided({}), edited(*(one | two)))
