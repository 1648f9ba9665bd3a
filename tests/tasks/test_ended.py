"""An ended case says everything it said before, though its answers are kept once."""

from __future__ import annotations

from sqlalchemy import select

from engine import instances, schema
from tasks import cases, views
from tests.support.office import OPERATOR, Office


def test_the_data_of_an_ended_case_is_whole(office: Office) -> None:
    started = office.start()
    case, forms = started.instance, {}
    while (open_ := office.open_tasks(case)) or _pay(office, started.business_key):
        line = (open_ or office.open_tasks(case))[0]
        before = views.case(office.site, OPERATOR, case).data
        office.do_task(line.id, "pengawas" if line.lane == "pengawas" else "petugas1")
        forms[line.element] = views.task(office.site, OPERATOR, line.id).task.variables
    seen = views.case(office.site, OPERATOR, case)
    assert seen.instance.status == instances.COMPLETED
    assert seen.data == {**before, line.element: forms[line.element]}
    assert seen.data["tunggu_pembayaran"] == {"ntpn": "0A1B2C3D4E5F6G7H"}
    assert {element: seen.data[element] for element in forms} == forms
    with office.site.db.read() as tx:
        state = tx.conn.execute(select(schema.instances.c.state)).scalar_one()
    assert len(state) < 200


def _pay(office: Office, key: str) -> bool:
    """Bring the payment where it is waited for; False once the case has ended."""
    if _ended(office, key):
        return False
    cases.deliver(office.site, office["petugas1"], "pembayaran", key, {"ntpn": "0A1B2C3D4E5F6G7H"})
    return True


def _ended(office: Office, key: str) -> bool:
    with office.site.db.read() as tx:
        return instances.find(tx, key).status != instances.ACTIVE


def test_a_canceled_case_keeps_its_state(office: Office) -> None:
    case = office.start().instance
    office.do(case)
    before = views.case(office.site, OPERATOR, case)
    cases.cancel(office.site, OPERATOR, case, "dibatalkan pemohon")
    after = views.case(office.site, OPERATOR, case)
    assert (after.data, after.instance.state) == (before.data, before.instance.state)
