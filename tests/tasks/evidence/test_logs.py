"""Event logs: valid by the schemas of their standards, in step with the tables, safe whatever the texts hold."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
from lxml import etree
from sqlalchemy import func, select

from engine import schema
from engine.clock import VirtualClock
from engine.database import Actor, Database
from tasks import cases
from tasks.evidence import logs, xml_text
from tasks.site import Site
from tests.support.office import Office
from tests.tasks.evidence import packs
from tests.tasks.report_rows import at, put_case, put_definition, put_pause, put_task

SCHEMAS = Path(__file__).with_name("schemas")


def xes(office: Office) -> etree._Element:
    log = etree.fromstring(b"".join(logs.as_xes(office.site, office["auditor"], packs.PERIOD)))
    etree.XMLSchema(etree.parse(SCHEMAS / "xes.xsd")).assertValid(log)
    return log


def ocel_json(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        b"".join(logs.as_ocel(office.site, office["auditor"], packs.PERIOD, "json"))
    )
    jsonschema.validate(
        found,
        json.loads((SCHEMAS / "ocel2.schema.json").read_text()),
        jsonschema.Draft7Validator,
        format_checker=jsonschema.FormatChecker(),
    )
    return found


def ocel_xml(office: Office) -> etree._Element:
    log = etree.fromstring(b"".join(logs.as_ocel(office.site, office["auditor"], packs.PERIOD, "xml")))
    etree.XMLSchema(etree.parse(SCHEMAS / "ocel2.xsd")).assertValid(log)
    return log


def told(element: etree._Element) -> dict[str, str]:
    return {one.get("key", ""): one.get("value", "") for one in element if one.get("key")}


def test_a_trace_tells_the_life_of_each_task_in_order(office: Office) -> None:
    number = packs.played(office)
    (trace,) = xes(office).findall("trace")
    about = told(trace)
    assert about["alur:case"] == str(number) and about["alur:sop"] == "micin_darurat"
    events = [told(event) for event in trace.findall("event")]
    times = [event["time:timestamp"] for event in events]
    assert times == sorted(times) and all(one.endswith("+08:00") for one in times)
    first = [e["lifecycle:transition"] for e in events if e["concept:instance"] == "task:1"]
    assert first == ["schedule", "assign", "start", "suspend", "resume", "complete"]
    done = [event for event in events if event["lifecycle:transition"] == "complete"]
    assert [(event["org:resource"], event["org:role"]) for event in done] == [("petugas1", "petugas")] * 2
    assert [e["lifecycle:transition"] for e in events if e["concept:instance"] == "task:3"] == ["schedule"]


def test_a_withdrawn_case_and_a_wait_are_told_as_they_ended(office: Office) -> None:
    number = office.start().instance
    office.do(number)
    missing = {"ektp": "tidak_ada"}
    office.do(number, missing=missing, keputusan="tidak")
    office.do(number)
    office.clock.move(timedelta(hours=1))
    cases.deliver(office.site, office["petugas1"], "kelengkapan", _number(office, number), {})
    cases.cancel(office.site, office["kasi"], number, "ditarik pemohon")
    (trace,) = xes(office).findall("trace")
    events = [told(event) for event in trace.findall("event")]
    waits = [e["lifecycle:transition"] for e in events if "concept:instance" not in e]
    assert waits == ["schedule", "complete"]
    assert events[-1]["lifecycle:transition"] == "withdraw"
    ocel_json(office)
    ocel_xml(office)


def _number(office: Office, instance: int) -> str:
    query = select(schema.instances.c.business_key).where(schema.instances.c.id == instance)
    with office.site.db.read() as tx:
        return str(tx.conn.execute(query).scalar_one())


def test_the_object_log_relates_cases_tasks_documents_people_and_versions(office: Office) -> None:
    number = packs.played(office)
    log = ocel_json(office)
    kinds = Counter(one["type"] for one in log["objects"])
    assert kinds == {"case": 1, "task": 3, "document": 1, "person": 1, "sop version": 1}
    (case,) = (one for one in log["objects"] if one["type"] == "case")
    relations = {(one["objectId"], one["qualifier"]) for one in case["relationships"]}
    assert {
        ("sop:micin_darurat:1", "runs under"),
        ("task:1", "has task"),
        ("document:1", "has document"),
    } <= (relations)
    completed = [one for one in log["events"] if ("lifecycle", "complete") in _pairs(one)]
    assert len(completed) == 2
    assert {(r["objectId"], r["qualifier"]) for r in completed[0]["relationships"]} == {
        (f"case:{number}", "case"),
        ("sop:micin_darurat:1", "under"),
        ("task:1", "task"),
        ("person:petugas1", "by"),
    }


def test_types_attributes_and_relations_of_the_object_log_are_declared(office: Office) -> None:
    packs.played(office)
    office.start()
    log = ocel_json(office)
    ids = {one["id"] for one in log["objects"]}
    assert len(ids) == len(log["objects"])
    for things, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {one["name"]: {attribute["name"] for attribute in one["attributes"]} for one in log[types]}
        for one in log[things]:
            assert {name for name, _ in _pairs(one)} <= declared[one["type"]]
            assert {relation["objectId"] for relation in one["relationships"]} <= ids


def _pairs(one: dict[str, Any]) -> set[tuple[str, str]]:
    return {(attribute["name"], attribute["value"]) for attribute in one["attributes"]}


def test_json_and_xml_of_the_object_log_say_the_same(office: Office) -> None:
    packs.played(office)
    log, tree = ocel_json(office), ocel_xml(office)
    for things, path in (("objects", "objects/object"), ("events", "events/event")):
        in_xml = {
            one.get("id"): (
                one.get("type"),
                {(a.get("name"), a.text) for a in one.findall("attributes/attribute")},
                {(r.get("object-id"), r.get("qualifier")) for r in one.findall("objects/relationship")},
            )
            for one in tree.findall(path)
        }
        assert in_xml == {
            one["id"]: (
                one["type"],
                _pairs(one),
                {(r["objectId"], r["qualifier"]) for r in one["relationships"]},
            )
            for one in log[things]
        }


def test_every_case_is_in_the_log_and_harmful_texts_stay_texts(
    db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    with db.begin() as tx:
        version = put_definition(tx)
        case = put_case(tx, version, "MD-1", at(0), at(9))
        put_task(tx, case, "terima_permohonan", at(0), at(2), at(9))
        bad = put_case(tx, version, '=1+1"]]><trace>\x0b&amp;\ufffe', at(2), category="=cmd|' /C calc'!A0")
        task = put_task(tx, bad, "terima_permohonan", at(2), at(3))
        put_pause(tx, bad, '<x a="1">', at(4), None, task_id=task)
        wanted = tx.conn.execute(select(func.count()).select_from(schema.instances)).scalar_one()
    auditor = Actor("auditor", "Auditor", frozenset({"auditor"}))
    office = Office(Site(db, tmp_path), clock, {"auditor": auditor})
    traces = [told(trace) for trace in xes(office).findall("trace")]
    assert len(traces) == wanted == 2
    assert traces[1]["concept:name"] == '=1+1"]]><trace>\ufffd&amp;\ufffd'
    assert len(ocel_xml(office).findall("objects/object[@type='case']")) == 2
    ocel_json(office)


def test_signs_that_xml_has_no_place_for_are_replaced() -> None:
    assert xml_text.escaped('a<b>&"\t\n\x00\ud800é😀') == "a&lt;b&gt;&amp;&quot;&#9;&#10;\ufffd\ufffdé😀"


def test_each_log_taken_away_is_recorded(office: Office) -> None:
    packs.played(office)
    xes(office)
    ocel_json(office)
    rows = schema.audit.c
    query = select(rows.subject, rows.details).where(rows.action == "report.exported").order_by(rows.seq)
    with office.site.db.read() as tx:
        found = [(subject, json.loads(details)["names"]) for subject, details in tx.conn.execute(query)]
    assert found == [("report:xes", "case numbers"), ("report:ocel", "case numbers")]
