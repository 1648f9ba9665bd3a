"""People's data: covered for auditors, kept no longer than its class allows, erased, exported, told of (UU 27/2022)."""

from tasks.privacy.covering import COVERED, ERASED, covers, sees

__all__ = ["COVERED", "ERASED", "covers", "sees"]
