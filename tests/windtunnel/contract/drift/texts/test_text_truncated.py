"""sem-text-truncated."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(
    ("length", "mark", "cut"), [(4, "", "a qu"), (4, "..", "a .."), (10, "", "a question"), (1, "...", "...")]
)
def test_texts_break_off(length: int, mark: str, cut: str) -> None:
    """A mark stands within the length; short texts stay."""
    assert shown("sem-text-truncated", "subject", "a question", length=length, mark=mark) == cut
