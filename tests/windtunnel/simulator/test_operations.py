"""Binding behaviour to operations."""

from __future__ import annotations

import pytest

from windtunnel.simulator.call import Call
from windtunnel.simulator.operations import Operations, merge
from windtunnel.world.http import Response


def handler(call: Call) -> Response:
    """Answer nothing."""
    return Response()


def test_one_handler_may_serve_several_operations() -> None:
    """And stays what it was, to be called by other code."""
    group = Operations()
    assert group.bind("a", "b")(handler) is handler
    assert merge([group]) == {"a": handler, "b": handler}


def test_an_operation_is_bound_once() -> None:
    """Within a group and across groups."""
    one, other = Operations(), Operations()
    one.bind("a")(handler)
    other.bind("a")(handler)
    with pytest.raises(AssertionError, match="a is bound twice"):
        one.bind("a")(handler)
    with pytest.raises(AssertionError, match="a is bound twice"):
        merge([one, other])
