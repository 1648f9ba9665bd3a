"""Decisions by DMN tables: asked, kept with their rule, audited; the models an office publishes."""

from engine.deciding import Answer, ask, keep, look
from engine.fired_rules import RuleFired

__all__ = ["Answer", "RuleFired", "ask", "keep", "look"]
