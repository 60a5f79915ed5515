"""The control API in front of live systems."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from windtunnel.content.project import Project
from windtunnel.kernel.controlled_clock import ClockMode, ControlledClock
from windtunnel.serve.live import LiveSystems
from windtunnel.serve.live_control import LiveControl, control_application
from windtunnel.world.http import Request
from windtunnel.world.server import Server, bind

ERRAND = Path(__file__).resolve().parents[1] / "scenario" / "errand"


def controlled(body: Callable[[Callable[..., tuple[int, Any]]], None]) -> None:
    """Run ``body`` with a function that calls the control API."""

    async def main() -> None:
        clock = ControlledClock(asyncio.get_running_loop(), 0.0, ClockMode.STEPPED)
        control = LiveControl(LiveSystems(["desk"], Project(ERRAND), clock, seed=1))

        def call(method: str, name: str, content: Any = None) -> tuple[int, Any]:
            sent = b"" if content is None else json.dumps(content).encode()
            answer = control(Request(method, f"/__admin/{name}", body=sent))
            return answer.status, answer.json()

        body(call)

    asyncio.run(main())


def test_faults_and_drift_are_put_in_shown_and_taken_out() -> None:
    """By ids that name the system."""

    def body(call: Callable[..., tuple[int, Any]]) -> None:
        fault = {"on": "desk", "kind": "reset", "for": "5s"}
        drift = {"on": "desk", "operator": "sem-date-format-changed", "at": "Ticket.opened_at", "for": "5s"}
        assert call("POST", "faults", fault) == (200, {"id": "desk/1"})
        assert call("POST", "drift", drift) == (200, {"id": "desk/2"})
        assert call("GET", "faults") == (200, {"desk": {"1": {**fault, "injected": 0, "active": True}}})
        assert list(call("GET", "drift")[1]["desk"]) == ["2"]
        for number in ("desk/1", "desk/2"):
            assert call("DELETE", f"faults/{number}") == (200, {"removed": number})
        assert call("GET", "faults") == (200, {"desk": {}})
        assert call("GET", "journal") == (200, {"events": [], "next": 0})
        assert call("GET", "")[1]["upstreams"] == ["desk"]

    controlled(body)


def test_mistakes_are_answered_with_a_message() -> None:
    """Never with a traceback."""

    def body(call: Callable[..., tuple[int, Any]]) -> None:
        for method, name, content, status, message in (
            ("POST", "faults", {"on": "desk", "kind": "reset"}, 400, "would never end"),
            ("POST", "faults", {"kind": "reset"}, 400, "unknown upstream"),
            ("POST", "faults", [], 400, "must be a JSON object"),
            ("DELETE", "faults/desk/9", None, 400, "no injection '9'"),
            ("DELETE", "faults/crm/9", None, 400, "unknown upstream 'crm'"),
            ("GET", "journal/x", None, 400, "ValueError"),
            ("GET", "clock", None, 404, "GET /__admin/journal"),
        ):
            answered = call(method, name, content)
            assert answered[0] == status
            assert message in answered[1]["error"]

    controlled(body)


def test_it_is_served_over_http_and_nothing_else_is() -> None:
    """Whoever asks for something else learns where it is."""

    async def main() -> None:
        clock = ControlledClock(asyncio.get_running_loop(), 0.0)
        live = LiveSystems(["desk"], Project(ERRAND), clock, seed=1)
        server = Server(control_application(LiveControl(live), clock), bind())
        await server.start()
        async with httpx.AsyncClient(trust_env=False, base_url=server.url) as client:
            assert (await client.get("/__admin/faults")).json() == {"desk": {}}
            assert "/__admin/" in (await client.get("/tickets")).json()["error"]
        await server.stop()

    asyncio.run(main())
