"""Faults and drift in front of live systems: what becomes of each exchange that a proxy asks about."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from windtunnel.content.project import Project
from windtunnel.contract.drift import read_drift
from windtunnel.contract.drift.outside import OutsideDrift, Passing
from windtunnel.fault import BackEnd, ExchangeFault, FaultDescription, Target, read_fault
from windtunnel.kernel.clock import Clock
from windtunnel.kernel.errors import UnknownNameError, UsageError
from windtunnel.kernel.journal import Journal, Kind
from windtunnel.kernel.randomness import Randomness, derive
from windtunnel.simulator.loader import build
from windtunnel.simulator.system import System
from windtunnel.world.exchange import PASS, Cut, Decision, Delay, Drop, Exchange, Loss, Replace
from windtunnel.world.http import Request, Response, json_response
from windtunnel.world.network import CERTAINTY_OF_LOSS, AnswerKind, Network, Site

SILENCE_SECONDS_MAX = 600.0
"""A client that waits longer than this for an answer that never comes is hung up on."""
PASSES: Mapping[str, Any] = {"do": "pass"}
KILLS: Mapping[str, Any] = {"do": "kill"}
Made = Mapping[str, Any]


class NobodysWords:
    """Words the errors of a system that nobody has simulated, as RFC 9457 says."""

    def error(self, status: int, retry_after_seconds: float | None = None) -> Response:
        """Return an answer with an error status."""
        title = next((each.phrase for each in HTTPStatus if each == status), "Error")
        response = json_response({"type": "about:blank", "title": title, "status": status}, status, charset=False)
        response.set_header("Content-Type", "application/problem+json")
        if retry_after_seconds is not None:
            response.set_header("Retry-After", str(round(retry_after_seconds)))
        return response

    def misbehave(self, way: str, request: Request, response: Response) -> Response:
        """Leave the answer alone; faults that would ask are refused."""
        return response

    def expire_tokens(self) -> int:
        """Leave tokens alone; faults that would ask are refused."""
        return 0

    def scale_quota(self, factor: float, name: str | None = None) -> None:
        """Leave quotas alone; faults that would ask are refused."""


@dataclass
class LiveEndpoint:
    """A live system as a network sees one: it is identified here, and answers elsewhere."""

    simulated: System | None

    def identify(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Return the operation that is called, ``METHOD path`` where no contract knows it."""
        if self.simulated is None:
            return f"{request.method} {request.path}", {}
        return self.simulated.identify(request)

    def handle(self, request: Request) -> Response:
        """Answer nothing: the live system does."""
        raise AssertionError("a live system answers for itself")

    def finished(self, request: Request) -> None:
        """Let it be."""


@dataclass
class Fault:
    """A fault in front of a live system."""

    description: Mapping[str, Any]
    fault: ExchangeFault


@dataclass
class Drift:
    """A change of a live system's contract, seen from outside."""

    description: Mapping[str, Any]
    drift: OutsideDrift
    since: float
    until: float


@dataclass
class UnderWay:
    """An exchange that has not ended."""

    exchange: Exchange
    passings: Sequence[Passing] = field(default_factory=list)


