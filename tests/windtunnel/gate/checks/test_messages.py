"""Message pacts."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.gate.checks.messages import Message, Webhooks, messages_of
from windtunnel.kernel.errors import FileError

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


ORDER = """\
type: object
required: [id, lines]
properties:
  id: {type: string}
  lines: {type: array, items: {$ref: "#/$defs/line"}}
$defs: {line: {type: object, required: [sku], properties: {sku: {type: string}}}}
"""


def events(root: Path, text: str = ORDER) -> Webhooks:
    """The webhooks of ``desk``, and an event of a queue."""
    found = context(write_project(root), {}).contract
    (root / "order.yaml").write_text(text, encoding="utf-8")
    return Webhooks(found, {"order.created": root / "order.yaml"})


def test_events_of_a_queue_are_judged_by_their_schema(tmp_path: Path) -> None:
    """References inside the schema are followed; the place of what does not fit is named."""
    known = events(tmp_path)
    assert known.problem(message({"id": "1", "lines": [{"sku": "a"}]}, "order.created")) is None
    wrong = known.problem(message({"id": "1", "lines": [{"sku": 7}]}, "order.created"))
    assert wrong is not None
    assert (wrong.code, wrong.place) == ("pact-message-mismatch", "`lines/sku` against `type`")
    assert known.problem(message({"id": "1", "lines": []})) is None


def test_events_and_webhooks_are_known_together(tmp_path: Path) -> None:
    """The control is made from what there is; an unknown name is told with those that are known."""
    known = events(tmp_path)
    assert known.accepts_its_own(1)
    unknown = known.problem(message({}, "order.closed"))
    assert unknown is not None
    assert "order.created" in unknown.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "the top level is not an object"),
        ("type: 7", "not a JSON Schema"),
        ("properties: {a: {$ref: 'http://192.0.2.1/x.json'}}", "leads outside the document"),
    ],
)
def test_what_is_no_schema_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """With the file, and without asking another machine."""
    with pytest.raises(FileError, match=told):
        events(tmp_path, text)
