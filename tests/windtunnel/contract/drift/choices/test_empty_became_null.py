"""sem-empty-became-null."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(("value", "changed"), [("", None), ([], None), ("a", "a"), (0, 0), (False, False)])
def test_empty_texts_and_lists_are_null(value: object, changed: object) -> None:
    """Zero and false are something."""
    assert shown("sem-empty-became-null", "note", value) == changed
