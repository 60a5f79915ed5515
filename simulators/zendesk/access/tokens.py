"""OAuth tokens of an account, with the lifetimes that callers ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from windtunnel.contract.profile import AuthenticationFlow
from windtunnel.simulator.authentication import OAuthProblem, TokenRequest, Tokens

from ..bodies import digits

if TYPE_CHECKING:
    from ..account import Account

DEFAULT_SCOPE = "read write"


class AccountTokens:
    """Gives out and refreshes tokens.

    Args:
        account: the account.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        system = account.system
        self.kit = Tokens(system.store, system.clock, system.ids, "{hex:64}", "{hex:64}")
        self._flows = {flow.name: flow for flow in system.profile.authentication}

    def flow(self, name: str) -> AuthenticationFlow:
        """Return a flow of the profile."""
        return self._flows[name]

    def grant(self, request: TokenRequest) -> dict[str, Any]:
        """Answer a token request.

        Raises:
            OAuthProblem: ``invalid_client``, ``invalid_grant``, ``invalid_request``, ``unsupported_grant_type``.
        """
        match request.grant_type:
            case "client_credentials":
                self._check_client(request, secret_needed=True)
                return self._issue(
                    request, str(self._account.administrator()["id"]), _scopes(request), refreshable=False
                )
            case "authorization_code":
                return self._redeem(request)
            case "refresh_token":
                return self._refresh(request)
        raise OAuthProblem("unsupported_grant_type", "The authorization grant type is not supported")

    def expire_all(self) -> int:
        """Make every access token expire now, and return how many there were."""
        now, tokens, count = self._account.clock.now(), self._account.store["_access_tokens"], 0
        for token in tokens.ids():
            expires_at = (tokens.get(token) or {})["expires_at"]
            if expires_at is None or expires_at > now:
                tokens.update(token, {"expires_at": now})
                count += 1
        return count

    def _redeem(self, request: TokenRequest) -> dict[str, Any]:
        verifier = request.fields.get("code_verifier")
        self._check_client(request, secret_needed=verifier is None)
        code = request.require("code")
        given = self.kit.redeem(code, request.client_id or "", request.fields.get("redirect_uri"), verifier)
        return self._issue(request, given["user"], given["scopes"], refreshable=True)

    def _refresh(self, request: TokenRequest) -> dict[str, Any]:
        self._check_client(request, secret_needed=False)
        lifetimes = self._lifetimes(request)
        issued = self.kit.refresh(request.require("refresh_token"), request.client_id or "", rotate=True)
        access, refresh = issued.access_token, issued.refresh_token or ""
        until = None if lifetimes[0] is None else self._account.clock.now() + lifetimes[0]
        changes = {"access_seconds": lifetimes[0], "refresh_seconds": lifetimes[1]}
        self._account.store["_access_tokens"].update(access, {**changes, "expires_at": until})
        expiry = {"expires_at": self._account.clock.now() + lifetimes[1]}
        self._account.store["_refresh_tokens"].update(refresh, {**changes, **expiry})
        return _answer(access, refresh, issued.scopes, lifetimes)

    def _issue(self, request: TokenRequest, user: str, scopes: tuple[str, ...], *, refreshable: bool) -> dict[str, Any]:
        lifetimes = self._lifetimes(request)
        issued = self.kit.issue(
            user,
            request.client_id or "",
            scopes,
            access_seconds=lifetimes[0],
            refresh_seconds=lifetimes[1],
            refreshable=refreshable,
        )
        return _answer(issued.access_token, issued.refresh_token, scopes, lifetimes)

    def _check_client(self, request: TokenRequest, *, secret_needed: bool) -> None:
        known = self._account.credentials
        if request.client_id != known["client_id"]:
            raise OAuthProblem("invalid_client", "Client authentication failed: unknown client")
        secret = _secret(request)
        wrong = secret is not None and secret != known["client_secret"]
        if wrong or (secret_needed and secret is None):
            raise OAuthProblem("invalid_client", "Client authentication failed: wrong client secret")

    def _lifetimes(self, request: TokenRequest) -> tuple[float | None, float]:
        """Return the lifetimes of access and refresh token in seconds."""
        access = self._seconds(request, "expires_in", "access_token_seconds")
        refresh = self._seconds(request, "refresh_token_expires_in", "refresh_token_seconds")
        default = self.flow("refresh_token").refresh_token_seconds
        return access, refresh if refresh is not None else float(default or 0.0)

    def _seconds(self, request: TokenRequest, name: str, limits: str) -> float | None:
        given = request.fields.get(name)
        if given is None:
            return None
        least, most = self._account.limit(f"{limits}_min"), self._account.limit(f"{limits}_max")
        seconds = digits(given)
        if seconds is None or not least <= seconds <= most:
            raise OAuthProblem("invalid_request", f"{name} must be a number from {least} to {most}")
        return float(seconds)


def _secret(request: TokenRequest) -> str | None:
    """Return the client's secret; HTTP Basic counts only where it names the client, not the user."""
    if "client_id" in request.fields:
        return request.fields.get("client_secret")
    return request.client_secret


def _scopes(request: TokenRequest) -> tuple[str, ...]:
    return tuple(request.fields.get("scope", DEFAULT_SCOPE).split())


def _answer(
    access: str, refresh: str | None, scopes: tuple[str, ...], lifetimes: tuple[float | None, float]
) -> dict[str, Any]:
    seconds = None if lifetimes[0] is None else int(lifetimes[0])
    return {
        "access_token": access,
        "refresh_token": refresh,
        "token_type": "bearer",
        "scope": " ".join(scopes),
        "expires_in": seconds,
        "refresh_token_expires_in": int(lifetimes[1]) if refresh is not None else None,
    }
