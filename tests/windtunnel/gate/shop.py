"""A small project for tests of the gate: a shop, a careful adapter of it, and a careless one."""

from __future__ import annotations

from pathlib import Path

CONTRACT = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    post:
      operationId: createOrder
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: readOrder
      parameters: [{name: view, in: query, schema: {type: string, enum: [short, full], default: full}}]
      responses:
        "200": {description: found, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        "404": {description: unknown}
components:
  schemas:
    Order:
      type: object
      required: [customer, total, lines]
      properties:
        id: {type: string, readOnly: true}
        customer: {type: string}
        total: {type: number}
        state: {type: string, enum: [open, paid]}
        note: {type: string}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
    Line:
      type: object
      required: [amount]
      properties: {amount: {type: number}}
"""
PROFILE = """\
system: shop
title: Shop
roles: [erp]
api_version: {pinned: "1", where: none}
"""
PROBES = '''\
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError


class ShopError(Exception):
    """What the adapter raises on purpose."""


class Line(BaseModel):
    model_config = ConfigDict(strict=True)
    amount: float


class Order(BaseModel):
    model_config = ConfigDict(strict=True)
    customer: str
    total: float
    lines: list[Line]


@dataclass(frozen=True)
class Probe:
    name: str
    run: Any
    errors: tuple = (ShopError,)
    options: dict = field(default_factory=dict)
    arrivals: tuple = ()
    effects: tuple = ()


SENT = {"customer": "Ann", "total": 12.5, "state": "open", "note": "", "lines": [{"amount": 10.0}, {"amount": 2.5}]}


async def ask(setting):
    async with httpx.AsyncClient(transport=setting.transport, base_url=setting.environment["ERP_URL"]) as client:
        made = await client.post("/orders", json=SENT)
        answer = await client.get("/orders/" + str(made.json().get("id", "none")))
        if answer.status_code != 200:
            raise ShopError(f"HTTP {answer.status_code}")
        try:
            return answer.json()
        except ValueError:
            raise ShopError("no JSON") from None


async def careful(setting):
    """Reads through strict models and checks the sum."""
    try:
        order = Order.model_validate(await ask(setting))
    except ValidationError as error:
        raise ShopError(str(error)) from None
    if sum(line.amount for line in order.lines) != order.total:
        raise ShopError("the lines do not add up")
    return {"customer": order.customer.strip(), "total": order.total}


async def careless(setting):
    """Takes what there is."""
    body = await ask(setting)
    return {"customer": body.get("customer"), "total": body.get("total")}


async def failing(setting):
    raise ShopError("out of order")


PROBES = {
    "shop": [
        Probe("careful", careful, effects=("orders",)),
        Probe("careless", careless),
    ]
}
BROKEN = {"shop": [Probe("failing", failing)]}
'''


def shop(root: Path) -> Path:
    """Write the project and return its root."""
    folder = root / "contracts" / "shop"
    folder.mkdir(parents=True)
    (folder / "openapi.yaml").write_text(CONTRACT, encoding="utf-8")
    (folder / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    adapters = root / "adapters"
    adapters.mkdir()
    (adapters / "__init__.py").write_text("", encoding="utf-8")
    (adapters / "drift_probes.py").write_text(PROBES, encoding="utf-8")
    return root
