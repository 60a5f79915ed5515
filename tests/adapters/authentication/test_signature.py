"""Is a message from whom it says it is from, and is it recent."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.authentication.signature import SignatureEncoding, SignatureScheme
from adapters.errors import Rejected
from adapters.masking import Secret
from tests.adapters.fake_clock import EPOCH

SECRET = Secret("signing-secret")
HEX = SignatureScheme("slack", SignatureEncoding.HEX, prefix="v0=")
BASE64 = SignatureScheme("zendesk", SignatureEncoding.BASE64)
MESSAGE = b'1760000000{"id": 7}'


def test_signatures_are_those_of_the_standard_library() -> None:
    """Computed the long way round, for both encodings."""
    digest = hmac.new(b"signing-secret", MESSAGE, hashlib.sha256).digest()
    assert HEX.sign(SECRET, MESSAGE) == "v0=" + digest.hex()
    assert BASE64.sign(SECRET, MESSAGE) == base64.b64encode(digest).decode()
    sha1 = SignatureScheme("old", SignatureEncoding.HEX, algorithm="sha1")
    assert sha1.sign(SECRET, MESSAGE) == hmac.new(b"signing-secret", MESSAGE, "sha1").hexdigest()


@pytest.mark.parametrize("scheme", [HEX, BASE64])
def test_a_genuine_message_passes(scheme: SignatureScheme) -> None:
    """With the current secret, and with the previous one while both are valid."""
    signature = scheme.sign(SECRET, MESSAGE)
    scheme.check(MESSAGE, signature, [SECRET])
    scheme.check(MESSAGE, signature, [Secret("the-new-one"), SECRET])


@pytest.mark.parametrize("scheme", [HEX, BASE64])
@given(message=st.binary(max_size=40), position=st.integers(0, 200), bit=st.integers(0, 6))
def test_any_change_is_noticed(scheme: SignatureScheme, message: bytes, position: int, bit: int) -> None:
    """One flipped bit in the signature, in the message or in the secret is enough."""
    signature = scheme.sign(SECRET, message)
    place = position % len(signature)
    flipped = signature[:place] + chr(ord(signature[place]) ^ 1 << bit) + signature[place + 1 :]
    for altered in (
        (message + b" ", signature, SECRET),
        (message, flipped, SECRET),
        (message, signature, Secret("x")),
    ):
        with pytest.raises(Rejected) as caught:
            scheme.check(altered[0], altered[1], [altered[2]])
        assert signature not in str(caught.value)


@pytest.mark.parametrize("signature", ["", "v0=", "v0=zz", "ü" * 64, "\ud800", "v1=" + "0" * 64])
def test_nonsense_is_rejected_and_does_not_fail(signature: str) -> None:
    """What is no signature at all is a wrong one."""
    with pytest.raises(Rejected):
        HEX.check(MESSAGE, signature, [SECRET])


def test_no_secret_is_a_mistake_of_ours() -> None:
    """An empty list must not look like a forged message."""
    with pytest.raises(ValueError, match="no secret"):
        HEX.check(MESSAGE, "v0=", [])


@pytest.mark.parametrize("at", [EPOCH - 300.0, EPOCH, EPOCH + 300.0])
def test_a_recent_time_passes(at: float) -> None:
    """Up to the tolerance in both directions, since clocks differ."""
    HEX.check_window(at, EPOCH, 300.0)


@pytest.mark.parametrize("at", [EPOCH - 300.1, EPOCH + 300.1, 0.0, float("nan"), float("inf"), float("-inf")])
def test_any_other_time_is_rejected(at: float) -> None:
    """Too old is a replay; too far ahead, or no number, is forged."""
    with pytest.raises(Rejected, match="300 s"):
        HEX.check_window(at, EPOCH, 300.0)
