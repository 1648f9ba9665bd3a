"""camunda:formData (and flowable:formProperty) as form fields, written and read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from processes.model import FieldOption, FormField
from processes.names import CAMUNDA, FLOWABLE, camunda


def write_form(parent: etree._Element, fields: Iterable[FormField]) -> None:
    """Append <camunda:formData> with the fields to an extensionElements element; nothing for no fields."""
    fields = tuple(fields)
    if not fields:
        return
    form = etree.SubElement(parent, camunda("formData"))
    for field in fields:
        element = etree.SubElement(form, camunda("formField"), _attributes(field))
        _write_constraints(element, field)
        for option in field.options:
            etree.SubElement(element, camunda("value"), {"id": option.value, "name": option.label})


def read_form(extension: etree._Element | None) -> tuple[FormField, ...]:
    """The form fields in an extensionElements element, in order; types as written, for lint to judge."""
    if extension is None:
        return ()
    return (*_camunda_fields(extension), *_flowable_fields(extension))


def _attributes(field: FormField) -> dict[str, str]:
    attributes = {"id": field.id, "label": field.label, "type": field.type}
    return attributes | ({"defaultValue": field.default} if field.default is not None else {})


def _write_constraints(element: etree._Element, field: FormField) -> None:
    wanted = {
        "required": "true" if field.required else None,
        "min": field.min,
        "max": field.max,
        "maxlength": None if field.max_length is None else str(field.max_length),
        "pattern": field.pattern,
    }
    present = {name: value for name, value in wanted.items() if value is not None}
    if present:
        validation = etree.SubElement(element, camunda("validation"))
        for name, value in present.items():
            etree.SubElement(validation, camunda("constraint"), {"name": name, "config": value})


def _camunda_fields(extension: etree._Element) -> Iterator[FormField]:
    for namespace in (CAMUNDA, FLOWABLE):
        for element in extension.iterfind(f"{{{namespace}}}formData/{{{namespace}}}formField"):
            yield _field(element, namespace)


def _field(element: etree._Element, namespace: str) -> FormField:
    constraints = {
        item.get("name", ""): item.get("config", "true")
        for item in element.iterfind(f"{{{namespace}}}validation/{{{namespace}}}constraint")
    }
    length = constraints.get("maxlength", "")
    return FormField(
        id=element.get("id", ""),
        label=element.get("label", element.get("id", "")),
        type=element.get("type", "string"),
        required=constraints.get("required", "false") != "false",
        options=_options(element, namespace),
        default=element.get("defaultValue"),
        min=constraints.get("min"),
        max=constraints.get("max"),
        max_length=int(length) if length.isdigit() else None,
        pattern=constraints.get("pattern"),
    )


def _flowable_fields(extension: etree._Element) -> Iterator[FormField]:
    """Flowable's (and Activiti's) older <formProperty>, where required is an attribute."""
    for element in extension.iterfind(f"{{{FLOWABLE}}}formProperty"):
        yield FormField(
            id=element.get("id", ""),
            label=element.get("name", element.get("id", "")),
            type=element.get("type", "string"),
            required=element.get("required") == "true",
            options=_options(element, FLOWABLE),
            default=element.get("default"),
        )


def _options(element: etree._Element, namespace: str) -> tuple[FieldOption, ...]:
    return tuple(
        FieldOption(item.get("id", ""), item.get("name", item.get("id", "")))
        for item in element.iterfind(f"{{{namespace}}}value")
    )
