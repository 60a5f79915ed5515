"""Requests that the vendor serves and a simulator does not: told apart from those that nobody serves."""

from __future__ import annotations

import re
from collections.abc import Iterable

ANY_METHOD = "*"
BENEATH = "/**"


class Elsewhere:
    """Which requests are the vendor's alone.

    Args:
        patterns: as in ``Profile.not_simulated``.
    """

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        joined = "|".join(_expression(pattern) for pattern in patterns)
        self._requests = re.compile(joined) if joined else None

    def covers(self, path: str, method: str = ANY_METHOD) -> bool:
        """Tell whether the vendor serves ``path``; without ``method``, whether it is left out with all its methods.

        A trailing slash is ignored.
        """
        if self._requests is None:
            return False
        return self._requests.fullmatch(f"{method} /{path.strip('/')}") is not None


def _expression(pattern: str) -> str:
    method, space, path = pattern.rpartition(" ")
    template = re.escape(path.removesuffix(BENEATH)).replace(r"\*", "[^/]+")
    beneath = "(?:/.*)?" if path.endswith(BENEATH) else ""
    return f"{re.escape(method) if space else '[^ ]+'} {template}{beneath}"
