"""Fields that a process owner added, as a task's page shows them: defaults, and decimals with a comma."""

from __future__ import annotations

import pytest
from flask import Flask

from tasks import library, work
from tests.support.office import Office
from tests.support.office_pages import signed_in

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
    library.deploy_file(office.site, office["pemilik"], xml.replace(_STEP, _FIELDS + _STEP, 1), "Isian")
    number = office.open_task(office.start().instance).id
    work.start(office.site, office["petugas1"], number)
    return number


def test_defaults_are_shown_as_people_would_type_them(office_app: Flask, task: int) -> None:
    page = signed_in(office_app, "petugas1").get(f"/tasks/{task}").text
    assert 'name="berat" type="text" inputmode="decimal" value="1,5"' in page
    assert 'name="jumlah" type="text" inputmode="numeric" value="12"' in page
    assert 'name="asli" value="true" checked' in page
    assert 'name="luar" value="true" checked' not in page
