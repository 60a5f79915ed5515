"""Whatever the contract allows to be sent, and what it does not, is answered as the contract says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.python import asgi

from adapters.audit import NullSink
from adapters.clock import SystemClock
from adapters.patterns.personalised_reply.application import create
from tests.operations import operations_of

from .fakes import ENVIRONMENT, vendors

CONTRACT = Path(__file__).parents[4] / "contracts" / "pipeline" / "openapi.yaml"
EXAMPLES = 25
SENT = (
    ("createReply", GenerationMode.POSITIVE),
    ("createReply", GenerationMode.NEGATIVE),
    ("getHealth", GenerationMode.POSITIVE),
    ("getStatus", GenerationMode.POSITIVE),
)
"""The other two operations take nothing that could be wrong."""


@cache
def document() -> dict[str, Any]:
    """Return the contract."""
    read: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def operations() -> Iterator[dict[str, Any]]:
    """The operations of the contract as schemathesis sees them, against the service in this process."""
    application = create(
        ENVIRONMENT,
        clock=SystemClock(),
        random=Random(1),
        transports=vendors,
        audit=NullSink(),
    )
    schema = schemathesis.openapi.from_dict(document())
    schema.app = application
    yield operations_of(schema)
    asgi.shutdown_lifespans()


@pytest.mark.parametrize(("operation_id", "mode"), SENT, ids=lambda value: getattr(value, "value", value))
def test_answers_fit_the_contract(operations: dict[str, Any], operation_id: str, mode: GenerationMode) -> None:
    """Nothing that is generated makes the service fail, answer out of its contract, or take what is invalid."""
    operation = operations[operation_id]
    seen: list[int] = []

    @settings(
        max_examples=EXAMPLES if operation_id == "createReply" else 3,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and case.headers and "Idempotency-Key" in case.headers:
            # a key that was used for another body is refused, rightly, though each request is valid by itself
            case.headers["Idempotency-Key"] = f"{case.headers['Idempotency-Key'][:50]}-{len(seen)}"
        response = case.call()
        case.validate_response(response)
        seen.append(response.status_code)

    send()
    if mode is GenerationMode.POSITIVE:
        assert 200 in seen
    else:
        assert all(400 <= status < 500 for status in seen)
