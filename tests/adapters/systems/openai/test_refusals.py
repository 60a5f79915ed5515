"""OpenAI's error envelope."""

from __future__ import annotations

import httpx
import pytest

from adapters.errors import ContractError, QualityError, Rejected, SystemUnavailable
from adapters.systems.openai.refusals import failure_in_stream, failure_of, refuse
from adapters.systems.wire import Place

PLACE = Place("openai", "v1", "createChatCompletion")


def response(status: int, body: object) -> httpx.Response:
    """Return an answer."""
    return httpx.Response(status, json=body, request=httpx.Request("POST", "https://api.openai.com/v1/x"))


def test_success_is_not_refused() -> None:
    """Nothing is raised, whatever the body."""
    refuse(response(200, {"error": {"message": "m"}}), PLACE, 0.0)


@pytest.mark.parametrize("body", [None, [], {}, {"error": None}, {"error": "x"}, {"error": {"type": "x"}}])
def test_another_envelope_is_no_failure(body: object) -> None:
    """Then the status has to do."""
    assert failure_of(body) is None  # type: ignore[arg-type]  # any JSON


def test_codes_that_are_no_words_are_not_told() -> None:
    """They could quote the question."""
    body = {"error": {"message": "m", "type": "a text", "code": "My card, really", "param": "a b"}}
    with pytest.raises(Rejected) as caught:
        refuse(response(400, body), PLACE, 0.0)
    assert str(caught.value) == "createChatCompletion: HTTP 400"
    assert caught.value.fields == ()


def test_a_missing_endpoint_breaks_the_contract() -> None:
    """It is told from a missing model."""
    with pytest.raises(ContractError, match="the endpoint is gone"):
        refuse(response(404, {"error": {"message": "Invalid URL"}}), PLACE, 0.0)


def test_a_failure_in_a_stream_is_told_by_code_then_type() -> None:
    """What nobody knows is an outage."""
    filtered = failure_in_stream({"error": {"message": "m", "code": "content_filter"}}, PLACE)
    unknown = failure_in_stream({"error": {"message": "m", "type": "brand_new_error"}}, PLACE)
    assert isinstance(filtered, QualityError)
    assert isinstance(unknown, SystemUnavailable)
    assert str(unknown) == "createChatCompletion: in the stream: brand_new_error"
