"""When a case begins, the tables say its group and its SOP; what they cannot say keeps nobody from starting."""

from __future__ import annotations

from typing import Any

import pytest

from engine import schema
from engine.database import Database
from tasks.decisions import taken
from tests.support.office import Office

MODELS = schema.decision_models


def asked(office: Office, **variables: Any) -> list[tuple[str, Any]]:
    case = office.start(**variables).instance
    with office.site.db.read() as tx:
        return [(one.decision, one.value) for one in reversed(taken.of_instance(tx, case))]


@pytest.mark.parametrize(
    ("variables", "answers"),
    [
        ({}, []),
        ({"tanggal_lahir": "1990-01-01"}, [("kelompok", "reguler")]),
        (
            {"tanggal_lahir": "1950-01-01"},
            [("kelompok", "lansia"), ("sop", {"sop": "kelompok_rentan", "cara": "datang_langsung"})],
        ),
        ({"punya_akun": True}, [("sop", {"sop": "m_paspor", "cara": "daring"})]),
        (
            {"usia": 30, "punya_akun": True, "sakit_tidak_dapat_datang": True},
            [
                ("kelompok", "reguler"),
                ("sop", {"sop": "m_paspor", "cara": "daring"}),
                ("tawaran", "micin_darurat"),
            ],
        ),
        ({"usia": "tua", "punya_akun": "ya"}, []),
    ],
)
def test_what_is_known_at_the_start_is_asked(
    office: Office, variables: dict[str, Any], answers: list[tuple[str, Any]]
) -> None:
    assert asked(office, **variables) == answers


def test_without_models_a_case_begins_all_the_same(office: Office) -> None:
    _forget(office.site.db)
    assert asked(office, tanggal_lahir="1950-01-01", punya_akun=True) == []


def _forget(db: Database) -> None:
    with db.begin() as tx:
        tx.conn.execute(MODELS.delete())
