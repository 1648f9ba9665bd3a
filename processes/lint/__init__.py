"""Lint: one function per rule over a parsed BPMN file; every construct that would run wrongly is refused."""

from processes.findings import ERROR, WARNING, BadXml, Finding
from processes.lint.run import lint

__all__ = ["ERROR", "WARNING", "BadXml", "Finding", "lint"]
