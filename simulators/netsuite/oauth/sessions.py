"""Access and refresh tokens with the lifetimes of the profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.contract.profile import AuthenticationFlow
from windtunnel.simulator.authentication import Tokens
from windtunnel.simulator.authentication.tokens import IssuedToken

from ..account import Account
from .signatures import USER

REFRESH_TOKENS = "_refresh_tokens"
ACCESS_TOKENS = "_access_tokens"
SCOPES = ("restlets", "rest_webservices")
ALL_SCOPES = (*SCOPES, "suite_analytics", "mcp")


class Sessions:
    """Gives out tokens and knows whose they are.

    Args:
        account: the account.
    """

    def __init__(self, account: Account) -> None:
        system = account.system
        self._account = account
        self._flows: Mapping[str, AuthenticationFlow] = {flow.kind: flow for flow in system.profile.authentication}
        self.tokens = Tokens(system.store, system.clock, system.ids, "eyJ{alnum:200}", "eyJ{alnum:120}")

    def approve(self) -> None:
        """Let the app of the credentials act for its user before anybody asks."""
        credentials, flow = self._account.system.credentials, self._flows["oauth2-refresh-token"]
        self.tokens.keep_refresh(
            credentials["refresh_token"], USER, credentials["client_id"], SCOPES, flow.token_seconds, sliding=False
        )

    def code(self, client_id: str, redirect_uri: str, scopes: tuple[str, ...], challenge: str | None) -> str:
        """Return an authorization code."""
        seconds = self._flows["oauth2-authorization-code"].code_seconds or 0.0
        return self.tokens.authorize(
            USER, client_id, redirect_uri, scopes, code_seconds=seconds, challenge=challenge, challenge_method="S256"
        )

    def open(self, kind: str, client_id: str, scopes: tuple[str, ...]) -> IssuedToken:
        """Return a new token; of the authorization code flow, with a refresh token.

        Args:
            kind: of the flow, as the profile names it.
            client_id: of the app.
            scopes: what it may do.
        """
        flow = self._flows[kind]
        return self.tokens.issue(
            USER,
            client_id,
            scopes,
            access_seconds=flow.token_seconds,
            refresh_seconds=flow.refresh_token_seconds,
            refreshable=flow.refresh_token_seconds is not None,
        )

    def refresh(self, refresh_token: str, client_id: str) -> IssuedToken:
        """Return a new token for a refresh token.

        Raises:
            OAuthProblem: the token is dead, or another app's.
        """
        issued = self.tokens.refresh(refresh_token, client_id, rotate=self._flows["oauth2-refresh-token"].rotates)
        self._account.store[ACCESS_TOKENS].update(issued.access_token, {"refresh": refresh_token})
        return issued

    def revoke(self, token: str) -> bool:
        """End a token, a refresh token with all that came from it; return whether it was known."""
        for record in self._account.store[ACCESS_TOKENS].where("refresh", token):
            self.tokens.revoke(record["access"])
        return self.tokens.revoke(token)


def token_answer(issued: IssuedToken, *, with_refresh: bool) -> dict[str, Any]:
    """Return the body of a successful token request; ``expires_in`` is a text."""
    content: dict[str, Any] = {"access_token": issued.access_token}
    if with_refresh and issued.refresh_token is not None:
        content["refresh_token"] = issued.refresh_token
    return {**content, "expires_in": str(int(issued.expires_in or 0)), "token_type": "bearer"}
