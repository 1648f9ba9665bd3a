"""Simulations as jobs: played by the worker, the same from the same seed, stopped, failing, kept apart by office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from engine import schema
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks.simulation import export, jobs, offering, typed
from tasks.simulation.numbers import Origin
from tasks.simulation.preparing import Setup
from tasks.simulation.telling import tell
from tasks.simulation.typed import Typed
from tests.conftest import START
from tests.support.office import Office, furnish
from tests.tasks.test_replay import KEY, edit, finish, minutes, two_cases


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office with three past cases for all tests here: simulations only read them."""
    folder, clock = tmp_path_factory.mktemp("simulations"), VirtualClock(START)
    db = Database(f"sqlite:///{folder / 'alur.db'}", clock, durable=False)
    db.create_all()
    office = two_cases(furnish(db, clock, folder))
    finish(office)
    yield office
    db.close()


@pytest.fixture
def past(shared: Office) -> Office:
    """That office without any simulation or draft."""
    with shared.site.db.begin() as tx:
        tx.conn.execute(delete(schema.simulations))
        tx.conn.execute(delete(schema.drafts))
    return shared


def setup(office: Office, **changes: object) -> Setup:
    """Two weeks of May by the cases of April, three plays."""
    april, may = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    made = Setup(1, None, may, may + timedelta(days=14), april, office.clock(), april, may, plays=3, seed=5)
    return replace(made, **changes)  # type: ignore[arg-type]


def worked(office: Office, number: int) -> jobs.Told:
    for _ in range(30):
        assert jobs.work(office.site) == []
        told = read(office, number)
        if not told.job.lasts:
            return told
    raise AssertionError("the simulation never ended")


def read(office: Office, number: int, login: str = "pemilik") -> jobs.Told:
    with office.site.db.read(office[login]) as tx:
        return jobs.read(tx, KEY, number)


def begin(office: Office, **changes: object) -> int:
    made = setup(office, **{"typed": Typed(per_day=3.0), **changes})
    return jobs.begin(office.site, office["pemilik"], KEY, made, "uji")


def test_a_draft_is_played_beside_it_with_the_same_requests(past: Office) -> None:
    edit(past, (r'amount="20"([^>]*)>20 menit<', r'amount="2"\1>2 menit<'))
    told = worked(past, begin(past, other=0))
    assert len(told.results["before"]) == len(told.results["after"]) == 3
    for one, two in zip(told.results["before"], told.results["after"], strict=True):
        assert one["whole/came"] == two["whole/came"]
        assert one["step/siapkan_perlengkapan/wait_median"] == two["step/siapkan_perlengkapan/wait_median"]
    late = next(line for line in tell(told).steps if line.number == "5").figures["late"]
    assert late.gap is not None and late.gap.low > 0 and late.surely


def test_what_is_typed_takes_the_place_of_what_was_measured(past: Office) -> None:
    slow = Typed(per_day=3.0, work={"siapkan_perlengkapan": (200.0, 220.0, 240.0)}, staff={"petugas": 1})
    told = worked(past, begin(past, typed=slow))
    assert told.prepared is not None
    step = told.prepared.before.steps["siapkan_perlengkapan"].work
    assert (step.origin, step.spread.kind) == (Origin.TYPED, "triangle")
    assert sum("petugas" in roles for roles in told.prepared.before.people) == 1
    load = next(line for line in tell(told).roles if line.id == "petugas").figures["load"].before
    assert load is not None and load.mean > 0.9, "one officer is not enough for three requests a day"
    offered = offering.offer(past.site, past["pemilik"], KEY, setup(past))
    assert offered.cases == 3 and dict(offered.staff)["petugas"] == 3
    assert next(one for one in offered.steps if one.number == "5").lasting.count == 3


def test_one_that_is_stopped_or_fails_is_left_and_the_next_goes_on(past: Office) -> None:
    stopped, broken, good = begin(past), begin(past), begin(past)
    jobs.stop(past.site, past["pemilik"], KEY, stopped)
    with pytest.raises(Conflict):
        jobs.stop(past.site, past["pemilik"], KEY, stopped)
    with past.site.db.begin() as tx:
        wrong = {"before": ["<nothing/>"]}
        tx.conn.execute(
            update(schema.simulations).where(schema.simulations.c.id == broken).values(files=wrong)
        )
    (fault,) = jobs.work(past.site)
    assert (
        read(past, broken).job.state == jobs.FAILED and read(past, broken).job.fault == type(fault).__name__
    )
    assert worked(past, good).job.state == jobs.DONE
    assert read(past, stopped).job.done == 0
    jobs.remove(past.site, past["kasi"], KEY, stopped)
    with pytest.raises(NotFound):
        read(past, stopped)


