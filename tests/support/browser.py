"""A real Chromium for tests: its complaints and serious accessibility faults fail the test."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright, Response, expect
from werkzeug.serving import make_server

from tests.support.programs import find_chromium

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
ZONE = "Asia/Makassar"
_AXE = Axe()
_RUN = "() => axe.run({resultTypes: ['violations']}).then((found) => found.violations)"
# What a browser on a busy machine may cause: such a test is tried once more, and the run says so. See development.md.
SLOWNESS = ["^(Timeout)?Error: (Locator|Page|Frame)\\.", "^AssertionError: (Locator|Page) expected"]
PATIENCE = 20_000  # milliseconds; a limit for busy machines, not a measure


class Complaints:
    """What a page complained about: console errors (CSP violations are such), exceptions, answers of 5xx."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._expected: list[re.Pattern[str]] = []

    def expect(self, pattern: str) -> None:
        """Let complaints that match the pattern pass, e.g. "409" where the test provokes a conflict."""
        self._expected.append(re.compile(pattern))

    def listen(self, page: Page) -> None:
        """Hear everything a page says from now on."""
        page.on("console", self._console)
        page.on("pageerror", self._exception)
        page.on("response", self._response)

    def unexpected(self) -> list[str]:
        """Everything heard that no pattern expects."""
        return [said for said in self.heard if not any(known.search(said) for known in self._expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.heard.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _exception(self, error: Error) -> None:
        self.heard.append(f"exception: {error}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.heard.append(f"answer {response.status}: {response.url}")


def launch(playwright: Playwright) -> Browser:
    """Start Chromium without a window; raises RuntimeError when there is none."""
    executable = find_chromium()
    if executable is None:
        raise RuntimeError("Chromium is not installed: run `make test`, which installs it")
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))


@contextmanager
def opened(browser: Browser, complaints: Complaints, **options: Any) -> Iterator[Page]:
    """A page in a context of its own (own cookies, Indonesian, the office's zone)."""
    settings: dict[str, Any] = {"locale": "id-ID", "timezone_id": ZONE} | options
    with browser.new_context(**settings) as context:
        context.on("page", complaints.listen)
        yield context.new_page()


_PAINTED = """new Promise(done => new PerformanceObserver(list => {
  const [painted] = list.getEntriesByName("first-contentful-paint");
  if (painted) done(painted.startTime);
}).observe({type: "paint", buffered: true}))"""
_WEIGHT = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, one) => sum + one.transferSize, 0)"""


def first_content(page: Page) -> float:
    """Milliseconds from the wish for the page to the first content on the screen; waits for it."""
    return float(page.evaluate(_PAINTED))


def weight(page: Page) -> int:
    """Bytes that came over the wire for the page as loaded."""
    return int(page.evaluate(_WEIGHT))


def accessibility_faults(page: Page) -> list[str]:
    """Serious and critical axe findings of the page as shown, one line per element."""
    if not page.evaluate("'axe' in window"):  # once for a page: reading axe in takes as long as running it
        page.evaluate(_AXE.axe_script)
    findings = page.evaluate(_RUN)
    return [
        f"{finding['id']} ({finding['impact']}): {node['html']} -- {node.get('failureSummary', '')}"
        for finding in findings
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail the test when axe finds anything serious or critical."""
    faults = accessibility_faults(page)
    assert not faults, "\n".join(faults)


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve a WSGI application on a free port of this machine; yields its address without a final slash."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
