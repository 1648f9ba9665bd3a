"""alur audit: prove that nobody changed the record."""

from __future__ import annotations

from dataclasses import asdict

import click

from engine import audit
from tasks import verification
from web.cli.frame import OPERATOR, Verbs, answer, json_option, open_site


@click.group("audit", cls=Verbs)
def audit_group() -> None:
    """The audit trail."""


@audit_group.command("verify")
@json_option
def audit_verify(as_json: bool) -> None:
    """Check every chain and checkpoint; names the first wrong record of each. Exit code 1 when one is wrong.

    That it was done, and what was found, is recorded in the trail.
    """
    found = verification.verify(open_site(), OPERATOR)
    report = found.report
    lines = [
        f"{fault.chain or 'checkpoint'} #{fault.seq or fault.checkpoint}: {fault.wrong}"
        for fault in report.faults
    ]
    if not found.recorded:
        lines.append("The trail did not take the record of this verification.")
    total = f"{report.records} records in {report.chains} chains: {len(report.faults) + report.more} wrong"
    answer({**asdict(report), "recorded": found.recorded}, as_json, [*lines, total])
    if report.faults:
        raise SystemExit(1)


@audit_group.command("checkpoint")
@json_option
def audit_checkpoint(as_json: bool) -> None:
    """Sign the heads of all chains now and put the checkpoint into the folder."""
    site = open_site()
    with site.db.begin(OPERATOR) as tx:
        made = audit.checkpoint(tx, site.keys, site.checkpoints)
    answer(made, as_json, (f"checkpoint {made.id}: {made.heads_count} chains, root {made.root.hex()}",))
