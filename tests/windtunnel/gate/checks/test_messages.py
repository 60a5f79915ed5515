"""Message pacts."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.gate.checks.messages import Message, Webhooks, messages_of

from ..desk import changed, context, write_project

RIGHT, WRONG = {"id": "7"}, {"id": 7}


def webhooks(root: Path) -> Webhooks:
    """The webhooks of ``desk``."""
    return Webhooks(context(write_project(root), {}).contract)


def message(content: object, webhook: str = "") -> Message:
    """A message of a pact."""
    return Message("a ticket came in", webhook, content, "#/interactions/0")


def test_messages_of_both_versions_are_read() -> None:
    """Version 3 lists them apart, version 4 among the interactions, wrapped."""
    pact = {
        "messages": [{"description": "old", "contents": RIGHT, "metaData": {"event": "e"}}],
        "interactions": [
            {"type": "Synchronous/HTTP"},
            {"type": "Asynchronous/Messages", "description": "new", "contents": {"content": WRONG}},
        ],
    }
    assert list(messages_of(pact)) == [
        Message("old", "e", RIGHT, "#/messages/0"),
        Message("new", "", WRONG, "#/interactions/1"),
    ]


@pytest.mark.parametrize(
    ("content", "webhook", "code", "place"),
    [
        (RIGHT, "ticket.created", None, ""),
        (RIGHT, "", None, ""),
        (WRONG, "ticket.created", "pact-message-mismatch", "`id` against `type`"),
        ({}, "", "pact-message-mismatch", "`id` against `required`"),
        (RIGHT, "ticket.gone", "pact-message-unknown", "ticket.gone"),
    ],
)
def test_a_message_must_be_what_a_webhook_sends(
    tmp_path: Path, content: object, webhook: str, code: str | None, place: str
) -> None:
    """The named one, or any."""
    problem = webhooks(tmp_path).problem(message(content, webhook))
    assert (problem.code if problem else None, problem.place if problem else "") == (code, place)


def test_payloads_made_from_the_contract_fit_it(tmp_path: Path) -> None:
    """The control; without webhooks there is none."""
    assert webhooks(tmp_path / "a").accepts_its_own(1) is True
    document = changed()
    del document["webhooks"]
    none = Webhooks(context(write_project(tmp_path / "b", document), {}).contract)
    assert (none.accepts_its_own(1), dict(none.validators)) == (None, {})
