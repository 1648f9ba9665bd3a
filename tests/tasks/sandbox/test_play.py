"""A play runs the real engine, forms and clocks on a copy of the office, and leaves nothing but its list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from engine import schema
from engine.refusals import Conflict, Forbidden, Invalid
from tasks import library
from tasks.sandbox import commands, plays, shown
from tasks.sandbox.commands import MOST_COMMANDS, Command, from_json, to_json
from tests.support.office import Office
from tests.tasks.sandbox import changed
from tests.tasks.sandbox.playing import KEY, REQUEST, Player


def test_a_request_is_played_from_letter_to_passport(player: Player) -> None:
    player.to_payment()
    assert [wait.message for wait in player.case().waits] == ["pembayaran"]
    player.say("pembayaran", ntpn="0A1B2C3D4E5F6G7H")
    assert player.on() == "cetak_ambil"
    case = player.case()
    assert case.view.instance.outcome == "END_SELESAI"
    assert [line.lane for line in case.open] == ["pengawas"]


def test_nothing_of_a_play_is_in_the_real_tables(player: Player, office: Office) -> None:
    before = _counts(office)
    player.to_payment()
    player.clock("due")
    after = _counts(office)
    assert {name for name in before if before[name] != after[name]} == {"plays"}
    assert not (office.site.folder / "files").exists()


def test_the_clock_is_the_offices_and_timers_fire_at_their_time(player: Player) -> None:
    player.to_payment()
    limit = player.case().waits[0].until
    player.clock("due")
    shown_now = player.look()
    assert shown_now.now == limit
    assert shown_now.cases[0].view.instance.outcome == "END_KEDALUWARSA"
    player.clock("opening")
    assert player.look().is_open


def test_deadlines_are_those_of_the_calendar_and_a_breach_shows(player: Player) -> None:
    player.to_payment()
    player.clock("2026-04-10T10:00")
    player.say("pembayaran")
    (task,) = player.case().open
    assert task.due_at == datetime(2026, 4, 13, 8, 0, tzinfo=UTC)  # Monday, closing time
    player.clock("due")
    player.clock("15")
    assert {breach.element for breach in player.case().view.breaches} >= {"cetak_ambil"}


def test_undo_takes_back_what_was_done_together(player: Player) -> None:
    player.begin()
    player.on()
    assert player.case().open[0].element == "pastikan_persyaratan"
    player.undo()
    case = player.case()
    assert (case.open[0].element, case.open[0].state) == ("terima_permohonan", "CREATED")
    player.undo()
    assert not player.look().cases


def test_several_requests_are_played_side_by_side(player: Player) -> None:
    player.begin()
    player.begin(jenis_permohonan="habis_berlaku")
    player.do("terima_permohonan", case=2)
    assert [case.open[0].element for case in player.look().cases] == [
        "terima_permohonan",
        "pastikan_persyaratan",
    ]


def test_a_wrong_form_is_refused_as_the_real_one_and_nothing_moves(player: Player) -> None:
    player.begin()
    with pytest.raises(Invalid) as refused:
        player.act(Command(commands.COMPLETE, "terima_permohonan", given={"kelengkapan": {}}))
    assert refused.value.problems
    assert player.revision == 1


def test_the_draft_is_played_and_the_version_in_force_on_demand(player: Player, office: Office) -> None:
    draft = library.open_draft(office.site, office["pemilik"], KEY)
    changed = draft.xml.replace(b"Menerima permohonan dari", b"Menyambut permohonan dari")
    library.save_draft(office.site, office["pemilik"], KEY, changed, draft.revision)
    player.begin()
    assert player.case().open[0].name.startswith("Menyambut")
    player.restart(plays.FORCE)
    player.begin()
    assert player.case().open[0].name.startswith("Menerima")


def test_a_draft_that_cannot_run_says_why(player: Player, office: Office) -> None:
    draft = library.open_draft(office.site, office["pemilik"], KEY)
    broken = draft.xml.replace(b'targetRef="END_SELESAI"', b'targetRef="TIADA"')
    library.save_draft(office.site, office["pemilik"], KEY, broken, draft.revision)
    look = shown.look(office.site, office["pemilik"], KEY)
    assert look.shown is None and look.findings


def test_a_play_that_no_longer_fits_the_draft_stops_and_goes_on_from_there(
    player: Player, office: Office
) -> None:
    player.begin()
    player.on()
    draft = library.open_draft(office.site, office["pemilik"], KEY)
    renamed = draft.xml.replace(b"terima_permohonan", b"terima_surat")
    library.save_draft(office.site, office["pemilik"], KEY, renamed, draft.revision)
    look = shown.look(office.site, office["pemilik"], KEY)
    assert look.done == 1 and look.refused is not None
    with pytest.raises(Conflict, match=r"play\.stopped"):
        player.clock("15")
    player.undo(left=look.done)
    assert player.case().open[0].element == "terima_surat"


def test_two_windows_cannot_both_go_on(player: Player, office: Office) -> None:
    player.begin()
    seen = player.revision
    player.clock("15")
    with pytest.raises(Conflict, match=r"play\.moved"):
        plays.act(office.site, office["pemilik"], KEY, (Command(commands.CLOCK, "15"),), seen)


@pytest.mark.parametrize("to", ["kemarin", "2020-01-01T00:00", "-5", "9999999999", "2026-02-30", "w"])
def test_the_clock_goes_nowhere_foolish(player: Player, to: str) -> None:
    with pytest.raises(Invalid):
        player.clock(to)


def test_only_process_owners_play(player: Player, office: Office) -> None:
    for login in ("petugas1", "kasi", "auditor", "admin"):
        with pytest.raises(Forbidden):
            shown.look(office.site, office[login], KEY)
        with pytest.raises(Forbidden):
            plays.restart(office.site, office[login], KEY, plays.DRAFT)


def test_a_list_that_is_none_or_too_long_is_refused() -> None:
    for wrong in (None, {}, [1], [{"do": "fly", "at": "x"}], [{"do": "clock", "at": "15", "x": 1}]):
        with pytest.raises(Invalid):
            from_json(wrong)
    with pytest.raises(Invalid):
        from_json([{"do": "message", "at": "x", "case": 99}])
    tick = Command(commands.CLOCK, "15")
    with pytest.raises(Conflict):
        from_json(to_json([tick] * (MOST_COMMANDS + 1)))
    whole = [Command(commands.START, KEY, given=REQUEST), Command(commands.BEGIN, "x", 1, joined=True), tick]
    assert list(from_json(to_json(whole))) == whole


def _counts(office: Office) -> dict[str, int]:
    with office.site.db.read() as tx:
        return {
            table.name: tx.conn.execute(select(func.count()).select_from(table)).scalar_one()
            for table in schema.metadata.sorted_tables
        }


@pytest.mark.parametrize(
    "condition",
    [
        "count(for i in 1..100000, j in 1..100000 return i) &gt; 0",
        "some x in 1..1000000000 satisfies x = -1",
    ],
)
def test_an_expression_that_never_ends_is_an_incident_of_the_play(
    player: Player, office: Office, condition: str
) -> None:
    old = 'pastikan_persyaratan.keputusan = "ya"'
    changed.draft(office, changed.swapped(old, condition))
    player.begin()
    player.on()
    player.do("pastikan_persyaratan", "ya")
    case = player.case()
    assert case.view.incidents and case.open[0].element == "pastikan_persyaratan"


def test_a_play_that_leads_round_for_ever_ends_at_its_limit(player: Player) -> None:
    with pytest.raises(Conflict, match=r"play\.too_long"):
        player.act(*[Command(commands.CLOCK, "15")] * (MOST_COMMANDS + 1))
    with pytest.raises(Conflict, match=r"play\.too_many_cases"):
        player.act(*[Command(commands.START, KEY, given=REQUEST)] * 11)
