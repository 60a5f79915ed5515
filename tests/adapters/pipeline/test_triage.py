"""The entry point."""

from __future__ import annotations

from adapters.pipeline import application, triage


def test_the_entry_point_is_the_application() -> None:
    """``adapters.pipeline.triage:create`` is what scenarios and servers name."""
    assert triage.create is application.create
