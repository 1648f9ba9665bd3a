"""Translations: what the pages say, checked against the catalogues (`python -m web.translate check|missing`).

Message ids are English sentences. Each language has one .po file per area under web/translations/<language>/.
Indonesian must be complete; English needs an entry only where the id itself is not what should be shown.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir

from web.shell.i18n import areas, catalogue

_ROOT = Path(__file__).parent
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}
_KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "N_": None, "mark": None, "ngettext": (1, 2)}

Id = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """A sentence found in the code: where, and its plural beside it if it counts."""

    id: Id
    place: str


def used(root: Path = _ROOT) -> Iterator[Used]:
    """Every sentence used in Python files and templates."""
    found = extract_from_dir(root, _METHODS, _OPTIONS, keywords=_KEYWORDS)
    for file, line, words, _comments, _context in found:
        yield Used(tuple(words) if isinstance(words, (list, tuple)) else words, f"{file}:{line}")


def faults(root: Path = _ROOT) -> list[str]:
    """What is wrong with the catalogues, one line each; empty when every page speaks both languages."""
    return [*_missing_lines(root), *_conflicts("id"), *_conflicts("en"), *_gaps("id"), *_gaps("en")]


def missing(root: Path = _ROOT) -> list[Used]:
    """Sentences without Indonesian words, each once, in order of appearance."""
    known = catalogue("id")
    seen: dict[Id, Used] = {}
    for one in used(root):
        message = known.get(_first(one.id))
        if message is None or not _said(message):
            seen.setdefault(one.id, one)
    return list(seen.values())


def _missing_lines(root: Path) -> Iterator[str]:
    for one in missing(root):
        yield f"{one.place}: no Indonesian for {_first(one.id)!r}"


def _conflicts(locale: str) -> Iterator[str]:
    """The same id with different words in two areas: which one would be shown depends on file order."""
    first: dict[str, tuple[str, Any]] = {}
    for area, messages in areas(locale):
        for message in messages:
            if not message.id:
                continue
            name, words = first.setdefault(_first(message.id), (area, message.string))
            if words != message.string:
                yield f"{locale}/{area}.po: {_first(message.id)!r} has other words in {name}.po"


def _gaps(locale: str) -> Iterator[str]:
    """A translation that lacks or invents a %(gap)s would fail only when it is shown."""
    for message in catalogue(locale):
        ids = message.id if isinstance(message.id, (list, tuple)) else [message.id]
        wanted = set().union(*(_named(text) for text in ids))
        for text in _said(message):
            if _named(text) - wanted or (wanted - {"num"}) - _named(text):
                yield f"{locale}: the gaps of {_first(message.id)!r} differ from {text!r}"


def _named(text: str) -> set[str]:
    """Names of the %(name)s gaps of a text."""
    return set(re.findall(r"%\((\w+)\)", text))


def _said(message: Message) -> list[str]:
    words: Any = message.string
    return [text for text in (words if isinstance(words, (list, tuple)) else [words]) if text]


def _first(id_: Any) -> str:
    return str(id_ if isinstance(id_, str) else id_[0])


@click.group(help=__doc__)
def main() -> None:
    """The command `python -m web.translate`."""


@main.command()
def check() -> None:
    """Fail when a sentence has no Indonesian words, two different ones, or other gaps."""
    wrong = faults()
    click.echo("\n".join(wrong) or "Every page speaks both languages.")
    sys.exit(1 if wrong else 0)


@main.command(name="missing")
def print_missing() -> None:
    """Print .po entries for sentences without Indonesian words, ready to be filled in and put into an area."""
    for one in missing():
        click.echo(f"#: {one.place}")
        if isinstance(one.id, str):
            click.echo(f'msgid "{_quoted(one.id)}"\nmsgstr ""\n')
        else:
            click.echo(f'msgid "{_quoted(one.id[0])}"\nmsgid_plural "{_quoted(one.id[1])}"\nmsgstr[0] ""\n')


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


if __name__ == "__main__":
    main()
