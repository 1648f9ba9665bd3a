"""Deliveries from systems outside: no token, but each signed with the system's secret (docs/systems.md)."""

from __future__ import annotations

import os
from typing import Any

from flask import abort, request
from pydantic import Field

from tasks.systems import signing, ways, webhooks
from tasks.systems.webhooks import Delivery
from web.api.endpoint import Model, Takes, endpoint
from web.shell.identity import site
from web.shell.rights import SIGNED


class Webhook(Model):
    """What a system says: an answer to a call (reference, code, occurredAt), or from SIMPONI a payment."""

    reference: str | None = Field(None, max_length=200, description="of the call that is answered")
    code: str | None = Field(None, max_length=200, description="one of the system's codes")
    occurred_at: str | None = Field(None, description="RFC 3339 with the zone")
    billing_code: str | None = Field(None, max_length=200, description="15 digits; SIMPONI only")
    amount: int | None = Field(None, description="rupiah; SIMPONI only")
    ntpn: str | None = Field(None, max_length=200, description="SIMPONI only")
    paid_at: str | None = Field(None, description="RFC 3339 with the bank's zone; SIMPONI only")


@endpoint("POST", "/webhooks/<system>", "Webhooks", SIGNED, takes=Takes(signed=Webhook))
def take_webhook(system: str) -> dict[str, Any]:
    """Take an answer or a payment from a system; the same delivery with the same body is answered as before."""
    delivery = Delivery(
        system,
        request.headers.get(signing.TIMESTAMP, ""),
        request.headers.get(signing.DELIVERY, ""),
        request.headers.get(signing.SIGNATURE, ""),
        _body(),
    )
    taken = webhooks.take(site(), ways.configured(os.environ).get(system), delivery)
    return {**taken.answer, "again": taken.again}


def _body() -> bytes:
    """The body as sent, never more of it than a delivery may have, whatever length was announced."""
    if (request.content_length or 0) > webhooks.LARGEST:
        abort(413)
    body: bytes = request.stream.read(webhooks.LARGEST + 1)
    return abort(413) if len(body) > webhooks.LARGEST else body
