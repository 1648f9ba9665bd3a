"""What every template may ask for besides its own values."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from flask import Flask, g, request
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from web.shell import assets, errors, formatting, navigation
from web.shell.i18n import LOCALES, chosen
from web.shell.identity import visited, visitor
from web.shell.office import role_meaning, role_name, setting

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "alur_theme"


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates as files; where none can be written, they are compiled at every start."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def install(app: Flask, compiled: Path | None) -> None:
    """Put filters and functions into the templates' world; macros see them too.

    `compiled` is the folder that keeps compiled templates from start to start; None keeps them in the user's
    temporary files.
    """
    if compiled is not None:
        with suppress(OSError):
            compiled.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = _Compiled(None if compiled is None else str(compiled))
    formatting.install(app)
    assets.install(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["role_name"] = role_name
    app.jinja_env.globals.update(
        field_error=errors.field_error,
        field_value=errors.field_value,
        field_values=errors.field_values,
        refusal_text=errors.refusal_text,
        problems=problems,
        visitor=visitor,
        visited=visited,
        may=navigation.may,
        ways=navigation.ways,
        main_ways=navigation.MAIN,
        administration_ways=navigation.ADMINISTRATION,
        queue_ways=navigation.QUEUE,
        procedure_ways=navigation.PROCEDURES,
        studio_ways=navigation.STUDIO,
        model_draft_ways=navigation.MODEL_DRAFT,
        voice_ways=navigation.VOICE,
        case_ways=navigation.CASES,
        home=navigation.home,
        role_name=role_name,
        role_meaning=role_meaning,
        setting=setting,
        locale=chosen,
        locales=LOCALES,
        theme=theme,
    )


def theme() -> str:
    """The visitor's colours: "auto" (as the device says), "light" or "dark"."""
    wish = request.cookies.get(THEME_COOKIE, "")
    return wish if wish in THEMES else THEMES[0]


def problems() -> list[tuple[str, str]]:
    """Field and words of everything wrong with the form shown again, for the summary above it."""
    refusal = g.get("refusal")
    if refusal is None:
        return []
    wheres = dict.fromkeys(problem.where for problem in refusal.problems)
    return [(where, errors.field_error(where)) for where in wheres]
