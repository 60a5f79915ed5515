"""Requests that Slack sends us (events, commands, interactivity): are they genuine, and are they recent.

Source: the vendor's SDKs. ``X-Slack-Signature: v0=<hex HMAC-SHA256(signing secret, "v0:{timestamp}:{raw
body}")>``; the SDKs refuse what was signed more than 300 s ago or ahead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...authentication.signature import SignatureEncoding, SignatureScheme
from ...errors import Rejected
from ...masking import Secret

SIGNATURE = "x-slack-signature"
TIMESTAMP = "x-slack-request-timestamp"
WINDOW_SECONDS = 300.0
SCHEME = SignatureScheme("slack", SignatureEncoding.HEX, prefix="v0=")

_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def verify(
    headers: Mapping[str, str],
    body: bytes,
    *,
    signing_secret: Secret,
    now: float,
    window_seconds: float = WINDOW_SECONDS,
) -> None:
    """Check that Slack has signed a request, not long ago.

    Args:
        headers: names in any case.
        body: as it arrived.
        signing_secret: of the app.
        now: seconds since the epoch.
        window_seconds: how far from ``now`` it may have been signed.

    Raises:
        Rejected: not signed by Slack, or not within the window.
    """
    given = {name.lower(): value for name, value in headers.items()}
    signature, timestamp = given.get(SIGNATURE), given.get(TIMESTAMP)
    if signature is None or timestamp is None or not _TIMESTAMP.fullmatch(timestamp):
        raise Rejected("the request is not signed", system=SCHEME.system)
    SCHEME.check(b"v0:" + timestamp.encode() + b":" + body, signature, (signing_secret,))
    SCHEME.check_window(float(timestamp), now, window_seconds)
