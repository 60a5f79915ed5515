"""Access tokens, refresh tokens and authorization codes, with their lifetimes on the world's clock."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from windtunnel.kernel.clock import Clock
from windtunnel.kernel.ids import Ids

from ..call import Caller
from ..problem import NotAuthenticated
from ..store import Store
from .oauth2 import OAuthProblem


@dataclass(frozen=True)
class IssuedToken:
    """What a successful grant gave out.

    Args:
        access_token: the token.
        refresh_token: its refresh token, if the grant gives one.
        expires_in: lifetime in seconds, ``None`` for tokens that do not expire.
        scopes: what the token may do.
        user: on whose behalf.
        app: the client it was given to.
    """

    access_token: str
    refresh_token: str | None
    expires_in: float | None
    scopes: tuple[str, ...]
    user: str
    app: str


class Tokens:
    """Keeps tokens in the simulator's store, so that they are part of its snapshots.

    Args:
        store: the simulator's store.
        clock: the world's clock.
        ids: where new tokens come from.
        access_pattern: shape of access tokens, as ``Ids.fill`` takes it.
        refresh_pattern: shape of refresh tokens.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        ids: Ids,
        access_pattern: str = "{hex:64}",
        refresh_pattern: str = "{hex:64}",
    ) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._access_pattern = access_pattern
        self._refresh_pattern = refresh_pattern

    def issue(
        self,
        user: str,
        app: str,
        scopes: tuple[str, ...] = (),
        *,
        access_seconds: float | None = None,
        refresh_seconds: float | None = None,
        refreshable: bool = False,
        sliding: bool = False,
    ) -> IssuedToken:
        """Give out an access token, and a refresh token when ``refreshable``.

        Args:
            user: on whose behalf it acts.
            app: the client that receives it.
            scopes: what it may do.
            access_seconds: lifetime; ``None`` for ever.
            refresh_seconds: lifetime of the refresh token; ``None`` for ever.
            refreshable: whether there is a refresh token.
            sliding: whether use prolongs the lifetime (an idle timeout).
        """
        access = self._ids.fill(self._access_pattern)
        refresh = self._ids.fill(self._refresh_pattern) if refreshable else None
        common = {"user": user, "app": app, "scopes": scopes, "access": access, "refresh": refresh}
        lifetimes = {"access_seconds": access_seconds, "refresh_seconds": refresh_seconds, "sliding": sliding}
        self._keep(access, access_seconds, common | lifetimes)
        if refresh is not None:
            record = common | lifetimes | {"expires_at": self._until(refresh_seconds)}
            self._store["_refresh_tokens"].put(refresh, record)
        return IssuedToken(access, refresh, access_seconds, scopes, user, app)

    def keep(self, token: str, user: str, app: str = "", scopes: tuple[str, ...] = ()) -> None:
        """Accept a fixed token that never expires, such as an account's API key."""
        fixed = {"user": user, "app": app, "scopes": scopes, "access": token, "refresh": None, "sliding": False}
        self._keep(token, None, {**fixed, "access_seconds": None, "refresh_seconds": None})

    def keep_refresh(
        self, token: str, user: str, app: str, scopes: tuple[str, ...], access_seconds: float | None, *, sliding: bool
    ) -> None:
        """Accept a fixed refresh token that never expires: the account has approved the app before the run."""
        lifetimes = {"access_seconds": access_seconds, "refresh_seconds": None, "sliding": sliding}
        fixed = {"user": user, "app": app, "scopes": scopes, "access": "", "refresh": token, "expires_at": None}
        self._store["_refresh_tokens"].put(token, fixed | lifetimes)

    def caller(self, token: str) -> Caller:
        """Return who ``token`` stands for.

        Raises:
            NotAuthenticated: it is unknown, expired or revoked.
        """
        record = self._store["_access_tokens"].get(token)
        if record is None:
            raise NotAuthenticated("invalid")
        if record["revoked"]:
            raise NotAuthenticated("revoked")
        expires_at = record["expires_at"]
        if expires_at is not None:
            if expires_at <= self._clock.now():
                raise NotAuthenticated("expired")
            if record["sliding"]:
                self._store["_access_tokens"].update(token, {"expires_at": self._until(record["access_seconds"])})
        return Caller(record["user"], record["app"], "token", record["scopes"], token)

    def refresh(self, refresh_token: str, app: str, *, rotate: bool) -> IssuedToken:
        """Exchange a refresh token; with ``rotate`` the old pair dies and a new refresh token is given out.

        Raises:
            OAuthProblem: ``invalid_grant``: unknown, used, expired, or another client's.
        """
        record = self._store["_refresh_tokens"].get(refresh_token)
        if record is None or record["app"] != app or self._is_past(record["expires_at"]):
            raise OAuthProblem("invalid_grant", "expired or unknown refresh token")
        lifetimes = {name: record[name] for name in ("access_seconds", "refresh_seconds", "sliding")}
        if not rotate:
            issued = self.issue(record["user"], app, record["scopes"], **lifetimes)
            return IssuedToken(**{**issued.__dict__, "refresh_token": refresh_token})
        self._store["_refresh_tokens"].remove(refresh_token)
        self._store["_access_tokens"].remove(record["access"])
        return self.issue(record["user"], app, record["scopes"], refreshable=True, **lifetimes)

    def authorize(
        self,
        user: str,
        app: str,
        redirect_uri: str,
        scopes: tuple[str, ...],
        *,
        code_seconds: float,
        challenge: str | None = None,
        challenge_method: str = "plain",
    ) -> str:
        """Return an authorization code."""
        code = self._ids.alnum(40)
        record = {
            "user": user,
            "app": app,
            "redirect_uri": redirect_uri,
            "scopes": scopes,
            "challenge": challenge,
            "challenge_method": challenge_method,
            "expires_at": self._until(code_seconds),
        }
        self._store["_authorization_codes"].put(code, record)
        return code

    def redeem(self, code: str, app: str, redirect_uri: str | None, verifier: str | None) -> Mapping[str, Any]:
        """Use an authorization code up and return what it was given for: ``user`` and ``scopes``.

        Raises:
            OAuthProblem: ``invalid_grant``: unknown, used, expired, another client's, wrong redirect or verifier.
        """
        record = self._store["_authorization_codes"].remove(code)
        if record is None or record["app"] != app or self._is_past(record["expires_at"]):
            raise OAuthProblem("invalid_grant", "invalid authorization code")
        if redirect_uri is not None and redirect_uri != record["redirect_uri"]:
            raise OAuthProblem("invalid_grant", "redirect_uri does not match")
        if not _verifies(record["challenge"], record["challenge_method"], verifier):
            raise OAuthProblem("invalid_grant", "code_verifier does not match")
        return record

    def revoke(self, token: str) -> bool:
        """Revoke an access or refresh token; return whether it was known."""
        if token in self._store["_access_tokens"]:
            self._store["_access_tokens"].update(token, {"revoked": True})
            return True
        return self._store["_refresh_tokens"].remove(token) is not None

    def expire_all(self) -> int:
        """Make every access token that can expire do so now, and return how many there were."""
        now, count = self._clock.now(), 0
        tokens = self._store["_access_tokens"]
        for token in tokens.ids():
            record = tokens.get(token)
            if record is not None and record["expires_at"] is not None and record["expires_at"] > now:
                tokens.update(token, {"expires_at": now})
                count += 1
        return count

    def _keep(self, token: str, seconds: float | None, record: Mapping[str, Any]) -> None:
        expiry = {"expires_at": self._until(seconds), "revoked": False}
        self._store["_access_tokens"].put(token, {**record, **expiry})

    def _until(self, seconds: float | None) -> float | None:
        return None if seconds is None else self._clock.now() + seconds

    def _is_past(self, expires_at: float | None) -> bool:
        return expires_at is not None and expires_at <= self._clock.now()


def _verifies(challenge: str | None, method: str, verifier: str | None) -> bool:
    """Check a PKCE verifier (RFC 7636)."""
    if challenge is None:
        return True
    if verifier is None:
        return False
    if method == "plain":
        return verifier == challenge
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode() == challenge
