"""Where credentials may go, and nowhere else: a redirection must not carry them away."""

from __future__ import annotations

import httpx

_Origin = tuple[str, str, int | None]


class Origins:
    """The origins (scheme, host, port) that belong to a system.

    Args:
        urls: any URLs of the system; only their origins count.
    """

    def __init__(self, *urls: str) -> None:
        if not urls:
            raise ValueError("credentials need at least one origin that they may be sent to")
        self._origins = frozenset(_origin(httpx.URL(url)) for url in urls)

    def __contains__(self, url: httpx.URL) -> bool:
        return _origin(url) in self._origins


def _origin(url: httpx.URL) -> _Origin:
    return url.scheme, url.host, url.port
