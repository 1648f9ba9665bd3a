"""A whole simulation on both databases: the same seed gives the same figures on each."""

from __future__ import annotations

from tasks import worker
from tasks.duties import DUTIES
from tasks.simulation import jobs
from tasks.simulation.telling import tell
from tests.support.office import Office
from tests.tasks.simulation.test_jobs import begin, worked
from tests.tasks.test_replay import finish, past

__all__ = ["past"]


def test_the_worker_plays_it_and_the_same_seed_gives_the_same_figures(past: Office) -> None:
    finish(past)
    assert jobs.work in DUTIES
    number, again, other = begin(past), begin(past), begin(past, seed=6)
    assert worker.settle(past.site, (jobs.work,)) == []
    told = worked(past, number)
    assert (told.job.state, told.job.done) == (jobs.DONE, told.job.total) == (jobs.DONE, 3 + jobs.CHECKS)
    assert told.results["before"] == worked(past, again).results["before"]
    assert told.results["before"] != worked(past, other).results["before"]
    found = tell(told)
    assert found.whole["came"].before is not None and found.whole["came"].before.mean > 10
    assert found.check is not None and found.check.count > 0
    assert {line.number for line in found.steps} >= {"1", "2", "5"}
    assert {line.id for line in found.roles} >= {"petugas"}
