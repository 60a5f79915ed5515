"""Which changes of webhooks a receiver is run against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from windtunnel.contract.document import Contract
from windtunnel.contract.profile import WebhookDelivery

from .field_schemas import field_schema
from .mutants import Mutant, acting_on, is_path, made
from .reads import TOP, Reads

WEBHOOK = "webhook"
EVENT_NAMES = frozenset({"type", "event", "kind", "topic", "action", "event_type", "eventType"})
NESTING_MAX = 3


def delivery_mutants(contract: Contract, reads: Reads, payloads: Sequence[Any]) -> list[Mutant]:
    """Return every change of webhooks to run against.

    Args:
        contract: before the change; its profile says how webhooks are signed.
        reads: what the receiver reads of payloads.
        payloads: that it was sent.
    """
    found = [*_of_deliveries(contract, payloads), *_of_fields(contract, reads)]
    return list({mutant.id: mutant for mutant in found}.values())


def _of_deliveries(contract: Contract, payloads: Sequence[Any]) -> Iterator[Mutant]:
    policy = contract.profile.webhooks
    for operator in acting_on("delivery"):
        fields = operator.model_fields
        choices: list[Mapping[str, Any]] = [{}]
        if "header" in fields:
            choices = [{"header": name} for name in _headers(policy)]
        elif "at" in fields:
            choices = [{"at": path} for path in dict.fromkeys(each for one in payloads for each in _events(one))]
        for given in choices:
            place = str(given.get("header") or given.get("at") or "")
            yield from made(operator, WEBHOOK, place, [given], {})


def _of_fields(contract: Contract, reads: Reads) -> Iterator[Mutant]:
    for read in reads:
        if read.where == "body" and read.examples and is_path(read.path):
            schema, given = field_schema(contract, read), {"at": read.path, "payloads": [read.path]}
            for operator in acting_on("field"):
                if operator.applicable(schema, read.name):
                    yield from made(operator, read.operation, read.path, [given], schema, read.lines)


def _headers(policy: WebhookDelivery | None) -> list[str]:
    """Return the headers by which webhooks are verified; none where the profile knows of no webhooks."""
    names = () if policy is None else (policy.signature_header, policy.timestamp_header)
    return [name for name in names if name]


def _events(payload: Any, above: str = TOP, depth: int = 0) -> Iterator[str]:
    """Return the paths of fields that name the event."""
    if not isinstance(payload, Mapping) or depth >= NESTING_MAX:
        return
    for name, value in payload.items():
        if name in EVENT_NAMES and isinstance(value, str):
            yield f"{above}.{name}"
        yield from _events(value, f"{above}.{name}", depth + 1)
