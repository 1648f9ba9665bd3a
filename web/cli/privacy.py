"""alur privacy: what has been kept long enough, and letting it go."""

from __future__ import annotations

from dataclasses import asdict

import click

from tasks.privacy import leftovers, runs
from web.cli.frame import OPERATOR, Verbs, answer, json_option, open_site


@click.group("privacy", cls=Verbs)
def privacy_group() -> None:
    """People's data."""


@privacy_group.command("retention")
@click.option("--dry-run", is_flag=True, help="Only say what would go; change nothing.")
@click.option("--reason", default="", help="Why it goes; recorded in the trail.")
@click.option("--class", "codes", multiple=True, help="A class of records; all that are due without one.")
@json_option
def privacy_retention(dry_run: bool, reason: str, codes: tuple[str, ...], as_json: bool) -> None:
    """Say what has been kept as long as its class allows; without --dry-run let it go, and wait until it is done."""
    site = open_site()
    due = [one for one in runs.dry(site, OPERATOR) if not codes or one.code in codes]
    lines = [
        f"{one.code}: {one.number} older than {one.before:%Y-%m-%d} ({one.months} months)" for one in due
    ]
    if dry_run or not any(one.number for one in due):
        answer({"due": [asdict(one) for one in due]}, as_json, lines)
        return
    chosen = [one.code for one in due if one.number]
    number = runs.begin(site, OPERATOR, chosen, reason, sure=True)
    while (run := runs.of(site, OPERATOR, number)).state == runs.RUNNING:
        for fault in runs.work(site):
            click.echo(f"left: {fault}", err=True)
    leftovers.remove(site)
    done = [f"{code}: {many} of {run.planned[code]} gone" for code, many in run.done.items()]
    answer({"run": asdict(run)}, as_json, done)
