"""Plays and scenarios are kept alike on both databases, and two who write at once are told apart."""

from __future__ import annotations

import pytest

from engine.refusals import Conflict, Invalid
from tasks.sandbox import judging, plays, scenarios, shipping
from tasks.sandbox.commands import CLOCK, Command
from tests.support.office import OPERATOR, Office
from tests.tasks.sandbox.playing import KEY, Player


def test_a_play_and_its_scenario_are_kept_on_this_database(office: Office) -> None:
    site, owner, player = office.site, office["pemilik"], Player(office)
    player.begin()
    player.on()
    with pytest.raises(Conflict):
        plays.act(site, owner, KEY, (Command(CLOCK, "15"),), 0)
    number = judging.record(site, owner, KEY, "Dua langkah", "")
    with pytest.raises(Invalid):
        judging.record(site, owner, KEY, "Dua langkah", "")
    with site.db.read() as tx:
        kept = scenarios.read(tx, KEY, number)
    scenarios.change(site, owner, kept, "Satu langkah", "Lalu menunggu")
    with pytest.raises(Conflict):
        scenarios.change(site, owner, kept, "Tiga langkah", "")
    assert shipping.deploy_shipped(site, OPERATOR) == 0  # this office has had its own
    (one,) = judging.judge(site, owner, KEY).judged
    assert one.result.passed and one.scenario.name == "Satu langkah"
