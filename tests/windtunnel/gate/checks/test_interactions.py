"""The parts of a pact that are about HTTP."""

from __future__ import annotations

from windtunnel.gate.checks.interactions import http_interactions, states_of, without_messages


def test_messages_are_left_out_and_positions_kept() -> None:
    """An interaction without a type is one of version 3."""
    http, message = {"description": "a"}, {"type": "Asynchronous/Messages"}
    pact = {"provider": {"name": "x"}, "interactions": [message, http], "messages": [{}]}
    assert http_interactions(pact) == [(1, http)]
    assert without_messages(pact, "desk") == {"provider": {"name": "desk"}, "interactions": [message, http]}
    assert http_interactions({"messages": [{}]}) == []


def test_states_of_every_version_are_read() -> None:
    """One text in version 2, a list since version 3."""
    assert states_of({"providerState": "a"}) == ["a"]
    assert states_of({"providerStates": [{"name": "a"}, {"name": "b"}]}) == ["a", "b"]
    assert states_of({}) == []
