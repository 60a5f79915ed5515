"""HTTP Basic credentials."""

from __future__ import annotations

import base64

from windtunnel.world.http import Request


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """Return user name and password of the Authorization header, ``None`` when it holds none or is malformed."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (name, password) if colon else None
