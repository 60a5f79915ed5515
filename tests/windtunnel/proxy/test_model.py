"""Bodies of the control API."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.proxy.dice import Scope
from windtunnel.proxy.errors import BadBodyError, InvalidStreamError, InvalidToxicTypeError, MissingFieldError
from windtunnel.proxy.model import apply_change, read_proxies, read_proxy, read_proxy_change, read_toxic, read_toxics
from windtunnel.proxy.toxics.latency import LatencyAttributes


def test_a_proxy_needs_a_name_and_an_upstream() -> None:
    """The first that is missing is told, with its place."""
    with pytest.raises(MissingFieldError, match="name at proxy 3"):
        read_proxy({"upstream": "a:1"}, " at proxy 3")
    with pytest.raises(MissingFieldError, match="upstream"):
        read_proxy({"name": "a", "upstream": ""})
    body = read_proxy({"name": "a", "upstream": "b:1"})
    assert (body.listen, body.enabled, body.toxics) == ("", True, [])


def test_proxies_are_an_array() -> None:
    """Null is an empty one."""
    assert read_proxies(None) == []
    with pytest.raises(BadBodyError, match="array"):
        read_proxies({})


def test_a_change_knows_what_was_given() -> None:
    """Toxics are not changed that way: clients send back what they were shown."""
    change = read_proxy_change({"Enabled": False, "toxics": "whatever", "listen": None})
    assert change.model_fields_set == {"enabled"}


def test_a_toxic_has_defaults() -> None:
    """Its name is made of type and stream as they were written."""
    toxic = read_toxic({"type": "latency", "stream": "UPSTREAM"})
    assert (toxic.name, toxic.toxicity, toxic.scope) == ("latency_UPSTREAM", 1.0, Scope.CONNECTION)
    assert toxic.attributes == LatencyAttributes()


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ({"type": "latency", "stream": "x"}, InvalidStreamError),
        ({"type": "x"}, InvalidToxicTypeError),
        ({"type": "latency", "attributes": {"latency": "5"}}, BadBodyError),
        ({"type": "latency", "toxicity": "1"}, BadBodyError),
        ({"type": "latency", "toxicity": 1e39}, BadBodyError),
        ({"type": "latency", "toxicity_per": "minute"}, BadBodyError),
        ({"type": "latency", "ttl_seconds": 0}, BadBodyError),
        ([], BadBodyError),
    ],
)
def test_a_wrong_toxic_is_refused(value: Any, error: type[Exception]) -> None:
    """Each mistake in its own way."""
    with pytest.raises(error):
        read_toxic(value)


def test_two_toxics_of_a_proxy_have_two_names() -> None:
    """They are told before anything is made."""
    with pytest.raises(BadBodyError, match="two toxics are called noop_downstream"):
        read_toxics([{"type": "noop"}, {"type": "noop"}])


def test_a_change_of_a_toxic_is_all_or_nothing() -> None:
    """Attributes are merged; what is not given stays."""
    toxic = read_toxic({"type": "latency", "toxicity": 0.5, "ttl_seconds": 9, "attributes": {"latency": 5}})
    apply_change(toxic, {"attributes": {"Jitter": 2}, "toxicity_per": "request"})
    assert toxic.attributes == LatencyAttributes(latency=5, jitter=2)
    assert (toxic.toxicity, toxic.scope, toxic.ttl_seconds) == (0.5, Scope.REQUEST, 9)
    with pytest.raises(BadBodyError):
        apply_change(toxic, {"toxicity": 1, "attributes": {"latency": 1, "jitter": []}})
    assert (toxic.toxicity, toxic.attributes) == (0.5, LatencyAttributes(latency=5, jitter=2))
