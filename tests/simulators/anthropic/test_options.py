"""What can be set."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.anthropic.options import read_options
from tests.simulators.anthropic.desk import Desk, message_of
from windtunnel.kernel.errors import UsageError


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"brian": {}}, "option of anthropic 'brian'.*brain"),
        ({"brain": "examples"}, "brain: expected a mapping"),
        ({"models": {"x": {"sise": 1}}}, "models.x.*fact of a model 'sise'"),
        ({"models": {"x": 7}}, "models.x: expected a mapping"),
        ({"organization": 7}, "organization: expected a text"),
        ({"insufficient_quota": "credit"}, "type of insufficient_quota 'credit'"),
    ],
)
def test_wrong_options_are_refused_with_their_place(given: dict[str, Any], message: str) -> None:
    """And with what was meant, where it can be told."""
    with pytest.raises(UsageError, match=message):
        read_options(given)


def test_the_money_is_spent() -> None:
    """Paid calls are refused, others are not; 402 unless the older form is chosen."""
    desk = Desk(insufficient_quota=True)
    refused = desk.ask()
    assert (refused.status, refused.json()["error"]["type"]) == (402, "billing_error")
    assert message_of(refused).startswith("Your credit balance is too low")
    assert desk.get("/v1/models").status == 200
    assert Desk(insufficient_quota="invalid_request_error").ask().status == 400
    assert Desk(insufficient_quota=False).ask().status == 200


def test_the_organization_can_be_chosen() -> None:
    """It is told with every answer."""
    assert Desk(organization="o-1").ask().header("anthropic-organization-id") == "o-1"
