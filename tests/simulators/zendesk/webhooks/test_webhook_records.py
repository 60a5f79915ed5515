"""What may stand in a webhook."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.zendesk.refusals import ListedProblem
from simulators.zendesk.webhooks.webhook_records import checked


@pytest.mark.parametrize(
    "values",
    [
        {"http_method": "FETCH"},
        {"request_format": "yaml"},
        {"status": "asleep"},
        {"name": " "},
        {"endpoint": "ftp://x.example"},
        {"endpoint": "http://"},
        {"endpoint": None},
        {"subscriptions": ["ticket.created"]},
        {"subscriptions": ["conditional_ticket_events", "zen:event-type:user.created"]},
        {"subscriptions": [1]},
        {"authentication": {"type": "magic"}},
        {"authentication": "x"},
        {"custom_headers": ["x"]},
    ],
)
def test_wrong_values_are_refused(values: dict[str, Any]) -> None:
    """Each with a listed error that names the field."""
    with pytest.raises(ListedProblem) as refused:
        checked(values)
    assert next(iter(values)) in refused.value.message


def test_right_values_are_kept() -> None:
    """Unknown keys are dropped, no subscription means triggers."""
    kept = checked({"endpoint": "https://x.example/h", "subscriptions": [], "moon": 1, "custom_headers": {"a": 1}})
    assert kept == {
        "endpoint": "https://x.example/h",
        "subscriptions": ["conditional_ticket_events"],
        "custom_headers": {"a": "1"},
    }
