"""Every pattern keeps its memory in PostgreSQL when its setting says so."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import httpx
import psycopg
import pytest

from adapters.clock import SystemClock
from adapters.inbound.asgi import Application
from tests.adapters.inbound.fakes import RecordingSink, request
from tests.adapters.lifespan import Lifespan
from tests.adapters.stores.postgres import PostgresServer, new_uri

SYSTEMS: Mapping[str, str] = {
    "HELPDESK_URL": "https://desk.test",
    "HELPDESK_CLIENT_ID": "desk",
    "HELPDESK_CLIENT_SECRET": "secret",
    "HELPDESK_SIGNING_SECRET": "secret",
    "CRM_URL": "https://crm.test",
    "CRM_CLIENT_ID": "crm",
    "CRM_CLIENT_SECRET": "secret",
    "ERP_URL": "https://erp.test",
    "ERP_ACCOUNT_ID": "TSTDRV1234567",
    "ERP_CONSUMER_KEY": "key",
    "ERP_CONSUMER_SECRET": "secret",
    "ERP_TOKEN_ID": "token",
    "ERP_TOKEN_SECRET": "secret",
    "CHAT_URL": "https://chat.test",
    "CHAT_FILES_URL": "https://files.test",
    "CHAT_BOT_TOKEN": "xoxb-secret",
    "CHAT_SIGNING_SECRET": "secret",
    "AI_URL": "https://ai.test",
    "AI_API_KEY": "sk-secret",
}


def _triage(uri: str, folder: Path) -> dict[str, str]:
    return {"TRIAGE_STORE_PATH": uri, "TRIAGE_CATEGORIES": "cards,cash"}


def _intake(uri: str, folder: Path) -> dict[str, str]:
    return {"INTAKE_FOLDER": uri, "INTAKE_KINDS": "invoice,report"}


def _leads(uri: str, folder: Path) -> dict[str, str]:
    return {"LEADS_STORE_PATH": uri}


def _topics(uri: str, folder: Path) -> dict[str, str]:
    return {"TOPICS_STORE_PATH": uri, "TOPICS_TOPICS": "cards,cash"}


def _embedded(uri: str, folder: Path) -> dict[str, str]:
    (folder / "rows.csv").write_text("text,category\na cat says meow,cat\na dog says woof,dog\n")
    return {"EMBEDDED_STORE_PATH": uri, "EMBEDDED_DATA": str(folder), "EMBEDDED_SOURCE": "rows"}


def _orders(uri: str, folder: Path) -> dict[str, str]:
    return {"ORDER_STORE_PATH": uri, "ORDER_CLAIMS_PATH": uri}


def _replies(uri: str, folder: Path) -> dict[str, str]:
    return {"REPLY_STORE_PATH": uri}


def _purchases(uri: str, folder: Path) -> dict[str, str]:
    rows = "id,customer,at_seconds,product,amount,currency\nP1,C1,1,tea,2.50,EUR\n"
    (folder / "purchases.csv").write_text(rows)
    return {"PURCHASES_FOLDER": str(folder), "PURCHASES_STORE": uri, "PURCHASES_LOAD": str(folder / "purchases.csv")}


def _reconcile(uri: str, folder: Path) -> dict[str, str]:
    return {"RECONCILE_FOLDER": uri}


def _stream(uri: str, folder: Path) -> dict[str, str]:
    return {"STREAM_FOLDER": uri}


def _invoices(uri: str, folder: Path) -> dict[str, str]:
    return {"INVOICES_STORE_PATH": uri}


QUEUE = "jobs"
SERVICES: Mapping[str, tuple[Callable[[str, Path], dict[str, str]], set[str]]] = {
    "adapters.pipeline": (_triage, {QUEUE}),
    "adapters.patterns.document_intake": (_intake, {QUEUE, "checkpoints"}),
    "adapters.patterns.lead_scoring": (_leads, {"checkpoints"}),
    "adapters.patterns.nightly_topics": (_topics, {"checkpoints"}),
    "adapters.patterns.offline_scoring": (_embedded, {"answers"}),
    "adapters.patterns.order_routing": (_orders, {QUEUE, "claims"}),
    "adapters.patterns.personalised_reply": (_replies, {"claims"}),
    "adapters.patterns.purchase_history": (_purchases, {QUEUE, "checkpoints"}),
    "adapters.patterns.reconcile": (_reconcile, {"transformations", "claims"}),
    "adapters.patterns.sentiment_stream": (_stream, {QUEUE, "windows"}),
    "adapters.patterns.supplier_invoices": (_invoices, {"receipts"}),
}
"""By service: its settings, and tables that it must have made."""


def make(name: str, environment: Mapping[str, str]) -> Application:
    """Make a service whose systems are away."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    create: Callable[..., Application] = importlib.import_module(f"{name}.application").create
    return create(
        {**SYSTEMS, **environment},
        clock=SystemClock(),
        random=Random(1),
        transports=lambda role: httpx.MockTransport(refuse),
        audit=RecordingSink(),
    )


async def live(application: Application, paths: list[str]) -> list[int]:
    """Start a service, ask it, and shut it down."""
    lifespan = Lifespan(application)
    said = await lifespan.say("startup")
    assert said == {"type": "lifespan.startup.complete"}
    answers: list[Any] = [await request(application, "GET", path) for path in paths]
    await lifespan.say("shutdown")
    await lifespan.task
    return [answer.status for answer in answers]


def tables(server: PostgresServer, uri: str) -> set[str]:
    """Return the tables that were made, those of the queue too."""
    schema = uri.rpartition("%3D")[2]
    query = "SELECT tablename FROM pg_tables WHERE schemaname IN (%s, %s)"
    with psycopg.connect(server.conninfo) as connection:
        return {row[0] for row in connection.execute(query, (schema, f"{schema}_queue"))}


@pytest.mark.real_service
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_lives_on_postgresql_and_finds_its_memory_again(
    name: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    """Nothing is left to a file, and a second start works on what the first one made."""
    settings, made = SERVICES[name]
    uri = new_uri(postgres_server)
    environment = settings(uri, tmp_path)
    for _ in range(2):
        assert asyncio.run(live(make(name, environment), ["/healthz", "/status"])) == [200, 200]
    assert made <= tables(postgres_server, uri)
    assert not [path for path in tmp_path.rglob("*.sqlite") if path.stem in ("queue", "checkpoints", "positions")]


@pytest.mark.parametrize("name", ["adapters.pipeline", "adapters.patterns.reconcile"])
def test_a_server_that_is_away_fails_the_start_and_keeps_the_password(name: str, tmp_path: Path) -> None:
    """Whoever runs the service is told why, and not the secret."""
    settings, _ = SERVICES[name]
    environment = settings("postgresql://u:hunter2-hunter2@127.0.0.1:1/name?connect_timeout=1", tmp_path)

    async def start() -> dict[str, Any]:
        lifespan = Lifespan(make(name, environment))
        said = await lifespan.say("startup")
        await lifespan.task
        return said

    said = asyncio.run(start())
    assert said["type"] == "lifespan.startup.failed"
    assert "the store failed" in said["message"]
    assert "hunter2" not in said["message"]
