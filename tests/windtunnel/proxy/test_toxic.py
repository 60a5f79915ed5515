"""A toxic of a proxy."""

from __future__ import annotations

from windtunnel.kernel.clock import SteppedClock
from windtunnel.proxy.dice import Scope
from windtunnel.proxy.toxic import Direction, Toxic
from windtunnel.proxy.toxics.latency import Latency, LatencyAttributes


def toxic(seed: str = "1", toxicity: float = 0.5) -> Toxic:
    """Return a toxic that strikes half of the connections."""
    return Toxic("slow", "latency", "Upstream", toxicity, LatencyAttributes(latency=5), path=(seed, "db", "slow", "0"))


def draws(own: Toxic) -> list[bool]:
    """Return what its dice say on a hundred connections."""
    return [own.dice(number, lambda: 0).strikes() for number in range(100)]


def test_the_seed_decides_which_connections_are_struck() -> None:
    """The same seed the same ones, whatever was drawn elsewhere."""
    assert draws(toxic()) == draws(toxic())
    assert draws(toxic()) != draws(toxic("2"))
    assert 30 < sum(draws(toxic())) < 70


def test_a_change_draws_anew() -> None:
    """Each change is a stream of its own."""
    own = toxic()
    before = draws(own)
    own.changes += 1
    assert draws(own) != before


def test_toxicity_does_not_change_the_jitter() -> None:
    """Two streams: whether it strikes, and how."""

    def shape(toxicity: float) -> float:
        return toxic(toxicity=toxicity).stage(SteppedClock(), 3, lambda: 0).random.random()

    assert shape(0.1) == shape(0.9)


def test_it_shows_what_toxiproxy_shows_and_more_only_where_used() -> None:
    """Integers where Go shows integers."""
    own = toxic(toxicity=1.0)
    assert own.direction is Direction.UPSTREAM
    assert isinstance(own.stage(SteppedClock(), 0, lambda: 0), Latency)
    assert own.show() == {
        "attributes": {"latency": 5, "jitter": 0},
        "name": "slow",
        "type": "latency",
        "stream": "Upstream",
        "toxicity": 1,
    }
    own.scope, own.ttl_seconds = Scope.REQUEST, 5.0
    assert {**own.show()}.items() >= {"toxicity_per": "request", "ttl_seconds": 5.0}.items()
