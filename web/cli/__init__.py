"""The command line: a verb per file, read when it is called."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click


@contextmanager
def _no_collection() -> Iterator[None]:
    # What a start reads stays: looking through it for garbage again and again is an eighth of the start.
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


with _no_collection():
    from web.cli.frame import Verbs

VERBS = {
    "serve": "server:serve",
    "work": "server:work",
    "run": "installation:run",
    "migrate": "installation:migrate_command",
    "version": "installation:version",
    "deploy": "sop:deploy",
    "move": "move:move_group",
    "sop": "sop:sop_group",
    "scenario": "scenario:scenario_group",
    "user": "people:user_group",
    "token": "people:token_group",
    "calendar": "calendar:calendar_group",
    "audit": "audit:audit_group",
    "privacy": "privacy:privacy_group",
    "facts": "facts:facts_group",
    "export": "export:export",
    "sql-reader": "export:sql_reader_command",
    "demo": "demo:demo",
    "demo-systems": "demo_systems:demo_systems",
}
"""Each verb's file in this folder and its name there; read when the verb is called, so that each starts fast."""


class _Alur(Verbs):
    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        file, _, verb = VERBS[name].partition(":")
        with _no_collection():
            found: click.Command = getattr(import_module(f"web.cli.{file}"), verb)
        return found


@click.group(cls=_Alur, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Alur runs a public office's SOP tables as processes.

    Settings come from the environment: ALUR_DATABASE_URL (sqlite:///… or postgresql://…, by default a file in
    the folder), ALUR_FOLDER (attachments, keys, checkpoints; "var" by default), ALUR_TRUST_PROXY, PORT, DEMO,
    ALUR_SMTP_URL, ALUR_MAIL_FROM and ALUR_PUBLIC_URL (mails to applicants).

    Exit codes: 0 done, 1 refused or found something wrong, 2 wrong usage, 3 database or file out of reach.
    """
