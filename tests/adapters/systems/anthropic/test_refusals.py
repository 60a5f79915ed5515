"""Anthropic's error envelope."""

from __future__ import annotations

import httpx
import pytest

from adapters.errors import ContractError, Rejected, SystemUnavailable
from adapters.systems.anthropic.refusals import failure_in_stream, failure_of, refuse
from adapters.systems.wire import Place

PLACE = Place("anthropic", "2026-10-21", "Messages.create")


def response(status: int, kind: str = "invalid_request_error", message: str = "m") -> httpx.Response:
    """Return an answer."""
    body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
    return httpx.Response(status, json=body, request=httpx.Request("POST", "https://api.anthropic.com/v1/messages"))


def test_success_is_not_refused() -> None:
    """Nothing is raised, whatever the body."""
    refuse(response(200), PLACE, 0.0)


@pytest.mark.parametrize(
    "body", [None, [], {}, {"error": None}, {"type": "error", "error": "x"}, {"error": {"type": "x", "message": "m"}}]
)
def test_another_envelope_is_no_failure(body: object) -> None:
    """Then the status has to do."""
    assert failure_of(body) is None  # type: ignore[arg-type]  # any JSON


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        ("output_config.format.schema: For 'number' type, ...", ("output_config.format.schema",)),
        (
            "messages.0.content.1.image.source.base64.data: Field required",
            ("messages.0.content.1.image.source.base64.data",),
        ),
        ("My card, really: it has not arrived", ()),
        ("prompt is too long: 208310 tokens > 200000 maximum", ()),
        ("sk-ant-api03-secret", ()),
    ],
)
def test_the_place_is_told_and_nothing_else(message: str, fields: tuple[str, ...]) -> None:
    """The rest could quote the question."""
    with pytest.raises(Rejected) as caught:
        refuse(response(400, message=message), PLACE, 0.0)
    assert caught.value.fields == fields
    assert str(caught.value) == " ".join(["Messages.create: HTTP 400 invalid_request_error", *fields])


def test_a_missing_endpoint_breaks_the_contract() -> None:
    """It is told from a missing model."""
    with pytest.raises(ContractError, match="the endpoint is gone"):
        refuse(response(404, "not_found_error", "Not found"), PLACE, 0.0)


def test_types_that_are_no_words_are_not_told() -> None:
    """They could be anything."""
    with pytest.raises(Rejected) as caught:
        refuse(response(400, "My card, really"), PLACE, 0.0)
    assert str(caught.value) == "Messages.create: HTTP 400"


def test_an_unknown_failure_in_a_stream_is_an_outage() -> None:
    """Named by its type."""
    found = failure_in_stream({"type": "error", "error": {"type": "brand_new_error", "message": "m"}}, PLACE)
    assert isinstance(found, SystemUnavailable)
    assert str(found) == "Messages.create: in the stream: brand_new_error"
