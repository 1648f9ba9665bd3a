"""alur scenario: play saved scenarios or files of them, write them to a file, take them from one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from engine import settings
from tasks.sandbox import judging, scenario_files, scenarios
from tasks.sandbox.compare import Difference
from tasks.sandbox.judging import Tried
from tasks.site import Site
from web.cli.frame import OPERATOR, Verbs, answer, json_option, open_site

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("scenario", cls=Verbs)
def scenario_group() -> None:
    """Scenarios: requests as they must go, played on a copy of the office."""


@scenario_group.command("run")
@click.argument("targets", nargs=-1, required=True, metavar="FILE|KEY…")
@click.option("--bpmn", type=_file, help="Play them on this file instead of the version in force.")
@json_option
def scenario_run(targets: tuple[str, ...], bpmn: Path | None, as_json: bool) -> None:
    """Play the scenarios of files, or those saved for an SOP. Exit code 1 when one does not come to what it expects."""
    site = open_site()
    xml = bpmn.read_bytes() if bpmn else None
    tried = [one for target in targets for one in _tried(site, target, xml)]
    zone = _zone(site)
    answer(
        [_plain(one, zone) for one in tried], as_json, (line for one in tried for line in _lines(one, zone))
    )
    if any(not one.result.passed for one in tried):
        raise SystemExit(1)


@scenario_group.command("export")
@click.argument("key")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Where to; standard output."
)
def scenario_export(key: str, output: Path | None) -> None:
    """Write the saved scenarios of an SOP as YAML."""
    site = open_site()
    with site.db.read(OPERATOR) as tx:
        content = scenario_files.write(key, scenarios.of_sop(tx, key))
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)
        click.echo(f"{output}: {len(content)} bytes", err=True)


@scenario_group.command("import")
@click.argument("file", type=_file)
@json_option
def scenario_import(file: Path, as_json: bool) -> None:
    """Save the scenarios of a file for its SOP, all or none."""
    content = file.read_bytes()
    key, _ = scenario_files.read(content)
    count = judging.take_file(open_site(), OPERATOR, key, content)
    answer({"key": key, "scenarios": count}, as_json, (f"{key}: {count} scenarios",))


def _tried(site: Site, target: str, xml: bytes | None) -> tuple[Tried, ...]:
    path = Path(target)
    if not path.is_file():
        return judging.try_saved(site, OPERATOR, target, xml)
    key, drafts = scenario_files.read(path.read_bytes())
    return judging.try_drafts(site, OPERATOR, key, drafts, xml)


def _plain(one: Tried, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "passed": one.result.passed,
        "differences": [_said(difference, zone) for difference in one.result.differences],
    }


def _lines(one: Tried, zone: ZoneInfo) -> Iterator[str]:
    yield f"{'ok    ' if one.result.passed else 'FAILED'}  {one.key}: {one.name}"
    for difference in one.result.differences:
        yield f"        {_said(difference, zone)}"


def _said(one: Difference, zone: ZoneInfo) -> str:
    step = f"{one.step.step}. {one.step.name}".removeprefix(". ") if one.step else ""
    times = (one.expected_at, one.actual_at)
    before, after = (_moment(at, zone) for at in times) if any(times) else (one.expected, one.actual)
    change = f"{before} -> {after}" if before or after else ""
    return ": ".join(part for part in (one.kind, step, change) if part)


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return "none" if at is None else at.astimezone(zone).isoformat(timespec="minutes")


def _zone(site: Site) -> ZoneInfo:
    with site.db.read(OPERATOR) as tx:
        return ZoneInfo(settings.value(tx, "office.zone"))
