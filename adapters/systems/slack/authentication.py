"""How this integration signs in to Slack: with the app's bot token."""

from __future__ import annotations

from functools import partial

from ...authentication.bearer import BearerPolicy
from ...authentication.origins import Origins
from ...authentication.token import Token
from ...authentication.tokens import StaticToken
from ...outbound.policy import Policy
from .limits import DIALECT
from .settings import SlackSettings


def authentication(settings: SlackSettings) -> Policy:
    """Return the policy that signs requests in."""
    tokens = StaticToken(Token(settings.bot_token))
    return partial(BearerPolicy, tokens=tokens, origins=Origins(settings.url), dialect=DIALECT)
