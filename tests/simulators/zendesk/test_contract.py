"""Whatever the contract allows to be sent, and what it does not, is answered as the contract says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core import NOT_SET

from tests.operations import operations_of

from .desk import Desk

pytestmark = pytest.mark.thorough

EXAMPLES = 2
CHOSEN = (
    "CreateTicket",
    "UpdateTicket",
    "ListTickets",
    "TicketsUpdateMany",
    "SetTagsTicket",
    "ListTicketComments",
    "MergeTicketsIntoTargetTicket",
    "TicketImport",
    "CreateUser",
    "UpdateUser",
    "CreateOrUpdateUser",
    "SearchUsers",
    "UpdateUserIdentity",
    "CreateOrganization",
    "UpdateOrganization",
    "CreateGroupMembership",
    "ListSearchResults",
    "ExportSearchResults",
    "IncrementalTicketExportCursor",
    "CreateRequest",
    "CreateTicketField",
    "CreateView",
    "CreateTrigger",
    "CreateMacro",
    "CreateOrCloneWebhook",
    "PatchWebhook",
    "CreateTokenForGrantType",
)
"""Operations with behaviour of their own; the others were fuzzed by hand."""


@cache
def filled() -> tuple[Desk, Mapping[str, str], Any]:
    """Return a desk with a record of many kinds, their ids by path parameter, and its first state."""
    desk = Desk()
    desk.system.meters.enforced = False
    user = desk.user(email="ana@mail.example")
    organization = desk.post("/organizations.json", {"organization": {"name": "Acme"}})["organization"]
    desk.ticket(requester_id=user["id"])
    desk.ticket(type="problem")
    identity = desk.get(f"/users/{user['id']}/identities.json")["identities"][0]
    webhook_id = desk.system.connect("http://receiver.example/hook")["webhook_id"]
    ids = {
        "ticket_id": "1",
        "request_id": "1",
        "user_id": str(user["id"]),
        "user_identity_id": str(identity["id"]),
        "organization_id": str(organization["id"]),
        "group_id": str(desk.group("cards")["id"]),
        "webhook_id": webhook_id,
    }
    desk.settle()
    return desk, ids, desk.system.snapshot()


@cache
def operations() -> dict[str, Any]:
    """Return the operations of the contract as schemathesis sees them."""
    return operations_of(schemathesis.openapi.from_dict(dict(filled()[0].system.contract.document)))


def _query(case: Any) -> str:
    pairs = [
        (name, "" if each is None else each)
        for name, value in (case.query or {}).items()
        for each in (value if isinstance(value, list) else [value])
    ]
    return urlencode(pairs)


def _body(case: Any) -> bytes | None:
    if case.body is NOT_SET:
        return None
    return case.body if isinstance(case.body, bytes) else json.dumps(case.body).encode()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation_id", CHOSEN)
def test_answers_fit_the_contract(operation_id: str, mode: GenerationMode) -> None:
    """Nothing that is generated makes the simulator fail, or answer out of its contract."""
    desk, ids, start = filled()
    path = desk.system.contract.operations[operation_id].path
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)

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
        desk.system.restore(start)
        target = f"{path.removeprefix('/api/v2')}?{_query(case)}"
        headers = {"content-type": case.media_type} if case.media_type else {}
        response = desk.call(case.method.upper(), target, raw=_body(case) or b"", headers=headers)
        assert response.status < 500 or response.status == 501

    send()
