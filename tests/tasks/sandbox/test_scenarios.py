"""Scenarios are played on every change, tell in one go what differs, and keep a failing SOP from being published."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from engine import schema
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import library, settings
from tasks.library import Seen
from tasks.sandbox import compare, judging, scenario_files, scenarios, shipping
from tasks.sandbox.judging import Judged
from tests.support.office import OPERATOR, Office
from tests.tasks.sandbox import changed
from tests.tasks.sandbox.playing import KEY, Player


@pytest.fixture
def shipped(office: Office) -> Office:
    """The office with the scenarios that come with Micin Darurat."""
    assert shipping.deploy_shipped(office.site, OPERATOR) == 4
    return office


def judged(office: Office) -> dict[str, Judged]:
    found = judging.judge(office.site, office["pemilik"], KEY)
    assert not found.findings, found.findings
    return {one.scenario.name: one for one in found.judged}


def kinds(one: Judged) -> list[tuple[str, str]]:
    return [(found.kind, found.step.element if found.step else "") for found in one.result.differences]


def test_a_new_office_has_scenarios_that_pass_and_deleted_ones_stay_deleted(shipped: Office) -> None:
    found = judged(shipped)
    assert all(one.result.passed for one in found.values())
    assert {one.scenario.expected[0].outcome for one in found.values()} == {
        "END_SELESAI",
        "END_KEDALUWARSA",
        "END_DITOLAK",
    }
    for one in found.values():
        scenarios.delete(shipped.site, shipped["pemilik"], one.scenario)
    assert shipping.deploy_shipped(shipped.site, OPERATOR) == 0


def test_a_play_is_recorded_with_its_way_and_deadlines(player: Player, office: Office) -> None:
    player.to_payment()
    player.say("pembayaran", ntpn="0A1B2C3D4E5F6G7H")
    judging.record(office.site, office["pemilik"], KEY, "Sampai dibayar", "Semua berkas lengkap.")
    (one,) = judged(office).values()
    way = one.scenario.expected[0]
    assert [step.element for step in way.steps][-2:] == ["tunggu_pembayaran", "cetak_ambil"]
    assert way.steps[1].branch_name == "Ya"
    assert way.steps[-1].how == "open" and way.steps[-1].due is not None
    assert one.result.passed


def test_a_moved_deadline_is_told_with_both_times(shipped: Office) -> None:
    changed.draft(shipped, changed.relaxed)
    found = judged(shipped)
    (due, limit) = found["Jalur lancar"].result.differences
    assert (due.kind, limit.kind) == (compare.DUE, compare.LIMIT)
    assert due.step is not None and due.step.element == "cetak_ambil"
    assert due.actual_at is not None and due.expected_at is not None and due.actual_at > due.expected_at
    assert found["Tidak dibayar"].result.passed


def test_a_limit_of_a_wait_is_a_deadline_too(shipped: Office) -> None:
    changed.draft(shipped, changed.in_a_week)
    found = judged(shipped)
    assert kinds(found["Berkas kurang, lalu dilengkapi"]) == [(compare.DUE, "tunggu_kelengkapan")]


def test_a_step_that_is_gone_and_one_that_is_new_are_told_at_once(shipped: Office) -> None:
    changed.draft(shipped, changed.without_preparing, changed.with_new_step)
    one = judged(shipped)["Jalur lancar"]
    assert kinds(one) == [(compare.MISSING, "siapkan_perlengkapan"), (compare.ADDED, "periksa_ulang")]
    assert [filled.step for filled in one.result.filled] == ["4a"]
    assert one.result.ways[0].outcome == "END_SELESAI"


def test_another_branch_and_another_end_are_told(shipped: Office) -> None:
    changed.draft(shipped, changed.ends_exchanged)
    assert (compare.END, "") in kinds(judged(shipped)["Tidak dibayar"])


def test_accepting_takes_the_new_steps_over_with_a_reason(shipped: Office) -> None:
    changed.draft(shipped, changed.with_new_step)
    one = judged(shipped)["Jalur lancar"]
    with pytest.raises(Invalid):
        judging.accept(shipped.site, shipped["pemilik"], one, " ", 1)
    judging.accept(shipped.site, shipped["pemilik"], one, "Data diperiksa ulang", 1)
    again = judged(shipped)["Jalur lancar"]
    assert again.result.passed and not again.result.filled
    with pytest.raises(Conflict):
        judging.accept(shipped.site, shipped["pemilik"], one, "Sekali lagi", 1)
    with shipped.site.db.read() as tx:
        query = select(schema.audit.c.action, schema.audit.c.reason).order_by(schema.audit.c.seq.desc())
        said = tx.conn.execute(query.where(schema.audit.c.subject == KEY)).first()
    assert said == ("scenario.expected", "Data diperiksa ulang")


def test_a_failing_scenario_keeps_the_sop_from_being_published(shipped: Office) -> None:
    changed.draft(shipped, changed.relaxed)
    site, owner = shipped.site, shipped["pemilik"]
    settings.change(site, shipped["admin"], {"sop.review_required": False})
    with pytest.raises(Invalid) as refused:
        library.publish(site, owner, KEY, "Dua hari", Seen())
    assert [problem.key for problem in refused.value.problems] == ["scenario.failed"]
    for one in judged(shipped).values():
        if not one.result.passed:
            judging.accept(site, owner, one, "Disepakati", one.scenario.revision)
    assert library.publish(site, owner, KEY, "Dua hari", Seen()).version == 2


def test_expectations_and_names_are_edited_and_an_unchecked_deadline_is_not_compared(shipped: Office) -> None:
    site, owner = shipped.site, shipped["pemilik"]
    one = judged(shipped)["Jalur lancar"].scenario
    way = one.expected[0]
    loose = replace(way, steps=tuple(replace(step, due=None) for step in way.steps), limits=())
    scenarios.expect(site, owner, one, (loose,), "Tenggat diuji terpisah")
    changed.draft(shipped, changed.relaxed)
    again = judged(shipped)["Jalur lancar"]
    assert again.result.passed
    scenarios.change(site, owner, again.scenario, "Jalur biasa", "")
    assert "Jalur biasa" in judged(shipped)
    with pytest.raises(Invalid):
        scenarios.change(site, owner, judged(shipped)["Jalur biasa"].scenario, "Tidak dibayar", "")


def test_a_draft_that_cannot_run_plays_no_scenario(shipped: Office) -> None:
    changed.draft(shipped, changed.swapped('targetRef="END_SELESAI"', 'targetRef="TIADA"'))
    found = judging.judge(shipped.site, shipped["pemilik"], KEY)
    assert found.findings and not found.judged and len(found.waiting) == 4


def test_only_process_owners_keep_scenarios(shipped: Office) -> None:
    one = judged(shipped)["Jalur lancar"].scenario
    for login in ("petugas1", "kasi", "auditor"):
        stranger = shipped[login]
        for act in (
            lambda who: judging.judge(shipped.site, who, KEY),
            lambda who: judging.record(shipped.site, who, KEY, "x", ""),
            lambda who: scenarios.delete(shipped.site, who, one),
            lambda who: scenarios.change(shipped.site, who, one, "x", ""),
        ):
            with pytest.raises(Forbidden):
                act(stranger)
    with pytest.raises(NotFound):
        judging.judge(shipped.site, shipped["pemilik"], "tiada")


def test_a_file_brings_the_same_scenarios_and_wrong_ones_are_refused_whole(shipped: Office) -> None:
    site, owner = shipped.site, shipped["pemilik"]
    with site.db.read(owner) as tx:
        kept = scenarios.of_sop(tx, KEY)
        content = scenario_files.write(KEY, kept)
    key, drafts = scenario_files.read(content)
    assert key == KEY and [one.commands for one in drafts] == [one.commands for one in kept]
    assert scenario_files.write(KEY, drafts) == content
    with pytest.raises(Invalid):  # the names are taken
        judging.take_file(site, owner, KEY, content)
    for one in kept:
        scenarios.delete(site, owner, one)
    assert judging.take_file(site, owner, KEY, content) == 4


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 10_000,
        b"a: &x [1]\nscenarios: [*x]",
        b"scenarios_of: micin_darurat\nversion: 2\nscenarios: []",
        b"scenarios_of: micin_darurat\nversion: 1\nscenarios: [{name: x, begins: gestern, commands: []}]",
        b"!!python/object/apply:os.system [ls]",
        b"x" * 1_000_001,
    ],
)
def test_hostile_files_are_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        scenario_files.read(content)
