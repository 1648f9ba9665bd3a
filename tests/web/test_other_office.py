"""What is another office's is not there: every address with a number in it answers as if nobody had that number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from engine import audit, calendars, incidents, instances, schema
from engine.database import SYSTEM, Actor
from engine.refusals import Conflict, Forbidden, NotFound, Refusal
from engine.spiff import StepFailed
from tasks import (
    api_tokens,
    attachments,
    billing,
    breaches,
    cases,
    comments,
    drafts,
    inbox,
    letters,
    office_hours,
    outages,
    outbox,
    people,
    search,
    work,
)
from tasks.attachments import Place
from tasks.billing import Payment
from tasks.people import NewPerson
from tasks.privacy import unmasking
from tasks.roles import ALL_LANES, PRODUCT_ROLES
from tasks.search import AuditFilter
from tasks.voice import complaints
from tests.support.office import OPERATOR, PASSWORD, PEOPLE
from tests.support.office_pages import signed_in
from tests.support.pages import Visitor
from tests.web.test_every_page import Furnished, furnished, stored
from tests.web.test_task_pages import PDF

__all__ = ["furnished"]

NOBODYS = 999_999
LANES = ("petugas", "koordinator", "ketua_tim", "pengawas")
OURS = frozenset(
    {"task_id", "instance_id", "attachment_id", "breach_id", "incident_id", "outage_id", "token_id"}
    | {"message_id", "call_id", "bill_id", "payment_id", "complaint_id", "job_id", "review_id", "comment_id"}
    | {"intake_id", "saved_id", "schedule_id"}
    | {"simulation_id", "assumptions_id"}
    | {"question_id", "export_id"}
    | {"erasure_id", "hold_id", "run_id", "leak_id"}
)
"""Numbers of what belongs to one office; so does `login` of a person."""

OF_ALL = frozenset(
    {"key", "version", "model", "handle", "area", "filename", "system", "place", "format", "kind", "sheet"}
    | {"sample", "document", "field", "whom"}
    | {"case", "element", "scenario_id"}  # of a play or a draft, which is its author's own
)
"""SOPs and settings are the installation's, calendars and sessions the visitor's own by their address."""

APPLICANTS = frozenset({"number", "person_id", "file_id", "item", "page", "token"})
"""What belongs to an account of the public, not to an office (tests/web/public/test_walk.py)."""

REFUSED_ALIKE = frozenset({"no_show_id", "ticket_id"})
"""Acts of the waiting room that a day's end refuses too: their own tests have somebody of another office."""

FIELDS: dict[str, dict[str, Any]] = {  # what each form needs so that only the number is wrong with it
    "reason": {"reason": "uji"},
    "text": {"text": "uji"},
    "breach": {"breach.1.reason": "jaringan", "breach.1.responsible": "kantor", "breach.1.follow_up": "uji"},
    "hand over": {"delegate.to": "petugas2", "reassign.to": "petugas2", "reassign.reason": "uji"},
    "person": {"name": "Uji", "roles": "petugas"},
    "complaint": {"answer": "uji", "receipt": ""},
    "uncover": {"uncover.purpose": "temuan", "uncover.reason": "Temuan 12/2026"},
    "privacy": {"sure": "true", "why": "uji", "lift_why": "uji", "whom": "agency"},
    "leak": {
        "title": "uji",
        "known_at": "2026-04-01T08:00",
        "since": "2026-04-01T07:00",
        "until": "2026-04-01T08:00",
        "logins": "petugas1",
    },
    "bill": {"passport": "non_elektronik", "years": "5", "service": "reguler"},
}
BODIES: dict[str, dict[str, Any]] = {
    "complete": {"variables": {}},
    "draft": {"variables": {"catatan": "uji"}},
    "suspend": {"reason": "jaringan", "note": "uji"},
    "delegate": {"to": "petugas2"},
    "resolve": {"note": ""},
    "reassign": {"to": "petugas2", "reason": "uji"},
    "comments": {"text": "uji"},
    "cancel": {"reason": "uji"},
    "explain": {"reason": "jaringan"},
    "confirm": {"responsible": "kantor"},
    "close": {"followUp": "uji"},
}
LISTS = (
    *("/", "/tasks", "/requests", "/requests?q=Siti", "/outages", "/admin/people", "/admin/tokens"),
    *(
        "/audit",
        "/audit/breaches",
        "/audit/requests",
        "/audit/pauses",
        "/audit/day?on=2026-04-09",
        "/audit/conformance",
        "/audit/variants",
        "/audit/interventions",
        "/audit/privacy",
        "/audit/privacy/erasures",
        "/audit/privacy/leaks",
        "/audit/board",
        "/audit/open",
        "/audit/causes",
        "/audit/reports",
        "/audit/reports/saved",
        "/audit/reports/schedules",
        "/audit/reports/monthly?period=2026-04",
        "/audit/compare",
        "/audit/compare.csv",
        "/audit?by=person",
        "/audit/steps/terima_permohonan?sop=micin_darurat&by=person",
        "/audit/steps/terima_permohonan/requests?sop=micin_darurat",
        "/audit/explore",
        "/audit/explore/behind",
        "/audit/explore/pivot.csv",
        "/audit/explore/saved",
        "/audit/explore/exports",
    ),
    *(
        "/audit/requests.csv",
        "/audit/breaches.csv",
        "/audit/steps.csv",
        "/audit/pauses.csv",
        "/audit/conformance.csv",
        "/audit/variants.csv",
    ),
)
COMPLAINT = {"name": "Siti Aminah", "contact": "siti@example.id", "text": "Antre lama", "channel": "counter"}
VERBS = ("claim", "unclaim", "start", "suspend", "resume", "delegate", "resolve", "reassign")


