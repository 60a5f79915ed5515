"""Settings of a Salesforce org."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.systems.salesforce.settings import SalesforceSettings

BASE = {"CRM_URL": "https://example.my.salesforce.com", "CRM_CLIENT_ID": "id", "CRM_CLIENT_SECRET": "secret-value"}


def test_tier_field_and_tiers_belong_to_the_org() -> None:
    """They are read from the environment."""
    settings = SalesforceSettings.from_environment(BASE | {"CRM_TIER_FIELD": "Rating", "CRM_TIERS": "Hot, Cold"}, "crm")
    assert (settings.tier_field, settings.tiers) == ("Rating", ("Hot", "Cold"))


@pytest.mark.parametrize(
    ("name", "value"), [("CRM_TIER_FIELD", "Id FROM User"), ("CRM_API_VERSION", "68"), ("CRM_PAGES_MAX", "0")]
)
def test_what_would_end_up_in_a_query_or_path_is_checked(name: str, value: str) -> None:
    """The message names the variable."""
    with pytest.raises(ConfigurationError, match=name):
        SalesforceSettings.from_environment(BASE | {name: value}, "crm")
