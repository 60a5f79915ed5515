"""Whatever the contract allows to be sent, and what it does not, is answered as the contract says."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.operations import operations_of

from .desk import MODEL, Desk, contract, message_body

pytestmark = pytest.mark.thorough

EXAMPLES = 5
NOT_BUILT = 501
HOST = "http://api.anthropic.example"


@cache
def operations() -> dict[str, Any]:
    """Return the operations of the contract as schemathesis sees them."""
    return operations_of(schemathesis.openapi.from_dict(dict(contract().document)))


def mended(body: Any, number: int) -> Any:
    """Return a body that comes further: a model that exists, and every second time messages that follow."""
    if not isinstance(body, dict) or "model" not in body:
        return body
    turns = {"messages": message_body()["messages"]} if number % 2 and "messages" in body else {}
    return {**body, "model": MODEL, **turns}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation_id", contract().operations)
def test_answers_fit_the_contract(operation_id: str, mode: GenerationMode) -> None:
    """Nothing that is generated makes the simulator fail, or answer out of its contract."""
    desk, operation = Desk(), contract().operations[operation_id]
    desk.system.meters.enforced = False
    described = {*operation.raw["responses"], "404", "405", str(NOT_BUILT)}
    count = 0

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operations()[operation_id].as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        nonlocal count
        count += 1
        sent = case.as_transport_kwargs(base_url=HOST)
        body = mended(sent.get("json"), count)
        content = json.dumps(body).encode() if "json" in sent else b""
        media = {"content-type": case.media_type} if content else {}
        query = urlencode(sent.get("params") or {}, doseq=True)
        response = desk.send(sent["method"], f"{urlsplit(sent['url']).path}?{query}", headers=media, content=content)
        assert str(response.status) in described

    send()
    assert count > 0
    desk.clock.advance(86_400)


def test_the_examples_of_the_contract_are_answered() -> None:
    """As they stand there."""
    examples = contract().operations["Messages.create"].raw["requestBody"]["content"]["application/json"]["examples"]
    for name, example in examples.items():
        assert Desk().post("/v1/messages", example["value"]).status == 200, name
