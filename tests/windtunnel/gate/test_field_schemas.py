"""What is known of a field."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.contract.document import Contract
from windtunnel.gate.field_schemas import field_schema, steps
from windtunnel.gate.reads import Read

from .shop import shop


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    """The shop's."""
    return Contract.of_file(shop(tmp_path) / "contracts" / "shop" / "openapi.yaml")


def test_the_contracts_words_count(contract: Contract) -> None:
    """Through references, with what was seen as examples."""
    schema = field_schema(contract, Read("readOrder", "$.state", examples=["open"], statuses=[200]))
    assert schema == {"type": ["string"], "enum": ["open", "paid"], "examples": ["open"]}


def test_items_of_lists_are_found(contract: Contract) -> None:
    """Step by step."""
    schema = field_schema(contract, Read("readOrder", "$.lines[].amount", examples=[1.5], statuses=[200]))
    assert schema == {"type": ["number"], "examples": [1.5]}


def test_what_the_contract_does_not_describe_is_what_was_seen(contract: Contract) -> None:
    """Types of all values; objects are no examples."""
    schema = field_schema(contract, Read("readOrder", "$.extra", examples=[1, None, {"a": 1}], statuses=[200]))
    assert schema == {"type": ["integer", "null", "object"], "examples": [1, None]}
    assert field_schema(contract, Read("nobody", "$.a", examples=[True]))["type"] == ["boolean"]


def test_paths_are_taken_apart() -> None:
    """Lists in lists, and lists at the top."""
    assert steps("$.a.b[].c") == ["a", "b", "[]", "c"]
    assert steps("$[].id") == ["[]", "id"]
    assert steps("$.a[][]") == ["a", "[]", "[]"]
