"""What changed between two versions of an SOP, in the words of its table, with both diagrams side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from processes.diff import ADDED, REMOVED, RENUMBERED, Change
from tasks import library, sop_changes
from web.pages import decision_change_words
from web.pages.change_words import sentence
from web.shell.identity import actor, site
from web.shell.numbers import asked_number
from web.shell.rights import PROCESS_OWNER, SIGNED_IN, needs

blueprint = Blueprint("changes", __name__)


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words, the row it stands in, and how it is marked."""

    how: str
    words: str
    step: str
    name: str


@blueprint.get("/sop/<key>/changes")
@needs(SIGNED_IN)
def between(key: str) -> ResponseReturnValue:
    """Two published versions; without a choice the newest and the one before it."""
    older, newer = sop_changes.pair(site(), actor(), key, asked_number("from"), asked_number("to"))
    found, rules = sop_changes.between(site(), actor(), older, newer)
    return _page(
        key,
        found,
        rules=decision_change_words.all_told(rules),
        before=(older.version, url_for("sop.diagram", key=key, version=older.version)),
        after=(newer.version, url_for("sop.diagram", key=key, version=newer.version)),
        name=newer.name,
        versions=[line.version for line in library.versions(site(), actor(), key)],
    )


@blueprint.get("/studio/<key>/changes")
@needs(PROCESS_OWNER)
def of_draft(key: str) -> ResponseReturnValue:
    """The person's own draft against the version it began from."""
    base, found, rules = sop_changes.of_draft(site(), actor(), key)
    return _page(
        key,
        found,
        rules=decision_change_words.all_told(rules),
        before=(base.version, url_for("sop.diagram", key=key, version=base.version)) if base else (0, ""),
        after=(None, url_for("studio.draft", key=key)),
        name=base.name if base else key.replace("_", " "),
        versions=[],
    )


def _page(key: str, found: tuple[Change, ...], **shown: Any) -> str:
    return render_template("sop/changes.html", key=key, **in_words(found), **shown)


def in_words(found: tuple[Change, ...]) -> dict[str, Any]:
    """Changes as sop/change_list.html shows them: of the whole, by step, and the marks of both diagrams."""
    told = [Told(one.how, sentence(one), one.step, one.name) for one in found]
    return {
        "whole": [one for one in told if not one.step],
        "steps": _by_step(told),
        "marks": {"before": _marks(found, REMOVED), "after": _marks(found, ADDED)},
    }


def _by_step(told: Iterable[Told]) -> list[tuple[str, str, list[Told]]]:
    found: dict[tuple[str, str], list[Told]] = {}
    for one in told:
        if one.step:
            found.setdefault((one.step, one.name), []).append(one)
    return [(step, name, lines) for (step, name), lines in found.items()]


def _marks(found: Iterable[Change], own: str) -> list[dict[str, str]]:
    """The shapes of one diagram to mark: those only it has, and those whose cells changed; renumbering marks none."""
    marked: dict[str, str] = {}
    for one in found:
        if not one.element or one.how == RENUMBERED:
            continue
        if one.what == "step":
            if one.how == own:
                marked[one.element] = own
        else:
            marked.setdefault(one.element, "changed")
    return [{"element": element, "state": state} for element, state in marked.items()]
