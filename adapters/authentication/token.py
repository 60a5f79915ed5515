"""An access token, and where it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..masking import Secret


@dataclass(frozen=True, slots=True)
class Token:
    """What a token endpoint gave us.

    Args:
        access: sent with every request.
        expires_at: seconds since the epoch; ``None`` if the system did not say.
        refresh: gets the next token; ``None`` if there is none, or if it is used up.
    """

    access: Secret
    expires_at: float | None = None
    refresh: Secret | None = None


class TokenStore(Protocol):
    """Keeps the token of one credential over restarts; for one process, since a refresh token serves once."""

    async def load(self) -> Token | None:
        """Return what was saved last, ``None`` at first."""
        ...

    async def save(self, token: Token) -> None:
        """Keep ``token``; when this returns, it survives a crash."""
        ...


class MemoryTokenStore:
    """Keeps the token as long as the process lives: enough for grants that need no refresh token.

    Args:
        token: what is there at the start.
    """

    def __init__(self, token: Token | None = None) -> None:
        self._token = token

    async def load(self) -> Token | None:
        """Return what was saved last."""
        return self._token

    async def save(self, token: Token) -> None:
        """Keep ``token``."""
        self._token = token
