"""sem-id-format-changed."""

from __future__ import annotations

from windtunnel.world.http import Request

from ..drifting import RECORD, make, pass_through, seen


def test_ids_get_a_new_form() -> None:
    """Numeric ids become alphanumeric."""
    assert seen("sem-id-format-changed", "Ticket.id")["id"] == "X3FZ"


def test_the_system_understands_the_new_form_in_path_and_body() -> None:
    """A consumer that treats ids as opaque notices nothing."""
    request = Request("PUT", "/tickets/X3FZ.json", body=b'{"ticket": {"id": "X3FZ"}}')
    _, _, desk = pass_through(make("sem-id-format-changed", "Ticket.id"), {"ticket": RECORD}, request=request)
    assert desk.asked[0].path == "/tickets/111.json"
    assert b'"id": "111"' in desk.asked[0].body


def test_webhooks_carry_the_new_form() -> None:
    """Where the description says that the id stands."""
    drift = make("sem-id-format-changed", "Ticket.id", payloads=["detail.id"])
    assert drift.reshape({"detail": {"id": "111", "other": "111"}}) == {"detail": {"id": "X3FZ", "other": "111"}}