class LiveSystem:
    """What stands in front of one live system.

    Args:
        name: what it is called; where the project knows a system of that name, operations, errors and drift are its.
        project: where systems are found.
        network: the clock and the journal.
        seed: of everything that chance decides.
        ttl_seconds: how long faults and drift last that bring no ``for``; ``None`` refuses those.
    """

    def __init__(
        self, name: str, project: Project, network: Network, *, seed: int, ttl_seconds: float | None = None
    ) -> None:
        self.name = name
        self._network = network
        self._clock: Clock = network.clock
        self._seed = seed
        self._randomness = Randomness(seed).branch("live", name)
        self._ttl_seconds = ttl_seconds
        known = name in project.names("contracts")
        self._simulated = build(project, name, self._clock, self._randomness) if known else None
        self._site = Site(name, name, LiveEndpoint(self._simulated))
        self._faults: dict[str, Fault] = {}
        self._drifts: dict[str, Drift] = {}
        self._count = 0
        self._under_way: dict[str, UnderWay] = {}

    # What is put in and taken out.

    def add_fault(self, description: Mapping[str, Any], place: str = "fault") -> str:
        """Put a fault in and return its id.

        Raises:
            UsageError: it is wrong, has no end, or cannot be made in front of a live system.
        """
        read = read_fault(self._bounded({"on": self.name, **description}, place), place=place)
        read.require(BackEnd.HTTP_PROXY)
        number = self._number()
        fault = read.build(self._randomness.stream("fault", number), self._clock.now())
        assert isinstance(fault, ExchangeFault), "what an HTTP proxy can make acts on exchanges"
        fault.target = self._target()
        self._faults[number] = Fault(dict(description), fault)
        return number

    def add_drift(self, description: Mapping[str, Any], place: str = "drift") -> str:
        """Put a change of the contract in and return its id.

        Raises:
            UsageError: it is wrong, has no end, or no contract of the system is known.
        """
        if self._simulated is None:
            raise UsageError(f"drift needs a contract, and the project has none called {self.name!r}", place=place)
        bounded = self._bounded({"on": self.name, **description}, place)
        read = read_drift(bounded, place=place)
        number, now = self._number(), self._clock.now()
        seed = derive(self._seed, "live", self.name, "drift", number)
        target = self._simulated
        drift = OutsideDrift(target.contract, [read], seed=seed, start=now, target=target)
        assert read.for_ is not None, "it is bounded"
        self._drifts[number] = Drift(dict(description), drift, now, now + read.from_ + read.for_)
        return number

    def remove(self, number: str) -> None:
        """Take a fault or drift out.

        Raises:
            UsageError: there is none with that id.
        """
        if self._faults.pop(number, None) is None and self._drifts.pop(number, None) is None:
            raise UsageError(f"no injection {number!r} in {self.name}")

    def faults(self) -> dict[str, Any]:
        """Return every fault by id, with how often it has struck."""
        return {
            key: {**each.description, "injected": each.fault.injected, "active": self._is_active(each.fault)}
            for key, each in self._faults.items()
        }

    def drift(self) -> dict[str, Any]:
        """Return every change by id, with how often it has changed something."""
        now = self._clock.now()
        return {
            key: {
                **each.description,
                "injected": sum(each.drift.injected.values()),
                "active": each.since <= now < each.until,
            }
            for key, each in self._drifts.items()
        }

    # What becomes of exchanges.

    async def before(self, flow: str, request: Request, headers: Sequence[tuple[str, str]]) -> Made:
        """Return what becomes of a request: it passes, is changed, is answered here, or its connection is closed."""
        exchange = self._network.begin(self._site, request)
        under_way = self._under_way[flow] = UnderWay(exchange)
        for fault in self._striking():
            settled = await self._settle(flow, fault, fault.before(exchange), reached=False)
            if settled is not None:
                return settled
        sent, answered = self._drifted(under_way, request, headers)
        if answered is not None:
            return self._end_with(flow, answered)
        return sent

    async def after(self, flow: str, response: Response) -> Made:
        """Return what becomes of an answer: it passes, is replaced, or its connection is closed."""
        under_way = self._under_way.get(flow)
        if under_way is None:  # its client has gone
            return KILLS
        current = self._answered(under_way, response)
        for fault in self._striking():
            decision = fault.after(under_way.exchange, current)
            if isinstance(decision, Replace):
                current = decision.response
                continue
            settled = await self._settle(flow, fault, decision, reached=True)
            if settled is not None:
                return settled
        self._end(flow, AnswerKind.OK, current)
        return PASSES if current is response else answer_of(current)

    def broken(self, flow: str, said: str) -> None:
        """Take note of an exchange that broke without a fault."""
        if flow in self._under_way:
            self._end(flow, AnswerKind.INFO, None, reason=said)

    def _striking(self) -> list[ExchangeFault]:
        return [each.fault for each in self._faults.values()]

    async def _settle(self, flow: str, fault: ExchangeFault, decision: Decision, *, reached: bool) -> Made | None:
        """Do what a fault decided; ``None`` when the exchange goes on."""
        match decision:
            case Delay(seconds):
                await self._clock.sleep(seconds)
            case Replace(response):
                return self._end_with(flow, response)
            case Drop(loss):
                return await self._lose(flow, fault.description, loss, reached=reached)
            case Cut():
                raise AssertionError("an HTTP proxy is never asked to cut a body")
            case _:
                assert decision is PASS or decision == PASS
        return None

    async def _lose(self, flow: str, description: FaultDescription, loss: Loss, *, reached: bool) -> Made:
        if loss is Loss.UNRESOLVED:
            return self._end_with(flow, unresolved(self.name))
        if loss is Loss.SILENCE:
            await self._clock.sleep(min(SILENCE_SECONDS_MAX, description.for_ or SILENCE_SECONDS_MAX))
        if flow in self._under_way:
            self._end(flow, CERTAINTY_OF_LOSS[loss, reached], None, reason=loss.value)
        return KILLS

    def _drifted(
        self, under_way: UnderWay, request: Request, headers: Sequence[tuple[str, str]]
    ) -> tuple[Made, Response | None]:
        method, target, sent, body = request.method, request.target, headers, request.body
        changed, passings = False, list[Passing]()
        for each in self._drifts.values():
            passing = each.drift.ask(method, target, sent, body, now=self._clock.now())
            passings.append(passing)
            if passing.answer is not None:
                under_way.exchange.faults.extend(passing.touched)
                return PASSES, Response(passing.answer[0], list(passing.answer[1]), passing.answer[2])
            changed = changed or passing.changed
            method, target, sent, body = passing.method, passing.target, passing.headers, passing.body
        under_way.passings = passings
        if not changed:
            return PASSES, None
        return {"do": "change", "method": method, "target": target, **message(sent, body)}, None

    def _answered(self, under_way: UnderWay, response: Response) -> Response:
        for passing in under_way.passings:
            before = (response.status, response.headers, response.body)
            status, headers, body = passing.answered(*before)
            under_way.exchange.faults.extend(passing.touched)
            if (status, headers, body) != before:
                response = Response(status, list(headers), body)
        return response

    def _end_with(self, flow: str, response: Response) -> Made:
        self._end(flow, AnswerKind.OK, response)
        return answer_of(response)

    def _end(self, flow: str, kind: AnswerKind, response: Response | None, **data: object) -> None:
        exchange = self._under_way.pop(flow).exchange
        self._network.end(self._site, exchange, kind, response, **data)

    def _target(self) -> Target:
        return self._simulated if self._simulated is not None else NobodysWords()

    def _is_active(self, fault: ExchangeFault) -> bool:
        return fault.schedule.active(self._clock.now())

    def _bounded(self, description: dict[str, Any], place: str) -> dict[str, Any]:
        """Return a description that has an end."""
        if "for" in description or "for_" in description:
            return description
        if self._ttl_seconds is None:
            what = description.get("kind") or description.get("operator")
            raise UsageError(
                f"{what} on {self.name} would never end: say for how long (for), or --fault-ttl for all", place=place
            )
        return {**description, "for": self._ttl_seconds}

    def _number(self) -> str:
        self._count += 1
        return str(self._count)


