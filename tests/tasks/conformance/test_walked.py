"""Whatever happens in the shipped SOPs, under their own version cases fit: the net says what the engine does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.conformance import judging
from tasks.conformance.deviations import FLOW, Kind
from tasks.reports.scope import ReportFilter
from tests.support.furnished import furnished_template, office
from tests.support.office import OPERATOR, Office
from tests.tasks.test_walks import SOPS, STEPS, Walk

__all__ = ["furnished_template", "office"]

PERIOD = datetime(2026, 4, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
CALLED = ("bap_paspor", "periksa_lanjutan")


def judged(office: Office, key: str) -> list[judging.Judged]:
    with office.site.db.read(OPERATOR) as tx:
        return list(judging.judge(judging.read(tx, ReportFilter(key, *PERIOD, "batulicin"))))


@pytest.mark.parametrize("sop", SOPS)
def test_random_walks_fit_the_version_they_ran_under(sop: str, office: Office) -> None:
    for seed in range(2):
        walk = Walk(office, seed, sop)
        for _ in range(STEPS):
            walk.step()
    found = [one for key in (*SOPS, *CALLED) for one in judged(office, key)]
    assert sum(one.run.own for one in found) == 2 and all(one.walked.found for one in found)
    assert [(one.run.number, one.walked.found) for one in found if not one.fits] == []
    kinds = {each.kind for one in found for each in one.deviations} & set(FLOW)
    assert kinds <= {Kind.EARLY}, "documents may come before they are waited for"
