"""The command line: run, serve, work, migrate, deploy, sop, user, token, calendar, audit, demo, version."""

from __future__ import annotations

import click

from web.cli.audit import audit_group
from web.cli.calendar import calendar_group
from web.cli.demo import demo
from web.cli.frame import Verbs
from web.cli.people import token_group, user_group
from web.cli.server import migrate_command, run, serve, version, work
from web.cli.sop import deploy, sop_group


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Alur runs a public office's SOP tables as processes.

    Settings come from the environment: ALUR_DATABASE_URL (sqlite:///… or postgresql://…, by default a file in
    the folder), ALUR_FOLDER (attachments, keys, checkpoints; "var" by default), ALUR_TRUST_PROXY, PORT, DEMO.

    Exit codes: 0 done, 1 refused or found something wrong, 2 wrong usage, 3 database or file out of reach.
    """


for command in (
    serve,
    work,
    run,
    migrate_command,
    version,
    deploy,
    sop_group,
    user_group,
    token_group,
    calendar_group,
    audit_group,
    demo,
):
    main.add_command(command)
