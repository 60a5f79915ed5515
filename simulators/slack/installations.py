"""Installations of the app: its tokens, the codes that lead to them, and their rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Record
from windtunnel.simulator.authentication import OAuthProblem, Tokens
from windtunnel.simulator.authentication.tokens import IssuedToken

from .refusals import Refused

if TYPE_CHECKING:
    from .workspace import Workspace

CODES = "_oauth_codes"
APP_SCOPES = ("connections:write", "authorizations:read", "app_configurations:write")
PATTERNS = {
    "bot": "xoxb-{digits:12}-{digits:13}-{alnum:24}",
    "user": "xoxp-{digits:12}-{digits:12}-{digits:13}-{hex:32}",
}
ROTATING = "xoxe."
REFRESH_PATTERN = "xoxe-1-{alnum:146}"


class Installations:
    """Gives out and takes back tokens.

    Args:
        workspace: which the app is installed in.
    """

    def __init__(self, workspace: Workspace) -> None:
        flows = {flow.kind: flow for flow in workspace.system.profile.authentication}
        self._workspace = workspace
        self._code_seconds = flows["oauth2-authorization-code"].code_seconds or 0.0
        self._token_seconds = flows["oauth2-refresh-token"].token_seconds
        self.rotates = bool(workspace.option("token_rotation", True))
        self._tokens = {kind: self._tokens_of(pattern) for kind, pattern in PATTERNS.items()}

    @property
    def tokens(self) -> Tokens:
        """All tokens, of whatever kind."""
        return self._tokens["bot"]

    def seed(self) -> None:
        """Accept the tokens of the profile; its refresh token belongs to the bot."""
        credentials, app = self._workspace.credentials, self._workspace.credentials["client_id"]
        user_scopes = tuple(credentials["user_scope"].split(","))
        bot, scopes = self._workspace.bot_user_id, self._workspace.bot_scopes
        self.tokens.keep(credentials["bot_token"], bot, app, scopes)
        self.tokens.keep(credentials["user_token"], credentials["user_id"], app, user_scopes)
        self.tokens.keep(credentials["app_token"], "", app, APP_SCOPES)
        lifetimes = {"access_seconds": self._token_seconds, "refresh_seconds": None, "sliding": False}
        record = {"user": bot, "app": app, "scopes": scopes, "access": "", "expires_at": None, **lifetimes}
        self._workspace.store["_refresh_tokens"].put(credentials["refresh_token"], record)

    def expires_in(self, token: str) -> int | None:
        """Return how many seconds a token has left; ``None`` for one that does not expire."""
        record = self._workspace.store["_access_tokens"].get(token)
        if record is None or record["expires_at"] is None:
            return None
        return int(record["expires_at"] - self._workspace.clock.now())

    def consent(self, scopes: str, user_scopes: str, redirect_uri: str) -> str:
        """Return the code of an installation that the workspace's owner agrees to."""
        code = self._workspace.ids.fill("{digits:12}.{digits:13}.{hex:64}")
        until = self._workspace.clock.now() + self._code_seconds
        record = {"scopes": scopes, "user_scopes": user_scopes, "redirect_uri": redirect_uri, "until": until}
        self._workspace.store[CODES].put(code, {**record, "used": False})
        return code

    def redeem(self, code: str, redirect_uri: str | None) -> Record:
        """Use a code up and return what was agreed to.

        Raises:
            Refused: ``invalid_code``, ``code_already_used``, ``bad_redirect_uri``.
        """
        codes = self._workspace.store[CODES]
        record = codes.get(code)
        if record is None or record["until"] <= self._workspace.clock.now():
            raise Refused("invalid_code")
        if record["used"]:
            raise Refused("code_already_used")
        if record["redirect_uri"] != (redirect_uri or ""):
            raise Refused("bad_redirect_uri")
        return codes.update(code, {"used": True})

    def issue(self, kind: str, scopes: tuple[str, ...]) -> IssuedToken:
        """Give out a token to the bot or to the user who installs, rotating where the app asked for that."""
        is_bot = kind == "bot"
        user = self._workspace.bot_user_id if is_bot else self._workspace.credentials["user_id"]
        tokens = self._tokens_of((ROTATING if self.rotates else "") + PATTERNS[kind])
        seconds = self._token_seconds if self.rotates else None
        app = self._workspace.credentials["client_id"]
        return tokens.issue(user, app, scopes, access_seconds=seconds, refreshable=self.rotates)

    def refresh(self, refresh_token: str) -> tuple[str, IssuedToken]:
        """Exchange a refresh token, which is used up; return the kind of the new token, and the token.

        The access token that came with it goes on working until it expires.

        Raises:
            Refused: ``invalid_refresh_token``.
        """
        store = self._workspace.store
        record = store["_refresh_tokens"].get(refresh_token)
        if record is None:
            raise Refused("invalid_refresh_token")
        kind = "bot" if record["user"] == self._workspace.bot_user_id else "user"
        old = store["_access_tokens"].get(record["access"])
        try:
            issued = self._rotating(kind).refresh(refresh_token, record["app"], rotate=True)
        except OAuthProblem as problem:
            raise Refused("invalid_refresh_token") from problem
        if old is not None:
            store["_access_tokens"].put(record["access"], old)
        return kind, issued

    def revoke(self, token: str) -> None:
        """Revoke a token, with the refresh token that came with it."""
        record: Any = self._workspace.store["_access_tokens"].get(token)
        self.tokens.revoke(token)
        if record is not None and record["refresh"]:
            self._workspace.store["_refresh_tokens"].remove(record["refresh"])

    def is_installed(self) -> bool:
        """Tell whether the bot has a token that was not revoked."""
        tokens = self._workspace.store["_access_tokens"].where("user", self._workspace.bot_user_id)
        return any(not each["revoked"] for each in tokens)

    def _rotating(self, kind: str) -> Tokens:
        return self._tokens_of(ROTATING + PATTERNS[kind])

    def _tokens_of(self, pattern: str) -> Tokens:
        workspace = self._workspace
        return Tokens(workspace.store, workspace.clock, workspace.ids, pattern, REFRESH_PATTERN)
