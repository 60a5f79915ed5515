"""Tokens of an account."""

from __future__ import annotations

from simulators.zendesk.access.tokens import DEFAULT_SCOPE

from ..desk import Desk


def test_a_grant_without_a_scope_reads_and_writes(desk: Desk) -> None:
    """The default scope is the vendor's."""
    known = desk.system.credentials
    body = {"grant_type": "client_credentials", "client_id": known["client_id"]}
    body["client_secret"] = known["client_secret"]
    assert desk.post("/oauth/tokens", body, 200)["scope"] == DEFAULT_SCOPE == "read write"


def test_tokens_are_bookkeeping(desk: Desk) -> None:
    """Giving one out is no effect that invariants are judged on."""
    known = desk.system.credentials
    body = {"grant_type": "client_credentials", "client_id": known["client_id"]}
    body["client_secret"] = known["client_secret"]
    desk.effects.clear()
    desk.post("/oauth/tokens", body, 200)
    assert desk.effects == []
