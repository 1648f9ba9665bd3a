"""What people can set, call or type is documented: a test fails where a page of docs/ does not name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from engine.settings import SETTINGS
from web.api import routes
from web.api.endpoint import ENDPOINTS
from web.app import BLUEPRINTS, DEVELOPMENT
from web.cli import main

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
_PATH_PART, _NAMED = re.compile("<(?:int:)?([a-z_]+)>"), r"{\1}"


def _verbs(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None, name
        yield from _verbs(inner, f"{path} {name}".strip())


def test_every_verb_and_option_is_documented() -> None:
    text = (DOCS / "cli.md").read_text()
    missing = [path for path, _ in _verbs(main) if f"## alur {path}" not in text]
    for path, command in _verbs(main):
        section = text.partition(f"## alur {path}")[2].partition("\n## ")[0]
        options = [p for p in command.params if isinstance(p, click.Option)]
        missing += [f"{path} {p.opts[0]}" for p in options if p.opts[0] not in section]
    assert missing == []


def test_every_setting_and_variable_is_documented() -> None:
    text = (DOCS / "settings.md").read_text()
    sources = "".join(
        p.read_text() for room in ("web", "tasks", "engine") for p in (ROOT / room).glob("**/*.py")
    )
    variables = set(re.findall(r'"(ALUR_[A-Z_]+|PORT|DEMO)"', sources))
    wanted = {setting.key for setting in SETTINGS} | variables
    assert sorted(name for name in wanted if f"`{name}`" not in text) == []


def test_every_route_of_the_api_is_documented() -> None:
    text = (DOCS / "api.md").read_text()
    assert routes.blueprint.name == "api"
    named = {f"{e.method} {_PATH_PART.sub(_NAMED, e.rule)}" for e in ENDPOINTS}
    assert sorted(name for name in named if f"`{name}`" not in text) == []


def test_every_page_blueprint_is_documented_with_its_file() -> None:
    text = (DOCS / "pages.md").read_text()
    pages = [blueprint for blueprint in BLUEPRINTS + DEVELOPMENT if blueprint.name != "api"]
    assert [page.name for page in pages if f"| `{page.name}` | `/" not in text] == []
    named = re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE)
    assert sorted(named) == sorted(page.name for page in pages)
    folders = (ROOT / "web" / "pages", ROOT / "web" / "public")
    assert [name for name in named if not any((folder / f"{name}.py").exists() for folder in folders)] == []
    prefixes = [page.url_prefix for page in pages if page.url_prefix]
    assert [prefix for prefix in prefixes if f"`{prefix}`" not in text] == []


def test_every_document_is_named_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    assert sorted(page.name for page in DOCS.glob("*.md") if f"docs/{page.name}" not in text) == []


def test_pictures_and_links_of_every_document_are_there() -> None:
    dead = []
    for page in (ROOT / "README.md", *DOCS.glob("**/*.md")):
        named = re.findall(r"\]\(([^)#:\s]+)\)|<img src=\"([^\"]+)\"", page.read_text())
        dead += [f"{page.name}: {a or b}" for a, b in named if not (page.parent / (a or b)).exists()]
    assert dead == []


def test_commands_and_variables_of_the_operations_page_exist() -> None:
    text = (DOCS / "operations.md").read_text()
    verbs = {path for path, _ in _verbs(main)}
    lines = re.findall(r"(?:`|^|&& |bin/)alur ([a-z]+(?: [a-z]+)?)", text, re.MULTILINE)
    assert lines and [line for line in lines if line not in verbs and line.split()[0] not in verbs] == []
    settings = (DOCS / "settings.md").read_text()
    assert [name for name in re.findall(r"ALUR_[A-Z_]+", text) if f"`{name}`" not in settings] == []


def test_links_of_the_readme_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text()
    named = re.findall(r"\]\(([^)#:]+)\)", text) + re.findall(r"docs/[a-z-]+\.md", text)
    assert named and [name for name in named if not (ROOT / name).exists()] == []
