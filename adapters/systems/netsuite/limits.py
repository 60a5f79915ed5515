"""How NetSuite says that too many requests are under way: 429 with a code of its own, and never ``Retry-After``.

Source: the vendor's concurrency governance. The limit belongs to the account and is shared with everything else that
calls it, so that a refusal says nothing of our own calls; a place is free again as soon as any request ends.
"""

from __future__ import annotations

import httpx

from ...outbound.dialect import Dialect
from ...outbound.ratelimit import LimiterSettings
from ...outbound.verdict import Outcome, Verdict, classify_status
from .refusals import THROTTLED, error_codes

PAUSE_SECONDS = 1.0
"""After a refusal; about as long as the vendor needs for a request."""


def classify(response: httpx.Response) -> Verdict:
    """Judge by the vendor's error code where it says that too much is under way, else by the status."""
    if not response.is_success and THROTTLED.intersection(error_codes(response)):
        return Verdict(Outcome.THROTTLED)
    return classify_status(response)


DIALECT = Dialect(classify=classify)
LIMITER = LimiterSettings(rate=None, pause_seconds_default=PAUSE_SECONDS)
"""The vendor has no limit per minute."""