class LiveSystems:
    """Every live system that a proxy stands in front of.

    Args:
        names: what they are called.
        project: where systems are found.
        clock: the time.
        seed: of everything that chance decides.
        ttl_seconds: see ``LiveSystem``.
    """

    def __init__(
        self, names: Sequence[str], project: Project, clock: Clock, *, seed: int, ttl_seconds: float | None = None
    ) -> None:
        self.journal = Journal(clock.now, keep=10_000)
        network = Network(clock, self.journal)
        self.systems = {name: LiveSystem(name, project, network, seed=seed, ttl_seconds=ttl_seconds) for name in names}

    def system(self, description: Mapping[str, Any], place: str) -> LiveSystem:
        """Return the system that a description is ``on``.

        Raises:
            UsageError: it names none.
        """
        name = description.get("on")
        if not isinstance(name, str) or name not in self.systems:
            raise UnknownNameError("upstream", str(name), self.systems, place=f"{place}.on")
        return self.systems[name]

    def put_in(self, content: Mapping[str, Any]) -> None:
        """Put in every fault and drift of a file.

        Raises:
            UsageError: something in it is wrong; the message names the place.
        """
        adders: Mapping[str, Callable[[LiveSystem, Mapping[str, Any], str], str]] = {
            "faults": LiveSystem.add_fault,
            "drift": LiveSystem.add_drift,
        }
        for kind, entries in content.items():
            if kind not in adders:
                raise UnknownNameError("key", str(kind), adders)
            if not isinstance(entries, list):
                raise UsageError("a list is expected", place=kind)
            for index, entry in enumerate(entries):
                place = f"{kind}[{index}]"
                if not isinstance(entry, Mapping):
                    raise UsageError("a mapping is expected", place=place)
                adders[kind](self.system(entry, place), entry, place)

    async def decide(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what becomes of what a proxy asks about."""
        system, body = self.systems[asked["name"]], base64.b64decode(asked["body"])
        headers = [(str(name), str(value)) for name, value in asked["headers"]]
        if asked["phase"] == "after":
            return dict(await system.after(asked["flow"], Response(asked["status"], headers, body)))
        path, _, query = asked["target"].partition("?")
        request = Request(asked["method"], path, query, joined(headers), body)
        return dict(await system.before(asked["flow"], request, headers))

    def take_note(self, said: Mapping[str, Any]) -> None:
        """Take note of what a proxy tells: an exchange that broke, a host that it refused."""
        if said.get("phase") == "broken":
            self.systems[said["name"]].broken(said["flow"], said["said"])
        elif "refused" in said:
            self.journal.append(Kind.FAULT, "proxy", "refused", host=said["refused"])


def joined(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return headers by name in lower case, repeated ones joined."""
    found: dict[str, str] = {}
    for name, value in headers:
        lowered = name.lower()
        found[lowered] = f"{found[lowered]}, {value}" if lowered in found else value
    return found


def message(headers: Sequence[tuple[str, str]], body: bytes) -> dict[str, Any]:
    """Return headers and body as they are told to the proxy."""
    return {"headers": [list(pair) for pair in headers], "body": base64.b64encode(body).decode()}


def answer_of(response: Response) -> Made:
    """Return an answer as it is told to the proxy."""
    return {"do": "answer", "status": response.status, **message(response.headers, response.whole_body())}


def unresolved(name: str) -> Response:
    """Return what a proxy answers that finds no address (RFC 9209, ``dns_error``)."""
    response = json_response({"error": f"the name of {name} has no address"}, 502, charset=False)
    response.set_header("Proxy-Status", "windtunnel; error=dns_error")
    return response
