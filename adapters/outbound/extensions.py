"""Names of what policies attach to requests and answers, for each other and the caller; nothing is sent."""

from __future__ import annotations

INTENT = "integration"
"""On a request: its ``Intent``."""
ATTEMPT = "attempt"
"""On a request: the number of the attempt under way, from 1."""
REPLAYED = "replayed"
"""On a request: true once it has been sent again with a new token."""
VERDICT = "verdict"
"""On an answer: its ``Verdict``."""
ATTEMPTS = "attempts"
"""On an answer: how many attempts it took."""
IN_DOUBT = "in_doubt"
"""On an answer: true when an earlier attempt was not answered and may have taken effect."""
STALE_SECONDS = "stale_seconds"
"""On an answer from the cache that is no longer fresh: its age."""
