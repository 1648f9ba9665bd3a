"""Billing by hand: a first bill where none was issued, or another one where what was assumed is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import instances
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.refusals import Conflict, Invalid, NotFound, Problem
from tasks import rights
from tasks.billing import bills, fees, steps, waiting
from tasks.billing.bills import Bill
from tasks.site import Site

PASSPORTS = ("non_elektronik", "elektronik")
YEARS = (5, 10)
SERVICES = ("reguler", "percepatan")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a fee depends on besides the application type and the day."""

    passport: str
    years: int
    service: str
    force_majeure: bool
    first_time: bool = True


@dataclass(frozen=True, slots=True)
class Billable:
    """A case that waits for its payment: its bill (None: none was issued) and what is known of the fee's basis."""

    instance: Instance
    bill: Bill | None
    basis: Basis


def billable(site: Site, actor: Actor, instance_id: int) -> Billable:
    """A case to be billed. Raises NotFound, Forbidden, Conflict when it does not wait for a payment."""
    rights.require_case_worker(actor)
    with site.db.read(actor) as tx:
        instance = instances.read(tx, instance_id)
        rights.require_case(actor, instance.office)
        _require_waiting(tx, instance)
        data = instances.look(tx, instance, instances.definition_of(tx, instance).spec).data
        known = {**fees.ASSUMED, **fees.answers(data)}
        return Billable(instance, bills.open_of(tx, instance_id), _basis(known))


def issue_anew(site: Site, actor: Actor, instance_id: int, basis: Basis, code: str = "") -> Bill:
    """Issue a bill on this basis, paid until the wait's limit; an open one the case had is void.

    `code` is the one SIMPONI gave, empty to draw one. Raises Forbidden (staff and supervisors), NotFound, Invalid for a
    basis that does not exist or that no fee is known of, Conflict when the case does not wait for a payment.
    """
    rights.require_case_worker(actor)
    _check(basis)
    with site.db.begin(actor) as tx:
        instance = instances.hold(tx, instance_id)
        if instance.office != actor.office:
            raise NotFound("instance.unknown")
        _require_waiting(tx, instance)
        stands = instances.look(tx, instance, instances.definition_of(tx, instance).spec)
        items = fees.of_case(tx, instance, {**fees.answers(stands.data), **_given(basis)})
        if not items:
            raise Invalid("form.invalid", Problem("bill.no_fee", "passport"))
        return bills.issue(tx, instance, items, expires_at=steps.limit_of(stands), code=code.strip())


def _require_waiting(tx: Tx, instance: Instance) -> None:
    if instance.status != instances.ACTIVE or waiting.message_of(tx, instance.id) is None:
        raise Conflict("payment.not_awaited")


def _check(basis: Basis) -> None:
    problems = [Problem("form.choice", "passport")] if basis.passport not in PASSPORTS else []
    problems += [Problem("form.choice", "years")] if basis.years not in YEARS else []
    problems += [Problem("form.choice", "service")] if basis.service not in SERVICES else []
    if problems:
        raise Invalid("form.invalid", *problems)


def _given(basis: Basis) -> dict[str, Any]:
    return {
        "jenis_paspor": basis.passport,
        "masa_berlaku": basis.years,
        "layanan": basis.service,
        "keadaan_kahar": basis.force_majeure,
        "pertama_kali": basis.first_time,
    }


def _basis(known: Mapping[str, Any]) -> Basis:
    """What is known, as a form shows it; what does not fit is as assumed."""
    passport, years, service = known["jenis_paspor"], known["masa_berlaku"], known["layanan"]
    return Basis(
        passport if passport in PASSPORTS else PASSPORTS[0],
        years if years in YEARS else YEARS[0],
        service if service in SERVICES else SERVICES[0],
        known["keadaan_kahar"] is True,
        known["pertama_kali"] is not False,
    )
