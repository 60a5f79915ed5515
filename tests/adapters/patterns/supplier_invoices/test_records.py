"""What comes in at the door is checked there."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from adapters.patterns.supplier_invoices.records import Receipt


def test_rows_are_those_that_say_something() -> None:
    """Empty rows are left out."""
    assert Receipt(id="a/1", sender="a", text="one\n\n  two \n").rows == ["one", "two"]


@pytest.mark.parametrize(
    "changes", [{"id": "with space"}, {"id": ""}, {"sender": ""}, {"text": ""}, {"total": 3}, {"text": "x" * 50_001}]
)
def test_what_is_no_receipt(changes: dict[str, object]) -> None:
    """Ids travel in headers, texts are bounded, and unknown fields are refused."""
    with pytest.raises(ValidationError):
        Receipt.model_validate({"id": "a/1", "sender": "a", "text": "t", **changes})
