"""All built-in functions: importing their modules fills the registry."""

from __future__ import annotations

from engine.feel import (
    builtins_contexts,
    builtins_conversion,
    builtins_lists,
    builtins_numbers,
    builtins_ranges,
    builtins_statistics,
    builtins_strings,
    builtins_temporal,
)
from engine.feel.registry import BUILTINS

MODULES = (
    builtins_contexts,
    builtins_conversion,
    builtins_lists,
    builtins_numbers,
    builtins_ranges,
    builtins_statistics,
    builtins_strings,
    builtins_temporal,
)

__all__ = ["BUILTINS", "MODULES"]
