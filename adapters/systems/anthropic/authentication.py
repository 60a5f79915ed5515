"""How this integration signs in to Anthropic: with a workspace's API key."""

from __future__ import annotations

from functools import partial

from ...authentication.fixed_header import FixedHeaderPolicy
from ...authentication.origins import Origins
from ...outbound.policy import Policy
from .settings import AnthropicSettings

HEADER = "x-api-key"


def authentication(settings: AnthropicSettings) -> Policy:
    """Return the policy that signs requests in."""
    return partial(FixedHeaderPolicy, header=HEADER, value=settings.api_key, origins=Origins(settings.url))
