"""alur audit: prove that nobody changed the record, and take the evidence away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from engine import audit, settings
from tasks import verification
from tasks.evidence import pack
from tasks.evidence.scope import PURPOSES, Purpose
from tasks.reports.scope import ReportFilter
from tasks.site import Site
from web.cli.frame import OPERATOR, Verbs, answer, json_option, open_site

_DAY = click.DateTime(["%Y-%m-%d"])


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


@audit_group.command("pack")
@click.option("--case", "case", type=int, help="The request with this number (id), or")
@click.option("--sop", help="the requests of this SOP (its key) that began")
@click.option("--from", "first", type=_DAY, help="from this day, YYYY-MM-DD,")
@click.option("--to", "last", type=_DAY, help="up to and including this one.")
@click.option(
    "--out", "out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to."
)
@click.option("--purpose", type=click.Choice(PURPOSES), default="lain", help="What it is for.")
@click.option("--note", default="", help="More about it; kept in pack and trail.")
@click.option("--office", default=OPERATOR.office, help="Whose requests, with --sop.")
@json_option
def audit_pack(case: int | None, as_json: bool, out: Path, **asked: Any) -> None:
    """Make an evidence pack: trail, SOPs, data and a verifier that needs no Alur, signed. See docs/evidence.md.

    That it was made is recorded in the trail.
    """
    site, purpose = open_site(), Purpose(asked["purpose"], asked["note"])
    if case is not None:
        made = pack.of_case(site, OPERATOR, case, purpose)
    elif asked["sop"] and asked["first"] and asked["last"]:
        actor = replace(OPERATOR, office=asked["office"])
        made = pack.of_period(site, actor, _period(site, asked), purpose)
    else:
        raise click.UsageError("Name --case, or --sop with --from and --to.")
    size, digest = _stored(out, made.content)
    answer({"file": str(out), "size": size, "sha256": digest}, as_json, (f"{out}: {size} bytes", digest))


def _period(site: Site, asked: dict[str, Any]) -> ReportFilter:
    with site.db.read(OPERATOR) as tx:
        zone = ZoneInfo(settings.value(tx, "office.zone"))
    start, end = asked["first"], asked["last"] + timedelta(days=1)
    return ReportFilter(
        asked["sop"], start.replace(tzinfo=zone), end.replace(tzinfo=zone), office=asked["office"]
    )


def _stored(out: Path, content: Iterator[bytes]) -> tuple[int, str]:
    """Size and SHA-256 of what was written; a file that was begun and not finished does not bear the name."""
    digest, size, unfinished = hashlib.sha256(), 0, out.with_name(f"{out.name}.part")
    with unfinished.open("wb") as file:
        for piece in content:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
    unfinished.replace(out)
    return size, digest.hexdigest()
