"""How to reach a Salesforce org."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..environment import Hidden, Names, Settings, Url, Word


class SalesforceSettings(Settings):
    """Settings of a Salesforce org.

    Args:
        url: the My Domain host; login.salesforce.com refuses client credentials.
        client_id: consumer key of the app.
        client_secret: its secret.
        api_version: version of the REST API that this adapter was written for.
        tier_field: the field of Account that holds the customer's tier.
        tiers: the values that it has in this org; another one is a change of the contract.
        pages_max: the longest query result that is read, in pages.
    """

    url: Url
    client_id: Word
    client_secret: Hidden
    api_version: Annotated[str, Field(pattern=r"^[0-9]{2,3}\.0$")] = "68.0"
    tier_field: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,79}$")] = "SLA__c"
    tiers: Names = ("Bronze", "Silver", "Gold", "Platinum")
    pages_max: Annotated[int, Field(ge=1)] = 50
