"""alur user and alur token: people who sign in, and bearer tokens for programs."""

from __future__ import annotations

import click

from tasks import api_tokens, people
from tasks.people import NewPerson
from tasks.roles import ALL_LANES, PRODUCT_ROLES, canonical
from web.cli.frame import OPERATOR, Verbs, answer, json_option, open_site


@click.group("user", cls=Verbs)
def user_group() -> None:
    """People who sign in."""


@user_group.command("add")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    help="A lane (petugas, koordinator, …), supervisor, "
    "process_owner, auditor, administrator, inspector or data_protection; may be given more than once.",
)
@click.option("--full-name", default=None, help="The name shown on screens; the sign-in name by default.")
@click.option("--office", default=OPERATOR.office, help="The office whose person it is.", show_default=True)
@click.option(
    "--password", envvar="ALUR_NEW_PASSWORD", default=None, help="At least 12 characters; made up by default."
)
@json_option
def user_add(
    name: str, roles: tuple[str, ...], full_name: str | None, office: str, password: str | None, as_json: bool
) -> None:
    """Add a person who signs in as NAME; prints the password on the last line."""
    new = NewPerson(name, full_name or name, [canonical(role) for role in roles], password, office)
    added = people.add(open_site(), OPERATOR, new)
    said = {"login": added.person.login, "roles": added.person.roles, "password": added.password}
    answer(said, as_json, (f"{added.person.login}: {', '.join(added.person.roles)}", added.password))


@user_group.command("list")
@json_option
def user_list(as_json: bool) -> None:
    """List people with their roles."""
    rows = people.listed(open_site(), OPERATOR)
    lines = [f"{p.login:<20} {'active' if p.active else 'inactive':<9} {', '.join(p.roles)}" for p in rows]
    answer(rows, as_json, lines)


@click.group("token", cls=Verbs)
def token_group() -> None:
    """Bearer tokens for programs."""


@token_group.command("create")
@click.argument("name")
@click.option("--role", "roles", multiple=True, help="Limit the token to these roles; every role by default.")
@json_option
def token_create(name: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Make a bearer token for the program NAME; prints it on the last line, and never again."""
    held = [canonical(role) for role in roles] or [*PRODUCT_ROLES, ALL_LANES]
    token = api_tokens.create(open_site(), OPERATOR, name, held)
    answer({"name": name, "roles": held, "token": token}, as_json, (f"{name}: {', '.join(held)}", token))


@token_group.command("list")
@json_option
def token_list(as_json: bool) -> None:
    """List tokens; their secrets are not kept."""
    rows = api_tokens.listed(open_site(), OPERATOR)
    lines = [f"{t.id:>4} {t.name:<24} {'revoked' if t.revoked_at else 'in force'}" for t in rows]
    answer(rows, as_json, lines)


@token_group.command("revoke")
@click.argument("token_id", type=int)
def token_revoke(token_id: int) -> None:
    """Revoke a token by its number."""
    api_tokens.revoke(open_site(), OPERATOR, token_id)
