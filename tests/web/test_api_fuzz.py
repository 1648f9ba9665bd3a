"""The API under made-up requests: every route answers within its own description, none falls over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from engine.clock import VirtualClock
from engine.database import Database
from tasks import api_tokens
from tasks.roles import ALL_LANES, PRODUCT_ROLES
from tests.support.office import OPERATOR, furnish
from web.app import create_app


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str]]:
    """The application's description and a bearer token for every right."""
    folder: Path = tmp_path_factory.mktemp("fuzz")
    db = Database(f"sqlite:///{folder / 'alur.db'}", VirtualClock(datetime(2026, 4, 9, tzinfo=UTC)))
    db.create_all()
    office = furnish(db, VirtualClock(datetime(2026, 4, 9, tzinfo=UTC)), folder)
    office.start()
    token = api_tokens.create(office.site, OPERATOR, "fuzz", [*PRODUCT_ROLES, ALL_LANES])
    yield create_app(office.site, testing=True), token
    db.close()


def test_every_route_answers_as_described(api: tuple[Any, str]) -> None:
    app, token = api
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 40
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=6,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Any) -> None:
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            case.validate_response(answer, checks=(not_a_server_error, status_code_conformance))

        ask()
