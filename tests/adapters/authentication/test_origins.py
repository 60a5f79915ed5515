"""Where credentials may go."""

from __future__ import annotations

import httpx
import pytest

from adapters.authentication.origins import Origins


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("https://api.example.test/other/path?q=1", True),
        ("https://api.example.test:443/", True),
        ("https://API.example.test/", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://127.0.0.1:8081/x", False),
        ("http://api.example.test/", False),
        ("https://api.example.test.evil.test/", False),
        ("https://example.test/", False),
    ],
)
def test_only_scheme_host_and_port_count(url: str, inside: bool) -> None:
    """Paths do not matter, default ports are the same as none, and everything else is foreign."""
    origins = Origins("https://api.example.test/v1", "http://127.0.0.1:8080")
    assert (httpx.URL(url) in origins) is inside


def test_credentials_need_a_destination() -> None:
    """An empty list would be a policy that never does anything."""
    with pytest.raises(ValueError, match="at least one"):
        Origins()
