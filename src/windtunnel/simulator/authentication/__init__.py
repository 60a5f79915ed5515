"""Ways to tell who is calling: basic credentials, tokens, OAuth 2.0 grants, signed assertions."""

from .basic import basic_credentials
from .bearer import bearer_token
from .oauth2 import Grant, OAuthProblem, TokenRequest, read_token_request
from .tokens import Tokens

__all__ = [
    "Grant",
    "OAuthProblem",
    "TokenRequest",
    "Tokens",
    "basic_credentials",
    "bearer_token",
    "read_token_request",
]
