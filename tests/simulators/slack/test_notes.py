"""Warnings in the envelope."""

from __future__ import annotations

from typing import Any

from simulators.slack.notes import Notes


def test_warnings_are_entered_beside_what_is_there() -> None:
    """Codes are joined, messages are marked, other metadata stays."""
    notes = Notes()
    notes.warn("missing_charset")
    notes.warn("message_truncated", "It was cut.")
    notes.warn("missing_charset")
    content: dict[str, Any] = {"ok": True, "response_metadata": {"next_cursor": "x", "messages": ["[ERROR] y"]}}
    notes.add_to(content)
    assert content["warning"] == "missing_charset,message_truncated"
    assert content["response_metadata"] == {
        "next_cursor": "x",
        "warnings": ["missing_charset", "message_truncated"],
        "messages": ["[ERROR] y", "[WARN] It was cut."],
    }


def test_without_warnings_nothing_is_entered() -> None:
    """The envelope stays as it is."""
    content: dict[str, Any] = {"ok": True}
    Notes().add_to(content)
    assert content == {"ok": True}
