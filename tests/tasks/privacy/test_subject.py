"""Everything held about one person is handed out: by account, by case or by a NIK that is written nowhere."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from engine import schema
from engine.database import Actor
from engine.refusals import Forbidden, Invalid, NotFound
from tasks import attachments
from tasks.attachments import Place
from tasks.privacy import register, subject
from tasks.privacy.collecting import Asked
from tasks.roles import DATA_PROTECTION
from tasks.voice import complaints
from tests.support.office import Office
from tests.tasks.applicants.conftest import Siti, siti
from tests.tasks.applicants.people import SITI_NIK as NIK
from tests.tasks.uploads import pdf
from tests.tasks.voice.saying import COMPLAINT

__all__ = ["siti"]
WHY = "Permintaan tertulis pemohon 3/2026"
STRANGER = Actor("pdp3", "", frozenset({DATA_PROTECTION}), office="kotabaru")


def opened(made: subject.Copy) -> tuple[dict[str, Any], dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(files["data.json"]), files


def account_of(siti: Siti) -> int:
    return int(siti.actor.login.partition(":")[2])


def test_a_copy_holds_every_personal_value_of_every_table_and_who_read_it(siti: Siti) -> None:
    site, office = siti.office.site, siti.office
    siti.pay()
    application, _ = siti.stands()
    case = application.instance_id
    with site.db.read() as tx:
        number = tx.conn.execute(select(schema.instances.c.business_key)).scalar_one()
    file = attachments.add(site, office["petugas1"], Place(case, None, None), "surat Siti.pdf", pdf())
    attachments.open_file(site, office["petugas2"], file.id)
    complaints.send(site, COMPLAINT | {"receipt": number}, "10.0.0.1")
    data, files = opened(subject.export(site, office["pdp"], Asked(account=account_of(siti)), WHY))
    told = json.dumps(data, ensure_ascii=False)
    with site.db.read() as tx:
        for entry in register.entries().values():
            if not entry.personal:
                continue
            table = schema.metadata.tables[entry.table]
            for row in tx.conn.execute(select(*(table.c[name] for name in (*entry.subject, *entry.free)))):
                for value in row:
                    if isinstance(value, str) and value:
                        assert json.dumps(value, ensure_ascii=False)[1:-1] in told, (entry.table, value)
    assert NIK in told and data["records"]["applicants"][0]["nik"] == NIK
    assert any(one["what"] == "attachment.opened" and one["who"] == "petugas2" for one in data["read_by"])
    assert files["data-pribadi.pdf"].startswith(b"%PDF")
    assert any(name.startswith("berkas/") and name.endswith("surat Siti.pdf") for name in files)
    for secret in ("token_hash", "nik_sealed", "salt", "code_hash", "password"):
        assert secret not in told
    assert opened(subject.own(site, siti.actor))[0]["records"].keys() == data["records"].keys()


def test_a_nik_finds_the_person_and_stands_in_no_row(siti: Siti) -> None:
    site, office = siti.office.site, siti.office
    siti.submit()
    data, _ = opened(subject.export(site, office["pdp"], Asked(nik=NIK), WHY))
    assert [row["nik"] for row in data["records"]["applicants"]] == [NIK]
    assert len(data["records"]["instances"]) == 1
    with site.db.read() as tx:
        for table in schema.metadata.sorted_tables:
            assert NIK not in repr(tx.conn.execute(select(table)).all()), table.name
    with pytest.raises(NotFound):
        subject.export(site, office["pdp"], Asked(nik=NIK[:-1] + "9"), WHY)
    with pytest.raises(Invalid):
        subject.export(site, office["pdp"], Asked(nik="123"), WHY)


def test_only_the_data_protection_officer_of_the_office_takes_a_copy(office: Office) -> None:
    started = office.start()
    asked = Asked(numbers=(started.business_key,))
    for login in ("petugas1", "kasi", "auditor", "admin"):
        with pytest.raises(Forbidden):
            subject.export(office.site, office[login], asked, WHY)
    with pytest.raises(NotFound):
        subject.export(office.site, STRANGER, asked, WHY)
    with pytest.raises(Invalid):
        subject.export(office.site, office["pdp"], asked, " ")
    with pytest.raises(Invalid):
        subject.export(office.site, office["pdp"], Asked(), WHY)
    data, _ = opened(subject.export(office.site, office["pdp"], asked, WHY))
    assert data["records"]["instances"][0]["title"] == "Siti Aminah"
    with office.site.db.read() as tx:
        query = select(schema.audit.c.actor, schema.audit.c.reason)
        row = tx.conn.execute(query.where(schema.audit.c.action == "subject.exported")).one()
    assert tuple(row) == ("pdp", WHY)
