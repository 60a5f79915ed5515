"""Traffic that contradicts the contract."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from windtunnel.contract.document import Contract
from windtunnel.record.exchange import Exchange
from windtunnel.record.joining.conflicts import conflicts

from ..traffic import exchange
from .test_merging import WRITTEN

TICKET = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "status": {"enum": ["open"]},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
    },
}


def found(tmp_path: Path, *exchanges: Exchange) -> list[Any]:
    """Return the conflicts of exchanges with a contract."""
    document = copy.deepcopy(WRITTEN)
    document["components"]["schemas"]["Ticket"] = TICKET
    file = tmp_path / "desk.yaml"
    file.write_text(yaml.safe_dump(document))
    return conflicts(Contract.of_file(file), exchanges)


def test_types_absent_properties_and_unknown_values_are_told_with_place_and_count(tmp_path: Path) -> None:
    """Never with a value."""
    wrong = {"status": "secretly", "lines": [{"n": 1}, {"n": "x"}, {"n": "y"}]}
    told = found(tmp_path, exchange(answer=wrong), exchange(answer=wrong), exchange(answer={"id": 7}))
    assert {(each.operation, each.place, each.message, each.count) for each in told} == {
        ("showTicket", "200 application/json", "'id' is required by the contract and was absent", 2),
        (
            "showTicket",
            "200 application/json status",
            "recorded was string that does not fit 'enum' of the contract",
            2,
        ),
        ("showTicket", "200 application/json lines.*.n", "the contract says integer; recorded was string", 2),
        ("showTicket", "200 application/json id", "the contract says string; recorded was integer", 1),
    }
    assert {each.code for each in told} == {"recorded-contradicts-contract"}


def test_what_fits_and_what_the_contract_does_not_describe_is_no_conflict(tmp_path: Path) -> None:
    """Other statuses, other paths, bodies that are no JSON."""
    plain = (("Content-Type", "text/plain"),)
    assert (
        found(
            tmp_path,
            exchange(answer={"id": "7"}),
            exchange(answer={"id": 7}, status=404),
            exchange("/elsewhere", {"id": 7}),
            Exchange("GET", "https://desk.example", "/v2/tickets/7", "", (), b"", 200, plain, b"7"),
        )
        == []
    )
