"""How to reach a Slack workspace."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...variables import Seconds
from ..environment import Hidden, Settings, Url, Word, with_base_path


class SlackSettings(Settings):
    """Settings of a Slack workspace.

    Args:
        url: address of the Web API.
        bot_token: the app's token; it needs chat:write, and the :read and :history scopes of the channels.
        channel_types: kinds of channels whose names are looked up.
        channels_ttl_seconds: how long the list of channels is believed.
        lookback_seconds: how far back a message in doubt is searched for.
        settle_seconds: pause after a lost answer, before the channel is searched for the message: longer than the
            history lags behind what is posted, of which Slack promises nothing.
        pages_max: the longest list or history that is read, in pages.
    """

    url: Url = "https://slack.com"
    bot_token: Hidden
    channel_types: Word = "public_channel,private_channel"
    channels_ttl_seconds: Seconds = 3600.0
    lookback_seconds: Seconds = 86_400.0
    settle_seconds: Seconds = 6.0
    pages_max: Annotated[int, Field(ge=1)] = 100

    @property
    def api_url(self) -> str:
        """Address below which the methods are."""
        return with_base_path(self.url, "/api")
