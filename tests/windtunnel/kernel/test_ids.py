"""Ids."""

from __future__ import annotations

import base64
import re
import uuid
from random import Random

import pytest

from windtunnel.kernel.ids import Ids


def ids() -> Ids:
    """Ids of a fixed seed."""
    return Ids(Random(1))


def test_a_uuid_is_a_version_4_uuid() -> None:
    """By the standard library's reading."""
    for _ in range(50):
        parsed = uuid.UUID(ids().uuid())
        assert (parsed.version, parsed.variant) == (4, uuid.RFC_4122)


def test_a_ulid_sorts_by_time() -> None:
    """26 characters, the first ten from the time."""
    source = ids()
    earlier, later = source.ulid(1_767_603_600.0), source.ulid(1_767_603_600.001)
    assert len(earlier) == len(later) == 26
    assert earlier[:10] < later[:10]


def test_digits_never_begin_with_zero() -> None:
    """They are read as numbers."""
    source = ids()
    assert all(re.fullmatch(r"[1-9]\d{12}", source.digits(13)) for _ in range(100))


def test_base64_decodes_to_as_many_bytes() -> None:
    """A secret of 32 bytes."""
    assert len(base64.b64decode(ids().base64(32))) == 32


@pytest.mark.parametrize(
    ("pattern", "expression"),
    [
        ("xoxb-{digits:12}-{alnum:24}", r"xoxb-\d{12}-[A-Za-z0-9]{24}"),
        ("{hex:8}{lower:2}{upper:3}", r"[0-9a-f]{8}[a-z]{2}[A-Z0-9]{3}"),
        ("whsec_{base64:32}", r"whsec_[A-Za-z0-9+/]{43}="),
        ("plain {unknown:3}", r"plain \{unknown:3\}"),
    ],
)
def test_patterns_are_filled(pattern: str, expression: str) -> None:
    """Placeholders only; everything else stays."""
    assert re.fullmatch(expression, ids().fill(pattern))


def test_the_same_stream_gives_the_same_ids() -> None:
    """Credentials follow from the seed."""
    assert ids().fill("{alnum:40}") == ids().fill("{alnum:40}")
