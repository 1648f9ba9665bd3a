"""How the words of findings are held."""

from __future__ import annotations

Said = tuple[tuple[str, str], tuple[str, str]]
"""(what is wrong, what to do) in Indonesian, then in English."""
