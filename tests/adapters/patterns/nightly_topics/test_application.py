"""Nightly topics as an ASGI application."""

from __future__ import annotations

from random import Random

import httpx
import pytest

from adapters.audit import NullSink
from adapters.clock import SystemClock
from adapters.errors import ConfigurationError
from adapters.patterns.nightly_topics.application import create
from adapters.service import Service

from .test_spokes import ENVIRONMENT

GIVEN = {**ENVIRONMENT, "TOPICS_TOPICS": "cards,cash"}


def make(environment: dict[str, str]) -> Service:
    """Return the application."""
    return create(
        environment,
        clock=SystemClock(),
        random=Random(1),
        transports=lambda role: httpx.MockTransport(lambda request: httpx.Response(200)),
        audit=NullSink(),
    )


def test_it_is_made_of_the_environment() -> None:
    """Nothing is opened or called before it is started."""
    assert isinstance(make({**GIVEN, "TOPICS_STORE_PATH": "/nowhere/topics.sqlite"}), Service)


@pytest.mark.parametrize(("name", "value"), [("TOPICS_TOPICS", ""), ("TOPICS_DUE", "soon"), ("HELPDESK_URL", "x")])
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    """Whichever part it belongs to."""
    with pytest.raises(ConfigurationError, match=name):
        make({**GIVEN, name: value})
