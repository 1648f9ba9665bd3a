"""The file store and what it lets in."""

from __future__ import annotations

import hashlib
import resource
import signal
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from engine.database import Database
from engine.refusals import Invalid
from tasks import file_kinds, files
from tasks.site import Site
from tests.tasks import uploads

MOST = 200_000


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(Database(f"sqlite:///{tmp_path / 'unused.db'}"), tmp_path / "alur")


def stored(site: Site) -> list[Path]:
    return [path for path in site.files.rglob("*") if path.is_file()]


def refused(content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        file_kinds.clean(content)
    return caught.value.key


MODES = {
    "JPEG": ("RGB", "L", "CMYK"),
    "PNG": ("RGB", "L", "P", "RGBA", "LA", "1"),
    "WEBP": ("RGB", "RGBA"),
}


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes])
def test_a_picture_is_recognised_and_made_anew(kind: str, mode: str) -> None:
    made = BytesIO()
    Image.new(mode, (20, 10)).save(made, kind)
    cleaned = file_kinds.clean(made.getvalue())
    assert cleaned.media_type == f"image/{kind.lower()}" == file_kinds.recognise(cleaned.content)
    assert Image.open(BytesIO(cleaned.content)).size == (20, 10)


def test_a_photo_is_turned_upright_and_loses_what_it_told_about_its_owner() -> None:
    before = uploads.photo_lying_on_its_side()
    assert b"rahasia" in before
    after = file_kinds.clean(before).content
    image = Image.open(BytesIO(after))
    assert image.size == (48, 64)
    assert not image.getexif() and "comment" not in image.info and b"rahasia" not in after


def test_what_is_hidden_behind_a_picture_is_gone() -> None:
    after = file_kinds.clean(uploads.picture("PNG") + b"<script>alert(1)</script>").content
    assert b"script" not in after


def test_transparency_is_kept_and_a_large_picture_becomes_smaller() -> None:
    transparent = Image.open(BytesIO(file_kinds.clean(uploads.picture("PNG", mode="RGBA")).content))
    assert transparent.mode == "RGBA"
    large = Image.open(BytesIO(file_kinds.clean(uploads.picture("JPEG", (5000, 100), "L")).content))
    assert max(large.size) <= 4000


def test_a_decompression_bomb_is_refused_before_it_is_unpacked() -> None:
    header = uploads.picture("PNG", (8, 8))
    huge = header.replace((8).to_bytes(4) * 2, (60_000).to_bytes(4) * 2)
    body = huge[12:29]
    huge = huge[:29] + zlib.crc32(body).to_bytes(4) + huge[33:]
    assert refused(huge) == "attachment.image_too_large"


@pytest.mark.parametrize("cut", [12, 40, 200])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_broken_picture_is_refused(kind: str, cut: int) -> None:
    whole = uploads.picture(kind, (300, 300))
    assert refused(whole[: min(cut, len(whole) - 20)]) == "attachment.image_unreadable"


@pytest.mark.parametrize(
    "content",
    [b"GIF89a" + b"x" * 50, b"<html>", b"PK\x03\x04", b"  %PDF-1.4", b"<svg xmlns=''/>", b"MZ", b"BM"],
)
def test_other_types_are_refused_whatever_they_are_called(content: bytes) -> None:
    assert refused(content) == "attachment.type"


def test_nothing_is_refused_as_empty() -> None:
    assert refused(b"") == "attachment.empty"


def test_a_plain_pdf_is_kept_as_it_is() -> None:
    assert file_kinds.clean(uploads.pdf()) == file_kinds.Cleaned("application/pdf", uploads.pdf())
    assert file_kinds.clean(uploads.pdf_with_packed(b"1 0 << /Type /Font >>")).media_type == "application/pdf"


@pytest.mark.parametrize(
    ("extra", "key"),
    [
        (b"/Encrypt 9 0 R", "attachment.pdf_encrypted"),
        (b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", "attachment.pdf_active"),
        (b"/Names << /J#61vaScript 5 0 R >>", "attachment.pdf_active"),
        (b"/AA << /O << /S/Launch /F (x.exe) >> >>", "attachment.pdf_active"),
    ],
)
def test_a_pdf_that_hides_or_acts_is_refused(extra: bytes, key: str) -> None:
    assert refused(uploads.pdf(extra)) == key
    assert refused(uploads.pdf_with_packed(b"1 0 << " + extra + b" >>")) == key


def test_a_pdf_without_an_end_or_with_a_bomb_inside_is_refused() -> None:
    assert refused(uploads.pdf()[:-6]) == "attachment.pdf_unreadable"
    assert refused(uploads.pdf_with_packed(bytes(60_000_000))) == "attachment.pdf_unreadable"


def test_a_file_lies_under_its_digest_and_is_stored_once(site: Site) -> None:
    first = files.keep(site, uploads.pdf(), MOST)
    second = files.keep(site, BytesIO(uploads.pdf()), MOST)
    assert first == second
    assert first.sha256 == hashlib.sha256(uploads.pdf()).hexdigest() and first.size == len(uploads.pdf())
    assert stored(site) == [files.path(site, first.sha256)]
    assert files.path(site, first.sha256).parent.name == first.sha256[:2]
    assert files.is_intact(site, first.sha256)
    files.path(site, first.sha256).write_bytes(b"changed")
    assert not files.is_intact(site, first.sha256) and not files.is_intact(site, "0" * 64)


def test_a_file_over_the_limit_is_refused_and_not_stored(site: Site) -> None:
    for content in (uploads.pdf(), BytesIO(uploads.pdf())):
        with pytest.raises(Invalid) as caught:
            files.keep(site, content, len(uploads.pdf()) - 1)
        assert caught.value.key == "attachment.too_large"
    assert files.keep(site, uploads.pdf(), len(uploads.pdf())).size == len(uploads.pdf())


def test_a_full_disk_leaves_nothing_half_written(site: Site) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            files.keep(site, uploads.pdf(), MOST)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert stored(site) == []
    assert files.keep(site, uploads.pdf(), MOST).size == len(uploads.pdf())


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_digest_names_a_place(site: Site, digest: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        files.path(site, digest)
