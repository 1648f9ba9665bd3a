"""Drafts of task forms: saved as typed, by who may work the task."""

from __future__ import annotations

from typing import Any

import pytest

from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import drafts, views, work
from tests.support.office import OPERATOR, Office

HALF_TYPED = {"kelengkapan": {"ektp": {"nilai": "mungkin"}}, "tidak_dikenal": ["\x00", 1]}


def test_what_was_typed_is_kept_valid_or_not_and_no_page_goes_stale(office: Office) -> None:
    case = office.start().instance
    line = office.open_task(case)
    before = views.task(office.site, OPERATOR, line.id).task
    assert drafts.keep(office.site, office["petugas1"], line.id, HALF_TYPED) == office.clock()
    after = views.task(office.site, OPERATOR, line.id).task
    assert after.draft == HALF_TYPED and after.revision == before.revision


def test_who_may_not_work_the_task_leaves_no_draft(office: Office) -> None:
    case = office.start().instance
    line = office.open_task(case)
    work.claim(office.site, office["petugas1"], line.id)
    drafts.keep(office.site, office["petugas1"], line.id, {"a": 1})
    for login in ("petugas2", "pengawas", "auditor"):
        with pytest.raises(Forbidden):
            drafts.keep(office.site, office[login], line.id, {"a": 2})
    with pytest.raises(NotFound):
        drafts.keep(office.site, office["admin"], line.id, {"a": 2})
    with pytest.raises(NotFound):
        drafts.keep(office.site, office["petugas1"], 10_000, {"a": 2})
    assert views.task(office.site, OPERATOR, line.id).task.draft == {"a": 1}


def test_a_task_that_is_over_takes_no_draft(office: Office) -> None:
    case = office.start().instance
    line = office.open_task(case)
    office.do(case)
    with pytest.raises(Conflict):
        drafts.keep(office.site, office["petugas1"], line.id, {"a": 2})


@pytest.mark.parametrize(
    "variables", [None, [1], "text", {"a": "x" * 1_000_000}, {"a": "\ud800"}, {"a": 2**70}]
)
def test_what_cannot_be_stored_is_refused(office: Office, variables: Any) -> None:
    line = office.open_task(office.start().instance)
    with pytest.raises(Invalid):
        drafts.keep(office.site, office["petugas1"], line.id, variables)
