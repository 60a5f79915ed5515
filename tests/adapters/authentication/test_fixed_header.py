"""Credentials that are the same in every request."""

from __future__ import annotations

from adapters.authentication.fixed_header import FixedHeaderPolicy
from adapters.authentication.origins import Origins
from adapters.masking import Secret
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import URL, FakeSystem, get


@virtual
async def test_the_header_goes_to_the_systems_own_origin_only(clock: FakeClock) -> None:
    """A foreign host does not get the key."""
    system = FakeSystem(clock)
    policy = FixedHeaderPolicy(system, header="x-api-key", value=Secret("key-0815"), origins=Origins(URL))
    await policy.handle_async_request(get())
    await policy.handle_async_request(get(url="https://evil.test/"))
    assert [sent.headers.get("x-api-key") for sent in system.sent] == ["key-0815", None]
