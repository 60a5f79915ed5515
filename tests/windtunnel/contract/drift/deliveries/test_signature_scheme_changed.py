"""sem-signature-scheme-changed."""

from __future__ import annotations

import pytest

from ..drifting import resent


@pytest.mark.parametrize(
    ("to", "signature", "changed"),
    [
        ("other-encoding", "sha256=00ff", "sha256=AP8="),
        ("other-encoding", "AP8=", "00ff"),
        ("other-encoding", "no digest!", "no digest!"),
        ("versioned", "00ff", "v2=00ff"),
    ],
)
def test_the_signature_is_written_otherwise(to: str, signature: str, changed: str) -> None:
    """Only in the header that the profile names."""
    headers = (("x-signature", signature), ("X-Time", "00ff"))
    assert resent("sem-signature-scheme-changed", *headers, to=to) == (("x-signature", changed), ("X-Time", "00ff"))


def test_another_algorithm_gives_another_digest() -> None:
    """Behind the same label, and the same for the same signature."""
    (_, signature), *_ = resent("sem-signature-scheme-changed", ("X-Signature", "sha256=00ff"))
    assert signature.startswith("sha256=")
    assert len(signature) == len("sha256=") + 128
    assert resent("sem-signature-scheme-changed", ("X-Signature", "sha256=00ff"))[0][1] == signature
