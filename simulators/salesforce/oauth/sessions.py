"""Sessions: tokens with the lifetimes of the profile, and what a token answer holds."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from windtunnel.contract.profile import AuthenticationFlow
from windtunnel.simulator import Call
from windtunnel.simulator.authentication import Tokens
from windtunnel.simulator.authentication.tokens import IssuedToken

from ..org import Org

REFRESH_TOKENS = "_refresh_tokens"
ACCESS_TOKENS = "_access_tokens"
SCOPES = ("id", "api")
WEB_SCOPES = ("refresh_token", "id", "api")


class Sessions:
    """Gives out sessions and knows whose they are.

    Args:
        org: the organisation.
    """

    def __init__(self, org: Org) -> None:
        system = org.system
        self._org = org
        self._flows: Mapping[str, AuthenticationFlow] = {flow.kind: flow for flow in system.profile.authentication}
        access_pattern = f"{org.id[:15]}!{{alnum:96}}"
        self.tokens = Tokens(system.store, system.clock, system.ids, access_pattern, "5Aep861{alnum:80}")

    def approve(self) -> None:
        """Let the app of the credentials act for the user of the credentials before anybody asks."""
        credentials, flow = self._org.system.credentials, self._flows["oauth2-refresh-token"]
        self.tokens.keep_refresh(
            credentials["refresh_token"],
            self._org.user_id,
            credentials["client_id"],
            WEB_SCOPES,
            flow.token_seconds,
            sliding=flow.token_sliding,
        )

    def open(
        self, kind: str, user_id: str, app: str, scopes: tuple[str, ...] = SCOPES, *, web: bool = False
    ) -> IssuedToken:
        """Return a new session.

        Args:
            kind: of the flow, as the profile names it.
            user_id: on whose behalf.
            app: consumer key of the app; empty for a login without one.
            scopes: what it may do.
            web: whether a refresh token comes with it.
        """
        flow = self._flows[kind]
        if web:
            self._make_room(user_id, app)
        return self.tokens.issue(
            user_id,
            app,
            scopes,
            access_seconds=flow.token_seconds,
            sliding=flow.token_sliding,
            refreshable=web,
        )

    def refresh(self, refresh_token: str, app: str) -> IssuedToken:
        """Return a new session for a refresh token.

        Raises:
            OAuthProblem: the token is dead, or another app's.
        """
        issued = self.tokens.refresh(refresh_token, app, rotate=self._flows["oauth2-refresh-token"].rotates)
        self._org.store[ACCESS_TOKENS].update(issued.access_token, {"refresh": refresh_token})
        return issued

    def revoke(self, token: str) -> bool:
        """End a session, or a refresh token with all that came from it; return whether it was known."""
        for record in self._org.store[ACCESS_TOKENS].where("refresh", token):
            self.tokens.revoke(record["access"])
        return self.tokens.revoke(token)

    def _make_room(self, user_id: str, app: str) -> None:
        """End the oldest approvals of an app by a user, so that a new one fits under the limit."""
        approvals = [each for each in self._org.store[REFRESH_TOKENS].where("user", user_id) if each["app"] == app]
        allowed = self._org.limit("refresh_tokens_per_user_and_app")
        for approval in approvals[: max(0, len(approvals) - allowed + 1)]:
            self.revoke(approval["refresh"])


def token_answer(call: Call, org: Org, issued: IssuedToken, *, new_refresh_token: bool) -> dict[str, Any]:
    """Return the body of a successful token request."""
    identity = call.link(f"/id/{org.id}/{issued.user}")
    issued_at = str(int(org.now * 1000))
    content: dict[str, Any] = {"access_token": issued.access_token}
    if new_refresh_token and issued.refresh_token is not None:
        content["refresh_token"] = issued.refresh_token
    content |= {
        "signature": signature(org, identity + issued_at),
        "scope": " ".join(issued.scopes),
        "instance_url": call.request.origin,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
    }
    return content


def signature(org: Org, text: str) -> str:
    """Return the base64 of HMAC-SHA256 over ``text`` with the consumer secret."""
    secret = org.system.credentials["client_secret"].encode()
    return base64.b64encode(hmac.new(secret, text.encode(), hashlib.sha256).digest()).decode()
