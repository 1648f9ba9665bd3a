"""The office's settings by area, each with its label and help."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import settings
from engine.refusals import NotFound
from engine.settings import SETTINGS, Setting
from tasks import settings as commands
from web.pages import settings_fields as fields
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, PROCESS_OWNER, needs

blueprint = Blueprint("settings", __name__, url_prefix="/admin/settings")


@blueprint.get("")
@needs(ADMINISTRATOR, PROCESS_OWNER)
def index() -> ResponseReturnValue:
    """Every setting this person may change, by area."""
    with site().db.read(actor()) as tx:
        values = settings.all_values(tx)
    areas = [area for area in fields.AREAS if _mine(area)]
    return render_template(
        "settings/index.html",
        areas=[
            (area, gettext(fields.AREAS[area].title), gettext(fields.AREAS[area].lead), _shown(area, values))
            for area in areas
        ],
        area=request.view_args.get("area") if request.view_args else None,
    )


@blueprint.post("/<area>")
@needs(ADMINISTRATOR, PROCESS_OWNER)
@again(lambda area: index())
def change(area: str) -> ResponseReturnValue:
    """Store the settings of one area."""
    wanted = _of(area)
    if not wanted:
        raise NotFound("settings.unknown")
    given = {setting.key: fields.posted(setting, request.form) for setting in wanted}
    commands.change(site(), actor(), given, request.form.get("reason", ""))
    flash(gettext("The settings have been saved."), "ok")
    return redirect(url_for("settings.index") + f"#{area}", 303)


def _mine(area: str) -> bool:
    return actor().has(ADMINISTRATOR) or area in commands.PROCESS_AREAS


def _of(area: str) -> list[Setting]:
    return [setting for setting in SETTINGS if setting.area == area]


def _shown(area: str, values: dict[str, Any]) -> list[fields.Field]:
    return [fields.field(setting, values[setting.key]) for setting in _of(area)]
