"""Scenarios as a file beside the .bpmn: YAML that people can read, compare and send."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from engine.refusals import Invalid, Problem
from tasks.sandbox import commands, path, scenarios
from tasks.sandbox.scenarios import Draft, Scenario

VERSION = 1
_LARGEST = 1_000_000  # bytes
_FIELDS = {"name", "description", "begins", "commands", "expected"}


def write(key: str, found: Iterable[Scenario | Draft]) -> bytes:
    """Scenarios of an SOP as a file."""
    content = {"scenarios_of": key, "version": VERSION, "scenarios": [_plain(one) for one in found]}
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110).encode()


def read(content: bytes, origin: str = scenarios.FILE) -> tuple[str, tuple[Draft, ...]]:
    """The SOP's key and its scenarios; those without `expected` expect nothing yet. Raises Invalid, Conflict."""
    if len(content) > _LARGEST:
        raise _unreadable("scenario.file_too_large")
    try:
        found = yaml.load(content, Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError):
        raise _unreadable("scenario.file_unreadable") from None
    if not isinstance(found, dict) or not isinstance(found.get("scenarios"), list):
        raise _unreadable("scenario.file_unreadable")
    if found.get("version") != VERSION or not isinstance(found.get("scenarios_of"), str):
        raise _unreadable("scenario.file_version")
    if len(found["scenarios"]) > scenarios.MOST:
        raise _unreadable("scenario.too_many_in_file")
    return found["scenarios_of"], tuple(_draft(one, origin) for one in found["scenarios"])


def is_shipped(key: str) -> bool:
    """Whether scenarios come with an SOP."""
    return _place(key).is_file()


def shipped(key: str) -> tuple[Draft, ...]:
    """The scenarios that come with an SOP; none for most."""
    return read(_place(key).read_bytes(), scenarios.SHIPPED)[1] if is_shipped(key) else ()


def _place(key: str) -> Traversable:
    return files("bpmn").joinpath("scenarios", f"{key}.yaml")


class _Loader(yaml.SafeLoader):
    """Plain values only, instants as texts; no aliases, with which a small file could become a huge one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("no aliases")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """Writes every value where it stands, without aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _plain(one: Scenario | Draft) -> dict[str, Any]:
    return {
        "name": one.name,
        "description": one.description,
        "begins": one.begins_at.isoformat(),
        "commands": commands.to_json(one.commands),
        "expected": path.to_json(one.expected),
    }


def _draft(found: Any, origin: str) -> Draft:
    if not isinstance(found, dict) or not set(found) <= _FIELDS or not isinstance(found.get("begins"), str):
        raise _unreadable("scenario.file_unreadable")
    try:
        begins = datetime.fromisoformat(found["begins"])
    except ValueError:
        raise _unreadable("scenario.file_unreadable") from None
    if begins.tzinfo is None:
        raise _unreadable("scenario.file_unreadable")
    done, expected = commands.from_json(found.get("commands")), path.from_json(found.get("expected") or [])
    texts = (found.get("name"), found.get("description") or "")
    name, description = (text if isinstance(text, str) else "" for text in texts)
    return Draft(name, description, origin, begins.astimezone(UTC), done, expected)


def _unreadable(key: str) -> Invalid:
    return Invalid("form.invalid", Problem(key, "file"))
