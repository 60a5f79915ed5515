"""Options of operators on requests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from windtunnel.contract.document import Contract
from windtunnel.contract.drift import OPERATORS
from windtunnel.gate.mutant_options import UNSEEN_PATTERN, of_parameter, of_property, of_request
from windtunnel.gate.requests_made import Said

from .shop import shop

SAID = Said(
    "readOrder",
    {"limit": ["50"], "state": ["open"]},
    {"total": [12.5], "customer": ["Ann"], "paid": [True]},
    ["application/json"],
    {"idempotency-key": None},
)


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    """The shop's."""
    return Contract.of_file(shop(tmp_path) / "contracts" / "shop" / "openapi.yaml")


@pytest.mark.parametrize(
    ("operator", "options"),
    [
        ("request-body-media-type-removed", {"application/json": {"media": "application/json"}}),
        ("sem-idempotency-key-ignored", {"idempotency-key": {"header": "idempotency-key"}}),
        ("sem-page-size-capped", {"limit": {"parameter": "limit"}}),
        ("api-security-added", {"": {}}),
    ],
)
def test_whole_requests(contract: Contract, operator: str, options: dict[str, Any]) -> None:
    """What was sent decides."""
    assert dict(of_request(OPERATORS[operator], contract, SAID)) == options


@pytest.mark.parametrize(
    ("operator", "options"),
    [
        ("new-required-request-parameter", {"tenant": {}}),
        ("request-parameter-became-required", {"view": {"parameter": "view"}}),
        ("request-parameter-default-value-changed", {"view": {"parameter": "view", "value": "short"}}),
        (
            "request-parameter-max-decreased",
            {"limit": {"parameter": "limit", "maximum": 49}, "state": {"parameter": "state"}},
        ),
        (
            "sem-parameter-renamed",
            {
                "limit": {"parameter": "limit", "to": "renamed_limit"},
                "state": {"parameter": "state", "to": "renamed_state"},
            },
        ),
    ],
)
def test_parameters(contract: Contract, operator: str, options: dict[str, Any]) -> None:
    """Values are chosen so that the change strikes what was sent."""
    assert dict(of_parameter(OPERATORS[operator], contract, SAID)) == options


def test_properties_are_struck_where_they_stand(contract: Contract) -> None:
    """One character too long, one too much, never seen."""
    assert dict(of_property(OPERATORS["request-property-max-length-decreased"], contract, SAID))["customer"] == {
        "at": "customer",
        "length": 2,
    }
    assert dict(of_property(OPERATORS["request-property-max-decreased"], contract, SAID))["total"]["maximum"] == 11
    assert dict(of_property(OPERATORS["request-property-pattern-added"], contract, SAID))["customer"] == {
        "at": "customer",
        "pattern": UNSEEN_PATTERN,
    }


def test_properties_that_are_not_sent_become_required(contract: Contract) -> None:
    """Those that the contract knows."""
    said = Said("createOrder", {}, {"customer": ["Ann"]}, ["application/json"])
    found = dict(of_property(OPERATORS["request-property-became-required"], contract, said))
    assert list(found) == ["id", "total", "state", "note", "lines"]
    assert list(dict(of_property(OPERATORS["new-required-request-property"], contract, said))) == ["tenant"]
