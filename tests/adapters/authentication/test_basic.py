"""User name and password in every request."""

from __future__ import annotations

import httpx
import pytest

from adapters.authentication.basic import BasicPolicy
from adapters.authentication.origins import Origins
from adapters.masking import MASK, Secret, mask
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import URL, FakeSystem, get


@virtual
async def test_the_header_is_the_one_that_httpx_would_send(clock: FakeClock) -> None:
    """Compared with httpx's own implementation, with a user name as Zendesk wants it."""
    system = FakeSystem(clock)
    policy = BasicPolicy(system, username="a@b.test/token", password=Secret("pä:ss"), origins=Origins(URL))
    await policy.handle_async_request(get())
    expected = next(httpx.BasicAuth("a@b.test/token", "pä:ss").auth_flow(get())).headers["authorization"]
    assert system.sent[0].headers["authorization"] == expected
    assert mask(f"sent {expected!r}") == f"sent '{MASK}'"


def test_a_user_name_with_a_colon_is_refused() -> None:
    """The other side could not tell where the password begins."""
    with pytest.raises(ValueError, match="colon"):
        BasicPolicy(httpx.AsyncHTTPTransport(), username="a:b", password=Secret("pass"), origins=Origins(URL))
