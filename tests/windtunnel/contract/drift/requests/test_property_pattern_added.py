"""request-property-pattern-added."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UsageError

from ..drifting import make, post, status


def test_other_forms_are_refused() -> None:
    """The whole text must match."""
    assert status("request-property-pattern-added", post({"code": "AB-1"}), at="code") == 200
    assert status("request-property-pattern-added", post({"code": "AB-1 x"}), at="code") == 400


def test_a_pattern_that_does_not_compile_is_refused() -> None:
    """When the drift is read, not when it strikes."""
    with pytest.raises(UsageError, match="is not a regular expression"):
        make("request-property-pattern-added", "code", pattern="[")
