"""An SOP without a version in force takes no requests; earlier versions come back as changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.definitions import IN_FORCE, SUPERSEDED, WITHDRAWN
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import cases, library
from tasks.library import Seen
from tasks.versions import lives, reviewing, withdrawing
from tests.support.office import Office
from tests.tasks.versions.changing import KEY, SHIPPED, approved, changed, drafted


def test_who_may_withdraw_and_why_is_asked(office: Office) -> None:
    for login in ("petugas1", "kasi", "auditor"):
        with pytest.raises(Forbidden):
            withdrawing.withdraw(office.site, office[login], KEY, 1, "coba")
        with pytest.raises(Forbidden):
            withdrawing.restore(office.site, office[login], KEY, 1)
    with pytest.raises(Invalid):
        withdrawing.withdraw(office.site, office["pemilik"], KEY, 1, "")
    with pytest.raises(NotFound):
        withdrawing.withdraw(office.site, office["pemilik"], KEY, 9, "tidak ada")
    line = withdrawing.withdraw(office.site, office["admin"], KEY, 1, "Dicabut Kanwil")
    assert (line.withdrawn_by, line.withdrawn_reason) == ("admin", "Dicabut Kanwil")
    with pytest.raises(Conflict):
        withdrawing.withdraw(office.site, office["pemilik"], KEY, 1, "dua kali")


def test_nothing_is_begun_on_a_revoked_sop_and_what_runs_goes_on(office: Office) -> None:
    running = office.start()
    library.deploy_file(office.site, office["admin"], changed(), "baru")
    withdrawing.withdraw(office.site, office["pemilik"], KEY, 2, "Dicabut")
    for version in (None, 1, 2):
        with pytest.raises(Conflict, match=r"definition\.not_in_force"):
            cases.start(office.site, office["petugas1"], KEY, {}, version=version, strict=False)
    assert KEY not in {one.key for one in library.startable(office.site, office["petugas1"])}
    assert KEY not in library.in_force(office.site)
    (line,) = [one for one in library.list_sops(office.site, office["petugas1"]) if one.key == KEY]
    assert (line.version.version, line.state) == (2, WITHDRAWN)
    assert library.xml(office.site, office["petugas1"], KEY) == changed()
    office.do(running.instance)


def test_an_sop_that_others_call_is_not_revoked(office: Office) -> None:
    with pytest.raises(Conflict, match=r"definition\.called") as refused:
        withdrawing.withdraw(office.site, office["pemilik"], "periksa_lanjutan", 1, "coba")
    assert "micin_darurat" in str(refused.value.values["callers"])


def test_an_earlier_version_comes_back_through_review(office: Office) -> None:
    library.deploy_file(office.site, office["admin"], changed(), "baru")
    draft = withdrawing.restore(office.site, office["pemilik"], KEY, 1)
    assert (draft.base_version, draft.xml) == (2, SHIPPED)
    with pytest.raises(Conflict, match=r"draft\.there_already"):
        withdrawing.restore(office.site, office["pemilik"], KEY, 2)
    review = reviewing.submit(office.site, office["pemilik"], KEY, "Kembali ke versi 1")
    reviewing.approve(office.site, office["kasi"], review.id)
    assert library.publish(office.site, office["pemilik"], KEY, "").version == 3
    assert library.xml(office.site, office["petugas1"], KEY) == SHIPPED


def test_a_revoked_text_comes_back_as_it_was(office: Office) -> None:
    withdrawing.withdraw(office.site, office["pemilik"], KEY, 1, "Dicabut")
    withdrawing.restore(office.site, office["pemilik"], KEY, 1)
    review = reviewing.submit(office.site, office["pemilik"], KEY, "Berlaku lagi")
    reviewing.approve(office.site, office["kasi"], review.id)
    assert library.publish(office.site, office["pemilik"], KEY, "").version == 2
    assert office.start().version == 2


def test_a_schedule_withdrawn_before_its_day_leaves_all_as_it_was(office: Office) -> None:
    approved(office)
    library.publish(office.site, office["pemilik"], KEY, "", Seen(day="2026-05-04"))
    with pytest.raises(Conflict, match=r"definition\.scheduled"):
        library.deploy_file(office.site, office["admin"], changed(3), "sebelum harinya")
    withdrawing.withdraw(office.site, office["pemilik"], KEY, 2, "Belum siap")
    drafted(office, changed(2))
    review = reviewing.submit(office.site, office["pemilik"], KEY, "dari versi 1")
    assert (review.base_version, office.start().version) == (1, 1)
    office.clock.move_to(office.clock().replace(month=6))
    assert office.start().version == 1


def test_the_times_versions_counted_follow_each_other(office: Office) -> None:
    begun = office.clock()
    office.clock.move(timedelta(days=10))
    library.deploy_file(office.site, office["admin"], changed(), "baru")
    approved(office, changed(2))
    library.publish(office.site, office["pemilik"], KEY, "", Seen(day="2026-05-04"))
    office.start()
    with office.site.db.read(office["pemilik"]) as tx:
        life = lives.of(tx, KEY)
        assert [life.states[number] for number in (1, 2)] == [SUPERSEDED, IN_FORCE]
        assert [one.version for one in life.coming] == [3]
        found = [(one.line.version, one.since, one.until) for one in lives.spans(life)]
        assert lives.running(tx, KEY) == {2: 1}
        with pytest.raises(NotFound):
            lives.of(tx, "tidak_ada")
    day = life.coming[0].effective_at
    then = begun + timedelta(days=10)
    assert found == [(1, begun, then), (2, then, day), (3, day, None)]
