"""alur sop print: the official document of an SOP, from the library or from a file."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import click

from processes.cells import BadCell
from processes.findings import BadXml
from processes.paper.columns import Size
from processes.paper.document import Paper
from processes.reader import NoSop, read_sop
from tasks import paper
from tasks.paper import Choice
from web.cli.frame import OPERATOR, open_site

_out = click.Path(dir_okay=False, path_type=Path)
_sizes = click.Choice([size.value for size in Size])
_formats = click.Choice(tuple(paper.FORMATS))


@click.command("print")
@click.argument("sop")
@click.option(
    "--format", "ending", type=_formats, default="pdf", help="Kind of file; svg, png: the diagram alone."
)
@click.option("--out", "-o", type=_out, help="Where to; by default SOP.<format>.")
@click.option("--version", type=click.IntRange(min=1), help="Version in the library; by default the newest.")
@click.option("--paper", "size", type=_sizes, help="Sheet; by default the office's.")
@click.option("--cover", is_flag=True, help="With a cover.")
def sop_print(
    sop: str, ending: str, out: Path | None, version: int | None, size: str | None, cover: bool
) -> None:
    """Print SOP: the key of a published one, or a BPMN file, which is printed as a draft without letterhead."""
    sheet = Size(size) if size else None
    made = (
        _of_file(Path(sop), sheet, cover)
        if Path(sop).is_file()
        else _of_key(sop, Choice(version, sheet, cover))
    )
    goal = out or Path(f"{made.sop.id}.{ending}")
    content = paper.file(made, ending)
    goal.write_bytes(content)
    click.echo(f"{goal}: {len(content)} bytes", err=True)


def _of_key(key: str, choice: Choice) -> Paper:
    site = open_site()
    with site.db.read(OPERATOR) as tx:
        return paper.paper(site, tx, key, choice)


def _of_file(file: Path, size: Size | None, cover: bool) -> Paper:
    xml = file.read_bytes()
    try:
        table = read_sop(xml)
    except NoSop:
        raise click.ClickException(f"{file} carries no SOP table") from None
    except (BadXml, BadCell) as bad:
        raise click.ClickException(f"{file} cannot be read as BPMN: {bad}") from None
    return Paper(table, xml, sha256(xml).hexdigest(), size=size or Size.A4, cover=cover)
