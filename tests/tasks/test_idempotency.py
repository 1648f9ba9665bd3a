"""Commands sent twice: the stored answer, the other body, and twins on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy import func, select

from engine.clock import VirtualClock
from engine.database import Actor, Database, Tx
from engine.refusals import Conflict, Invalid
from engine.schema import idempotency as table
from engine.schema import outages
from tasks import idempotency
from tasks.idempotency import Answer

ANI, BUDI = Actor("ani"), Actor("budi")
BODY = idempotency.fingerprint("POST", "/messages", {"name": "pembayaran", "n": 1})


def command(tx: Tx, key: str, body: str = BODY) -> Answer:
    """A command as the product writes it: recall first, then the work, then remember."""
    if (stored := idempotency.recall(tx, key, body)) is not None:
        return stored
    values = {"office": "b", "system": "x", "ticket": key, "started_at": tx.now, "started_by": tx.actor.login}
    number = tx.conn.execute(outages.insert().values(**values).returning(outages.c.id)).scalar_one()
    answer = Answer(201, {"id": number})
    idempotency.remember(tx, key, body, answer)
    return answer


def times_done(db: Database) -> int:
    with db.read() as tx:
        return tx.conn.execute(select(func.count()).select_from(outages)).scalar_one()


def test_the_same_key_and_body_give_the_stored_answer_and_work_once(db: Database) -> None:
    answers = []
    for _ in range(3):
        with db.begin(ANI) as tx:
            answers.append(command(tx, "k1"))
    assert answers[0] == answers[1] == answers[2] == Answer(201, {"id": answers[0].body["id"]})
    assert times_done(db) == 1


def test_another_body_under_the_same_key_is_refused(db: Database) -> None:
    with db.begin(ANI) as tx:
        command(tx, "k1")
    with pytest.raises(Invalid, match=r"idempotency\.other_body"), db.begin(ANI) as tx:
        command(tx, "k1", idempotency.fingerprint("POST", "/messages", {"name": "pembayaran", "n": 2}))
    assert times_done(db) == 1


def test_two_people_may_use_the_same_key(db: Database) -> None:
    for actor in (ANI, BUDI):
        with db.begin(actor) as tx:
            command(tx, "k1")
    assert times_done(db) == 2


def test_a_refused_command_leaves_no_key_behind(db: Database) -> None:
    with pytest.raises(Conflict), db.begin(ANI) as tx:
        assert idempotency.recall(tx, "k1", BODY) is None
        raise Conflict("task.completed")
    with db.begin(ANI) as tx:
        assert command(tx, "k1").status == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x00b", "ünïcode", "new\nline"])
def test_an_unfit_key_is_refused(db: Database, key: str) -> None:
    with pytest.raises(Invalid, match=r"idempotency\.bad_key"), db.begin(ANI) as tx:
        idempotency.recall(tx, key, BODY)


def test_answers_are_forgotten_after_48_hours(db: Database, clock: VirtualClock) -> None:
    with db.begin(ANI) as tx:
        command(tx, "old")
    clock.move(timedelta(hours=47))
    with db.begin(ANI) as tx:
        command(tx, "young")
        assert idempotency.purge(tx) == 0
    clock.move(timedelta(hours=2))
    with db.begin() as tx:
        assert idempotency.purge(tx) == 1
        assert tx.conn.execute(select(table.c.key)).scalars().all() == ["young"]


def test_remembering_what_was_never_recalled_is_a_bug(db: Database) -> None:
    with pytest.raises(ValueError, match="remember without recall"), db.begin(ANI) as tx:
        idempotency.remember(tx, "k1", BODY, Answer(200, {}))


def test_the_order_of_keys_does_not_change_a_fingerprint() -> None:
    assert idempotency.fingerprint({"a": 1, "b": 2}) == idempotency.fingerprint({"b": 2, "a": 1})
    assert idempotency.fingerprint({"a": 1}) != idempotency.fingerprint({"a": "1"})


def test_twins_on_postgresql_work_once_and_all_get_the_answer(postgres_db: Database) -> None:
    rounds, twins = 10, 4
    together = Barrier(twins)

    def send(number: int) -> list[Answer]:
        answers = []
        for turn in range(rounds):
            together.wait(timeout=30)
            with postgres_db.begin(ANI) as tx:
                answers.append(command(tx, f"turn-{turn}"))
        return answers

    with ThreadPoolExecutor(twins) as pool:
        answers = list(pool.map(send, range(twins)))
    assert all(mine == answers[0] for mine in answers)
    assert times_done(postgres_db) == rounds


def test_a_twin_of_a_refused_command_does_the_work_on_postgresql(postgres_db: Database) -> None:
    claimed, waiting = Event(), Event()

    def refused() -> None:
        with postgres_db.begin(ANI) as tx:
            idempotency.recall(tx, "k1", BODY)
            claimed.set()
            waiting.wait(timeout=30)
            raise Conflict("task.completed")

    def twin() -> Answer:
        claimed.wait(timeout=30)
        with postgres_db.begin(ANI) as tx:
            waiting.set()
            return command(tx, "k1")

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(refused), pool.submit(twin)
        assert second.result(timeout=60).status == 201
        with pytest.raises(Conflict):
            first.result(timeout=60)
    assert times_done(postgres_db) == 1
