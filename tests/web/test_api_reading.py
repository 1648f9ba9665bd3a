"""Reading over REST: an order of one's own page by page, answers one has already, reports as files."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, product
from typing import Any

import pytest

from tasks import api_tokens, work
from tests.support.office import OPERATOR, Office
from tests.web.test_api import Program, client, office, program, start

__all__ = ["client", "office", "program"]


def search(
    program: Program, sort: list[Any], limit: int = 100, after: str | None = None, **wanted: Any
) -> Any:
    page = {"limit": limit, "after": after}
    return program("POST", "/tasks/search", {"filter": wanted, "sort": sort, "page": page})


def paged(program: Program, sort: list[Any], limit: int = 2) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        answer = search(program, sort, limit, after).json
        found += answer["items"]
        after = answer["page"]["after"]
        if after is None:
            return found


@pytest.fixture
def tasks(program: Program, office: Office) -> list[int]:
    """Seven open tasks, two of them started and so with a deadline."""
    numbers = []
    for number in range(7):
        start(program, businessKey=f"U-{number}")
        office.clock.move(timedelta(minutes=1))
        (task,) = office.open_tasks(program("POST", "/process-instances/search", {}).json["items"][0]["id"])
        numbers.append(task.id)
    for task in numbers[2:4]:
        work.start(office.site, office["petugas1"], task)
    return numbers


SORTED_BY = ("id", "dueAt", "openedAt", "priority", "state", "businessKey", "completedAt")


def test_pages_of_any_order_together_are_the_whole(program: Program, tasks: list[int]) -> None:
    for field, order in product(SORTED_BY, ("asc", "desc")):
        sort = [{"field": field, "order": order}]
        whole = search(program, sort).json["items"]
        assert [one["id"] for one in paged(program, sort)] == [one["id"] for one in whole]
        assert sorted(one["id"] for one in whole) == tasks
        values = [one[field] for one in whole if one[field] is not None]
        assert values == sorted(values, reverse=order == "desc")
        told = [one[field] is None for one in whole]
        assert told == sorted(told)  # who has none comes last either way


def test_a_page_goes_on_where_the_last_one_ended_whatever_happened_meanwhile(
    program: Program, office: Office, tasks: list[int]
) -> None:
    sort = [{"field": "businessKey", "order": "desc"}]
    first = search(program, sort, limit=3).json
    start(
        program, businessKey="U-9"
    )  # before the page: by counting it would push the last one onto the next page
    second = search(program, sort, limit=3, after=first["page"]["after"]).json
    keys = [one["businessKey"] for one in (*first["items"], *second["items"])]
    assert keys == ["U-6", "U-5", "U-4", "U-3", "U-2", "U-1"]
    assert all(one > other for one, other in pairwise(keys))


def test_an_order_nobody_knows_is_refused_by_name(program: Program, tasks: list[int]) -> None:
    refused = search(program, [{"field": "id"}, {"field": "password"}])
    assert refused.status_code == 422
    (error,) = refused.json["errors"]
    assert error["where"] == "sort.1.field" and "dueAt" in error["detail"]
    assert search(program, [{"field": "id", "order": "up"}]).json["errors"][0]["where"] == "sort.0.order"
    assert search(program, [{"field": "id"}] * 5).json["errors"][0]["where"] == "sort"


def test_a_cursor_of_another_order_or_made_up_is_refused(program: Program, tasks: list[int]) -> None:
    after = search(program, [{"field": "id"}], limit=1).json["page"]["after"]
    for cursor, field in (
        (after, "dueAt"),
        ("x", "id"),
        ("", "id"),
        ("W10", "id"),
        ("WyJpZCIsOTllOTld", "id"),
    ):
        refused = search(program, [{"field": field}], after=cursor)
        assert (refused.status_code, refused.json["errors"][0]["key"]) == (422, "form.cursor"), cursor


def test_an_answer_one_has_is_not_sent_again_until_it_changes(program: Program, tasks: list[int]) -> None:
    path = f"/tasks/{tasks[0]}"
    seen = program("GET", path).headers["ETag"]
    again = program("GET", path, If_None_Match=seen)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", seen)
    assert program("GET", path, If_None_Match=f'"x", W/{seen}').status_code == 304
    assert program("GET", path, If_None_Match='"x"').status_code == 200
    # A draft leaves the revision as it is, and is seen all the same.
    assert program("PUT", f"{path}/draft", {"variables": {"catatan": "a"}}).status_code == 204
    changed = program("GET", path, If_None_Match=seen)
    assert (changed.status_code, changed.json["draft"]) == (200, {"catatan": "a"})
    assert program("POST", f"{path}/claim", If_Match=seen).status_code == 204


def test_every_answer_that_is_no_stream_bears_a_tag(program: Program) -> None:
    version = "/process-definitions/micin_darurat/versions/1"
    for path in ("/process-definitions", f"{version}/xml", f"{version}/sop", "/calendars/1"):
        tag = program("GET", path).headers["ETag"]
        assert program("GET", path, If_None_Match=tag).status_code == 304


def test_each_report_can_be_taken_away_in_both_formats(program: Program) -> None:
    start(program)
    for report in ("cases", "steps", "breaches"):
        sheet = program("GET", f"/exports/csv?report={report}")
        assert sheet.status_code == 200 and sheet.data.startswith(b"\xef\xbb\xbf")
        book = program("GET", f"/exports/xlsx?report={report}")
        assert book.status_code == 200 and book.data.startswith(b"PK")
        assert book.headers["Content-Disposition"] == f'attachment; filename="{report}.xlsx"'
    assert program("GET", "/exports/xlsx?report=people").status_code == 422


def test_a_format_there_is_not_is_named_with_those_there_are(program: Program) -> None:
    for other in ("parquet", "pdf"):
        refused = program("GET", f"/exports/{other}")
        assert refused.status_code == 404 and refused.mimetype == "application/problem+json"
        assert refused.json["type"] == "urn:alur:export.unknown" and "csv, xlsx" in refused.json["detail"]


def test_a_process_owner_takes_away_steps_and_no_case(office: Office, client: Any) -> None:
    owner = Program(client, api_tokens.create(office.site, OPERATOR, "pemilik", ["process_owner"]))
    for kind in ("csv", "xlsx"):
        assert owner("GET", f"/exports/{kind}?report=steps").status_code == 200
        for report in ("cases", "breaches"):
            assert owner("GET", f"/exports/{kind}?report={report}").status_code == 403
