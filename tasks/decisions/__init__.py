"""Decisions by DMN tables: asked, kept with their rule, audited; the models an office publishes."""

from engine.deciding import Answer, RuleFired, ask, keep, look

__all__ = ["Answer", "RuleFired", "ask", "keep", "look"]
