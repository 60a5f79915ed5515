"""The control API under ``/__admin/``, the same on every simulator."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson

from windtunnel.kernel.controlled_clock import ClockMode, ControlledClock
from windtunnel.kernel.errors import UsageError, WindtunnelError
from windtunnel.kernel.journal import Journal
from windtunnel.simulator.coverage import coverage
from windtunnel.simulator.problem import Problem
from windtunnel.simulator.system import System
from windtunnel.world.edge import CONTROL_PREFIX
from windtunnel.world.http import Request, Response, json_response

from .injections import Injections

Action = Callable[["Control", Mapping[str, Any], str], Any]
RECORDS_MAX = 1000


class Control:
    """Answers control requests of one simulator.

    Args:
        system: the simulator.
        clock: its clock, shared by all simulators of the stand.
        journal: the stand's journal.
        injections: the faults and drift between callers and the simulator.
    """

    def __init__(self, system: System, clock: ControlledClock, journal: Journal, injections: Injections) -> None:
        self.system = system
        self.clock = clock
        self.journal = journal
        self.injections = injections
        self.snapshots: dict[str, Mapping[str, Any]] = {"start": system.snapshot()}

    def __call__(self, request: Request) -> Response:
        """Answer one control request; every error is JSON with a message."""
        name, _, rest = request.path.removeprefix(CONTROL_PREFIX).strip("/").partition("/")
        action = ACTIONS.get((request.method, name))
        if action is None:
            return _no_such_action(request.method, name)
        try:
            body = request.json() if request.body else {}
            if not isinstance(body, Mapping):
                raise UsageError("the body must be a JSON object")
            return json_response(action(self, body, rest))
        except (WindtunnelError, Problem) as error:
            return json_response({"error": str(error)}, 400)
        except orjson.JSONDecodeError as error:
            return json_response({"error": f"the body is no JSON: {error}"}, 400)
        except KeyError as error:
            return json_response({"error": f"{error} is missing"}, 400)
        except (TypeError, ValueError) as error:
            return json_response({"error": f"{type(error).__name__}: {error}"}, 400)


def _no_such_action(method: str, name: str) -> Response:
    methods = sorted(known for known, action in ACTIONS if action == name)
    if methods:
        return json_response({"error": f"{method} is not served here; {', '.join(methods)} is"}, 405)
    names = sorted({action for _, action in ACTIONS if action})
    return json_response({"error": f"no control called {name!r}; there are {', '.join(names)}"}, 404)


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON data: bytes become text, tuples lists."""
    return json.loads(json.dumps(value, default=_text))


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _index(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    return {
        "system": control.system.name,
        "title": control.system.profile.title,
        "now": control.clock.now(),
        "clock": control.clock.mode.value,
        "controls": sorted({f"{method} {CONTROL_PREFIX}{name}" for method, name in ACTIONS if name}),
    }


def _state(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    store = control.system.store
    if not rest:
        return {each.name: len(each) for each in store.collections() if not each.name.startswith("_")}
    collection, _, record_id = rest.partition("/")
    if record_id:
        return _plain(store[collection].get(record_id))
    return {"records": _plain(list(store[collection])[:RECORDS_MAX]), "count": len(store[collection])}


def _reset(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    control.injections.clear()
    control.system.meters.enforced = True
    control.system.restore(control.snapshots["start"])
    return {"reset": True}


def _seed(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    counts = {}
    for collection, records in body.items():
        if not isinstance(records, Mapping):
            raise UsageError("give records by id: {collection: {id: record}}", place=collection)
        for record_id, record in records.items():
            control.system.store[collection].put(record_id, record)
        counts[collection] = len(records)
    return counts


def _arrive(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    return {"id": control.system.arrive(body)}


def _clock(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    return {"now": control.clock.now(), "mode": control.clock.mode.value}


def _set_clock(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    _only(body, "mode", "advance_seconds")
    if "mode" in body:
        modes = [mode.value for mode in ClockMode]
        if body["mode"] not in modes:
            raise UsageError(f"mode is one of {', '.join(modes)}", place="mode")
        control.clock.set_mode(ClockMode(body["mode"]))
    if "advance_seconds" in body:
        control.clock.advance(float(body["advance_seconds"]))
    return _clock(control, body, rest)


def _quotas(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    meters = control.system.meters
    quotas = {}
    for name in meters.names():
        meter = meters.meter(name)
        quotas[name] = {
            "limit": meter.limit,
            "window_seconds": meter.quota.window_seconds,
            "scale": meter.scale,
        }
    return {"enforced": meters.enforced, "quotas": quotas}


def _set_quotas(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    _only(body, "enforced", "scale", "name")
    if "enforced" in body:
        control.system.meters.enforced = bool(body["enforced"])
    if "scale" in body:
        factor = float(body["scale"])
        if factor <= 0:
            raise UsageError("a scale is greater than zero", place="scale")
        control.system.meters.scale(factor, body.get("name"))
    return _quotas(control, body, rest)


def _faults(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    return {"faults": control.injections.faults()}


def _add_fault(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    return {"id": control.injections.add_fault(body)}


def _drift(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    return {"drift": control.injections.drift()}


def _add_drift(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    return {"id": control.injections.add_drift(body)}


def _remove(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    return {"removed": control.injections.remove(rest) if rest else control.injections.clear()}


def _webhooks(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    store = control.system.store
    return {
        "deliveries": _plain(list(store["_webhook_deliveries"])[-RECORDS_MAX:]),
        "attempts": _plain(list(store["_webhook_attempts"])[-RECORDS_MAX:]),
    }


def _connect(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    _only(body, "url")
    url = str(body["url"])
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise UsageError(f"{url!r} is no address to deliver to; give http://HOST:PORT/PATH", place="url")
    return control.system.connect(url)


def _journal(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    if rest and not rest.isdecimal():
        raise UsageError(f"{rest!r} is no event number", place="journal")
    after = int(rest or 0)
    events = [event for event in control.journal if event.sequence >= after][:RECORDS_MAX]
    following = events[-1].sequence + 1 if events else after
    return {"events": [orjson.loads(event.line()) for event in events], "next": following}


def _take_snapshot(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    name = str(body.get("name") or len(control.snapshots))
    control.snapshots[name] = control.system.snapshot()
    return {"name": name}


def _restore_snapshot(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    name = str(body.get("name") or rest)
    if name not in control.snapshots:
        raise UsageError(f"no snapshot {name!r}; there are {', '.join(sorted(control.snapshots))}", place="name")
    control.system.restore(control.snapshots[name])
    return {"name": name}


def _coverage(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    rows = coverage(type(control.system), control.system.contract)
    return {row.operation: row.status.value for row in rows}


def _expire_tokens(control: Control, body: Mapping[str, Any], rest: str) -> Any:
    return {"expired": control.system.expire_tokens()}


def _only(body: Mapping[str, Any], *known: str) -> None:
    for name in body:
        if name not in known:
            raise UsageError(f"unknown key {name!r}; there are {', '.join(known)}")


ACTIONS: dict[tuple[str, str], Action] = {
    ("GET", ""): _index,
    ("GET", "state"): _state,
    ("POST", "reset"): _reset,
    ("POST", "seed"): _seed,
    ("POST", "arrivals"): _arrive,
    ("GET", "clock"): _clock,
    ("PUT", "clock"): _set_clock,
    ("GET", "quotas"): _quotas,
    ("PUT", "quotas"): _set_quotas,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _remove,
    ("GET", "drift"): _drift,
    ("POST", "drift"): _add_drift,
    ("DELETE", "drift"): _remove,
    ("GET", "webhooks"): _webhooks,
    ("POST", "webhooks"): _connect,
    ("GET", "journal"): _journal,
    ("POST", "snapshot"): _take_snapshot,
    ("PUT", "snapshot"): _restore_snapshot,
    ("GET", "coverage"): _coverage,
    ("POST", "expire-tokens"): _expire_tokens,
}
