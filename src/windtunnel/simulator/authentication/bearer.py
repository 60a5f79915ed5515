"""Bearer tokens in the Authorization header."""

from __future__ import annotations

from windtunnel.world.http import Request


def bearer_token(request: Request, scheme: str = "bearer") -> str | None:
    """Return the token that follows ``scheme`` in the Authorization header."""
    given, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if given.lower() == scheme and value.strip() else None
