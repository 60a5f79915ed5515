"""Bearer tokens."""

from __future__ import annotations

import pytest

from windtunnel.simulator.authentication.bearer import bearer_token
from windtunnel.world.http import Request


@pytest.mark.parametrize(
    ("value", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Bearer", None),
        ("Bearer ", None),
        ("Basic abc", None),
        ("", None),
    ],
)
def test_the_token_follows_the_scheme(value: str, token: str | None) -> None:
    """In any case, without the spaces around it."""
    assert bearer_token(Request("GET", "/", headers={"authorization": value})) == token


def test_vendors_have_schemes_of_their_own() -> None:
    """``GenieKey`` and its like."""
    request = Request("GET", "/", headers={"authorization": "GenieKey abc"})
    assert bearer_token(request, "geniekey") == "abc"
    assert bearer_token(request) is None
    assert bearer_token(Request("GET", "/")) is None
