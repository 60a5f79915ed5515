"""Which exchange, delivery and report belongs to which event."""

from __future__ import annotations

from collections.abc import Mapping

from windtunnel.scenario.correlator import Correlator
from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Request

from .rehearsing import errand


class Renamed:
    """Drift that put something before every id."""

    def original(self, text: str) -> str:
        """Take it away again."""
        return text.removeprefix("NEW-")


CORRELATOR = Correlator(errand(), [Renamed()])  # type: ignore[list-item]  # all that is asked of drift


def exchange(role: str, parameters: Mapping[str, str], body: bytes = b"") -> Exchange:
    """Return a request to a system."""
    return Exchange(role, "Operation", parameters, Request("POST", "/", body=body), 0.0)


def test_a_request_has_the_key_that_its_roles_expressions_find() -> None:
    """With drift of ids undone; a role without a hit has none."""
    assert CORRELATOR.of_exchange(exchange("helpdesk", {"ticket_id": "NEW-7"})) == "7"
    assert CORRELATOR.of_exchange(exchange("chat", {})) is None


def test_a_delivery_and_a_report_have_theirs() -> None:
    """A report that no expression reads is about its own key."""
    assert CORRELATOR.of_delivery("helpdesk", Request("POST", "/", body=b'{"ticket": "NEW-7"}')) == "7"
    assert (CORRELATOR.of_report("NEW-7"), CORRELATOR.of_report(None)) == ("7", None)


def test_a_request_with_an_idempotency_key_says_what_it_is_for() -> None:
    """The outcome and the key, as the scenario declares them."""
    assert CORRELATOR.describe(exchange("chat", {}, b'{"stamp": "s"}')) == {"intent": "posted", "idempotency": "s"}
    assert CORRELATOR.describe(exchange("helpdesk", {}, b'{"stamp": "s"}')) == {}