@dataclass(frozen=True)
class Neighbour:
    """Somebody who holds every role, in the second office; at a browser and as a program."""

    actor: Actor
    visitor: Visitor
    bearer: str
    ids: dict[str, Any]


@pytest.fixture
def neighbour(office_app: Flask, furnished: Furnished) -> Neighbour:
    office = furnished.office
    with office.site.db.begin(SYSTEM) as tx:
        calendars.seed(tx, "kotabaru")
    held = (*LANES, *PRODUCT_ROLES)
    people.add(office.site, SYSTEM, NewPerson("orang_luar", "Orang Luar", held, PASSWORD, "kotabaru"))
    actor = Actor("orang_luar", "Orang Luar", frozenset(held), "kotabaru")
    bearer = api_tokens.create(office.site, actor, "luar", [*PRODUCT_ROLES, ALL_LANES])
    mine = api_tokens.create(office.site, OPERATOR, "kami", ["petugas"])
    assert mine != bearer
    with office.site.db.begin(OPERATOR) as tx:
        incidents.open_(
            tx,
            instances.hold(tx, furnished.paid),
            StepFailed("g", "no_branch"),
            {"kind": "message", "message": "x"},
        )
        outbox.write(tx, "welcome", "siti@example.id", {"name": "Siti Aminah"}, key="welcome:1")
    stray = billing.report(office.site, OPERATOR, Payment("820000000000000", 350_000, "N1", office.clock()))
    heard = complaints.enter(office.site, OPERATOR, COMPLAINT).id
    number = outages.declare(office.site, OPERATOR, "jaringan", "T-1")
    attachments.add(
        office.site, office["petugas1"], Place(furnished.late, furnished.open_task), "KK.pdf", PDF
    )
    with office.site.db.read(OPERATOR) as tx:
        tokens = schema.api_tokens
        token = tx.conn.execute(select(tokens.c.id).where(tokens.c.name == "kami")).scalar_one()
        incident = tx.conn.execute(select(schema.incidents.c.id)).scalar_one()
        breach = tx.conn.execute(select(schema.breaches.c.id)).scalars().first()
        message = tx.conn.execute(select(func.max(schema.outbox.c.id))).scalar_one()
        call = tx.conn.execute(select(func.max(schema.system_calls.c.id))).scalar_one()
        bill = tx.conn.execute(select(func.max(schema.bills.c.id))).scalar_one()
    ids = {
        "task_id": furnished.open_task,
        "instance_id": furnished.returned,
        "attachment_id": 1,
        "breach_id": breach,
        "incident_id": incident,
        "outage_id": number,
        "token_id": token,
        "message_id": message,
        "call_id": call,
        "bill_id": bill,
        "payment_id": stray.payment,
        "complaint_id": heard,
        "job_id": 1,
        "review_id": 1,
        "comment_id": 1,
        "intake_id": 1,
        "simulation_id": 1,
        "assumptions_id": 1,
        "question_id": 1,
        "export_id": 1,
        "saved_id": 1,
        "schedule_id": 1,
        "erasure_id": 1,
        "hold_id": 1,
        "run_id": 1,
        "leak_id": 1,
        "login": "petugas1",
    }
    assert None not in ids.values()
    return Neighbour(actor, signed_in(office_app, "orang_luar"), bearer, ids)


