"""What becomes of exchanges with live systems."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from windtunnel.content.project import Project
from windtunnel.kernel.controlled_clock import ClockMode, ControlledClock
from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.journal import Kind
from windtunnel.serve.live import LiveSystems

ERRAND = Path(__file__).resolve().parents[1] / "scenario" / "errand"
TICKET = {"id": 5, "text": "hello", "opened_at": "2026-01-05T09:00:00Z"}


class Traffic:
    """Live systems and the proxy that asks about them: one known to the project, one not."""

    def __init__(self, seed: int = 1, ttl_seconds: float | None = 60.0) -> None:
        self.clock = ControlledClock(asyncio.get_running_loop(), 0.0, ClockMode.STEPPED)
        project = Project(ERRAND)
        self.live = LiveSystems(["desk", "else"], project, self.clock, seed=seed, ttl_seconds=ttl_seconds)
        self.count = 0

    async def request(self, name: str = "desk", target: str = "/tickets/5") -> dict[str, Any]:
        """Ask about a request."""
        self.count += 1
        asked = {"phase": "before", "flow": str(self.count), "name": name, "method": "GET", "target": target}
        return await self.live.decide({**asked, "headers": [["Accept", "*/*"]], "body": ""})

    async def answer(self, name: str = "desk", body: Any = TICKET) -> dict[str, Any]:
        """Ask about the answer to the last request."""
        asked = {"phase": "after", "flow": str(self.count), "name": name, "status": 200}
        headers = [["Content-Type", "application/json"]]
        encoded = base64.b64encode(json.dumps(body).encode()).decode()
        return await self.live.decide({**asked, "headers": headers, "body": encoded})

    def journal(self, kind: Kind) -> list[Mapping[str, Any]]:
        """Return what the journal says of one kind of event."""
        return [event.data for event in self.live.journal if event.kind is kind]


def carried(body: Callable[[Traffic], Awaitable[None]], **given: Any) -> None:
    """Run ``body`` with traffic."""

    async def main() -> None:
        await body(Traffic(**given))

    asyncio.run(main())


def text(answer: Mapping[str, Any]) -> str:
    """Return the body of an answer."""
    return base64.b64decode(answer["body"]).decode()


def test_without_a_fault_everything_passes_and_is_in_the_journal() -> None:
    """By its operation where the project knows the system."""

    async def body(traffic: Traffic) -> None:
        assert (await traffic.request())["do"] == "pass"
        assert (await traffic.answer())["do"] == "pass"
        assert (await traffic.request("else", "/x?secret=1"))["do"] == "pass"
        traffic.live.take_note({"phase": "broken", "name": "else", "flow": "2", "said": "gone"})
        operations = [event.operation for event in traffic.live.journal if event.kind is Kind.ATTEMPT]
        assert operations == ["ShowTicket", "GET /x"]
        assert [(each["outcome"], each.get("reason")) for each in traffic.journal(Kind.ANSWER)] == [
            ("ok", None),
            ("info", "gone"),
        ]

    carried(body)


def test_an_error_is_worded_as_the_system_would_where_it_is_known() -> None:
    """And as RFC 9457 says where it is not; Retry-After in the form that was asked for."""

    async def body(traffic: Traffic) -> None:
        for name in ("desk", "else"):
            fault = {"on": name, "kind": "status", "status": 429, "retry_after": "2s", "form": "milliseconds"}
            traffic.live.put_in({"faults": [fault]})
        known, unknown = await traffic.request(), await traffic.request("else")
        assert (known["status"], unknown["status"]) == (429, 429)
        assert json.loads(text(unknown)) == {"type": "about:blank", "title": "Too Many Requests", "status": 429}
        assert text(known) != text(unknown)
        assert ["retry-after-ms", "2000"] in unknown["headers"]
        assert [each["faults"] for each in traffic.journal(Kind.ANSWER)] == [["status"], ["status"]]

    carried(body)


@pytest.mark.parametrize(
    ("fault", "before", "after"),
    [
        ({"kind": "reset"}, "kill", None),
        ({"kind": "lose-answer"}, "pass", "kill"),
        ({"kind": "dns-failure"}, "answer", None),
        ({"kind": "html-body"}, "pass", "answer"),
        ({"kind": "malformed-body"}, "pass", "answer"),
        ({"kind": "wrong-content-type"}, "pass", "answer"),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_a_fault_decides_before_or_after_the_system_answered(
    fault: dict[str, str], before: str, after: str | None
) -> None:
    """And passes when its time is over."""

    async def body(traffic: Traffic) -> None:
        traffic.live.put_in({"faults": [{"on": "desk", "for": "10s", **fault}]})
        assert (await traffic.request())["do"] == before
        if after is not None:
            assert (await traffic.answer())["do"] == after
        traffic.clock.advance(10)
        assert (await traffic.request())["do"] == "pass"
        assert (await traffic.answer())["do"] == "pass"
        shown = traffic.live.systems["desk"].faults()["1"]
        assert (shown["injected"], shown["active"]) == (1, False)

    carried(body)


def test_a_name_without_an_address_is_answered_as_a_proxy_does() -> None:
    """502 and ``dns_error``."""

    async def body(traffic: Traffic) -> None:
        traffic.live.put_in({"faults": [{"on": "desk", "kind": "dns-failure"}]})
        answer = await traffic.request()
        assert (answer["status"], ["Proxy-Status", "windtunnel; error=dns_error"] in answer["headers"]) == (502, True)

    carried(body)


def test_silence_lasts_as_long_as_the_fault_and_then_the_connection_ends() -> None:
    """Nobody waits for ever."""

    async def body(traffic: Traffic) -> None:
        traffic.live.put_in({"faults": [{"on": "desk", "kind": "black-hole", "for": "5s"}]})
        waiting = asyncio.create_task(traffic.request())
        await asyncio.sleep(0)
        assert not waiting.done()
        traffic.clock.advance(5)
        assert (await waiting)["do"] == "kill"

    carried(body)


def test_latency_is_waited_for() -> None:
    """After the system has answered."""

    async def body(traffic: Traffic) -> None:
        traffic.live.put_in({"faults": [{"on": "desk", "kind": "latency", "least": "3s", "most": "3s"}]})
        await traffic.request()
        waiting = asyncio.create_task(traffic.answer())
        await asyncio.sleep(0)
        assert not waiting.done()
        traffic.clock.advance(3)
        assert (await waiting)["do"] == "pass"

    carried(body)


def test_the_same_seed_strikes_the_same_requests() -> None:
    """And another one others."""

    def struck(seed: int) -> list[str]:
        found: list[str] = []

        async def body(traffic: Traffic) -> None:
            fault = {"on": "else", "kind": "status", "status": 503, "probability": 0.5}
            traffic.live.put_in({"faults": [fault]})
            found.extend([(await traffic.request("else"))["do"] for _ in range(30)])

        carried(body, seed=seed)
        return found

    assert struck(1) == struck(1) != struck(2)
    assert {"pass", "answer"} == set(struck(1))


def test_drift_changes_what_the_live_system_answers() -> None:
    """By the contract of the system that has its name."""

    async def body(traffic: Traffic) -> None:
        drift = {"on": "desk", "operator": "sem-date-format-changed", "at": "Ticket.opened_at", "for": "10s"}
        traffic.live.put_in({"drift": [drift]})
        await traffic.request()
        answer = await traffic.answer()
        assert json.loads(text(answer))["opened_at"] == "05/01/2026 09:00"
        assert traffic.journal(Kind.ANSWER)[0]["faults"] != []
        traffic.clock.advance(10)
        await traffic.request()
        assert (await traffic.answer())["do"] == "pass"
        shown = traffic.live.systems["desk"].drift()["1"]
        assert (shown["injected"], shown["active"]) == (1, False)

    carried(body)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"faults": [{"on": "desk", "kind": "reset"}]}, r"faults\[0\]: reset on desk would never end"),
        ({"faults": [{"on": "dest", "kind": "reset", "for": 5}]}, r"faults\[0\].on: .*'dest'; did you mean 'desk'"),
        ({"faults": [{"on": "desk", "kind": "refuse", "for": 5}]}, "refuse cannot be made by the http-proxy back end"),
        ({"faults": [{"on": "desk", "kind": "resett", "for": 5}]}, r"faults\[0\].kind: .*did you mean 'reset'"),
        ({"drift": [{"on": "else", "operator": "sem-unit-scaled", "at": "A.b"}]}, "the project has none called 'else'"),
        ({"fault": []}, "did you mean 'faults'"),
        ({"faults": {}}, "faults: a list is expected"),
        ({"faults": ["reset"]}, r"faults\[0\]: a mapping is expected"),
    ],
)
def test_a_mistake_is_told_with_its_place(content: Mapping[str, Any], message: str) -> None:
    """And what was probably meant."""

    async def body(traffic: Traffic) -> None:
        with pytest.raises(UsageError, match=message):
            traffic.live.put_in(content)

    carried(body, ttl_seconds=None)
