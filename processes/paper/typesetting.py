"""The one door to the typesetter: files in, PDF or pictures out; the same bytes for the same files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final

import typst

from processes.paper.texts import drawable

STANDARD: Final = "a-3a"
_FOLDER = files("processes.paper")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_SQUARE = "\u25a1"
_TRIES = 60


class Unprintable(ValueError):
    """The typesetter refused; carries its words."""


@cache
def _fonts() -> typst.Fonts:
    with as_file(_FOLDER / "fonts") as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])


class Job:
    """A document being set: a template of this folder, its data, and the files it refers to."""

    def __init__(self, template: str, attached: Mapping[str, bytes]) -> None:
        self._files = {name: (_FOLDER / name).read_bytes() for name in (template, "parts.typ")}
        self._files = {"main.typ": self._files.pop(template), **self._files}
        self._numbered = sorted(name for name, content in attached.items() if not _is_text(content))
        for name, content in attached.items():
            if name in self._numbered:
                self._files[f"{name}.json"] = json.dumps(list(content)).encode()
            else:
                self._files[name] = content
        self._compiler = typst.Compiler(self._with({}), font_paths=_fonts(), ignore_system_fonts=True)

    def marks(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What the template says of its own layout: the values of its <mark> labels."""
        content = self._with(data)
        compiler = typst.Compiler(content, font_paths=_fonts(), ignore_system_fonts=True)
        try:
            found: list[dict[str, Any]] = json.loads(compiler.query("<mark>", field="value"))
        except typst.TypstError as error:
            raise Unprintable(error.message) from error
        return found

    def pdf(self, data: Mapping[str, Any], made_at: int) -> bytes:
        """The PDF/A-3 with its date of making (seconds since 1970). Raises Unprintable.

        PDF/A allows no letter that no font has: each such letter becomes a white square.
        """
        content = self._with(data)
        for _ in range(_TRIES):
            try:
                made = self._compiler.compile(
                    content, format="pdf", pdf_standards=[STANDARD], timestamp=made_at
                )
            except typst.TypstError as error:
                missing = _MISSING.search(error.message)
                if missing is None:
                    raise Unprintable(error.message) from error
                content["data.json"] = _squared(content["data.json"], missing[1])
            else:
                return _one(made)
        raise Unprintable("too many letters that no font has")

    def pictures(self, data: Mapping[str, Any], ppi: float) -> tuple[bytes, ...]:
        """Every page as PNG. Raises Unprintable."""
        try:
            made = self._compiler.compile(self._with(data), format="png", ppi=ppi)
        except typst.TypstError as error:
            raise Unprintable(error.message) from error
        return (made,) if isinstance(made, bytes) else tuple(made or ())

    # The library takes files by name, though its stubs do not say so.
    def _with(self, data: Mapping[str, Any]) -> Any:
        text = json.dumps(
            _cleaned({**data, "numbered": self._numbered}), ensure_ascii=False, sort_keys=True
        ).encode()
        return {**self._files, "data.json": text}


def _is_text(content: bytes) -> bool:
    """Whether the library takes a file as it is; any other goes in as the list of its bytes."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _one(made: bytes | list[bytes] | None) -> bytes:
    return made if isinstance(made, bytes) else b"".join(made or ())


def _cleaned(value: Any) -> Any:
    """The same data without control characters, which no font draws."""
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list | tuple) else value


def _squared(content: bytes, missing: str) -> bytes:
    """The data with a square in place of the letters that no font has."""
    text = content.decode()
    for letter in {one for one in missing if ord(one) > 126}:
        text = text.replace(letter, _SQUARE)
    return text.encode()
