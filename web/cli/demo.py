"""alur demo: three months of an invented office, played by the real engine on a virtual clock; or a year more."""

from __future__ import annotations

import click

from web.cli.frame import open_site
from web.cli.setup import prepare


@click.command()
@click.option(
    "--full",
    is_flag=True,
    help="Play July 2021 to June 2022 too, with the counts of passports by month and kind that the paper gives.",
)
def demo(full: bool) -> None:
    """Prepare the installation and play the demo office; prints the accounts and their password.

    What stands already is left as it is, so a second call changes nothing.
    """
    prepare(open_site(migrated=False), demo=True, full=full)
