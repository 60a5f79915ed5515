"""Real things outside this process: tests that need one skip where it is missing, and fail where it must not be."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

REQUIRED = bool(os.environ.get("WINDTUNNEL_REQUIRE_SERVICES"))
"""Whether every service must be there, as it is when everything is checked before a change lands."""


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it."""
    if REQUIRED:
        pytest.fail(f"{what} is missing, and every service is required here")
    pytest.skip(f"{what} is missing")
