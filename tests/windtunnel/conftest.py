"""Settings of all tests of the engine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("engine", deadline=None)
settings.load_profile("engine")
"""A machine that is busy is no reason to fail: what is slow is found by benchmarks."""
