"""Exchanges and decisions."""

from __future__ import annotations

from windtunnel.world.exchange import Cut, Delay, Drop, Exchange, Loss, Outcome, Replace, conduct
from windtunnel.world.http import Request, Response

from .worlds import Answering, Deciding


def outcome(*interceptors: Deciding) -> tuple[Outcome, Answering]:
    """Conduct one exchange through interceptors."""
    system = Answering(Response(200, [], b"hello", delay_seconds=1.0))
    exchange = Exchange("crm", "Show", {}, Request("GET", "/"), 0.0)
    return conduct(exchange, system, interceptors), system


def test_delays_add_up_with_the_service_time() -> None:
    """Before, after, and the system's own."""
    result, _ = outcome(Deciding(Delay(2), Delay(3)), Deciding(after=Delay(4)))
    assert result.delay_seconds == 10.0


def test_the_first_that_replaces_or_drops_a_request_wins() -> None:
    """The system does not see it, later interceptors neither."""
    result, system = outcome(Deciding(Replace(Response(503))), Deciding(Drop(Loss.REFUSE)))
    assert (result.response.status if result.response else None, result.loss) == (503, None)
    assert (result.reached, system.handled) == (False, [])


def test_an_answer_can_be_replaced_and_then_lost() -> None:
    """Drift first, a fault after it: the effect has happened."""
    result, system = outcome(Deciding(after=Replace(Response(200, [], b"other"))), Deciding(after=Drop(Loss.RESET)))
    assert (result.loss, result.reached, len(system.handled)) == (Loss.RESET, True, 1)


def test_a_cut_leaves_the_answer_and_says_where_it_breaks_off() -> None:
    """Bytes of the body."""
    result, _ = outcome(Deciding(after=Cut(3)))
    assert (result.cut_after_bytes, result.response.body if result.response else None) == (3, b"hello")
