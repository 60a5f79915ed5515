"""I27 no-secret-leakage.

No credential of the run, in plain, base64, URL-encoded or JSON-escaped form, appears in what the subject logs,
audits, reports or answers, in what it writes into any system, or in the journal. Exercised once per secret and
surface that had any text. A client that logs its headers fails at once.
"""

from __future__ import annotations

import base64
import json
from typing import ClassVar
from urllib.parse import quote

from windtunnel.kernel.journal import Kind

from ..history import History
from ..verdict import Judgement, Violation
from .invariant import Invariant

LENGTH_MIN = 8
"""Shorter secrets would be found by accident."""


class NoSecretLeakage(Invariant):
    """Secrets stay secret."""

    id: ClassVar = "I27"
    name: ClassVar = "no-secret-leakage"
    about: ClassVar = "no secret of the run appears in logs, audit, status, answers, records or journal"

    def judge(self, history: History) -> Judgement:
        """Search every surface for every secret."""
        surfaces = {name: "\n".join(texts) for name, texts in history.surfaces.items() if texts}
        written = zip(history.events, history.lines, strict=False)  # a journal may have grown since
        surfaces["journal"] = b"".join(line for event, line in written if event.kind is not Kind.EFFECT).decode()
        secrets = {name: value for name, value in history.settings.secrets.items() if len(value) >= LENGTH_MIN}
        violations = [
            Violation(f"the secret {name} appears in the {surface} ({form})")
            for name, value in secrets.items()
            for surface, text in surfaces.items()
            for form, needle in forms(value).items()
            if needle in text
        ]
        return Judgement(len(secrets) * len(surfaces), tuple(violations))


def forms(secret: str) -> dict[str, str]:
    """Return a secret in the forms in which it leaks, by the name of the form; equal forms are listed once."""
    written = {
        "plain": secret,
        "base64": base64.b64encode(secret.encode()).decode().rstrip("="),
        "URL-encoded": quote(secret, safe=""),
        "JSON-escaped": json.dumps(secret)[1:-1],
    }
    unique: dict[str, str] = {}
    for form, needle in written.items():
        if needle not in unique.values():
            unique[form] = needle
    return unique
