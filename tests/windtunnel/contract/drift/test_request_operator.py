"""Changing what becomes of requests."""

from __future__ import annotations

import pytest

from windtunnel.contract.drift import OPERATORS
from windtunnel.kernel.errors import UsageError
from windtunnel.world.http import Request, Response, json_response

from .drifting import get, make, pass_through

LIMITED = [name for name, operator in OPERATORS.items() if getattr(operator, "needs_operations", False)]


class Vendor:
    """Words refusals."""

    def error(self, status: int) -> Response:
        """Return the vendor's envelope."""
        return json_response({"ok": False}, status)


@pytest.mark.parametrize("name", LIMITED)
def test_what_would_strike_every_request_must_be_limited(name: str) -> None:
    """Signing in too."""
    fields = OPERATORS[name].model_fields
    needed = {field: "a" for field in fields if fields[field].is_required() and field not in ("on", "operator")}
    with pytest.raises(UsageError, match="name the operations whose requests change"):
        make(name, **needed)


def test_the_system_words_refusals_where_it_is_known() -> None:
    """Otherwise the contract's example does."""
    drift = make("new-required-request-parameter", operations=["ListTickets"])
    assert pass_through(drift, {}, "ListTickets", request=get())[0]["error"]["code"] == "invalid"
    drift.target = Vendor()
    assert pass_through(drift, {}, "ListTickets", request=get())[0] == {"ok": False}


def test_refusals_are_marked_and_counted() -> None:
    """While the change is in force, each n-th time."""
    drift = make("api-removed-without-deprecation", operations=["ListTickets"], every=2, **{"from": "10s"})
    statuses = []
    for at in (0.0, 10.0, 10.0, 10.0, 10.0):
        _, outcome, _ = pass_through(drift, {}, "ListTickets", at=at, request=get())
        assert outcome.response is not None
        statuses.append(outcome.response.status)
    assert statuses == [200, 200, 404, 200, 404]
    assert drift.injected == 2


def test_the_new_form_is_translated_for_whoever_asks() -> None:
    """Without being counted."""
    drift = make("sem-request-redirected")
    assert drift.translate(Request("GET", "/moved/tickets")).path == "/tickets"
    assert drift.injected == 0
