"""Refusals."""

from __future__ import annotations

from simulators.slack.refusals import HookRefused, Refused, ScopeMissing, missing


def test_a_refusal_is_an_answer_at_200() -> None:
    """It has a code, messages, and further fields."""
    refused = Refused("cant_invite", "why", errors=[])
    assert (refused.status, refused.code, refused.messages, refused.details) == (
        200,
        "cant_invite",
        ("why",),
        {"errors": []},
    )


def test_a_missing_scope_tells_both_sides() -> None:
    """Comma-separated, as the vendor has it."""
    refused = ScopeMissing(["a:read", "b:read"], ("chat:write",))
    assert refused.details == {"needed": "a:read,b:read", "provided": "chat:write"}


def test_a_hook_refuses_with_a_status() -> None:
    """Only addresses that are their own credential do."""
    assert (HookRefused(410, "channel_is_archived").status, missing("x").messages) == (
        410,
        ("missing required field: x",),
    )
