"""What can be set of lead scoring."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.lead_scoring.settings import LeadSettings


def test_its_variables_have_a_prefix_of_their_own() -> None:
    """The batch's settings and those of leads are read together."""
    settings = LeadSettings.from_environment({"LEADS_OPENS": "23:00", "LEADS_REASON_FIELD": "Reason__c"})
    assert (settings.opens.hour, settings.reason_field, settings.store_path) == (23, "Reason__c", "leads.sqlite")


def test_a_field_is_a_name() -> None:
    """Nothing else gets into a file of rows as its header."""
    with pytest.raises(ConfigurationError, match="LEADS_SCORE_FIELD"):
        LeadSettings.from_environment({"LEADS_SCORE_FIELD": 'Score",Id'})
