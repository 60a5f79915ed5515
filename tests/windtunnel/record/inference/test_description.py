"""Descriptions of what was seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from windtunnel.contract.document import Contract
from windtunnel.record.exchange import Exchange
from windtunnel.record.inference import Thresholds, describe
from windtunnel.record.inference.description import operation_id

from ..traffic import ORIGIN, exchange


def described(*exchanges: Exchange, known: tuple[str, ...] = ()) -> Any:
    """Return the paths of a description."""
    return describe(exchanges, title="desk", upstream=ORIGIN, thresholds=Thresholds(), known=known)["paths"]


def test_an_operation_tells_parameters_bodies_and_answers_with_counts(tmp_path: Path) -> None:
    """And the document is a contract that the engine reads."""
    listed = [exchange("/v2/tickets", [{"id": n}], query=f"page={n}" if n else "") for n in range(3)]
    made = [exchange("/v2/tickets", {"id": n}, 201, method="POST", asked={"subject": "x"}) for n in (7, 8, 9)]
    document = describe([*listed, *made], title="desk", upstream=ORIGIN)
    get, post = document["paths"]["/v2/tickets"]["get"], document["paths"]["/v2/tickets"]["post"]
    assert get["x-seen"] == {"count": 3}
    (page,) = get["parameters"]
    assert (page["name"], page["required"], page["schema"]["type"]) == ("page", False, "integer")
    assert page["x-seen"] == {"count": 2, "absent": 1}
    assert post["requestBody"]["required"] is True
    body = post["requestBody"]["content"]["application/json"]["schema"]
    assert (body["required"], body["properties"]["subject"]["type"]) == (["subject"], "string")
    assert set(post["responses"]) == {"201"}
    file = tmp_path / "desk.yaml"
    file.write_text(yaml.safe_dump(document))
    assert set(Contract.of_file(file).operations) == {"getV2Tickets", "postV2Tickets"}


def test_what_was_refused_does_not_show_what_is_accepted() -> None:
    """The body of a request that was answered with 422 is left out."""
    wrong = exchange("/v2/tickets", {"error": "x"}, 422, method="POST", asked={"wrong": 1})
    right = exchange("/v2/tickets", {"id": 1}, 201, method="POST", asked={"right": 1})
    body = described(wrong, right)["/v2/tickets"]["post"]["requestBody"]
    assert set(body["content"]["application/json"]["schema"]["properties"]) == {"right"}
    assert "requestBody" not in described(wrong)["/v2/tickets"]["post"]


def test_ids_that_answers_hand_out_make_parameters() -> None:
    """In a body or in a location."""
    made = exchange("/v2/tickets", {"id": 7}, 201, method="POST", asked={})
    assert "/v2/tickets/{id}" in described(made, exchange("/v2/tickets/7"))
    moved = exchange("/v2/tickets", None, 201, method="POST", headers=(("Location", f"{ORIGIN}/v2/tickets/8?x=1"),))
    assert "/v2/tickets/{id}" in described(moved, exchange("/v2/tickets/8"))


def test_headers_that_steer_a_client_are_told() -> None:
    """Quotas, validators, links, ends; not every header."""
    headers = (
        ("X-RateLimit-Remaining", "17"),
        ("ETag", '"a"'),
        ("X-Powered-By", "y"),
        ("Sunset", "Thu, 01 Jan 2026 00:00:00 GMT"),
        ("Deprecation", "true"),
    )
    get = described(exchange(answer={}, headers=headers, sent=(("If-None-Match", '"b"'),)))["/v2/tickets/7"]["get"]
    assert set(get["responses"]["200"]["headers"]) == {"x-ratelimit-remaining", "etag", "sunset", "deprecation"}
    assert get["responses"]["200"]["headers"]["x-ratelimit-remaining"]["schema"]["type"] == "integer"
    assert (get["deprecated"], get["x-sunset"]) == (True, "2026-01-01")
    assert [each["name"] for each in get["parameters"]] == ["if-none-match"]


def test_forms_texts_and_broken_json_are_described_as_what_they_are() -> None:
    """A body that is no JSON is no evidence of JSON."""
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    plain = (("Content-Type", "text/plain"),)
    paths = described(
        Exchange("POST", ORIGIN, "/form", "", form, b"a=1&b=x", 200, plain, b"ok"),
        Exchange("GET", ORIGIN, "/broken", "", (), b"", 200, (("Content-Type", "application/json"),), b"{"),
    )
    content = paths["/form"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert content["properties"]["a"]["type"] == "integer"
    assert paths["/form"]["post"]["responses"]["200"]["content"]["text/plain"]["schema"]["type"] == "string"
    assert paths["/broken"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {}


def test_operations_have_names_of_their_own() -> None:
    """Also where their paths read alike."""
    assert operation_id("get", "/v2/tickets/{id}") == "getV2TicketsById"
    assert operation_id("get", "/") == "getRoot"
    paths = described(exchange("/a-b"), exchange("/a/b"))
    assert {paths["/a-b"]["get"]["operationId"], paths["/a/b"]["get"]["operationId"]} == {"getAB", "getAB2"}
