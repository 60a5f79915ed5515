"""How to reach a Zendesk account."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from ...variables import Seconds
from ..environment import Hidden, Settings, Url, Word


class ZendeskSettings(Settings):
    """Settings of a Zendesk account; either an OAuth client or an API token signs in.

    Args:
        url: the account's address, ``https://example.zendesk.com``.
        client_id: identifier of the OAuth client.
        client_secret: its secret.
        scope: what the OAuth token may do; Zendesk also grants unknown scopes, and then refuses every call.
        token_seconds: how long an OAuth token is asked to live.
        email: the agent whose API token signs in, when there is no OAuth client.
        api_token: that token; Zendesk switches these off on 2027-04-30.
        signing_secret: the webhook's signing secret.
        webhook_window_seconds: how old a delivery may be.
        groups_ttl_seconds: how long the list of groups is believed.
        settle_seconds: how far what is read may be behind what was written.
        requester_email_required: whether a requester without e-mail address is refused; off where tickets
            come by telephone or from social channels.
    """

    url: Url
    client_id: Word | None = None
    client_secret: Hidden | None = None
    scope: Word = "read write"
    token_seconds: Annotated[int, Field(ge=300, le=172_800)] = 7200
    email: Word | None = None
    api_token: Hidden | None = None
    signing_secret: Hidden
    webhook_window_seconds: Seconds = 300.0
    groups_ttl_seconds: Seconds = 600.0
    settle_seconds: Seconds = 6.0
    requester_email_required: bool = True

    @model_validator(mode="after")
    def _check_credentials(self) -> Self:
        oauth = (self.client_id, self.client_secret)
        basic = (self.email, self.api_token)
        if None in oauth and None in basic:
            raise ValueError("credentials are missing: client_id with client_secret, or email with api_token")
        return self
