"""Behaviour inferred from contracts, beside a model and on real contracts."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from tests.windtunnel.building import contract, profile, send, system
from tests.windtunnel.simulator.shop import SCHEMAS, SHOP
from windtunnel.contract import yaml12
from windtunnel.contract.document import Contract, Operation
from windtunnel.kernel.clock import SteppedClock
from windtunnel.simulator import System
from windtunnel.simulator.inferred.views import json_schema_of
from windtunnel.simulator.instance import Instances
from windtunnel.world.http import Request

pytestmark = pytest.mark.thorough


def shop() -> System:
    """Return a system whose every operation is inferred."""
    return system(contract(SHOP, SCHEMAS))


SPECS = Path(__file__).parents[4] / "shared" / "specs"
CONTRACTS = {path.parent.name: path for path in sorted(Path(__file__).parents[3].glob("contracts/*/openapi.yaml"))}
PUBLISHED = {
    name: SPECS / file
    for name, file in {"asana": "asana/asana_oas.yaml.gz", "jira": "jira/jira_cloud_v3_oas.yaml.gz"}.items()
}
METHODS = ("POST", "GET", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("file", [*CONTRACTS.values(), *PUBLISHED.values()], ids=lambda file: file.parent.name)
def test_what_is_inferred_from_real_contracts_keeps_to_them(file: Path) -> None:
    """Bodies made from the contract are accepted, and nearly every answer is valid against it; none is a crash."""
    if not file.exists():
        pytest.skip(f"{file} is not here")
    text = gzip.decompress(file.read_bytes()).decode() if file.suffix == ".gz" else file.read_text()
    of = system(Contract("theirs", yaml12.parse(text, file), profile(), file))
    made = Instances(of.contract.resolve)
    inferred = [
        each for each in of.contract.operations.values() if of.inference.handler(each) and each.method in METHODS
    ]
    verdicts = [
        _keeps_to_contract(of, each, made) for each in sorted(inferred, key=lambda each: METHODS.index(each.method))
    ]
    assert verdicts.count(False) <= 0.05 * len(verdicts)


def _keeps_to_contract(of: System, operation: Operation, made: Instances) -> bool:
    """Call an operation with a body made from its schema and check the answer."""
    bodies = {media: schema for media, schema in operation.request_bodies.items() if "json" in media}
    media = next(iter(bodies), "")
    body = json.dumps(made.make(bodies[media], Random(1))).encode() if media else b""
    answered = of.handle(
        Request(operation.method, re.sub(r"\{[^}]+\}", "1", operation.path), "", {"content-type": media}, body)
    )
    described = operation.responses.get(str(answered.status), operation.responses.get("default", {}))
    schema = json_schema_of(described.get("content", {}))
    return schema is None or not answered.body or made.is_valid(schema, answered.json())


@settings(max_examples=40, stateful_step_count=25, deadline=None)
class Model(RuleBasedStateMachine):
    """The inferred shop beside a plain dictionary."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.of = shop()
        self.known: dict[int, dict[str, Any]] = {}

    @rule(target=ids, name=st.text(min_size=1, max_size=5), price=st.none() | st.integers(0, 9))
    def create(self, name: str, price: int | None) -> int:
        """Create a thing."""
        made = send(self.of, "POST", "/things", {"name": name, "price": price}).json()
        self.known[made["id"]] = {"name": name, "price": price}
        return int(made["id"])

    @rule(thing=ids, price=st.integers(0, 9))
    def change(self, thing: int, price: int) -> None:
        """Change a thing that may be gone."""
        changed = send(self.of, "PATCH", f"/things/{thing}", {"price": price})
        assert changed.status == (200 if thing in self.known else 404)
        if thing in self.known:
            self.known[thing]["price"] = price

    @rule(thing=consumes(ids))
    def delete(self, thing: int) -> None:
        """Delete a thing."""
        assert send(self.of, "DELETE", f"/things/{thing}").status == (204 if thing in self.known else 404)
        self.known.pop(thing, None)

    @rule()
    def swap_for_a_fork(self) -> None:
        """Go on with a copy."""
        self.of = self.of.fork(SteppedClock())

    @rule(limit=st.integers(1, 4), price=st.integers(0, 9))
    def list_pages(self, limit: int, price: int) -> None:
        """Walk the pages."""
        seen, offset = [], 0
        while page := send(self.of, "GET", f"/things?limit={limit}&offset={offset}").json():
            seen += [thing["id"] for thing in page]
            offset += limit
        assert seen == list(self.known)

    @invariant()
    def agrees(self) -> None:
        """Every known thing reads as it was written."""
        for thing, fields in self.known.items():
            shown = send(self.of, "GET", f"/things/{thing}").json()
            assert {name: shown.get(name) for name in fields} == fields


TestModel = Model.TestCase
