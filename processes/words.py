"""Words of a diagram: slugs of names, and the office's own words put in place of {placeholders}."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """`name` as lower-case ASCII words joined by "_": "Ketua Tim" -> "ketua_tim"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _NOT_SLUG.sub("_", plain.lower()).strip("_")


def fill(text: str, words: Mapping[str, str]) -> str:
    """`text` with each {placeholder} replaced from `words`; an unknown one shows as "[placeholder]"."""
    return _PLACEHOLDER.sub(lambda found: words.get(found[1]) or f"[{found[1]}]", text)


def placeholders(text: str) -> tuple[str, ...]:
    """Names of the {placeholders} in `text`, in order of appearance, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))
