"""Every rule has a mirror or a reason."""

from __future__ import annotations

import pytest

from windtunnel.contract.diff.catalogue import RULE_BY_ID
from windtunnel.contract.diff.mirrors import LEFT_OUT, mirror_of, waiver_of


def test_every_rule_has_a_mirror_or_a_written_reason() -> None:
    """And not both: a reason that is not needed would hide a missing mirror."""
    offences = [rule_id for rule_id in RULE_BY_ID if (mirror_of(rule_id) in RULE_BY_ID) == bool(waiver_of(rule_id))]
    assert offences == []


def test_a_rule_that_nobody_thought_of_has_neither() -> None:
    """The check is able to fail."""
    assert mirror_of("request-property-colour-faded") is None
    assert waiver_of("request-property-colour-faded") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("request-property-became-nullable", "request-property-became-not-nullable"),
        ("response-property-max-set", "response-property-max-unset"),
        ("request-body-one-of-added", "request-body-one-of-removed"),
        ("api-security-added", "api-security-removed"),
        ("response-property-type-generalized", "response-property-type-specialized"),
    ],
)
def test_mirrors_mirror_each_other(one: str, other: str) -> None:
    """Both ways."""
    assert (mirror_of(one), mirror_of(other)) == (other, one)


def test_what_is_left_out_is_not_in_the_catalogue() -> None:
    """The list is of what is missing."""
    assert LEFT_OUT
    assert not set(LEFT_OUT) & set(RULE_BY_ID)
