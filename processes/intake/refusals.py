"""Why a file cannot be imported: a key and values; the words are chosen at the edge."""

from __future__ import annotations


class Unreadable(ValueError):
    """A file that cannot be imported; `key` names the sentence (web/shell/sentences.py), `values` fill its gaps."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key, self.values = key, values