def test_a_worker_that_died_leaves_it_to_another_after_a_while(past: Office) -> None:
    number = begin(past)
    with past.site.db.begin() as tx:
        taken = {"state": jobs.RUNNING, "taken_until": tx.now + timedelta(minutes=5)}
        tx.conn.execute(update(schema.simulations).where(schema.simulations.c.id == number).values(**taken))
    assert jobs.work(past.site) == [] and read(past, number).job.done == 0
    past.clock.move(minutes(6))
    assert worked(past, number).job.state == jobs.DONE


def test_owners_and_supervisors_of_the_office_alone(past: Office) -> None:
    number = begin(past)
    for login in ("petugas1", "auditor", "admin"):
        with pytest.raises(Forbidden):
            jobs.begin(past.site, past[login], KEY, setup(past))
        with pytest.raises(Forbidden):
            export.export(past.site, past[login], KEY, number)
    assert jobs.begin(past.site, past["kasi"], KEY, setup(past)) > number
    stranger = Actor("lain", "Lain", frozenset({"process_owner"}), "kotabaru")
    with pytest.raises(NotFound):
        jobs.stop(past.site, stranger, KEY, number)
    with past.site.db.read(stranger) as tx:
        assert jobs.listed(tx, KEY) == ()


def test_what_cannot_be_simulated_is_said_field_by_field(past: Office) -> None:
    wrong = setup(
        past, plays=0, end=datetime(2027, 5, 1, tzinfo=UTC), past_end=datetime(2026, 3, 1, tzinfo=UTC)
    )
    with pytest.raises(Invalid) as refused:
        jobs.begin(past.site, past["pemilik"], KEY, wrong)
    assert {one.where for one in refused.value.problems} == {"plays", "to", "past_to"}
    fields = {
        "per_day": "banyak",
        "staff.petugas": "1,5",
        "work.a.min": "5",
        "work.a.likely": "3",
        "work.a.max": "9",
    }
    with pytest.raises(Invalid) as refused:
        typed.read_fields(fields)
    assert {one.where for one in refused.value.problems} == {"per_day", "staff.petugas", "work.a.likely"}
    assert typed.read_fields({"per_day": "2,5", "branch.x": "40"}) == Typed(per_day=2.5, branches={"x": 40.0})


def test_more_requests_than_a_worker_may_play_in_one_go_are_refused(past: Office) -> None:
    with pytest.raises(Invalid) as refused:
        begin(past, typed=Typed(per_day=5000.0))
    assert refused.value.problems[0].where == "per_day"
    number = begin(past)
    busy = jobs.SETUP.dump_python(setup(past, typed=Typed(per_day=5000.0)), mode="json")
    with past.site.db.begin() as tx:
        tx.conn.execute(
            update(schema.simulations).where(schema.simulations.c.id == number).values(setup=busy)
        )
    assert jobs.work(past.site) == [] and read(past, number).job.fault == "simulation.too_many"


def test_a_draft_still_being_drawn_is_played_as_far_as_it_goes(past: Office) -> None:
    edit(past, (r'targetRef="foto_sidik_jari"', 'targetRef="tiada"'), errors=True)
    offered = offering.offer(past.site, past["pemilik"], KEY, setup(past, other=0))
    assert offered.cases == 3
    assert worked(past, begin(past, other=0)).job.state == jobs.DONE


def test_assumptions_are_kept_under_a_name(past: Office) -> None:
    given = Typed(per_day=4.0, waits={"tunggu_pembayaran": (1.0, 2.0, 30.0)})
    typed.keep(past.site, past["pemilik"], KEY, "Ramai", Typed(per_day=9.0))
    typed.keep(past.site, past["pemilik"], KEY, "Ramai", given)
    with past.site.db.read(past["pemilik"]) as tx:
        (kept,) = typed.kept(tx, KEY)
        chains = tx.conn.execute(select(schema.audit.c.action)).scalars().all()
    assert kept.content == given and chains.count("simulation.assumed") == 2
    typed.drop(past.site, past["pemilik"], KEY, kept.id)
    with pytest.raises(NotFound):
        typed.drop(past.site, past["pemilik"], KEY, kept.id)


def test_the_figures_are_taken_away(past: Office) -> None:
    number = begin(past)
    worked(past, number)
    made = export.export(past.site, past["pemilik"], KEY, number)
    with past.site.db.read() as tx:
        rows = [dict(zip(made.columns, row, strict=True)) for row in made.rows(tx)]
    assert {row["about"] for row in rows} == {"whole", "step", "role"}
    assert all(row["after_mean"] is None for row in rows)
