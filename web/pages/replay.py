"""Replay: past requests judged by a draft, another version or other working hours, with the list and each request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from engine import calendars
from engine.calendars import Version as CalendarVersion
from engine.definitions import Version
from engine.office_calendar_json import WEEKDAYS
from engine.refusals import Invalid, NotFound, Problem
from tasks import library, sop_drafts
from tasks.replay import export, running
from tasks.replay.outcome import Fate, Replayed
from tasks.replay.question import Question, week_text
from tasks.reports import csv, xlsx
from web.pages import replay_words as words
from web.shell.errors import again
from web.shell.formatting import now
from web.shell.identity import actor, site
from web.shell.office import zone
from web.shell.rights import AUDITOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("replay", __name__)

_PAGE = 20
_WEEK = tuple(date(2026, 6, day) for day in range(1, 8))  # Monday to Sunday, for their names
_MAY = (PROCESS_OWNER, SUPERVISOR, AUDITOR)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as typed, and what its fields offer."""

    question: Question
    name: str
    first: date
    last: date
    versions: tuple[Version, ...]
    has_draft: bool
    calendars: tuple[CalendarVersion, ...]
    week: dict[str, str]
    typed: dict[str, str]

    def query(self, **more: Any) -> dict[str, Any]:
        """The question as the address's query, with further fields."""
        given: dict[str, Any] = {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "version": self.question.version or "draft",
            "calendar": self.question.calendar,
            **{f"hours.{day}": text for day, text in self.typed.items()},
        }
        return {name: value for name, value in {**given, **more}.items() if value is not None}


def unanswered(key: str) -> ResponseReturnValue:
    """The page without an answer: what was typed cannot be read."""
    return _page(key, _asked(key, strict=False), found=None)


@blueprint.get("/studio/<key>/replay")
@needs(*_MAY)
@again(unanswered)
def index(key: str) -> ResponseReturnValue:
    """The answer for the chosen period: figures, picture, steps and requests; the last whole month without a choice."""
    asked = _asked(key)
    if not asked.versions:
        return _page(key, asked, found=None)
    found = running.replay(site(), actor(), asked.question)
    shown = _fate() or _first_told(found)
    listed = [case for case in found.cases if case.fate is shown]
    start = _start()
    return _page(
        key,
        asked,
        found=found,
        shown=shown,
        tabs=words.tabs(found, shown, key, asked.query()),
        bars=words.bars(found.steps),
        names=words.names(),
        lines={line.element: line for line in found.steps},
        listed=listed[start : start + _PAGE],
        total=len(listed),
        start=start,
        page=_PAGE,
    )


@blueprint.get("/studio/<key>/replay.csv")
@needs(*_MAY)
def as_csv(key: str) -> ResponseReturnValue:
    """The list for a spreadsheet."""
    asked = _asked(key)
    made = export.export(site(), actor(), asked.question)
    return _download(asked, csv.lines(site(), actor(), made, words.heading), csv.MEDIA, "csv")


@blueprint.get("/studio/<key>/replay.xlsx")
@needs(*_MAY)
def as_xlsx(key: str) -> ResponseReturnValue:
    """The list as a workbook."""
    asked = _asked(key)
    made = export.export(site(), actor(), asked.question)
    return _download(asked, xlsx.chunks(site(), actor(), made, words.heading), xlsx.MEDIA, "xlsx")


def _page(key: str, asked: Asked, **shown: Any) -> str:
    return render_template("studio/replay.html", key=key, asked=asked, days=_WEEK, **shown)


def _download(asked: Asked, content: Any, media: str, ending: str) -> Response:
    answer = Response(stream_with_context(content), mimetype=media)
    name = f"{asked.question.key}-replay-{asked.first}-{asked.last}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _asked(key: str, *, strict: bool = True) -> Asked:
    versions = library.versions(site(), actor(), key)
    with site().db.read(actor()) as tx:
        has_draft = key in sop_drafts.dates_of_mine(tx)
        known = calendars.versions(tx, actor().office)
        week = week_text(calendars.current(tx, actor().office))
    if not versions and not has_draft:
        raise NotFound("definition.unknown")
    first, last = _period(strict=strict)
    numbers = [line.version for line in versions]
    wish = request.args.get("version", "")
    version = int(wish) if wish.isdecimal() and len(wish) < 9 and int(wish) in numbers else None
    if version is None and not has_draft:
        version = numbers[0]
    typed = {day: request.args.get(f"hours.{day}", "").strip()[:200] for day in WEEKDAYS}
    other = {day: text for day, text in typed.items() if f"hours.{day}" in request.args and text != week[day]}
    calendar = request.args.get("calendar", "")
    question = Question(
        key=key,
        start=datetime.combine(first, time.min, zone()),
        end=datetime.combine(last + timedelta(days=1), time.min, zone()),
        version=version,
        calendar=int(calendar) if calendar in {str(one.version) for one in known} else None,
        hours=other or None,
    )
    name = versions[0].name if versions else key
    return Asked(question, name, first, last, versions, has_draft, known, week, other)


def _period(*, strict: bool) -> tuple[date, date]:
    """The days typed, turned where they are the wrong way round; the last whole month without them."""
    end = now().astimezone(zone()).date().replace(day=1) - timedelta(days=1)
    first, last = (_day(name, strict=strict) for name in ("from", "to"))
    last = last or (end if first is None or first <= end else now().astimezone(zone()).date())
    first, last = sorted((first or last.replace(day=1), last))
    return first, last


def _day(name: str, *, strict: bool) -> date | None:
    text = request.args.get(name, "")
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        found = date.min
    if found is None or 1990 <= found.year <= 2200:
        return found
    if strict:
        raise Invalid("report.invalid", Problem("report.not_a_day", name))
    return None


def _fate() -> Fate | None:
    wish = request.args.get("show", "")
    return Fate(wish) if wish in set(Fate) else None


def _first_told(found: Replayed) -> Fate:
    """What the list begins with: those that would newly be late, else whatever there is."""
    kinds = (Fate.NEWLY, Fate.NO_LONGER, Fate.BOTH)
    return next((kind for kind in kinds if found.fates[kind] + found.open_fates[kind]), Fate.NEWLY)


def _start() -> int:
    text = request.args.get("start", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
