"""What is odd about a call that succeeds all the same: warnings for the envelope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from windtunnel.simulator import Call

FACT = "slack.notes"


@dataclass
class Notes:
    """Warnings of one call.

    Args:
        warnings: codes, such as ``missing_charset``.
        messages: for people, marked ``[WARN]``.
    """

    warnings: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def warn(self, code: str, message: str | None = None) -> None:
        """Add a warning once."""
        if code in self.warnings:
            return
        self.warnings.append(code)
        if message is not None:
            self.messages.append(f"[WARN] {message}")

    def add_to(self, content: dict[str, Any]) -> None:
        """Enter the warnings into an envelope."""
        if not self.warnings:
            return
        metadata = {**content.get("response_metadata", {})}
        messages = [*metadata.get("messages", ()), *self.messages]
        content["warning"] = ",".join(self.warnings)
        content["response_metadata"] = {**metadata, "warnings": list(self.warnings)}
        if messages:
            content["response_metadata"]["messages"] = messages


def notes_of(call: Call) -> Notes:
    """Return the notes of ``call``."""
    notes: Notes = call.facts.setdefault(FACT, Notes())
    return notes
