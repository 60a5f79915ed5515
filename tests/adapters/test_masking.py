"""Secrets do not show."""

from __future__ import annotations

import base64
import gc
import json
import logging
import pickle
import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.masking import MASK, MaskingFilter, Secret, mask, mask_headers

VALUE = 'canary/pa"ss\\w+rd é?1'
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), min_size=8, max_size=40)


def test_a_secret_shows_nothing_of_itself() -> None:
    """repr, str, format and the repr of what holds it show the mask; reveal shows the value."""
    secret = Secret(VALUE)
    shown = f"{secret} {secret!r} {secret:>40} {[secret]} %s" % secret
    assert VALUE not in shown
    assert "canary" not in shown
    assert secret.reveal() == VALUE


def test_a_secret_is_neither_empty_nor_pickled() -> None:
    """An empty secret is a missing setting; a pickle would be a copy that nobody masks."""
    with pytest.raises(ValueError, match="empty"):
        Secret("")
    with pytest.raises(TypeError):
        pickle.dumps(Secret(VALUE))


def test_secrets_compare_by_value() -> None:
    """Two secrets are equal when their values are, and never equal to a text."""
    assert Secret("same-value") == Secret("same-value")
    assert Secret("same-value") != Secret("other-value")
    assert Secret("same-value") != "same-value"
    assert len({Secret("same-value"), Secret("same-value")}) == 1


@pytest.mark.parametrize(
    "form",
    [
        VALUE,
        quote(VALUE),
        quote(VALUE, safe=""),
        re.sub("%..", lambda escape: escape.group().lower(), quote(VALUE, safe="")),
        quote_plus(VALUE),
        json.dumps(VALUE)[1:-1],
        json.dumps(VALUE, ensure_ascii=False)[1:-1],
        json.dumps(VALUE)[1:-1].replace("/", "\\/"),
        repr(VALUE)[1:-1],
    ],
)
def test_every_way_of_writing_a_secret_is_masked(form: str) -> None:
    """URL, JSON and repr forms are masked inside other text, and the text around them stays."""
    secret = Secret(VALUE)
    assert mask(f"before {form} after") == f"before {MASK} after"
    assert secret


@given(value=PRINTABLE, before=st.binary(max_size=9), after=st.binary(max_size=9))
def test_a_secret_inside_base64_is_masked(value: str, before: bytes, after: bytes) -> None:
    """Wherever in the encoded bytes the secret begins, its characters do not survive, in both alphabets."""
    secret = Secret(value)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        encoded = encode(before + value.encode() + after).decode()
        assert MASK in mask(encoded)
        shift = len(before) % 3
        whole = encode(bytes(shift) + value.encode()).decode()
        core = whole[(8 * shift + 5) // 6 : 8 * (shift + len(value.encode())) // 6]
        assert core not in mask(encoded)
    assert secret


@given(value=PRINTABLE, around=st.text(max_size=20))
def test_masked_text_never_holds_the_secret(value: str, around: str) -> None:
    """Whatever stands around it, the value is gone after masking."""
    assume(value not in MASK)
    secret = Secret(value)
    assert value not in mask(f"{around}{value}{around}")
    assert secret


def test_text_without_secrets_is_not_changed() -> None:
    """Masking does not touch ordinary text."""
    secret = Secret(VALUE)
    assert mask("nothing to see, 42 times") == "nothing to see, 42 times"
    assert secret


def test_the_longest_secret_is_masked_first() -> None:
    """A secret that contains another one does not leave its rest behind."""
    secrets = [Secret("abcdefgh"), Secret("abcdefgh-ijklmnop")]
    assert mask("<abcdefgh-ijklmnop>") == f"<{MASK}>"
    assert secrets


def test_very_short_secrets_do_not_shred_text() -> None:
    """Three characters are hidden in the object, but not searched for."""
    secret = Secret("abc")
    assert mask("abcabc") == "abcabc"
    assert "abc" not in repr(secret)


def test_a_secret_that_nobody_holds_is_not_searched_for() -> None:
    """The registry does not grow: it forgets secrets with their last owner."""
    secret = Secret("gone-with-the-wind")
    assert mask("gone-with-the-wind") == MASK
    del secret
    gc.collect()
    assert mask("gone-with-the-wind") == "gone-with-the-wind"


def test_headers_are_masked_by_name_and_by_value() -> None:
    """Credentials, cookies and signatures are hidden by name; a secret in any other header by value."""
    secret = Secret("tenant-key-0815")
    headers = {
        "Authorization": "Bearer x",
        "X-Api-Key": "y",
        "Cookie": "z",
        "X-Zendesk-Webhook-Signature": "s",
        "X-Ratelimit-Remaining-Tokens": "17",
        "Location": "https://h.test/?k=tenant-key-0815",
    }
    masked = mask_headers(headers)
    assert [masked[name] for name in list(headers)[:4]] == [MASK] * 4
    assert masked["X-Ratelimit-Remaining-Tokens"] == "17"
    assert masked["Location"] == f"https://h.test/?k={MASK}"
    assert secret


def _log(**arguments: object) -> logging.LogRecord:
    defaults = {"name": "n", "level": logging.ERROR, "pathname": "p", "lineno": 1, "msg": "m", "args": ()}
    return logging.LogRecord(**{**defaults, "exc_info": None, **arguments})  # type: ignore[arg-type]  # test data


def test_the_filter_masks_message_arguments_extras_and_tracebacks() -> None:
    """What a formatter can print of a record holds no secret, and the record still passes."""
    secret = Secret("log-canary-1234")
    try:
        raise RuntimeError("failed with log-canary-1234")
    except RuntimeError as error:
        info = (type(error), error, error.__traceback__)
    record = _log(msg="sent %s", args=("log-canary-1234",), exc_info=info)
    record.url = "https://h.test/log-canary-1234"
    assert MaskingFilter().filter(record)
    printed = logging.Formatter("%(message)s %(url)s").format(record)
    assert "log-canary" not in printed
    assert "RuntimeError" in printed
    assert record.exc_info is None
    assert secret


def test_the_filter_survives_a_wrong_log_call() -> None:
    """A log call with the wrong arguments breaks neither the filter nor the masking."""
    secret = Secret("log-canary-1234")
    record = _log(msg="%d %d", args=("log-canary-1234",))
    assert MaskingFilter().filter(record)
    assert "log-canary" not in record.getMessage()
    assert secret
