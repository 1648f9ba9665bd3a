"""The XSD and the moddle descriptor of the sop extension say the same."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

from processes.names import SOP
from processes.table import SHIPPED

XS = "{http://www.w3.org/2001/XMLSchema}"


@cache
def descriptor() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((files("bpmn") / "sop-moddle.json").read_text())
    return loaded


@cache
def schema() -> etree._Element:
    return etree.fromstring((files("bpmn") / "sop.xsd").read_bytes())


def schema_properties(kind: etree._Element) -> list[tuple[str, str, bool]]:
    """(name, carrier, many) of a complex type."""
    found = [(item.get("name", ""), "attribute", False) for item in kind.iter(f"{XS}attribute")]
    found += [
        (item.get("name", ""), item.get("type", "") if not item.get("type", "").startswith("xs:") else "text",
         item.get("maxOccurs") == "unbounded")
        for item in kind.iter(f"{XS}element")
    ]  # fmt: skip
    return found


def moddle_properties(kind: dict[str, Any]) -> list[tuple[str, str, bool]]:
    found = []
    for item in kind["properties"]:
        if item.get("isBody"):
            continue
        carrier = "attribute" if item.get("isAttr") else "text" if item["type"] == "String" else item["type"]
        found.append((item["name"], carrier, item.get("isMany", False)))
    return found


def test_both_describe_the_same_types_with_the_same_parts_in_the_same_order() -> None:
    types = {kind["name"]: kind for kind in descriptor()["types"] if "extends" not in kind}
    kinds = {kind.get("name", ""): kind for kind in schema().iterfind(f"{XS}complexType")}
    assert set(types) == set(kinds)
    for name, kind in kinds.items():
        assert moddle_properties(types[name]) == schema_properties(kind), name
        has_body = any(item.get("isBody") for item in types[name]["properties"])
        assert has_body == (kind.find(f"{XS}simpleContent") is not None), name


def test_top_elements_are_extension_elements_of_the_editor() -> None:
    top = {item.get("type") for item in schema().iterfind(f"{XS}element")}
    assert {kind["name"] for kind in descriptor()["types"] if kind.get("superClass") == ["Element"]} == top


def test_the_lane_attribute_is_in_both() -> None:
    names = [item.get("name") for item in schema().iterfind(f"{XS}attribute")]
    extended = [kind for kind in descriptor()["types"] if kind.get("extends") == ["bpmn:Lane"]]
    assert names == [item["name"] for kind in extended for item in kind["properties"]] == ["role"]


def test_the_descriptor_gives_no_defaults() -> None:
    """A default would mark every task as changed in the editor's differ."""
    assert all("default" not in item for kind in descriptor()["types"] for item in kind["properties"])
    assert (descriptor()["uri"], descriptor()["prefix"]) == (SOP, "sop")


def test_the_shipped_files_are_valid_against_omg_and_sop_schema() -> None:
    folder = files("bpmn")
    xsd = etree.XMLSchema(file=str(folder / "schema" / "alur.xsd"))
    for sop_id in SHIPPED:
        xsd.assertValid(etree.fromstring((folder / f"{sop_id}.bpmn").read_bytes()))
