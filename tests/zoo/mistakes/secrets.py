"""Mistakes with what is nobody else's business."""

from __future__ import annotations

import logging
from typing import Any

from ..mistake import Mistake


def _logs_the_token(original: Any) -> Any:
    async def send(self: Any, request: Any, token: Any) -> Any:
        logging.getLogger("integration").info("signing in with %s", token.access.reveal())
        return await original(self, request, token)

    return send


def _names_the_customer(original: Any) -> Any:
    def explain(enrichment: Any) -> str:
        customer = enrichment.customer
        return original(enrichment) if customer is None else f"Customer: {customer.name} <{customer.email}>"

    return explain


def _audits_the_grant(original: Any) -> Any:
    async def ask(self: Any) -> Any:
        kind = original.__globals__["AuditKind"].REFRESH
        self._reporter.report(kind, request=self._grant.request(self._token).content.decode())
        return await original(self)

    return ask


def _notes_whom_it_could_not_find(original: Any) -> Any:
    def degraded(self: Any, key: str, email: str, error: Any) -> Any:
        logging.getLogger("integration").warning("%s: no customer for %s: %s", key, email, type(error).__name__)
        return original(self, key, email, error)

    return degraded


MISTAKES = (
    Mistake(
        "token-in-the-log",
        "only while we are looking for that bug",
        {"authentication.bearer:BearerPolicy._send": _logs_the_token},
        "no-secret-leakage",
        "calm",
        10,
    ),
    Mistake(
        "customer-in-the-chat",
        "the team wants to know who it is",
        {
            "pipeline.decision:explain_customer": _names_the_customer,
            "pipeline.announce:_text": lambda _: lambda decision, confidence: decision.note,
        },
        "payload-scope",
        "calm",
        10,
    ),
    Mistake(
        "secret-in-the-audit-trail",
        "whoever audits wants to see the whole request",
        {"authentication.tokens:TokenSource._ask": _audits_the_grant},
        "no-secret-leakage",
        "calm",
        10,
    ),
    Mistake(
        "address-in-the-log",
        "how else do we find out who it was",
        {"pipeline.enrich:Enricher._degraded": _notes_whom_it_could_not_find},
        "payload-scope",
        "crm-down-4h",
        6,
    ),
)
