"""Fails a session without tests on SQLite, PostgreSQL, Chromium or the editor's packages, or with one skipped."""

from __future__ import annotations

from collections import Counter

import pytest

GROUPS = ("sqlite", "postgres", "browser", "editor")


class Quorum:
    """Counts the tests of each group that ran and that were skipped, as they are reported."""

    def __init__(self) -> None:
        self.ran: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.again: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one report; a test that was skipped at set-up or in its body counts as skipped."""
        if report.outcome == "rerun":
            self.again.append(report.nodeid)
            return
        for group in GROUPS:
            if group not in report.keywords:
                continue
            if report.skipped and not hasattr(report, "wasxfail"):
                self.skipped[group] += 1
            elif report.when == "call":
                self.ran[group] += 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn a green session that missed a group into a failed one."""
        if self.faults() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say how many tests each group ran, and what is missing."""
        counts = ", ".join(f"{group} {self.ran[group]}" for group in GROUPS)
        terminalreporter.write_line(f"ran on: {counts}")
        for name in self.again:
            terminalreporter.write_line(f"tried again: {name}", yellow=True)
        for fault in self.faults():
            terminalreporter.write_line(fault, red=True)

    def faults(self) -> list[str]:
        """One sentence per group that did not run or was skipped."""
        missing = [f"no {group} test ran" for group in GROUPS if not self.ran[group]]
        return missing + [f"{self.skipped[group]} {group} tests skipped" for group in self.skipped]
