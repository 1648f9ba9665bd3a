"""alur calendar: the office's working hours, holidays and deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import orjson

from engine import office_due
from engine.office_calendar import DayPlan, plan
from engine.office_calendar_json import to_json
from engine.refusals import Invalid
from processes.time_text import parse_time
from tasks import office_hours
from web.cli.frame import OPERATOR, Verbs, answer, json_option, open_site


@click.group("calendar", cls=Verbs)
def calendar_group() -> None:
    """The office's working calendar."""


@calendar_group.command("show")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Only this day's hours and why.")
@json_option
def calendar_show(day: datetime | None, as_json: bool) -> None:
    """Show the calendar in force, or one day of it."""
    calendar = office_hours.current(open_site(), OPERATOR)
    if day is not None:
        shown = plan(calendar, day.date())
        answer(shown, as_json, (_day_line(shown),))
        return
    content = to_json(calendar)
    answer(content, as_json, (orjson.dumps(content, option=orjson.OPT_INDENT_2).decode(),))


@calendar_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reason", required=True, help="Why it changes, e.g. the decree's number.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@json_option
def calendar_import(file: Path, reason: str, dry_run: bool, as_json: bool) -> None:
    """Put a calendar (JSON, as `alur calendar show --json` prints it) in force; open deadlines follow."""
    site = open_site()
    try:
        content = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Invalid("calendar.not_json", line=error.lineno) from None
    seen = office_hours.preview(site, OPERATOR, content)
    lines = [f"{len(seen.changes)} days change, {len(seen.shifts)} open deadlines move"]
    lines += [
        f"  {s.business_key} {s.name}: {s.before.isoformat()} -> {s.after.isoformat()}" for s in seen.shifts
    ]
    lines += [f"  no cuti bersama data for {year}" for year in seen.missing_years]
    if dry_run:
        answer(seen, as_json, lines)
        return
    version = office_hours.publish(
        site, OPERATOR, content, reason, office_hours.current(site, OPERATOR).version
    )
    answer({"version": version, "preview": seen}, as_json, [*lines, f"version {version} is in force"])


@calendar_group.command("due")
@click.argument("start")
@click.argument("time_text")
@json_option
def calendar_due(start: str, time_text: str, as_json: bool) -> None:
    """When a time standard falls due: START is RFC 3339 (office zone by default), e.g. "1 hari kerja"."""
    calendar = office_hours.current(open_site(), OPERATOR)
    try:
        begins = datetime.fromisoformat(start)
    except ValueError:
        raise click.BadParameter(
            "not a date and time such as 2026-03-12T15:00+08:00", param_hint="START"
        ) from None
    zone = ZoneInfo(calendar.zone)
    begins = begins if begins.tzinfo else begins.replace(tzinfo=zone)
    due = office_due.due(calendar, parse_time(time_text), begins)
    if due is None:
        raise click.BadParameter("sets no limit that can be counted", param_hint="TIME_TEXT")
    answer({"start": begins, "due": due.astimezone(zone)}, as_json, (due.astimezone(zone).isoformat(),))


def _day_line(day: DayPlan) -> str:
    hours = ", ".join(f"{_clock(interval.start)}-{_clock(interval.end)}" for interval in day.hours)
    return " ".join(filter(None, (hours or "closed", f"({day.source})", day.label, day.decree)))


def _clock(since_midnight: timedelta) -> str:
    minutes = int(since_midnight.total_seconds()) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
