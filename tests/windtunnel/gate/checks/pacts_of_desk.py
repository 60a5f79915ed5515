"""Pacts of consumers of ``desk``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOUND, MISSING, MESSAGE = "read a ticket", "read a missing ticket", "a ticket came in"
STATES = "ticket 7 exists: {tickets: {'7': {id: '7', status: open}}}\n"
TABLE = {"pacts": ["pacts/*.json"], "states": "states.yaml"}


def interaction(description: str, path: str, status: int, body: Any = None, state: str = "") -> dict[str, Any]:
    """Return an interaction over HTTP."""
    response: dict[str, Any] = {"status": status}
    if body is not None:
        response["body"] = {"contentType": "application/json", "content": body}
    told = {"type": "Synchronous/HTTP", "description": description, "response": response}
    states = {"providerStates": [{"name": state}]} if state else {}
    return {**told, **states, "request": {"method": "GET", "path": path}}


def message(content: Any) -> dict[str, Any]:
    """Return a message for the webhook ``ticket.created``."""
    contents = {"content": content, "contentType": "application/json", "encoded": False}
    metadata = {"webhook": "ticket.created"}
    return {"type": "Asynchronous/Messages", "description": MESSAGE, "metadata": metadata, "contents": contents}


def write_pact(root: Path, *interactions: dict[str, Any]) -> Path:
    """Write a pact and the provider states, and return the pact's file."""
    (root / "states.yaml").write_text(STATES)
    file = root / "pacts" / "triage-desk.json"
    file.parent.mkdir(exist_ok=True)
    pact = {
        "consumer": {"name": "triage"},
        "provider": {"name": "the help desk"},
        "interactions": list(interactions),
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    file.write_text(json.dumps(pact, indent=1))
    return file
