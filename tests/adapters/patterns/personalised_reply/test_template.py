"""The standing text says what is known and what is not, and promises nothing."""

from __future__ import annotations

from adapters.patterns.personalised_reply.background import Part
from adapters.patterns.personalised_reply.template import GAPS, RECEIVED, standing_reply

from .fakes import customer


def test_it_names_the_company_where_it_is_known() -> None:
    """As far as personal goes without the AI."""
    assert standing_reply(customer(), ()) == f"{RECEIVED} We have noted that it concerns Ode Ltd."


def test_it_is_never_empty() -> None:
    """Nothing known, nothing missing: a customer whom the CRM does not know."""
    assert standing_reply(None, ()) == RECEIVED
    assert standing_reply(customer(account_name=None), ()) == RECEIVED


def test_it_says_what_could_not_be_looked_up() -> None:
    """The reply itself is no gap: its absence is why this text is there."""
    said = standing_reply(None, (Part.CUSTOMER, Part.HISTORY, Part.REPLY))
    assert said == f"{RECEIVED} {GAPS[Part.CUSTOMER]} {GAPS[Part.HISTORY]}"
