"""Validates a file against the OMG schemas and our own extension (bpmn/schema/alur.xsd)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import as_file, files
from itertools import islice
from typing import cast

from lxml import etree

from processes.findings import ERROR, Finding
from processes.lint.source import Source
from processes.names import BPMN, SOP

MAX_SHOWN = 20
_SHOWN = 300
_PREFIXES = ((BPMN, "bpmn:"), (SOP, "sop:"))


def valid_bpmn(source: Source) -> Iterator[Finding]:
    """Every violation of the BPMN 2.0 or sop schema, in the validator's words, with its line."""
    schema = _schema()
    if schema.validate(source.root):
        return
    errors = cast("Iterable[etree._LogEntry]", schema.error_log)
    spaces = {prefix: uri for node in source.root.iter() for prefix, uri in node.nsmap.items() if prefix}
    for error in islice(errors, MAX_SHOWN):
        key, name = _owner(source.root, error.path, spaces)
        values = {"message": _short(error.message)[:300]}
        yield Finding("valid_bpmn", ERROR, key, name, error.line, "schema", values)


def _owner(root: etree._Element, path: str, spaces: dict[str, str]) -> tuple[str, str]:
    """Id and name of the element a violation stands in: the nearest one that has an id."""
    found = cast("list[etree._Element]", root.getroottree().xpath(path, namespaces=spaces))
    owner = found[0] if found else root
    while not owner.get("id") and (parent := owner.getparent()) is not None:
        owner = parent
    return owner.get("id", "")[:_SHOWN], owner.get("name", "")[:_SHOWN]


def _short(message: str) -> str:
    """The validator's words with the usual prefixes for the namespaces it spells out."""
    for namespace, prefix in _PREFIXES:
        message = message.replace(f"{{{namespace}}}", prefix)
    return message


@cache
def _schema() -> etree.XMLSchema:
    """Built once: about 12 ms."""
    with as_file(files("bpmn")) as folder:
        return etree.XMLSchema(file=str(folder / "schema" / "alur.xsd"))


RULES = (valid_bpmn,)
