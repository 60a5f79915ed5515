"""An access token, and where it is kept."""

from __future__ import annotations

from adapters.authentication.token import MemoryTokenStore, Token
from adapters.masking import Secret
from tests.adapters.fake_clock import FakeClock, virtual


@virtual
async def test_the_memory_store_keeps_the_last_token(clock: FakeClock) -> None:
    """What was saved last is what is loaded, and nothing at first."""
    store = MemoryTokenStore()
    assert await store.load() is None
    for number in range(2):
        await store.save(Token(Secret(f"access-{number}"), clock.now()))
    loaded = await store.load()
    assert loaded is not None
    assert loaded.access.reveal() == "access-1"
