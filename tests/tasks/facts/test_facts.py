"""The facts are what the reports say, however they came to be."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from engine.refusals import Refusal
from tasks.facts import refreshing
from tasks.reports.scope import ReportFilter
from tests.support.office import OPERATOR, PEOPLE, Office
from tests.tasks.facts.balance import (
    assert_all_offices,
    assert_cases_equal,
    assert_completions_equal,
    assert_equal_to_reports,
    assert_sums,
    refresh,
    stored,
)
from tests.tasks.test_walks import START, Walk

SOPS = ("micin_darurat", "micin_darurat", "kelompok_rentan", "penerbitan_penggantian", "m_paspor")
CALLED = ("bap_paspor", "periksa_lanjutan", *SOPS)


class Busy(Walk):
    """A walk whose people are mostly those whose turn it is."""

    def _somebody(self) -> Any:
        lanes = {line.lane for line in self.office.open_tasks(self.case.instance)}
        able = [login for login, roles in PEOPLE.items() if lanes & set(roles)]
        return (
            self.office[self.chance.choice(able)]
            if able and self.chance.random() < 0.8
            else super()._somebody()
        )


def test_a_month_of_varied_cases_is_what_the_reports_say(office: Office) -> None:
    walks = [Busy(office, seed, sop) for seed, sop in enumerate(SOPS)]
    for turn in range(28):
        for walk in walks:
            walk.step()
            with suppress(Refusal):
                walk.complete()
        if turn % 9 == 4:
            refresh(office.site)
    office.clock.move(timedelta(minutes=2))
    refresh(office.site)
    kept = stored(office.site)
    assert refreshing.rebuild(office.site).faults == []
    assert stored(office.site) == kept
    with office.site.db.read(OPERATOR) as tx:
        span = (START - timedelta(days=1), office.clock() + timedelta(days=1))
        scopes = [ReportFilter(sop, *span, OPERATOR.office) for sop in dict.fromkeys(CALLED)]
        assert (
            sum(assert_equal_to_reports(office.site, scope) for scope in scopes)
            == len(kept["step_facts"])
            > 30
        )
        assert sum(assert_cases_equal(tx, scope) for scope in scopes) == len(SOPS)
        assert sum(assert_completions_equal(tx, scope) for scope in scopes) == len(kept["step_facts"])
        assert_sums(tx)
        for sop in dict.fromkeys(CALLED):
            assert_all_offices(tx, sop, OPERATOR.office)