def addressed(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule with something of one office in it, with each of its methods."""
    for rule in app.url_map.iter_rules():
        if rule.arguments & (OURS | {"login"}):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def path_of(rule: Rule, ids: dict[str, Any], verb: str) -> str:
    places = {"key": "micin_darurat", **ids, "verb": verb, "name": "kelengkapan", "page": 1, "format": "pdf"}
    places |= {"whom": "agency"}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(places[found[1]]), rule.rule)


def send(neighbour: Neighbour, app: Flask, method: str, path: str) -> TestResponse:
    """A request with all that it takes but the right number."""
    if path.startswith("/api/"):
        headers = {"Authorization": f"Bearer {neighbour.bearer}"}
        if path.endswith("/attachments") and method == "POST":
            data = {"file": (BytesIO(PDF), "KK.pdf")}
            return app.test_client().open(path, method=method, data=data, headers=headers)
        body = BODIES.get(path.rsplit("/", 1)[-1])
        return app.test_client().open(path, method=method, json=body, headers=headers)
    client = neighbour.visitor.client
    if method == "GET":
        return client.get(path)
    fields: dict[str, Any] = {"csrf_token": neighbour.visitor.token("/account")}
    for more in FIELDS.values():
        fields |= more
    for number in re.findall(r"\d+", path):  # a list names the fields of each line by its number
        fields |= {f"why.{number}": "uji", f"code.{number}": "820000000000000", f"back.{number}": "uji"}
    if path.endswith("/attachments"):
        fields["file"] = (BytesIO(PDF), "KK.pdf")
    return client.open(path, method=method, data=fields)


def plain(answer: TestResponse, ids: dict[str, Any]) -> str:
    """An answer's text without what differs from one request to the next."""
    text = re.sub(r'(csrf[_-]token"[^>]*(?:value|content)=")[^"]+', r"\1", answer.text)
    text = re.sub(r'nonce="[^"]+"', "", text)
    for number in (NOBODYS, *ids.values()):
        text = re.sub(rf"(?<=/){number}\b", "#", text)
    return text


def test_every_address_names_what_is_of_one_office_or_of_all(office_app: Flask) -> None:
    named = {name for rule in office_app.url_map.iter_rules() for name in rule.arguments}
    assert named <= OURS | OF_ALL | APPLICANTS | REFUSED_ALIKE | {"login", "verb", "name"}


def test_what_is_of_another_office_answers_like_what_does_not_exist(
    office_app: Flask, furnished: Furnished, neighbour: Neighbour
) -> None:
    nobodys = {name: "tiada" if name == "login" else NOBODYS for name in neighbour.ids}
    assert (
        send(neighbour, office_app, "GET", "/api/v1/outages").status_code == 200
    )  # the token's use is noted
    before = stored(furnished.office)
    wrong, tried = [], 0
    for rule, method in addressed(office_app):
        for verb in VERBS if "verb" in rule.arguments else ("",):
            path = path_of(rule, neighbour.ids, verb)
            answer = send(neighbour, office_app, method, path)
            unknown = send(neighbour, office_app, method, path_of(rule, nobodys, verb))
            tried += 1
            same = plain(answer, neighbour.ids) == plain(unknown, neighbour.ids)
            if (answer.status_code, unknown.status_code) != (404, 404) or not same:
                wrong.append((method, path, answer.status_code, unknown.status_code, same))
    assert wrong == []
    assert tried > 50
    assert stored(furnished.office) == before


def test_lists_and_numbers_hold_nothing_of_another_office(
    office_app: Flask, furnished: Furnished, neighbour: Neighbour
) -> None:
    names = ("Aminah", "Misran", "Noraini", "Rahmawati", "MD-2026", "petugas1", "petugas2", "Petugas1", "T-1")
    for path in LISTS:
        answer = neighbour.visitor.get(path, follow_redirects=True)
        assert answer.status_code == 200
        assert [name for name in names if name in answer.text] == [], path
    inside = f"instance:{furnished.returned}"
    with furnished.office.site.db.read(neighbour.actor) as tx:
        counts = inbox.counts_held(tx)
        assert (counts.free, counts.all, counts.late) == (0, 0, 0) and inbox.elements(tx) == ()
    assert inbox.counts(furnished.office.site, OPERATOR).all > 0
    whole = search.trail(furnished.office.site, neighbour.actor, AuditFilter(), 200).items
    assert whole and not [line.chain for line in whole if line.chain.startswith("instance:")]
    searches: dict[str, dict[str, Any]] = {
        "/tasks/search": {"filter": {"processInstanceId": furnished.late}},
        "/process-instances/search": {"filter": {"text": "Siti"}},
        "/clocks/search": {"filter": {"processInstanceId": furnished.late}},
        "/breaches/search": {},
        "/audit/search": {"filter": {"chain": inside}},
        "/outages": {},
    }
    for path, body in searches.items():
        headers = {"Authorization": f"Bearer {neighbour.bearer}"}
        method = "GET" if path == "/outages" else "POST"
        answer = office_app.test_client().open(
            f"/api/v1{path}", method=method, json=body or None, headers=headers
        )
        assert answer.status_code == 200 and answer.json is not None
        assert answer.json["items"] == [], path


def test_a_message_and_work_find_nobody_of_another_office(
    office_app: Flask, furnished: Furnished, neighbour: Neighbour
) -> None:
    office = furnished.office
    with office.site.db.read(SYSTEM) as tx:
        key = instances.read(tx, furnished.returned).business_key
    with pytest.raises(NotFound):
        cases.deliver(office.site, neighbour.actor, "kelengkapan", key, {})
    started = cases.start(office.site, neighbour.actor, "micin_darurat", {}, strict=False)
    (task,) = started.opened
    with pytest.raises(NotFound):
        work.claim(office.site, office["petugas1"], task)
    work.claim(office.site, neighbour.actor, task)
    with office.site.db.read(neighbour.actor) as tx:
        assert work.second_officers(tx, "petugas", "") == ("orang_luar",)
    with office.site.db.read(OPERATOR) as tx:
        assert "orang_luar" not in work.second_officers(tx, "petugas", "")


COMMANDS: dict[str, Callable[[Furnished, Actor], object]] = {
    "draft": lambda f, who: drafts.keep(f.office.site, who, f.open_task, {"catatan": "uji"}),
    "comment": lambda f, who: comments.add(f.office.site, who, f.returned, "uji"),
    "attach": lambda f, who: attachments.add(f.office.site, who, Place(f.returned), "KK.pdf", PDF),
    "open": lambda f, who: attachments.open_file(f.office.site, who, 1),
    "remove": lambda f, who: attachments.remove(f.office.site, who, 1),
    "letter": lambda f, who: letters.inventory(f.office.site, who, f.returned),
    "case": lambda f, who: cases.read(f.office.site, who, f.returned),
    "cancel": lambda f, who: cases.cancel(f.office.site, who, f.returned, "uji"),
    "breach": lambda f, who: breaches.read(f.office.site, who, 1),
    "claim": lambda f, who: work.claim(f.office.site, who, f.open_task),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_who_has_the_right_here_and_works_elsewhere_finds_nothing(furnished: Furnished, name: str) -> None:
    ours = replace(OPERATOR, login="kami")
    away = replace(ours, office="kotabaru")
    before = stored(furnished.office)
    with pytest.raises(NotFound):
        COMMANDS[name](furnished, away)
    assert stored(furnished.office) == before
    try:
        COMMANDS[name](furnished, ours)
    except Refusal as refusal:  # it is in no state for that, or somebody else's: it is there
        assert isinstance(refusal, Conflict | Forbidden)


def test_an_administrator_changes_people_of_his_office_alone(furnished: Furnished) -> None:
    site, admin = furnished.office.site, furnished.office["admin"]
    away = replace(admin, office="kotabaru")
    assert {person.login for person in people.listed(site, admin)} == set(PEOPLE)
    assert people.listed(site, away) == []
    assert {person.login for person in people.listed(site, SYSTEM)} == set(PEOPLE)
    with pytest.raises(Forbidden):
        people.add(site, away, NewPerson("baru", "Baru", ("petugas",), PASSWORD, "batulicin"))
    for command in (people.find, people.deactivate, people.activate, people.reset_password):
        with pytest.raises(NotFound):
            command(site, away, "petugas1")
    with pytest.raises(NotFound):
        people.change(site, away, "petugas1", "Lain", ("petugas",))


def test_a_calendar_of_another_office_is_not_read(furnished: Furnished, neighbour: Neighbour) -> None:
    site = furnished.office.site
    with site.db.read(neighbour.actor) as tx:
        assert [line.version for line in calendars.versions(tx, neighbour.actor.office)] == [1]
    assert office_hours.current(site, neighbour.actor).version == 1


def test_looks_at_our_data_stand_in_our_trail_alone(furnished: Furnished, neighbour: Neighbour) -> None:
    site, auditor = furnished.office.site, furnished.office["auditor"]
    unmasking.open_(site, auditor, furnished.returned, "temuan", "Temuan 7: mencocokkan nama")
    visitor = replace(neighbour.actor, office="batulicin")  # as an inspector of there reads here
    with site.db.begin(visitor) as tx:
        audit.append(tx, "reads", "report.read", "report:cases", {"office": "batulicin"})
    wanted = AuditFilter(chain="reads")
    ours = [line.actor for line in search.trail(site, auditor, wanted).items]
    theirs = [line.actor for line in search.trail(site, neighbour.actor, wanted).items]
    assert "auditor" in ours and neighbour.actor.login in ours
    assert "auditor" not in theirs
