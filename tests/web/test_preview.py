"""Form preview: every form of a draft as its task's page shows it; judged like the real one, never kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from engine import schema
from processes.table import SHIPPED
from tasks import checklist, form_preview, library, sop_drafts
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in

_FORMS = "/studio/micin_darurat/forms"
_FIRST = f"{_FORMS}/terima_permohonan"
_GATE = f"{_FORMS}/pastikan_persyaratan"


def rows(office: Office) -> dict[str, int]:
    with office.site.db.read() as tx:
        counted = (schema.drafts, schema.tasks, schema.instances, schema.attachments, schema.audit)
        return {t.name: tx.conn.execute(select(func.count()).select_from(t)).scalar_one() for t in counted}


def test_every_form_of_every_shipped_sop_is_shown(office: Office, office_app: Flask) -> None:
    library.deploy_shipped(office.site, office["admin"])
    owner = signed_in(office_app, "pemilik")
    for key in SHIPPED:
        sheaf = form_preview.sheaf(office.site, office["pemilik"], key)
        assert owner.get(f"/studio/{key}/forms").status_code == 200
        for element in sheaf.steps:
            answer = owner.get(f"/studio/{key}/forms/{element}?type=hilang")
            assert answer.status_code == 200 and "<form" in answer.text


def test_the_gate_follows_the_application_type(office_app: Flask) -> None:
    owner = signed_in(office_app, "pemilik")
    texts = {one.code: owner.get(f"{_GATE}?type={one.code}").text for one in checklist.application_types()}
    asked = {code: text.count('class="field verdict"') for code, text in texts.items()}
    assert min(asked.values()) > 2 and len(set(asked.values())) > 2, asked
    assert (
        "kelengkapan.lapor_hilang" in texts["hilang"]
        and "kelengkapan.lapor_hilang" not in texts["baru_dewasa"]
    )


def test_the_draft_is_shown_where_there_is_one_and_the_version_in_force_else(
    office: Office, office_app: Flask
) -> None:
    owner = signed_in(office_app, "pemilik")
    assert "Versi 1" in owner.get(_FORMS).text
    draft = sop_drafts.open_draft(office.site, office["pemilik"], "micin_darurat")
    changed = draft.xml.replace(b">Surat permohonan<", b">Surat rujukan dokter<")
    sop_drafts.save_draft(office.site, office["pemilik"], "micin_darurat", changed, draft.revision)
    assert "draf saya" in owner.get(_FORMS).text
    assert "Surat rujukan dokter" in owner.get(_FIRST).text
    broken = draft.xml.replace(b' row="1"', b' row="x"')
    sop_drafts.save_draft(office.site, office["pemilik"], "micin_darurat", broken, draft.revision + 1)
    assert owner.get(_FORMS).status_code == 422
    assert "belum dapat dibaca" in owner.get(_FORMS).text


def test_what_is_typed_is_judged_as_in_the_task_and_nothing_is_kept(
    office: Office, office_app: Flask
) -> None:
    owner = signed_in(office_app, "pemilik")
    before = rows(office)
    refused = owner.post(_FIRST, {"kelengkapan.surat_permohonan.nilai": "tidak_ada", "catatan": "Belum"})
    assert refused.status_code == 422
    assert "Belum" in refused.text and 'class="error"' in refused.text
    taken = owner.post(_FIRST, {"kelengkapan.surat_permohonan.nilai": "ada"})
    assert taken.status_code == 200 and "Formulir akan diterima." in taken.text
    assert owner.post(f"{_FORMS}/-", {}).status_code == 422
    assert rows(office) == before


def test_process_owners_alone_see_it_and_only_this_site_frames_it(office_app: Flask) -> None:
    owner = signed_in(office_app, "pemilik")
    assert owner.get(_FIRST).headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in owner.get(_FIRST).headers["Content-Security-Policy"]
    assert owner.get(_FORMS).headers["X-Frame-Options"] == "DENY"
    for path in (f"{_FORMS}/lain", f"{_FORMS}/G_pastikan_persyaratan", "/studio/lain/forms"):
        assert owner.get(path).status_code == 404
    for login in ("petugas1", "auditor", "admin"):
        visitor = signed_in(office_app, login)
        assert visitor.get(_FORMS).status_code == visitor.post(_FIRST, {}).status_code == 403


def test_the_frames_are_as_wide_as_they_say_and_can_be_filled(
    page: Page, office_app: Flask, serve: Callable[[Any], str]
) -> None:
    address = serve(office_app)
    sign_in(page, address, "pemilik")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}{_FORMS}?step=terima_permohonan")
        phone = page.frame_locator(".preview-phone iframe")
        expect(phone.get_by_role("button", name="Selesaikan langkah")).to_be_visible()
        assert fits(page)
    widths = page.evaluate("[...document.querySelectorAll('iframe')].map((f) => f.contentWindow.innerWidth)")
    assert widths == [360, 1280]
    assert_accessible(page)
    phone.get_by_role("radio", name="ada", exact=True).check()
    phone.get_by_role("button", name="Selesaikan langkah").click()
    expect(phone.get_by_text("Formulir akan diterima.")).to_be_visible()
