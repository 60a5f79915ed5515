"""How this integration signs in to OpenAI: with a project's API key."""

from __future__ import annotations

from functools import partial

from ...authentication.bearer import BearerPolicy
from ...authentication.origins import Origins
from ...authentication.token import Token
from ...authentication.tokens import StaticToken
from ...outbound.policy import Policy
from .limits import DIALECT
from .settings import OpenAISettings


def authentication(settings: OpenAISettings) -> Policy:
    """Return the policy that signs requests in."""
    tokens = StaticToken(Token(settings.api_key))
    return partial(BearerPolicy, tokens=tokens, origins=Origins(settings.url), dialect=DIALECT)
