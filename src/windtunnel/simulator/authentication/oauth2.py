"""The OAuth 2.0 token endpoint (RFC 6749), as far as vendors agree on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from windtunnel.world.http import Request

from .basic import basic_credentials


class Grant(StrEnum):
    """Grant types by their registered names."""

    AUTHORIZATION_CODE = "authorization_code"
    CLIENT_CREDENTIALS = "client_credentials"
    PASSWORD = "password"
    REFRESH_TOKEN = "refresh_token"
    JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class OAuthProblem(Exception):
    """A token request that is refused.

    Args:
        error: the registered error code (``invalid_grant``).
        description: for people.
    """

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description


@dataclass(frozen=True)
class TokenRequest:
    """A request to the token endpoint, wherever the client put its credentials."""

    grant_type: str
    client_id: str | None
    client_secret: str | None
    fields: Mapping[str, str]

    def require(self, name: str) -> str:
        """Return a field.

        Raises:
            OAuthProblem: ``invalid_request``: it is missing.
        """
        value = self.fields.get(name)
        if not value:
            raise OAuthProblem("invalid_request", f"missing required parameter: {name}")
        return value


def read_token_request(request: Request) -> TokenRequest:
    """Read a token request from a form or JSON body, with client credentials in the body or in HTTP Basic.

    Raises:
        OAuthProblem: ``invalid_request``: the body cannot be read, or has no ``grant_type``.
    """
    try:
        body = request.json() if request.content_type == "application/json" else request.form()
    except ValueError as error:
        raise OAuthProblem("invalid_request", "the body cannot be read") from error
    if not isinstance(body, Mapping) or not body.get("grant_type"):
        raise OAuthProblem("invalid_request", "missing required parameter: grant_type")
    fields = {str(name): str(value) for name, value in body.items() if value is not None}
    basic = basic_credentials(request) or (None, None)
    return TokenRequest(
        grant_type=fields["grant_type"],
        client_id=fields.get("client_id") or basic[0],
        client_secret=fields.get("client_secret") or basic[1],
        fields=fields,
    )
