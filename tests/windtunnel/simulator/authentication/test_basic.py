"""HTTP Basic credentials."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.simulator.authentication.basic import basic_credentials
from windtunnel.world.http import Request


def asking(value: str) -> Request:
    """Return a request with an Authorization header."""
    return Request("GET", "/", headers={"authorization": value})


@given(st.text().filter(lambda name: ":" not in name), st.text())
def test_name_and_password_are_read(name: str, password: str) -> None:
    """The password may contain colons and anything else; the scheme may be written in any case."""
    encoded = base64.b64encode(f"{name}:{password}".encode()).decode()
    assert basic_credentials(asking(f"bAsIc {encoded}")) == (name, password)


@pytest.mark.parametrize(
    "value", ["", "Basic", "Bearer abc", "Basic !!!", "Basic bm9jb2xvbg==", "Basic /w==", "Basic YTpi YTpi"]
)
def test_what_is_malformed_is_no_credential(value: str) -> None:
    """Another scheme, no base64, no colon, no UTF-8."""
    assert basic_credentials(asking(value)) is None
    assert basic_credentials(Request("GET", "/")) is None
