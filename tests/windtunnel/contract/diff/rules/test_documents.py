"""The document as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from ..changing import compared, described, found, request

HOOK = {"post": request({"type": "object", "properties": {"id": {"type": "string"}}})}


def versioned(version: str, **operation: Any) -> dict[str, Any]:
    """A description with a version number."""
    return {**described(operation), "info": {"title": "t", "version": version}}


def test_webhooks_come_and_go() -> None:
    """One that is gone is waited for in vain."""
    assert found(described({}, webhooks={"paid": HOOK}), described({})) == [("webhook-removed", "ERR")]
    assert found(described({}), described({}, webhooks={"paid": HOOK})) == [("webhook-added", "INFO")]


def test_what_a_webhook_sends_is_judged_as_an_operation() -> None:
    """Under the name of the webhook."""
    other = {"post": request({"type": "object", "properties": {"id": {"type": "integer"}}})}
    comparison = compared(described({}, webhooks={"paid": HOOK}), described({}, webhooks={"paid": other}))
    finding = next(each for each in comparison.findings if each.section == "webhooks")
    assert (finding.id, finding.subject.path) == ("request-property-type-changed", "webhook:paid")


def test_a_component_that_is_gone_is_told() -> None:
    """What used it is judged where it was used."""
    assert found(described({}, components={"schemas": {"A": {}}}), described({})) == [("api-schema-removed", "INFO")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1.2.3", "1.2.3", ["api-version-not-bumped"]),
        ("1.2.3", "1.2.2", ["api-version-decreased"]),
        ("1.2.3", "1.3.0", ["api-major-version-not-bumped"]),
        ("1.2.3", "2.0.0", []),
        ("0.2.3", "0.3.0", []),
        ("2026-01", "2026-01", []),
    ],
)
def test_a_version_that_hides_a_breaking_change(old: str, new: str, expected: list[str]) -> None:
    """Is told, where it is a semantic version."""
    comparison = compared(versioned(old, requestBody=request({})["requestBody"]), versioned(new))
    assert [each.id for each in comparison.findings if each.section == "info"] == expected


def test_without_a_breaking_change_the_version_may_stay() -> None:
    """Nothing is hidden."""
    assert compared(versioned("1.0.0"), versioned("1.0.0", deprecated=True)).findings[0].id == "endpoint-deprecated"
