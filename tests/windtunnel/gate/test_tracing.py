"""Finding out what a probe reads, by running it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
import pydantic
import pydantic_core
import pytest
from orjson import loads as loads_by_name
from pydantic_core import from_json

from windtunnel.content.project import Project
from windtunnel.gate.assessment import Assessment
from windtunnel.gate.bench import open_bench
from windtunnel.gate.probes import Setting
from windtunnel.gate.reads import Reads
from windtunnel.gate.recording import Recording
from windtunnel.gate.tracing import trace

ORDER = {"customer": "Ann", "total": 1.5, "lines": []}


class Order(pydantic.BaseModel):
    """What is read."""

    customer: str


@dataclass(frozen=True)
class Reading:
    """A probe that creates an order and reads the answer in one way."""

    read: Any
    name: str = "reading"
    errors: tuple[type[Exception], ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    arrivals: tuple[Mapping[str, Any], ...] = ()
    effects: tuple[str, ...] = ()

    async def run(self, setting: Setting) -> object:
        """Return what was read."""
        url = setting.environment["ERP_URL"] + "/orders"
        answer = await setting.transport.handle_async_request(httpx.Request("POST", url, json=ORDER))
        await answer.aread()
        return self.read(answer)


def traced(project: Project, read: Any) -> Reads:
    """Return what is read in one way."""
    probe = Reading(read)
    with open_bench() as bench:
        reads, outcome = bench.do(trace(probe, Recording(project, "shop", probe), project.roots[0]))
    assert outcome.error is None
    return reads


WAYS = {
    "pydantic_core.from_json": lambda answer: pydantic_core.from_json(answer.content)["customer"],
    "from_json by its own name": lambda answer: from_json(answer.content, allow_inf_nan=False)["customer"],
    "loads by its own name": lambda answer: loads_by_name(answer.content)["customer"],
    "response.json": lambda answer: answer.json()["customer"],
    "json.loads": lambda answer: json.loads(answer.content)["customer"],
    "orjson.loads": lambda answer: orjson.loads(answer.content)["customer"],
    "model_validate": lambda answer: Order.model_validate(answer.json()).customer,
    "model_validate_json": lambda answer: Order.model_validate_json(answer.content).customer,
    "TypeAdapter": lambda answer: pydantic.TypeAdapter(Order).validate_python(answer.json()).customer,
    "TypeAdapter, JSON": lambda answer: pydantic.TypeAdapter(Order).validate_json(answer.text).customer,
    "constructor": lambda answer: Order(customer=answer.json()["customer"]).customer,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_usual_way_to_read_is_seen(project: Project, way: str) -> None:
    """The field, the operation and a line."""
    (read,) = traced(project, WAYS[way])
    assert (read.operation, read.path, read.examples[0]) == ("createOrder", "$.customer", "Ann")
    assert read.lines[0].file.endswith("test_tracing.py")


def test_headers_are_seen(project: Project) -> None:
    """Those that the project's code asks for."""
    reads = traced(project, lambda answer: answer.headers.get("Content-Type"))
    assert [(read.where, read.path) for read in reads] == [("header", "content-type")]


def test_json_that_is_no_answer_is_not_traced(project: Project) -> None:
    """A setting that is JSON is nobody's contract."""
    assert len(traced(project, lambda answer: json.loads('{"mine": 1}')["mine"])) == 0


def test_names_of_decoders_are_put_back(project: Project) -> None:
    """Those that a module of the project had imported, too."""
    before = from_json, loads_by_name, pydantic_core.from_json
    traced(project, lambda answer: None)
    assert (from_json, loads_by_name, pydantic_core.from_json) == before


def test_everything_is_put_back(project: Project) -> None:
    """The process is as it was."""
    before = (json.JSONDecoder.decode, orjson.loads, pydantic.BaseModel.__dict__["model_validate"])
    traced(project, lambda answer: None)
    assert (json.JSONDecoder.decode, orjson.loads, pydantic.BaseModel.__dict__["model_validate"]) == before


def test_models_and_dictionaries_of_a_project_are_traced_to_their_lines(
    assessments: Mapping[str, Assessment],
) -> None:
    """As an adapter is written."""
    careful = {(read.operation, read.path): read for read in assessments["careful"].reads}
    assert list(careful) == [
        ("createOrder", "$.id"),
        ("readOrder", "$.customer"),
        ("readOrder", "$.total"),
        ("readOrder", "$.lines"),
        ("readOrder", "$.lines[].amount"),
    ]
    assert [str(line) for line in careful["readOrder", "$.customer"].lines] == ["adapters/drift_probes.py:19"]
