"""Numbers as Toxiproxy takes them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from windtunnel.proxy.toxics.latency import LatencyAttributes
from windtunnel.proxy.toxics.numbers import INT64_MAX


@pytest.mark.parametrize("value", [0, -1, INT64_MAX, -INT64_MAX - 1])
def test_64_bit_integers_are_taken(value: int) -> None:
    """Both ends included."""
    assert LatencyAttributes.model_validate({"latency": value}).latency == value


@pytest.mark.parametrize("value", [INT64_MAX + 1, -INT64_MAX - 2, 1.0, "1", True, None, []])
def test_everything_else_is_refused(value: Any) -> None:
    """JSON types are taken literally."""
    with pytest.raises(ValidationError):
        LatencyAttributes.model_validate({"latency": value})
