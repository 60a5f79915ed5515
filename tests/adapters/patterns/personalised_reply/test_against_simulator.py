"""The whole service against the simulated CRM and AI: a customer with cases, over real SOQL."""

from __future__ import annotations

from pathlib import Path

import httpx

from adapters.clock import Clock
from tests.adapters.inbound.virtual_time import run
from windtunnel.content.project import Project
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.loader import build
from windtunnel.simulator.system import System
from windtunnel.world.http import Request

from .calling import Got, World
from .fakes import EMAIL

PROJECT = Project(Path(__file__).resolve().parents[4])
CUSTOMERS = [
    {"email": EMAIL, "name": "Ann Ode", "account": "Ode Ltd", "tier": "Gold"},
    {"email": "o'neil@mail.example", "name": "Pat O'Neil", "account": "Neil & Co", "tier": "Silver"},
]
SUBJECTS = ("First", "Second", "Third")


class Org:
    """A simulated org with cases."""

    def __init__(self, now: float) -> None:
        self.clock = SteppedClock(now - 3600.0)
        self.system: System = build(PROJECT, "salesforce", self.clock, Randomness(1), {"customers": CUSTOMERS})
        contacts = {each["Email"]: each["Id"] for each in self.system.store["Contact"]}
        self.cases: list[str] = []
        for subject in SUBJECTS:
            self.clock.advance(60.0)
            self.cases.append(self.open(contacts[EMAIL], subject))
        self.open(contacts["o'neil@mail.example"], "Somebody else's")

    def open(self, contact_id: str, subject: str) -> str:
        """Open a case."""
        return self.system.arrive({"object": "Case", "ContactId": contact_id, "Subject": subject})

    def delete(self, case_id: str) -> None:
        """Move a case to the recycle bin, as somebody of the org would."""
        client = httpx.Client(transport=httpx.MockTransport(self.answer), base_url="https://crm.test")
        names = ("client_id", "client_secret")
        form = {"grant_type": "client_credentials", **{name: self.system.credentials[name] for name in names}}
        token = client.post("/services/oauth2/token", data=form).json()["access_token"]
        path = f"/services/data/v68.0/sobjects/Case/{case_id}"
        assert client.delete(path, headers={"authorization": f"Bearer {token}"}).status_code == 204

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Let the org answer."""
        path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        response = self.system.handle(Request(request.method, path, query, headers, request.read(), "https"))
        return httpx.Response(response.status, headers=response.headers, content=response.body)


def ask(email: str, *, without_newest: bool = False) -> tuple[Got, str]:
    """Ask a question; return the answer, and what the AI was shown."""

    async def main(clock: Clock) -> tuple[Got, str]:
        org = Org(clock.now())
        if without_newest:
            org.delete(org.cases[-1])
        credentials = org.system.credentials
        world = World(clock, CRM_CLIENT_ID=credentials["client_id"], CRM_CLIENT_SECRET=credentials["client_secret"])
        world.crm.player = org.answer
        await world.begin()
        got = await world.answer(customer_email=email)
        await world.say("lifespan.shutdown")
        await world.lifespan
        return got, world.ai.requests[0].content.decode()

    return run(main)


def test_account_and_newest_cases_reach_the_ai() -> None:
    """In the order of their age, and nobody else's."""
    got, shown = ask(EMAIL)
    assert (got.status, got.content["degraded"], got.content["missing"]) == (200, False, [])
    assert (got.content["customer"]["tier"], got.content["customer"]["earlier_cases"]) == ("Gold", 3)
    assert shown.index("Third") < shown.index("Second") < shown.index("First")
    assert "Somebody else" not in shown
    assert EMAIL not in shown


def test_a_deleted_case_still_counts() -> None:
    """The customer remembers that they wrote."""
    got, shown = ask(EMAIL, without_newest=True)
    assert got.content["customer"]["earlier_cases"] == 3
    assert "Third" in shown


def test_a_quote_in_an_address_is_part_of_it() -> None:
    """It finds its own customer, through the query language."""
    got, shown = ask("o'neil@mail.example")
    assert got.content["customer"]["earlier_cases"] == 1
    assert "Somebody else" in shown


def test_somebody_unknown_has_neither_account_nor_cases() -> None:
    """That is an answer, and nothing is missing."""
    got, _ = ask("nobody@mail.example")
    assert (got.content["customer"], got.content["degraded"]) == (None, False)
