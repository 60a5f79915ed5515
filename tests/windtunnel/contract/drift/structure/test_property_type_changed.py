"""response-property-type-changed."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(
    ("field", "value", "to", "changed"),
    [
        ("id", 111, None, "111"),
        ("paid", True, None, "true"),
        ("owner", {"name": "J"}, None, '{"name": "J"}'),
        ("subject", "a question", None, ["a question"]),
        ("subject", "a question", "object", {"value": "a question"}),
        ("subject", "12.5", "number", 12.5),
        ("subject", "twelve", "number", "twelve"),
        ("tags", ["a"], "list", ["a"]),
        ("note", None, "string", None),
    ],
)
def test_the_value_has_the_new_type(field: str, value: object, to: str | None, changed: object) -> None:
    """Without a type, text becomes a list and everything else text."""
    assert shown("response-property-type-changed", field, value, to=to) == changed
