"""Closing an account: what only the account needed is erased; cases stay with the office for as long as law says."""

from __future__ import annotations

from sqlalchemy import select, update

from engine import audit, instances
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, Problem
from engine.schema import account_codes, accounts, applicants, applications
from engine.schema import instances as cases
from tasks.applicants import accounts as own
from tasks.applicants import family, sessions
from tasks.site import Site


def close(site: Site, actor: Actor, sure: bool) -> None:
    """Close one's account (UU 27/2022 Ps 8: the right to have one's data erased); it cannot be opened again.

    Erased: name, e-mail address and telephone number, every NIK and name of the family, all answers, and the address
    for messages. The address can be registered anew. Raises Invalid when it was not confirmed, Conflict while an
    application runs.
    """
    if not sure:
        raise Invalid("form.invalid", Problem("form.tick", "yakin"))
    number = own.number_of(actor)
    with site.db.begin(actor) as tx:
        family.hold_account(tx, number)
        if _runs(tx, number):
            raise Conflict("account.applies")
        _erase(tx, number)
        audit.append(tx, own.CHAIN, "account.closed", f"account:{number}")
    sessions.sign_out_everywhere(site, actor, number)


def _runs(tx: Tx, account: int) -> bool:
    running = (
        select(applications.c.id)
        .join(cases, cases.c.id == applications.c.instance_id)
        .where(applications.c.account_id == account, cases.c.status == instances.ACTIVE)
    )
    return tx.conn.execute(running.limit(1)).first() is not None


def _erase(tx: Tx, account: int) -> None:
    nobody = {"email": f"closed:{account}", "name": "", "phone": "", "state": own.CLOSED}
    tx.conn.execute(update(accounts).where(accounts.c.id == account).values(**nobody))
    seals = {"name": "", "nik_sealed": b"", "nik_hint": "", "nik_doubts": "", "removed_at": tx.now}
    tx.conn.execute(update(applicants).where(applicants.c.account_id == account).values(**seals))
    said = {"answers": {}, "email": ""}
    tx.conn.execute(update(applications).where(applications.c.account_id == account).values(**said))
    tx.conn.execute(account_codes.delete().where(account_codes.c.account_id == account))
