"""Versions of the API and beta features."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.anthropic.versions import asks_for
from tests.simulators.anthropic.desk import Desk, message_body, message_of
from windtunnel.world.http import Request


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("", "anthropic-version: header is required"),
        ("2023-01-01", 'anthropic-version: "2023-01-01" is not a valid version'),
    ],
)
def test_a_version_that_is_missing_or_unknown(desk: Desk, version: str, message: str) -> None:
    """400 for every operation."""
    response = desk.send("GET", "/v1/models", headers={"anthropic-version": version})
    assert (response.status, message_of(response)) == (400, message)


@pytest.mark.parametrize("name", ["temperature", "top_p", "top_k"])
def test_parameters_that_the_current_version_removed(desk: Desk, name: str) -> None:
    """Taken by the older version, unknown to the current one."""
    body = message_body(**{name: 1})
    assert desk.post("/v1/messages", body, anthropic_version="2023-06-01").status == 200
    refused = desk.post("/v1/messages", body)
    assert (refused.status, message_of(refused)) == (400, f"{name}: Extra inputs are not permitted")


def test_documents_of_assistants_and_citations_of_users(desk: Desk) -> None:
    """The current version refuses both, the older one takes them."""
    source = {"type": "text", "media_type": "text/plain", "data": "a"}
    cited: Any = [{"type": "text", "text": "a", "citations": [{"type": "char_location"}]}]
    turns: list[list[dict[str, Any]]] = [
        [
            {"role": "user", "content": "a"},
            {"role": "assistant", "content": [{"type": "document", "source": source}]},
            {"role": "user", "content": "b"},
        ],
        [{"role": "user", "content": cited}],
    ]
    for messages in turns:
        body = message_body(messages=messages)
        assert desk.post("/v1/messages", body).status == 400
        assert desk.post("/v1/messages", body, anthropic_version="2023-06-01").status == 200


@pytest.mark.parametrize(
    ("sent", "asked"),
    [("", False), ("skills-2025-10-02", True), ("pdfs-2024-09-25 , skills-2026-01-01", True), ("skills", False)],
)
def test_a_feature_is_asked_for_by_name(sent: str, asked: bool) -> None:
    """Its date makes no difference, but there has to be one."""
    request = Request("POST", "/v1/messages", headers={"anthropic-beta": sent})
    assert asks_for(request, "skills") is asked


def test_beta_features(desk: Desk) -> None:
    """Known ones are taken whatever their date, unknown ones are named."""
    assert (
        desk.post("/v1/messages", message_body(), anthropic_beta="files-api-2025-04-14, skills-2025-10-02").status
        == 200
    )
    refused = desk.post("/v1/messages", message_body(), anthropic_beta="files-api-2025-04-14,no-such-2025-01-01")
    assert refused.status == 400
    assert message_of(refused).startswith("Unexpected value(s) `no-such-2025-01-01` for the `anthropic-beta` header.")
