"""Built-in functions on contexts (DMN 1.5 §10.3.4.11)."""

from __future__ import annotations

from engine.feel.guards import Run
from engine.feel.registry import builtin
from engine.feel.values import Value, type_name


@builtin("get value", "context: context, key: string")
def get_value(run: Run, position: int, context: dict[str, Value], key: str) -> Value:
    """The value of an entry."""
    return context[key] if key in context else run.warn("no_entry", position, name=key[:60])


@builtin("get value", "context: context, keys: list")
def get_nested_value(run: Run, position: int, context: dict[str, Value], keys: list[Value]) -> Value:
    """The value at the end of a path of keys."""
    value: Value = context
    for key in keys:
        if not isinstance(key, str) or value.__class__ is not dict or key not in value:
            return run.warn("no_entry", position, name=str(key)[:60])
        value = value[key]
    return value if keys else None


@builtin("get entries", "context: context")
def get_entries(run: Run, position: int, context: dict[str, Value]) -> Value:
    """The entries as a list of contexts with key and value."""
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context put", "context: context, key: string, value: any")
def context_put(run: Run, position: int, context: dict[str, Value], key: str, value: Value) -> Value:
    """The context with an entry added or replaced."""
    run.spend(len(context))
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def context_put_nested(
    run: Run, position: int, context: dict[str, Value], keys: list[Value], value: Value
) -> Value:
    """The context with an entry of a context inside it added or replaced."""
    run.spend(len(context))
    if not keys or not isinstance(keys[0], str):
        return run.warn("wrong_keys", position)
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    if not isinstance(inner, dict):
        return run.warn("no_entry", position, name=keys[0][:60])
    changed = context_put_nested(run, position, inner, keys[1:], value)
    return None if changed is None else {**context, keys[0]: changed}


@builtin("context merge", "contexts: list")
def context_merge(run: Run, position: int, contexts: list[Value]) -> Value:
    """All entries of the contexts; a later one wins."""
    merged: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, dict):
            return run.warn(
                "wrong_element",
                position,
                function="context merge",
                found=type_name(context),
                expected="context",
            )
        run.spend(len(context))
        merged.update(context)
    return merged


@builtin("context", "entries: list")
def context(run: Run, position: int, entries: list[Value]) -> Value:
    """A context of a list of contexts with key and value; no key may come twice."""
    made: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return run.warn("wrong_keys", position)
        if entry["key"] in made:
            return run.warn("key_twice", position, name=entry["key"][:60])
        made[entry["key"]] = entry["value"]
    return made
