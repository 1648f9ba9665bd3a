"""Moving running cases of Micin Darurat: the dry run over all of them, and the moving itself."""

from __future__ import annotations

from time import perf_counter, process_time

from bench.figures import Figure
from bench.places import office_at, place_of
from tasks.moving import dry, following, jobs
from tasks.moving.plans import Choices, Plan
from tests.support import postgres
from tests.support.office import OPERATOR, Office
from tests.support.sops import shipped
from tests.tasks.small_processes import deploy

KEY = "micin_darurat"
PLAN = Plan(KEY, (1,), 2, {}, Choices("supersede", "supersede"))
_STEPS = 6  # cases stand on so many different steps


def measure(server: postgres.Server, cases: int) -> list[Figure]:
    """The dry run and the job on both databases; two steps bear other ids in the new version."""
    figures = []
    for on in (None, server):
        with place_of(on) as place, office_at(place) as office:
            _begin(office, cases)
            began, cpu = perf_counter(), process_time()
            found = dry.run(office.site, OPERATOR, PLAN)
            assert (found.total, found.movable) == (cases, cases)
            name = f"{place.name}: dry run over {cases:,} cases"
            figures.append(Figure(name, perf_counter() - began, "s", "<= 20"))
            figures.append(Figure(f"{name}, processor", process_time() - cpu, "s"))
            figures.append(_move(office, f"{place.name}: cases moved"))
    return figures


def _begin(office: Office, cases: int) -> None:
    for number in range(cases):
        started = office.start()
        for _ in range(number % _STEPS if number % 5 == 0 else 0):
            office.do(started.instance)
    changed = shipped(KEY).replace(b"terima_permohonan", b"terima").replace(b"entri_pindai", b"entri")
    deploy(office.site.db, changed)


def _move(office: Office, name: str) -> Figure:
    number = jobs.begin(office.site, OPERATOR, PLAN, "uji")
    began = perf_counter()
    assert following.work_on(office.site, OPERATOR, number) == []
    job = jobs.read(office.site, OPERATOR, number)
    assert job.counts == {"moved": job.total}, job.counts
    return Figure(name, job.total / (perf_counter() - began), "/s")
