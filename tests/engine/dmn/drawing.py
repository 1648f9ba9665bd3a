"""Decision models written shortly: the XML that dmn-js would save, without its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def slug(name: str) -> str:
    """An id made of a name."""
    return "el_" + "".join(character if character.isalnum() else "_" for character in name)


def model(*elements: str, namespace: str = DMN) -> bytes:
    """A file."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    body = "\n".join(elements)
    root = f'<definitions xmlns="{namespace}" id="model" name="Model" namespace="urn:uji">'
    return f"{head}{root}\n{body}\n</definitions>".encode()


def given(name: str, type_: str = "") -> str:
    """An input data."""
    return f'<inputData id="{slug(name)}" name={quoteattr(name)}>{variable(name, type_)}</inputData>'


def variable(name: str, type_: str = "") -> str:
    """A variable; `type_` "" writes none."""
    return f"<variable name={quoteattr(name)}{_type(type_)}/>"


def _type(type_: str) -> str:
    return f" typeRef={quoteattr(type_)}" if type_ else ""


def decision(
    name: str,
    logic: str,
    inputs: Sequence[str] = (),
    needs: Sequence[str] = (),
    knows: Sequence[str] = (),
    type_: str = "",
) -> str:
    """A decision that requires input data, decisions and functions, each by name."""
    arrows = [
        *(
            f'<informationRequirement><requiredInput href="#{slug(one)}"/></informationRequirement>'
            for one in inputs
        ),
        *(
            f'<informationRequirement><requiredDecision href="#{slug(one)}"/></informationRequirement>'
            for one in needs
        ),
        *map(knowledge, knows),
    ]
    head = f'<decision id="{slug(name)}" name={quoteattr(name)}>'
    return f"{head}\n{variable(name, type_)}{''.join(arrows)}\n{logic}</decision>"


def knowledge(name: str) -> str:
    """An arrow from a function."""
    return f'<knowledgeRequirement><requiredKnowledge href="#{slug(name)}"/></knowledgeRequirement>'


def literal(text: str, type_: str = "") -> str:
    """A literal expression."""
    return f"<literalExpression{_type(type_)}><text>{escape(text)}</text></literalExpression>"


def clause(text: str, type_: str = "", allowed: str = "", label: str = "") -> str:
    """A condition column."""
    values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    named = f" label={quoteattr(label)}" if label else ""
    return f"<input{named}><inputExpression{_type(type_)}><text>{escape(text)}</text></inputExpression>{values}</input>"


def output(name: str = "", type_: str = "", values: str = "", default: str = "") -> str:
    """A result column."""
    listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    usual = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    named = f" name={quoteattr(name)}" if name else ""
    return f"<output{named}{_type(type_)}>{listed}{usual}</output>"


def table(
    policy: str,
    clauses: Sequence[str],
    outputs: Sequence[str],
    rows: Sequence[Sequence[str]],
    aggregation: str = "",
    annotations: Sequence[str] = (),
    rule: str = "rule",
) -> str:
    """A decision table; each row has the condition cells, the results, then the annotations."""
    head = "".join((*clauses, *outputs, *(f"<annotation name={quoteattr(note)}/>" for note in annotations)))
    kind = f" aggregation={quoteattr(aggregation)}" if aggregation else ""
    body = "\n".join(
        _row(f"{rule}_{number}", row, len(clauses), len(outputs)) for number, row in enumerate(rows, 1)
    )
    return f"<decisionTable hitPolicy={quoteattr(policy)}{kind}>{head}\n{body}</decisionTable>"


def _row(rule: str, row: Sequence[str], conditions: int, results: int) -> str:
    kinds = ["inputEntry"] * conditions + ["outputEntry"] * results
    kinds += ["annotationEntry"] * (len(row) - len(kinds))
    cells = "".join(
        f"<{kind}><text>{escape(cell)}</text></{kind}>" for kind, cell in zip(kinds, row, strict=False)
    )
    return f'<rule id="{rule}">{cells}</rule>'


def function(
    name: str, params: Sequence[tuple[str, str]], body: str, knows: Sequence[str] = (), type_: str = ""
) -> str:
    """A business knowledge model; each parameter is (name, type)."""
    formal = "".join(f"<formalParameter name={quoteattr(one)}{_type(kind)}/>" for one, kind in params)
    arrows = "".join(map(knowledge, knows))
    head = f'<businessKnowledgeModel id="{slug(name)}" name={quoteattr(name)}>{variable(name, type_)}'
    return f"{head}<encapsulatedLogic>{formal}{body}</encapsulatedLogic>{arrows}</businessKnowledgeModel>"


def service(
    name: str,
    outputs: Sequence[str],
    encapsulated: Sequence[str] = (),
    decisions: Sequence[str] = (),
    inputs: Sequence[str] = (),
) -> str:
    """A decision service over elements named."""
    kinds = (("outputDecision", outputs), ("encapsulatedDecision", encapsulated))
    kinds += (("inputDecision", decisions), ("inputData", inputs))
    inner = "".join(f'<{kind} href="#{slug(one)}"/>' for kind, names in kinds for one in names)
    return (
        f'<decisionService id="{slug(name)}" name={quoteattr(name)}>{variable(name)}{inner}</decisionService>'
    )


def context(*entries: tuple[str, str]) -> str:
    """A boxed context; an entry named "" is its result."""
    inner = "".join(
        f"<contextEntry>{variable(name) if name else ''}{value}</contextEntry>" for name, value in entries
    )
    return f"<context>{inner}</context>"


def invocation(called: str, **bindings: str) -> str:
    """A boxed invocation; each binding is a boxed expression."""
    inner = "".join(
        f"<binding><parameter name={quoteattr(name)}/>{value}</binding>" for name, value in bindings.items()
    )
    return f"<invocation>{literal(called)}{inner}</invocation>"


def item(
    name: str,
    base: str = "",
    inner: str = "",
    allowed: str = "",
    many: bool = False,
    tag: str = "itemDefinition",
) -> str:
    """An item definition or, with another tag, a component."""
    kind = f"<typeRef>{escape(base)}</typeRef>" if base else ""
    values = f"<allowedValues><text>{escape(allowed)}</text></allowedValues>" if allowed else ""
    collection = ' isCollection="true"' if many else ""
    return f"<{tag} name={quoteattr(name)}{collection}>{kind}{values}{inner}</{tag}>"


def component(name: str, base: str = "", inner: str = "", allowed: str = "", many: bool = False) -> str:
    """A component of an item definition."""
    return item(name, base, inner, allowed, many, "itemComponent")
