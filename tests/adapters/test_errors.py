"""The tree of errors."""

from __future__ import annotations

import inspect

import pytest

from adapters import errors
from adapters.errors import (
    BreakerOpen,
    ContractError,
    IntegrationError,
    OutcomeUnknown,
    QualityError,
    QuotaExceeded,
    Rejected,
    TransientError,
)


def test_every_error_is_drawn_in_the_tree() -> None:
    """The picture at the top of the file is complete."""
    drawn = errors.__doc__ or ""
    kinds = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, IntegrationError)]
    assert [each.__name__ for each in kinds if each.__name__ not in drawn] == []


def test_a_contract_error_names_system_version_operation_and_field() -> None:
    """In one line that a person can act on."""
    error = ContractError("is missing", system="zendesk", version="v2", operation="ShowTicket", field="ticket.subject")
    assert str(error) == "zendesk v2, ShowTicket: ticket.subject: is missing"
    assert (error.system, error.field) == ("zendesk", "ticket.subject")


def test_a_contract_error_about_a_whole_body_names_no_field() -> None:
    """Only the operation."""
    assert str(ContractError("is no JSON", system="slack", version="-", operation="chat.postMessage")) == (
        "slack -, chat.postMessage: is no JSON"
    )


@pytest.mark.parametrize("error", [QuotaExceeded("x", retry_after_seconds=3), BreakerOpen("x"), OutcomeUnknown("x")])
def test_what_may_go_away_is_transient(error: IntegrationError) -> None:
    """A queue tries these again."""
    assert isinstance(error, TransientError)


@pytest.mark.parametrize("error", [Rejected("x", fields=("a",)), QualityError("x", gate="stale")])
def test_what_stays_is_not(error: IntegrationError) -> None:
    """Trying again would be in vain."""
    assert not isinstance(error, TransientError)
