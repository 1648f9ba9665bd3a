"""Hands at a real browser that work a task the way an officer does: start, tick, choose, complete."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

_START = re.compile("^Mulai$")


def start_request(page: Page, address: str, name: str, kind: str = "Paspor baru dewasa") -> None:
    """Start a request through its form; ends on the page of its first task."""
    page.goto(f"{address}/requests/new/micin_darurat")
    page.get_by_label("Nama pemohon").fill(name)
    page.get_by_label("Jenis permohonan").select_option(label=kind)
    page.get_by_role("main").get_by_role("button", name="Mulai permohonan").click()
    expect(page.get_by_role("status").first).to_contain_text("sudah dimulai")


def start_task(page: Page) -> None:
    """Press Start on a task's page; its form opens."""
    page.get_by_role("button", name=_START).click()
    expect(page.locator("#task-form")).to_be_visible()
    page.wait_for_load_state()  # all of the form is there, and its scripts have run


def answer(page: Page, item: str, verdict: str, note: str = "") -> None:
    """Answer one line of the completeness gate."""
    page.locator(f'input[name="kelengkapan.{item}.nilai"][value="{verdict}"]').check()
    if note:
        page.locator(f'input[name="kelengkapan.{item}.catatan"]').fill(note)


def fill_task(page: Page, missing: Mapping[str, str] | None = None, choice: str = "") -> None:
    """Fill an open form: `missing` gives verdicts by item, the rest is present; the first choice unless named."""
    page.wait_for_load_state()
    for item, verdict in (missing or {}).items():
        answer(page, item, verdict, "periksa kembali")
    _answer_rest(page)
    second = page.locator('select[name="petugas_kedua"]')
    if second.count():
        second.select_option(index=1)
    for field in page.locator("#task-form input[required]:not([type=radio])").all():
        if not field.input_value():
            field.fill("2026-04-10" if field.get_attribute("type") == "date" else "820260409000001")
    choices = page.locator('input[name="keputusan"]')
    if choices.count():
        (page.locator(f'input[name="keputusan"][value="{choice}"]') if choice else choices.first).check()


def complete(page: Page) -> None:
    """Press the button that completes the step."""
    page.get_by_role("button", name="Selesaikan langkah").click()


def do_task(page: Page, missing: Mapping[str, str] | None = None, choice: str = "") -> None:
    """Start, fill and complete the task whose page is open."""
    start_task(page)
    fill_task(page, missing, choice)
    complete(page)
    expect(page.get_by_role("status").first).to_contain_text("Langkah selesai")


def step(page: Page) -> str:
    """The number of the step whose page is open, e.g. "J1"."""
    page.wait_for_load_state()
    return page.locator(".eyebrow").inner_text().split("·")[0].removeprefix("Langkah").strip()


def _answer_rest(page: Page) -> None:
    if not page.locator("[data-gate]").count():
        return
    if page.locator("[data-group]").count():
        page.locator('[data-group] input[value="ada"]').first.check()
    buttons = page.locator("[data-answer-rest]:visible")
    if buttons.count():
        for button in buttons.all():
            button.click()
        return
    lines = page.locator("fieldset.verdict:not(:has(input:checked))")
    while lines.count():
        line = lines.first
        unneeded = line.locator('input[value="tidak_perlu"]')
        (unneeded if unneeded.count() else line.locator('input[value="ada"]')).check()
