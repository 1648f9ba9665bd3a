"""alur sop and alur deploy: build a diagram from a table, show the table of a diagram, lint, publish."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import yaml

from engine import decision_models
from engine.decision_models import ModelRefused, is_dmn
from engine.definitions import DeployRefused, check
from engine.dmn import say as say_of_model
from processes.cells import BadCell
from processes.findings import BadXml, Finding
from processes.lint.messages import say
from processes.model import Sop
from processes.reader import NoSop, read_sop
from processes.table import read_table, tables
from processes.writer import write_bpmn
from tasks import library
from tasks.decisions import models
from web.cli.frame import OPERATOR, Verbs, answer, json_option, open_site
from web.cli.intake import sop_import
from web.cli.sop_print import sop_print

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("sop", cls=Verbs)
def sop_group() -> None:
    """SOP tables and their diagrams."""


sop_group.add_command(sop_import)
sop_group.add_command(sop_print)


@sop_group.command("build")
@click.argument("table")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to; standard output by default.",
)
def sop_build(table: str, output: Path | None) -> None:
    """Make the BPMN of a table: TABLE is a YAML file, or the id of a shipped SOP (e.g. micin_darurat)."""
    xml = write_bpmn(_table(table))
    if output is None:
        sys.stdout.buffer.write(xml)
    else:
        output.write_bytes(xml)
        click.echo(f"{output}: {len(xml)} bytes", err=True)


@sop_group.command("table")
@click.argument("file", type=_file)
@json_option
def sop_table(file: Path, as_json: bool) -> None:
    """Show the SOP table a BPMN file carries."""
    try:
        sop = read_sop(file.read_bytes())
    except BadXml as bad:
        lines = (_line(_said(finding, "en", model=False)) for finding in bad.findings)
        raise click.ClickException("; ".join(lines)) from None
    except NoSop:
        raise click.ClickException(f"{file} carries no SOP table") from None
    except BadCell as bad:
        raise click.ClickException(f"{file}: {bad}") from None
    answer(sop, as_json, _rows(sop))


@sop_group.command("lint")
@click.argument("file", type=_file)
@click.option("--locale", type=click.Choice(["id", "en"]), default="en", help="Language of the findings.")
@json_option
def sop_lint(file: Path, locale: str, as_json: bool) -> None:
    """Check a BPMN or DMN file: element, line, what is wrong, what to do. Exit code 1 when it cannot be published."""
    content = file.read_bytes()
    findings = decision_models.check(content) if is_dmn(content) else check(content)
    _tell(findings, as_json, locale, model=is_dmn(content))
    if any(finding.severity == "error" for finding in findings):
        raise SystemExit(1)


@click.command()
@click.argument("file", type=_file)
@click.option("--note", default="", help="What changed and why; kept with the version.")
@json_option
def deploy(file: Path, note: str, as_json: bool) -> None:
    """Publish a BPMN or DMN file as the next version of its SOP or decision model; new cases run on it."""
    content = file.read_bytes()
    publish: Callable[..., Any] = models.publish_file if is_dmn(content) else library.deploy_file
    try:
        done = publish(open_site(), OPERATOR, content, note)
    except (DeployRefused, ModelRefused) as refused:
        said = [_said(f, "en", isinstance(refused, ModelRefused)) for f in refused.findings]
        answer({"findings": said}, as_json, map(_line, said))
        raise SystemExit(1) from None
    published = {"key": done.key, "version": done.version, "name": done.name}
    answer(published, as_json, (f"{done.key} version {done.version}: {done.name}",))


def _table(name: str) -> Sop:
    shipped = {sop.id: sop for sop in tables()}
    if name in shipped:
        return shipped[name]
    path = Path(name)
    if not path.is_file():
        raise click.BadParameter(f"neither a file nor one of {', '.join(shipped)}", param_hint="TABLE")
    try:
        return read_table(path)
    except KeyError as missing:
        raise click.ClickException(f"{path}: {missing.args[0]!r} is missing") from None
    except (yaml.YAMLError, ValueError, TypeError, AttributeError) as wrong:
        raise click.ClickException(f"{path} is not an SOP table: {wrong}") from None


def _rows(sop: Sop) -> Iterator[str]:
    yield sop.name
    for step in sop.steps:
        yield f"{step.number:>3}  {step.performer.role:<12} {step.time.text:<28} {step.activity}"


def _tell(findings: tuple[Finding, ...], as_json: bool, locale: str, *, model: bool) -> None:
    said = [_said(finding, locale, model) for finding in findings]
    answer(said, as_json, [_line(one) for one in said] or ["No findings."])


def _said(finding: Finding, locale: str, model: bool) -> dict[str, object]:
    words = say_of_model(finding, locale) if model else say(finding, locale)
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "element": finding.element,
        "name": finding.name,
        "line": finding.line,
        "message": f"{words.wrong} {words.todo}",
    }


def _line(said: Mapping[str, object]) -> str:
    place = f"line {said['line']}" if said["line"] else "file"
    return f"{said['severity']}: {place}: {said['element'] or '-'} {said['name'] or ''}: {said['message']}"
