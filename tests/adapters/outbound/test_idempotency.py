"""Keys that make a repeated request recognisable."""

from __future__ import annotations

import re

import httpx
from hypothesis import given
from hypothesis import strategies as st

from adapters.outbound.idempotency import IdempotencyPolicy, key
from adapters.outbound.intent import Intent
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import URL, FakeSystem, get, post

PARTS = st.lists(st.text(max_size=8) | st.integers(-9, 9), max_size=4)


def test_a_key_is_the_same_in_every_process() -> None:
    """The value is written down here: another version, machine or hash seed must not change it."""
    assert key("zendesk.note", "4711", 3) == "ot2w5nnzla4vvhjglvhi73twa2"


@given(one=PARTS, other=PARTS)
def test_different_intents_never_share_a_key(one: list[str | int], other: list[str | int]) -> None:
    """Also where their texts would be the same when joined, and where a number looks like a text."""
    same = [(type(part), part) for part in one] == [(type(part), part) for part in other]
    assert (key("scope", *one) == key("scope", *other)) is same
    assert key("scope", *one) != key("other", *one)
    assert re.fullmatch("[a-z2-7]{26}", key("scope", *one))


@virtual
async def test_the_key_is_sent_where_the_vendor_wants_it(clock: FakeClock) -> None:
    """With requests that can change something and have a key, in every one of their attempts the same."""
    system = FakeSystem(clock)
    policy = IdempotencyPolicy(system, header="Idempotency-Key")
    keyed = Intent("op", idempotent=True, key="k-1")
    for request in (post(keyed), get(keyed), post(Intent("op", idempotent=False)), post(), _put(keyed)):
        await policy.handle_async_request(request)
    assert [sent.headers.get("idempotency-key") for sent in system.sent] == ["k-1", None, None, None, "k-1"]


def _put(intent: Intent) -> httpx.Request:
    return httpx.Request("PUT", URL, content=b"{}", extensions=intent.extensions())
