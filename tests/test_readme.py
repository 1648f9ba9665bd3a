"""README keeps its word: its script works a request from the letter to the passport against a live server."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from engine import schema
from engine.clock import VirtualClock
from engine.database import Database
from tasks import api_tokens
from tasks.roles import ALL_LANES, PRODUCT_ROLES
from tests.conftest import Serve
from tests.support.diagram_site import ROOT
from tests.support.office import OPERATOR
from tests.support.office_pages import opened

README = (ROOT / "README.md").read_text()
STEPS = ["1", "2", "3", "--", "2", "4", "5", "J1", "6", "7", "8", "9", "10", "--", "11", "L1"]


def _script() -> str:
    found = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def test_the_script_of_the_readme_works_a_request_from_letter_to_passport(
    db: Database, clock: VirtualClock, tmp_path: Path, serve: Serve
) -> None:
    office, app = opened(db, clock, tmp_path / "alur")
    token = api_tokens.create(office.site, OPERATOR, "skrip", [*PRODUCT_ROLES, ALL_LANES])
    script = tmp_path / "letter_to_passport.py"
    script.write_text(_script())
    environment = {"ALUR": serve(app), "TOKEN": token, "PYTHONUTF8": "1"}
    ran = subprocess.run(
        [sys.executable, "-I", script], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    *steps, last = ran.stdout.splitlines()
    assert [line.split(" ")[0] for line in steps] == STEPS
    number, status, outcome = last.split(" ")
    assert (status, outcome) == ("completed", "END_SELESAI")
    with db.read(OPERATOR) as tx:
        pauses = select(schema.pauses.c.reason).distinct()
        assert set(tx.conn.execute(pauses).scalars()) >= {"applicant", "payment"}
        named = select(schema.instances.c.business_key)
        assert tx.conn.execute(named).scalars().all() == [number]


def test_the_commands_the_readme_names_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`(?:[A-Z_]+=\S+ )?make ([a-z]+)`", README))
    assert {"run", "test", "check", "bench", "bundle", "clean"} <= named <= targets
    assert "alur token create skrip" in README
