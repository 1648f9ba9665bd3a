"""alur facts: the kept figures of steps and cases, brought up to date by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from tasks.facts import refreshing, state
from tasks.facts.refreshing import Tell, Turn, quiet
from tasks.site import Site
from web.cli.frame import OPERATOR, Verbs, answer, json_option, open_site
from web.cli.progress import Progress


@click.group("facts", cls=Verbs)
def facts_group() -> None:
    """What is kept of steps and cases for questions over many of them; the worker keeps it up to date."""


@facts_group.command("refresh")
@json_option
def facts_refresh(as_json: bool) -> None:
    """Bring in the requests that changed, now. Exit code 1 when one could not be counted."""
    _do(refreshing.refresh_all, as_json)


@facts_group.command("rebuild")
@json_option
def facts_rebuild(as_json: bool) -> None:
    """Throw all facts away and count every request anew. Exit code 1 when one could not be counted.

    Broken off, the worker or `alur facts refresh` goes on with it; pages say that they are being counted.
    """
    _do(refreshing.rebuild, as_json)


@facts_group.command("status")
@json_option
def facts_status(as_json: bool) -> None:
    """How far the facts are."""
    site = open_site()
    told = _status(site)
    answer(told, as_json, _lines(told))


def _do(act: Callable[[Site, Tell], Turn], as_json: bool) -> None:
    site = open_site()
    if as_json:
        turn = act(site, quiet)
    else:
        with Progress("Facts") as shown:
            turn = act(site, shown)
    for fault in turn.faults:
        click.echo(f"fault: {type(fault).__name__}", err=True)
    told = {"brought_in": turn.cases, "faults": len(turn.faults), **_status(site)}
    answer(told, as_json, (f"{turn.cases} requests brought in", *_lines(told)))
    if turn.faults:
        raise SystemExit(1)


def _status(site: Site) -> dict[str, Any]:
    with site.db.read(OPERATOR) as tx:
        done, cases = refreshing.counted(tx)
        return {"as_of": state.as_of(tx), "cases_in": done, "cases": cases}


def _lines(told: dict[str, Any]) -> tuple[str, ...]:
    known = f"as of {told['as_of'].isoformat()}" if told["as_of"] else "being counted"
    return (f"{told['cases_in']} of {told['cases']} requests are in; {known}",)
