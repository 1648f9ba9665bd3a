"""Fields that a process owner added, as a task's page shows them: defaults, and decimals with a comma."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask

from tasks import library, work
from tasks.views import form_for
from tests.support.office import OPERATOR, Office
from tests.support.office_pages import signed_in
from tests.web.test_task_pages import PDF

_STEP = b'<sop:step number="1" row="1" kind="task"'
_FIELDS = b"""<camunda:formData>
<camunda:formField id="berat" label="Berat" type="number" defaultValue="1.5"/>
<camunda:formField id="jumlah" label="Jumlah" type="long" defaultValue="12"/>
<camunda:formField id="asli" label="Berkas asli" type="boolean" defaultValue="true"/>
<camunda:formField id="luar" label="Luar kota" type="boolean"/>
</camunda:formData>"""


@pytest.fixture
def task(office: Office) -> int:
    """A started task whose form has the fields above."""
    xml = library.xml(office.site, office["pemilik"], "micin_darurat")
    library.deploy_file(office.site, office["admin"], xml.replace(_STEP, _FIELDS + _STEP, 1), "Isian")
    number = office.open_task(office.start().instance).id
    work.start(office.site, office["petugas1"], number)
    return number


def test_defaults_are_shown_as_people_would_type_them(office_app: Flask, task: int) -> None:
    page = signed_in(office_app, "petugas1").get(f"/tasks/{task}").text
    assert 'name="berat" type="text" inputmode="decimal" value="1,5"' in page
    assert 'name="jumlah" type="text" inputmode="numeric" value="12"' in page
    assert 'name="asli" value="true" checked' in page
    assert 'name="luar" value="true" checked' not in page


_FILE = b"""<camunda:formData><camunda:formField id="bukti" label="Bukti kirim" type="file"><camunda:validation>
<camunda:constraint name="required"/></camunda:validation></camunda:formField></camunda:formData>"""


def test_a_file_field_takes_a_file_and_keeps_it_while_the_rest_is_mended(
    office: Office, office_app: Flask
) -> None:
    xml = library.xml(office.site, office["pemilik"], "micin_darurat")
    library.deploy_file(office.site, office["admin"], xml.replace(_STEP, _FILE + _STEP, 1), "Berkas")
    task = office.open_task(office.start().instance).id
    work.start(office.site, office["petugas1"], task)
    visitor = signed_in(office_app, "petugas1")
    page = visitor.get(f"/tasks/{task}").text
    assert 'name="bukti" type="file"' in page and 'enctype="multipart/form-data"' in page
    token = {"csrf_token": visitor.token(f"/tasks/{task}")}
    happy = {
        f"kelengkapan.{item.code}.nilai": "ada" for item in form_for(office.site, OPERATOR, task).form.gate
    }

    def complete(**fields: Any) -> Any:
        return visitor.client.post(f"/tasks/{task}/complete", data={**token, **fields})

    assert complete(**happy).status_code == 422
    broken = complete(**happy, bukti=(io.BytesIO(b"MZ"), "bukti.pdf"))
    assert broken.status_code == 422 and 'id="e-bukti"' in broken.text
    half = complete(bukti=(io.BytesIO(PDF), "bukti kirim.pdf"))  # the gate is missing, the file is kept
    assert half.status_code == 422 and "Terlampir: bukti kirim.pdf" in half.text
    assert complete(**happy).status_code == 303
    recorded = visitor.get(f"/tasks/{task}").text
    assert "<dt>Bukti kirim</dt><dd><a href" in recorded
