"""Which version is in force when: from its day on, until a later one's or until it is withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import calendars, definitions, instances
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.definitions import DeployRefused, Terms
from engine.refusals import Conflict, Invalid, NotFound
from tests.engine.test_definitions import simple
from tests.engine.test_links import called, caller

OWNER = Actor("pemilik", roles=frozenset({"process_owner"}))
DAY = timedelta(days=1)


def deploy(db: Database, xml: bytes, days: int | None = None, expected: int | None = None) -> int:
    """Publish a file that counts from so many days on; its version."""
    with db.begin(OWNER) as tx:
        terms = Terms(None if days is None else tx.now + days * DAY)
        return definitions.deploy(tx, xml, "catatan", expected, terms).version


def withdraw(db: Database, key: str, version: int) -> None:
    with db.begin(OWNER) as tx:
        definitions.withdraw(tx, key, version, "salah cetak")


def in_force(db: Database, key: str = "p") -> int | None:
    with db.read() as tx:
        try:
            return definitions.latest(tx, key).version
        except NotFound:
            return None


def states(db: Database, key: str = "p") -> dict[int, str]:
    with db.read() as tx:
        return definitions.states(definitions.versions(tx, key), tx.now)


def test_a_version_counts_from_its_day_on_without_anybody_writing(db: Database, clock: VirtualClock) -> None:
    deploy(db, simple())
    deploy(db, simple("Dua"), days=3)
    assert (in_force(db), states(db)) == (1, {1: "in_force", 2: "scheduled"})
    clock.move(3 * DAY - timedelta(microseconds=1))
    assert in_force(db) == 1
    clock.move(timedelta(microseconds=1))
    assert (in_force(db), states(db)) == (2, {1: "superseded", 2: "in_force"})
    with db.read() as tx:
        assert [line.version for line in definitions.in_force_of_each(tx)] == [2]


def test_nothing_is_published_before_what_is_scheduled_nor_into_the_past(db: Database) -> None:
    deploy(db, simple())
    deploy(db, simple("Dua"), days=3)
    for days in (None, 2):
        with pytest.raises(Conflict, match=r"definition\.scheduled"):
            deploy(db, simple("Tiga"), days)
    with pytest.raises(Invalid):
        deploy(db, simple("Tiga"), -1)
    assert deploy(db, simple("Tiga"), 3) == 3  # the same day: the later number counts


def test_a_version_withdrawn_before_its_day_never_counted(db: Database, clock: VirtualClock) -> None:
    deploy(db, simple())
    deploy(db, simple("Dua"), days=3)
    withdraw(db, "p", 2)
    clock.move(4 * DAY)
    assert (in_force(db), states(db)) == (1, {1: "in_force", 2: "withdrawn"})
    with db.read() as tx:
        assert definitions.base(tx, "p").version == 1
    assert deploy(db, simple("Dua"), expected=1) == 3  # nobody need have seen what never counted
    with pytest.raises(Conflict, match=r"definition\.newer_version"):
        deploy(db, simple("Empat"), expected=2)


def test_a_revoked_sop_has_no_version_in_force_until_the_next(db: Database, clock: VirtualClock) -> None:
    deploy(db, simple())
    deploy(db, simple("Dua"))
    clock.move(DAY)
    withdraw(db, "p", 2)
    assert (in_force(db), states(db)) == (None, {1: "superseded", 2: "withdrawn"})
    with db.read() as tx:
        assert definitions.in_force_of_each(tx) == ()
        assert (definitions.shown(tx, "p").version, len(definitions.shown_of_each(tx))) == (2, 1)
        with pytest.raises(NotFound, match=r"definition\.not_in_force"):
            definitions.latest(tx, "p")
    for version in (1, 2):
        with pytest.raises(Conflict):
            withdraw(db, "p", version)
    assert deploy(db, simple("Dua")) == 3  # the same bytes again: an office's way back
    assert in_force(db) == 3


def test_an_sop_that_others_call_is_not_withdrawn_from_under_them(db: Database) -> None:
    deploy(db, called())
    deploy(db, caller())
    with pytest.raises(Conflict, match=r"definition\.called") as refused:
        withdraw(db, "q", 1)
    assert refused.value.values == {"callers": "p"}
    withdraw(db, "p", 1)
    withdraw(db, "q", 1)
    assert in_force(db, "q") is None


def test_what_is_scheduled_must_fit_what_will_be_in_force_then(db: Database) -> None:
    deploy(db, called())
    deploy(db, caller())
    deploy(db, called(ends=("baik", "selesai")), days=3)
    with pytest.raises(DeployRefused):  # fits today's q, not that of the third day
        deploy(db, caller(end="buruk"))
    with pytest.raises(DeployRefused):  # fits that of the third day alone
        deploy(db, caller(end="selesai"), days=2)
    assert deploy(db, caller(end="selesai"), days=3) == 2
    with pytest.raises(Conflict, match=r"definition\.called"):  # p of the third day needs it
        withdraw(db, "q", 2)


def test_a_case_takes_what_is_in_force_when_it_begins_of_called_sops_too(
    db: Database, clock: VirtualClock
) -> None:
    deploy(db, called(task="lama"))
    deploy(db, caller())
    deploy(db, called(task="baru"), days=3)
    with db.begin(OWNER) as tx:
        calendars.seed(tx, OWNER.office)
    for number, (days, task, version) in enumerate(((0, "lama", 1), (3, "baru", 2))):
        clock.move(days * DAY)
        with db.begin(OWNER) as tx:
            main = definitions.with_links(tx, definitions.latest(tx, "p"))
            case, _ = instances.start(tx, main, f"K-{number}", "", "", {})
        with db.begin(OWNER) as tx:  # pinned: kept beyond the transaction
            found = instances.definition_of(tx, instances.hold(tx, case.id))
            assert [(one.key, one.version) for one in found.links] == [("q", version)]
            assert task in found.diagram.activities


def test_a_clock_before_a_first_version_s_publication_finds_it_in_force(
    db: Database, clock: VirtualClock
) -> None:
    clock.move(DAY)
    deploy(db, called())
    deploy(db, caller())
    deploy(db, simple("Nanti").replace(b'"p"', b'"z"'), days=3)
    past = Database(db.url, VirtualClock(clock() - 30 * DAY))
    with past.read() as tx:  # an office that plays the months before its SOPs were published
        main = definitions.with_links(tx, definitions.latest(tx, "p"))
        assert [(one.key, one.version) for one in main.links] == [("q", 1)]
        lines = definitions.by_key(definitions.versions(tx))
        assert {key: definitions.states(found, tx.now)[1] for key, found in lines.items()} == {
            "p": "in_force",
            "q": "in_force",
            "z": "scheduled",
        }
        with pytest.raises(NotFound):
            definitions.latest(tx, "z")
    past.close()
