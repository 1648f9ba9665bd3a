"""One-time codes: six digits by e-mail, kept as a keyed hash, good for ten minutes and five tries."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from pathlib import Path

from sqlalchemy import and_, delete, select, update

from engine.database import Tx
from engine.schema import account_codes as table
from tasks import key_files, outbox

DIGITS = 6
LIFE = timedelta(minutes=10)
TRIES = 5
_KEEP = timedelta(days=1)


def send(tx: Tx, keys: Path, who: str, account_id: int | None, to: tuple[str, str]) -> None:
    """Make a code for `who` (digest of an address) and mail it to `to` (address, language) if there is an account.

    Earlier codes are worth nothing from now on. Without an account the code is made all the same, and mailed to
    nobody: asking takes as long, and guessing is answered alike.
    """
    code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_hex(16)
    tx.conn.execute(delete(table).where(table.c.who == who, table.c.created_at < tx.now - _KEEP))
    unused = and_(table.c.who == who, table.c.used_at.is_(None))
    tx.conn.execute(update(table).where(unused).values(used_at=tx.now))
    row = {
        "account_id": account_id,
        "who": who,
        "salt": salt,
        "code_hash": _hash(keys, who, salt, code),
        "created_at": tx.now,
        "expires_at": tx.now + LIFE,
        "attempts": 0,
    }
    tx.conn.execute(table.insert().values(row))
    if account_id is not None:
        values = {"code": code, "expires_at": tx.now + LIFE}
        # Not by the row's number: SQLite gives that of a forgotten code again.
        outbox.write(tx, "otp", to[0], values, key=f"otp:{salt}", locale=to[1])


def use(tx: Tx, keys: Path, who: str, code: str) -> int | None:
    """Try a code; the account it belongs to, or None for a wrong, old or worn-out one. Right, it is used up."""
    query = select(table).where(table.c.who == who).order_by(table.c.id.desc()).limit(1)
    newest = tx.conn.execute(query).one_or_none()
    if newest is None or newest.expires_at <= tx.now:
        return None
    open_ = and_(table.c.id == newest.id, table.c.used_at.is_(None), table.c.attempts < TRIES)
    counted = update(table).where(open_).values(attempts=table.c.attempts + 1)
    if tx.conn.execute(counted).rowcount != 1:  # counted before it is looked at: tries at once share the five
        return None
    if not hmac.compare_digest(newest.code_hash, _hash(keys, who, newest.salt, code)):
        return None
    tx.conn.execute(update(table).where(table.c.id == newest.id).values(used_at=tx.now))
    account: int | None = newest.account_id
    return account


def _hash(keys: Path, who: str, salt: str, code: str) -> str:
    # A million codes are hashed in a second: without a key outside the database the hash would hide nothing.
    return hmac.new(key_files.of(keys, "codes"), f"{who}:{salt}:{code}".encode(), hashlib.sha256).hexdigest()
