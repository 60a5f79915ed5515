"""How to reach a NetSuite account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ...variables import Seconds
from ..environment import Hidden, Settings, Url, Word

OAUTH2 = ("client_id", "certificate_id", "private_key")
TOKEN_BASED = ("account_id", "consumer_key", "consumer_secret", "token_id", "token_secret")
WAYS: Mapping[str, tuple[str, ...]] = {"oauth2": OAUTH2, "token_based": TOKEN_BASED}


class NetSuiteSettings(Settings):
    """Settings of a NetSuite account; at least one of the two ways to sign in is set up, and in full.

    Args:
        url: the account's own host, ``https://1234567.suitetalk.api.netsuite.com``.
        sign_in: which way to take where both are set up; ``oauth2`` by default, as the vendor recommends.
        client_id, certificate_id, private_key: OAuth 2.0 client credentials: of the integration record, and of the
            certificate set up for it; the key as PEM, line breaks as they are or as ``\\n``.
        account_id, consumer_key, consumer_secret, token_id, token_secret: token-based authentication.
        currencies_ttl_seconds: how long the list of currencies is believed.
        future_days_max: how far ahead the date of an order may lie.
    """

    url: Url
    sign_in: Literal["oauth2", "token_based"] | None = None
    client_id: Word | None = None
    certificate_id: Word | None = None
    private_key: Hidden | None = None
    account_id: Word | None = None
    consumer_key: Word | None = None
    consumer_secret: Hidden | None = None
    token_id: Word | None = None
    token_secret: Hidden | None = None
    currencies_ttl_seconds: Seconds = 3600.0
    future_days_max: Annotated[int, Field(ge=0)] = 1

    @model_validator(mode="after")
    def _a_way_to_sign_in(self) -> Self:
        given = {way: [name for name in names if getattr(self, name) is not None] for way, names in WAYS.items()}
        for way, names in WAYS.items():
            if given[way] and len(given[way]) < len(names):
                raise ValueError(f"{way} needs {', '.join(names)}; there is only {', '.join(given[way])}")
        if not any(given.values()):
            raise ValueError(f"needs either {', '.join(OAUTH2)} or {', '.join(TOKEN_BASED)}")
        if self.sign_in is not None and not given[self.sign_in]:
            raise ValueError(f"{self.sign_in} needs {', '.join(WAYS[self.sign_in])}")
        return self

    @property
    def is_token_based(self) -> bool:
        """Whether requests are signed one by one instead of carrying an access token."""
        return self.sign_in == "token_based" or self.client_id is None
