"""The control API in front of live systems, under ``/__admin/``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from windtunnel.kernel.clock import Clock
from windtunnel.kernel.errors import UnknownNameError, UsageError, WindtunnelError
from windtunnel.kernel.journal import Journal
from windtunnel.world.edge import CONTROL_PREFIX, Edge
from windtunnel.world.http import Request, Response, json_response
from windtunnel.world.network import Network, Site

from .live import LiveSystem, LiveSystems

EVENTS_MAX = 1000
Action = Callable[["LiveControl", Mapping[str, Any], str], Any]


class LiveControl:
    """Answers control requests.

    Args:
        live: the systems.
    """

    def __init__(self, live: LiveSystems) -> None:
        self.live = live

    def __call__(self, request: Request) -> Response:
        """Answer one; every error is JSON with a message."""
        name, _, rest = request.path.removeprefix(CONTROL_PREFIX).strip("/").partition("/")
        action = ACTIONS.get((request.method, name))
        if action is None:
            known = ", ".join(f"{method} {CONTROL_PREFIX}{each}" for method, each in ACTIONS)
            return json_response({"error": f"no such control; there are {known}"}, 404)
        try:
            body = request.json() if request.body else {}
            if not isinstance(body, Mapping):
                raise UsageError("the body must be a JSON object")
            return json_response(action(self, body, rest))
        except WindtunnelError as error:
            return json_response({"error": str(error)}, 400)
        except (orjson.JSONDecodeError, ValueError) as error:
            return json_response({"error": f"{type(error).__name__}: {error}"}, 400)


def _index(control: LiveControl, body: Mapping[str, Any], rest: str) -> Any:
    controls = [f"{method} {CONTROL_PREFIX}{name}" for method, name in ACTIONS if name]
    return {"upstreams": list(control.live.systems), "controls": controls}


def _faults(control: LiveControl, body: Mapping[str, Any], rest: str) -> Any:
    return {name: system.faults() for name, system in control.live.systems.items()}


def _drift(control: LiveControl, body: Mapping[str, Any], rest: str) -> Any:
    return {name: system.drift() for name, system in control.live.systems.items()}


def _add_fault(control: LiveControl, body: Mapping[str, Any], rest: str) -> Any:
    return _added(control.live.system(body, "fault"), LiveSystem.add_fault, body)


def _add_drift(control: LiveControl, body: Mapping[str, Any], rest: str) -> Any:
    return _added(control.live.system(body, "drift"), LiveSystem.add_drift, body)


def _added(
    system: LiveSystem, add: Callable[[LiveSystem, Mapping[str, Any]], str], body: Mapping[str, Any]
) -> Mapping[str, str]:
    return {"id": f"{system.name}/{add(system, body)}"}


def _remove(control: LiveControl, body: Mapping[str, Any], rest: str) -> Any:
    name, _, number = rest.partition("/")
    if name not in control.live.systems:
        raise UnknownNameError("upstream", name, control.live.systems)
    control.live.systems[name].remove(number)
    return {"removed": rest}


def _journal(control: LiveControl, body: Mapping[str, Any], rest: str) -> Any:
    after = int(rest or 0)
    events = [event for event in control.live.journal if event.sequence >= after][:EVENTS_MAX]
    following = events[-1].sequence + 1 if events else after
    return {"events": [orjson.loads(event.line()) for event in events], "next": following}


ACTIONS: dict[tuple[str, str], Action] = {
    ("GET", ""): _index,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _remove,
    ("GET", "drift"): _drift,
    ("POST", "drift"): _add_drift,
    ("DELETE", "drift"): _remove,
    ("GET", "journal"): _journal,
}


class _NoSystem:
    """What is served beside the control API: nothing."""

    def identify(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Return what was asked for."""
        return f"{request.method} {request.path}", {}

    def handle(self, request: Request) -> Response:
        """Say where the control API is."""
        return json_response({"error": f"the control API is under {CONTROL_PREFIX}"}, 404)

    def finished(self, request: Request) -> None:
        """Nothing has to be given back."""


def control_application(control: LiveControl, clock: Clock) -> Edge:
    """Return the control API as an ASGI application."""
    journal = Journal(clock.now, keep=0)
    return Edge(Network(clock, journal), Site("control", "control", _NoSystem()), control)
