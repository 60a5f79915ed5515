"""Judging answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from windtunnel.gate.checks.answers import Judge, Problem, matching_media, status_key
from windtunnel.gate.checks.exchanges import Exchange, read_exchanges
from windtunnel.gate.findings import Level

from ..desk import call, changed, context, write_har, write_project

RIGHT = {"id": "7", "status": "open"}


def judged(root: Path, entry: dict[str, Any], document: dict[str, Any] | None = None) -> list[Problem]:
    """Judge one recorded answer of ShowTicket."""
    contract = context(write_project(root, document or changed()), {}).contract
    (exchange,) = read_exchanges(write_har(root, entry))
    return list(Judge(contract).problems(contract.operations["ShowTicket"], exchange))


def test_an_answer_that_fits_has_no_problem(tmp_path: Path) -> None:
    """More properties than described are allowed, as the contract allows them."""
    assert judged(tmp_path, call(body={**RIGHT, "more": 1})) == []


@pytest.mark.parametrize(
    ("entry", "code", "place"),
    [
        (call(body={"id": 7, "status": "open"}), "recorded-schema", "200 application/json id type"),
        (call(body={"id": "7"}), "recorded-schema", "200 application/json status required"),
        (call(body={"id": "7", "status": "secret"}), "recorded-schema", "200 application/json status enum"),
        (call(body=[]), "recorded-schema", "200 application/json type"),
        (call(body=RIGHT, status=410), "recorded-status-undocumented", "410"),
        (call(body=RIGHT, content_type="text/csv; charset=utf-8"), "recorded-content-type", "200 text/csv"),
    ],
)
def test_each_kind_of_problem_has_its_code_and_place(
    tmp_path: Path, entry: dict[str, Any], code: str, place: str
) -> None:
    """The place is the same for every value and every index."""
    (problem,) = judged(tmp_path, entry)
    assert (problem.code, problem.place) == (code, place)
    assert "secret" not in problem.message


def test_a_body_that_is_not_the_json_it_says_is_found(tmp_path: Path) -> None:
    """A page of a proxy, for one."""
    entry = call(body=RIGHT)
    entry["response"]["content"]["text"] = "<html>"
    (problem,) = judged(tmp_path, entry)
    assert problem.code == "recorded-not-json"


def test_statuses_of_the_client_s_fault_are_warnings(tmp_path: Path) -> None:
    """Vendors rarely describe each 4xx; another 2xx is a new outcome."""
    assert [judged(tmp_path, call(status=status))[0].level for status in (429, 202)] == [Level.WARN, Level.ERR]


def test_a_required_header_that_is_missing_is_found(tmp_path: Path) -> None:
    """Only where headers were recorded at all."""
    document = changed()
    answer = document["paths"]["/tickets/{id}"]["get"]["responses"]["200"]
    answer["headers"] = {"Link": {"required": True, "schema": {"type": "string"}}, "X-Other": {}}
    (problem,) = judged(tmp_path, call(body=RIGHT), document)
    assert (problem.code, problem.place) == ("recorded-header-missing", "200 Link")
    assert judged(tmp_path, call(body=RIGHT, link="x"), document) == []


def test_references_to_answers_and_nulls_of_old_descriptions_are_understood(tmp_path: Path) -> None:
    """``nullable`` of OpenAPI 3.0 allows null."""
    document = changed()
    document["components"]["schemas"]["Ticket"]["properties"]["id"] = {"type": "string", "nullable": True}
    assert judged(tmp_path, call(body={"id": None, "status": "open"}), document) == []


def test_only_bodies_with_a_schema_count_as_judged(tmp_path: Path) -> None:
    """So that a recording of empty answers does not look like proof."""
    contract = context(write_project(tmp_path), {}).contract
    operation, judge = contract.operations["ShowTicket"], Judge(contract)
    entries = read_exchanges(write_har(tmp_path, call(body=RIGHT), call(), call(status=404, body={})))
    assert [judge.judges_body(operation, each) for each in entries] == [True, False, False]


def test_statuses_and_media_types_are_matched_from_the_narrowest(tmp_path: Path) -> None:
    """200 before 2XX before default; a type before its range."""
    document = changed()
    responses = document["paths"]["/tickets/{id}"]["get"]["responses"]
    responses.update({"2XX": {"description": ""}, "default": {"description": ""}})
    operation = context(write_project(tmp_path, document), {}).contract.operations["ShowTicket"]
    assert [status_key(operation, status) for status in (200, 202, 500)] == ["200", "2XX", "default"]
    content: dict[str, Any] = {"*/*": {}, "text/*": {}, "text/csv; header=present": {}}
    found = [matching_media(content, sent) for sent in ("text/csv", "text/plain", "image/png")]
    assert found == ["text/csv; header=present", "text/*", "*/*"]
    assert matching_media({"text/csv": {}}, "text/html") is None


def test_an_answer_to_head_has_no_body_to_judge(tmp_path: Path) -> None:
    """Whatever a recorder has written there."""
    contract = context(write_project(tmp_path), {}).contract
    headers = (("content-type", "application/json"),)
    exchange = Exchange("HEAD", "", "/api/v1/tickets/7", "", (), None, 200, headers, b"x")
    assert list(Judge(contract).problems(contract.operations["ShowTicket"], exchange)) == []
