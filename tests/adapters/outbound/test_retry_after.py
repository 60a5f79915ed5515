"""How long a system asks to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.outbound.retry_after import retry_after_seconds
from tests.adapters.fake_clock import EPOCH


def _date(at: float) -> str:
    return format_datetime(datetime.fromtimestamp(at, UTC), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "30"}, 30.0),
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "1.5"}, 1.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "Retry-After": "30"}, 0.25),
        ({"retry-after-ms": "soon", "Retry-After": "30"}, 30.0),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": ""}, None),
        ({"Retry-After": "later"}, None),
        ({"Retry-After": "Fri, 99 Xyz 2026"}, None),
        ({"Retry-After": _date(EPOCH + 90)}, 90.0),
        ({"Retry-After": _date(EPOCH - 90)}, 0.0),
        ({"Retry-After": _date(EPOCH + 3690), "Date": _date(EPOCH + 3600)}, 90.0),
        ({"Retry-After": _date(EPOCH - 3510), "Date": _date(EPOCH - 3600)}, 90.0),
        ({"Retry-After": _date(EPOCH + 90), "Date": "yesterday"}, 90.0),
    ],
)
def test_what_is_said_is_understood(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, fractions, milliseconds and dates; a date counts from the system's clock if it tells it."""
    assert retry_after_seconds(httpx.Headers(headers), EPOCH) == seconds


@given(value=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_nonsense_never_fails(value: str) -> None:
    """Whatever the header holds, the result is a finite wait or none."""
    seconds = retry_after_seconds(httpx.Headers({"Retry-After": value}), EPOCH)
    assert seconds is None or 0.0 <= seconds < float("inf")
