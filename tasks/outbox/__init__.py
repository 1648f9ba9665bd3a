"""Messages to people outside: written with the change they tell of, sent afterwards, at least once."""

from tasks.outbox.sending import Round, send_due
from tasks.outbox.writing import FAILED, SENT, WAITING, is_address, write

__all__ = ["FAILED", "SENT", "WAITING", "Round", "is_address", "send_due", "write"]
