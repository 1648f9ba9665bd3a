"""alur audit: prove that nobody changed the record."""

from __future__ import annotations

import click

from engine import audit
from web.cli.frame import OPERATOR, Verbs, answer, json_option, open_site


@click.group("audit", cls=Verbs)
def audit_group() -> None:
    """The audit trail."""


@audit_group.command("verify")
@json_option
def audit_verify(as_json: bool) -> None:
    """Check every chain and checkpoint; names the first wrong record of each. Exit code 1 when one is wrong."""
    site = open_site()
    with site.db.read(OPERATOR) as tx:
        report = audit.verify(tx, site.checkpoints)
    lines = [
        f"{fault.chain or 'checkpoint'} #{fault.seq or fault.checkpoint}: {fault.wrong}"
        for fault in report.faults
    ]
    answer(
        report, as_json, [*lines, f"{report.records} records in {report.chains} chains: {len(lines)} wrong"]
    )
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
