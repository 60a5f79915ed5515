"""Orders are checked at the door."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from adapters.patterns.order_routing.records import Order

from .plant import an_order


@pytest.mark.parametrize(
    "changes", [{"id": "a b"}, {"country": "Germany"}, {"total": "-1"}, {"total": "NaN"}, {"color": "red"}]
)
def test_what_is_no_order(changes: dict[str, object]) -> None:
    """Ids travel in headers, and unknown fields are refused."""
    with pytest.raises(ValidationError):
        Order.model_validate({**an_order().model_dump(), **changes})
