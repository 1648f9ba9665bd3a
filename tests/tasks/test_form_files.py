"""File fields of a form: the attachment is the answer, and a digest nobody attached is none."""

from __future__ import annotations

import pytest

from engine import instances
from engine.refusals import Forbidden, Invalid
from tasks import attachments, cases, completion, form_files, views, work
from tasks.attachments import Place
from tests.processes.templates import END, START, file, flow, lane
from tests.support.office import OPERATOR, Office
from tests.tasks.small_processes import deploy, numbered
from tests.tasks.uploads import pdf, picture

PDF = pdf()


@pytest.fixture
def task(office: Office) -> int:
    """A started task that asks for the file `bukti`."""
    body = START + numbered("bukti:file:required") + END + flow("s", "a") + flow("a", "e")
    deploy(office.site.db, file(body, lanes=lane("s", "a", "e")))
    (number,) = cases.start(office.site, office["petugas1"], "p", {}).opened
    work.start(office.site, office["petugas1"], number)
    return number


def place_of(office: Office, task: int) -> Place:
    return Place(views.task(office.site, OPERATOR, task).instance.id, task, "bukti")


def test_the_newest_file_of_a_field_is_its_answer_and_completes_the_task(office: Office, task: int) -> None:
    form, place = views.form_for(office.site, OPERATOR, task).form, place_of(office, task)
    petugas = office["petugas1"]
    assert form_files.answers(office.site, petugas, form, place) == {}
    for content in (PDF, picture()):
        form_files.attach(office.site, petugas, place, "bukti", content)
    given = form_files.answers(office.site, petugas, form, place)
    with office.site.db.read(OPERATOR) as tx:
        newest = attachments.list_for(tx, place.instance_id)[-1]
    assert given == {"bukti": newest.sha256}
    completion.complete(office.site, petugas, task, given)
    with office.site.db.read(OPERATOR) as tx:
        instance = instances.read(tx, place.instance_id)
        data = instances.look(tx, instance, instances.definition_of(tx, instance).spec).data
    assert data["bukti"] == newest.sha256  # and so expressions of the process see it


def test_a_digest_of_no_attached_file_is_refused_at_its_field(office: Office, task: int) -> None:
    for given, key in (({}, "form.required"), ({"bukti": "0" * 64}, "form.not_attached")):
        with pytest.raises(Invalid) as refused:
            completion.complete(office.site, office["petugas1"], task, given)
        assert [(p.where, p.key) for p in refused.value.problems] == [("bukti", key)]


def test_a_file_that_is_none_is_named_at_its_field_and_strangers_attach_nothing(
    office: Office, task: int
) -> None:
    place = place_of(office, task)
    with pytest.raises(Invalid) as refused:
        form_files.attach(office.site, office["petugas1"], place, "bukti.pdf", b"MZ virus")
    assert [(p.where, p.key) for p in refused.value.problems] == [("bukti", "attachment.type")]
    for stranger in ("pengawas", "auditor", "admin"):
        with pytest.raises(Forbidden):
            form_files.attach(office.site, office[stranger], place, "bukti.pdf", PDF)
    form_files.attach(office.site, office["petugas2"], place, "bukti.pdf", PDF)
