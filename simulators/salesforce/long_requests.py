"""Requests that are long: in time, at most 25 that have run for 20 seconds or more; in text, addresses.

The simulator itself answers at once; it is the faults of a run that make requests slow. A request counts as
under way while somebody holds it and nobody has said that it is finished.
Source: profile.yaml, topic ``limits``.
"""

from __future__ import annotations

import itertools
import weakref

from windtunnel.world.http import Request

from .errors import bare_refusal
from .org import Org


def check_length(org: Org, request: Request) -> None:
    """Check that an address is not too long.

    Raises:
        Refused: 414.
    """
    if len(request.path) + len(request.query) > org.limit("uri_characters"):
        raise bare_refusal("URI_TOO_LONG", "The URI is longer than the server accepts", 414)


class LongRequests:
    """Watches requests.

    Args:
        org: the organisation.
    """

    def __init__(self, org: Org) -> None:
        self._org = org
        self._under_way: dict[int, tuple[weakref.ref[Request], float]] = {}

    def begin(self, request: Request) -> None:
        """Count a request in.

        Raises:
            Refused: 403, too many long ones are under way.
        """
        now = self._org.now
        if len(self._under_way) >= self._org.limit("long_requests_concurrent"):
            self._check(now)
        key = id(request)
        self._under_way[key] = (weakref.ref(request, lambda _: self._under_way.pop(key, None)), now)

    def end(self, request: Request) -> None:
        """Count a request out."""
        self._under_way.pop(id(request), None)

    def forget(self) -> None:
        """Count every request out."""
        self._under_way.clear()

    def _check(self, now: float) -> None:
        oldest = itertools.islice(self._under_way.values(), self._org.limit("long_requests_concurrent"))
        seconds = self._org.limit("long_request_seconds")
        if all(now - started >= seconds for _, started in oldest):
            message = "ConcurrentPerOrgLongTxn Limit exceeded."
            raise bare_refusal("REQUEST_LIMIT_EXCEEDED", message, 403)
