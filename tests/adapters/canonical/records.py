"""Valid canonical records as keyword arguments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

TICKET: dict[str, Any] = {
    "id": "35",
    "subject": "a question",
    "text": "where is my card?",
    "created_at": datetime(2026, 1, 5, 9, tzinfo=UTC),
    "version": "2026-01-05T09:00:00Z",
}
EVIDENCE: dict[str, Any] = {
    "model": "m",
    "model_version": "m-1",
    "prompt_tokens": 10,
    "completion_tokens": 2,
    "cost_usd": 0.001,
    "latency_seconds": 0.5,
}
