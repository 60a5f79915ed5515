"""Whatever the contract allows to be sent is answered as the contract says."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.operations import operations_of

from .desk import HOST, Desk, contract

pytestmark = pytest.mark.thorough

EXAMPLES = 3
TOKENS = {"userAuth": "user_token", "appAuth": "app_token"}
FORM = "application/x-www-form-urlencoded"
KNOWN = {
    "channel": "C07WINDTNL3",
    "channel_id": "C07WINDTNL3",
    "user": "U07WINDTNL2",
    "users": "U07WINDTNL2",
    "user_id": "U07WINDTNL2",
    "recipient_user_id": "U07WINDTNL2",
}
"""Ids that exist, in the place of made-up ones, so that calls come further than to their first check."""


@cache
def operations() -> dict[str, Any]:
    """Return the operations of the contract as schemathesis sees them."""
    return operations_of(schemathesis.openapi.from_dict(dict(contract().document)))


def token_of(operation_id: str) -> str:
    """Return which token a method takes."""
    schemes = list((contract().operations[operation_id].raw.get("security") or [{"slackAuth": []}])[0])
    return TOKENS.get(schemes[0], "bot_token") if schemes else "bot_token"


def mended(values: Any) -> Any:
    """Return arguments with ids that exist."""
    return {**values, **{name: KNOWN[name] for name in KNOWN if name in values}} if isinstance(values, dict) else values


def encoded(body: Any, media: str | None) -> bytes:
    """Return a generated body as it is sent."""
    if not isinstance(body, dict | list):
        return body if isinstance(body, bytes) else b""
    if media == FORM and isinstance(body, dict):
        fields = mended(body).items()
        return urlencode({k: json.dumps(v) if isinstance(v, list | dict) else v for k, v in fields}).encode()
    return json.dumps(mended(body)).encode() if media and media.endswith("json") else b""


@pytest.mark.parametrize("operation_id", contract().operations)
def test_answers_fit_the_contract(operation_id: str) -> None:
    """Nothing that is generated makes the simulator fail, or answer out of its contract."""
    desk = Desk()
    desk.system.meters.enforced = False

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operations()[operation_id].as_strategy())
    def send(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url=f"http://{HOST}")
        body = encoded(sent.get("json", sent.get("data")), case.media_type)
        query = urlencode(mended(sent.get("params") or {}), doseq=True)
        media = case.media_type if body else None
        path = urlsplit(sent["url"]).path
        desk.post(path, body, media, token_of(operation_id), verb=sent["method"], query=query)

    send()
