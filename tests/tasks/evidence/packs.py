"""Real packs of a furnished office, the verifier as an auditor runs it, and hands that tamper with a pack."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tasks import attachments, breaches, completion, views, work
from tasks.attachments import Place
from tasks.completion import Late
from tasks.evidence import pack
from tasks.evidence.scope import Purpose
from tasks.reports.scope import ReportFilter
from tests.support.office import Office, filled
from tests.tasks import uploads
from tests.tasks.report_rows import at

VERIFIER = Path(pack.__file__).with_name("verify.py")
ZI = Purpose("zi_wbk", "penilaian 2026")
PERIOD = ReportFilter("micin_darurat", at(hours=-1), at(days=40), "batulicin")


def played(office: Office) -> int:
    """A case late, paused, explained and confirmed at its first step, with a document, some steps further on."""
    site, officer = office.site, office["petugas1"]
    number = office.start(nama_pemohon="Siti Aminah").instance
    line = office.open_task(number)
    work.start(site, officer, line.id)
    office.clock.move(timedelta(minutes=4))
    work.suspend(site, officer, line.id, "jaringan", "=HYPERLINK(1)")
    office.clock.move(timedelta(minutes=2))
    work.resume(site, officer, line.id)
    office.clock.move(timedelta(minutes=9))
    attachments.add(site, officer, Place(number, line.id, "kk"), "kk.pdf", uploads.pdf())
    form = views.form_for(site, officer, line.id).form
    completion.complete(site, officer, line.id, filled(form), late=Late("jaringan", "kabel putus"))
    breach = views.task(site, officer, line.id).breach
    assert breach is not None
    breaches.confirm(site, office["kasi"], breach.id, "jaringan")
    office.do(number)
    return number


def of_case(office: Office, number: int, login: str = "auditor") -> bytes:
    return b"".join(pack.of_case(office.site, office[login], number, ZI).content)


def of_period(office: Office, wanted: ReportFilter = PERIOD) -> bytes:
    return b"".join(pack.of_period(office.site, office["auditor"], wanted, ZI).content)


def opened(content: bytes) -> dict[str, bytes]:
    """The files of a pack."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files, sound as a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def verify(content: bytes, folder: Path, *words: str, python: str = sys.executable) -> tuple[int, str]:
    """Exit code and answer of the verifier on the auditor's computer: nothing of Alur is in reach."""
    path, program = folder / "paket.zip", folder / "verify.py"
    path.write_bytes(content)
    program.write_bytes(VERIFIER.read_bytes())
    done = subprocess.run(
        [python, "-I", "-W", "error", program.name, path.name, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr or done.returncode == 2, done.stderr
    return done.returncode, done.stdout


def faults(answer: str) -> list[tuple[str, str]]:
    """(code, where) of each thing the verifier found."""
    lines = [line for line in answer.splitlines() if line.startswith("SALAH [")]
    parts = [line.removeprefix("SALAH [").partition("] ") for line in lines]
    return [(code, rest.rpartition(": ")[0]) for code, _, rest in parts]


def flipped(content: bytes) -> bytes:
    """The pack with one bit of a file in the middle of its ZIP turned."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo("data/steps.csv")
    raw = bytearray(content)
    raw[info.header_offset + 60 + info.compress_size // 2] ^= 0x10
    return bytes(raw)


def broken(office: Office, number: int) -> None:
    """Somebody gets past the guards of the database and edits a record and a task of a case."""
    with office.site.db.engine.begin() as conn:
        if conn.dialect.name == "sqlite":
            conn.execute(text("DROP TRIGGER audit_no_update"))
        else:
            conn.execute(text("DROP TRIGGER audit_append_only ON audit"))
        chain = f"(SELECT id FROM audit_heads WHERE chain = 'instance:{number}')"
        conn.execute(text(f"UPDATE audit SET actor = 'orang lain' WHERE seq = 2 AND head_id = {chain}"))
        conn.execute(text(f"UPDATE tasks SET completed_by = 'petugas9' WHERE instance_id = {number}"))


Records = list[dict[str, Any]]


def with_records(content: bytes, change: Callable[[Records], Records]) -> bytes:
    """The pack with other records in its trail; nothing is signed anew."""
    files = opened(content)
    rows = [json.loads(line) for line in files["trail/records.jsonl"].splitlines()]
    told = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in change(rows))
    return zipped({**files, "trail/records.jsonl": told.encode()})
