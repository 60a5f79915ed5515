"""A simulator that answers as the recorded system did.

Operations that were recorded are answered from recordings, one answer after the other where a request was made more
than once; a request that differs from all recorded ones is refused with what differs. Operations that were not recorded
are inferred from the contract, as for any system that nobody wrote code for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from windtunnel.contract.document import Operation
from windtunnel.simulator.call import Call
from windtunnel.simulator.operations import Handler
from windtunnel.simulator.problem import MethodNotAllowed, NotBuilt, Problem, UnknownRoute
from windtunnel.simulator.system import System
from windtunnel.world.http import Request, Response, json_response

from ..exchange import is_json, media_type
from .difference import Asked
from .echo import Echo, echoes, spoken
from .library import Entry, Library, Trust, library_of

SERVED = "_served"
ECHOED = "_echoed"
CALLERS = "_callers"
TRUST = 2
UNREPEATED = frozenset({
    "age", "alt-svc", "connection", "content-encoding", "content-length", "date", "keep-alive", "server",
    "strict-transport-security", "trailer", "transfer-encoding", "upgrade", "via",
})  # fmt: skip
"""Headers of the way, not of the answer."""


class Unrecorded(NotBuilt):
    """A request that differs from all recorded ones."""


class RecordedSystem(System):
    """Answers from the recordings beside its contract."""

    def begin(self) -> None:
        """Read the recordings."""
        self._library = library_of(self.contract.folder) if self.contract.folder is not None else None
        self._recorded = self._recorded_operations()

    def locate(self, request: Request) -> tuple[Operation, Mapping[str, str]]:
        """Return the operation that ``request`` calls.

        Raises:
            UnknownRoute: nothing is served there; the message tells what was recorded near it.
            MethodNotAllowed: not with this method.
        """
        try:
            return super().locate(request)
        except MethodNotAllowed:
            raise
        except UnknownRoute as problem:
            if self._library is None:
                raise
            told = self._library.explain(Asked.of_request(request))
            raise UnknownRoute(f"{problem.message}: {told}") from problem

    def handler(self, operation: Operation) -> Handler:
        """Return what answers ``operation``: its recordings, where there are any."""
        if operation.id in self.handlers or operation.id not in self._recorded:
            return super().handler(operation)
        return self._repeat

    def refuse(self, problem: Problem, call: Call) -> Response:
        """Return ``problem`` as the contract describes errors; what was not recorded in words that no schema cuts."""
        if isinstance(problem, Unrecorded | UnknownRoute):
            code = "unrecorded" if isinstance(problem, Unrecorded) else "unknown_route"
            return json_response({"error": {"code": code, "message": problem.message}}, problem.status)
        return super().refuse(problem, call)

    def _repeat(self, call: Call) -> Response:
        assert self._library is not None, "operations were recorded"
        asked = Asked.of_request(call.request)
        entry = self._library.find(asked, lambda number: str(number) in self.store[SERVED], self._trust(asked))
        if entry is None:
            raise Unrecorded(self._library.explain(asked))
        self._recognise(asked, entry)
        self._remember(entry, echoes(asked, entry.asked, self._library.stand_ins))
        return self._answer_of(entry, call)

    def _trust(self, asked: Asked) -> Trust:
        """Return how likely a recorded caller is this one: a credential keeps the stand-in that it first met."""
        mine = self.store[CALLERS].get(_digest(asked.credential))
        met = {each["recorded"] for each in self.store[CALLERS]}

        def trust(recorded: Asked) -> int:
            if recorded.credential == asked.credential:
                return TRUST
            if mine is not None:
                return TRUST if mine["recorded"] == recorded.credential else 0
            return -TRUST if recorded.credential in met else 0

        return trust

    def _recognise(self, asked: Asked, entry: Entry) -> None:
        key = _digest(asked.credential)
        if asked.credential and entry.asked.credential and key not in self.store[CALLERS]:
            self.store[CALLERS].put(key, {"recorded": entry.asked.credential})

    def _remember(self, entry: Entry, said: Mapping[Echo, str]) -> None:
        if str(entry.number) not in self.store[SERVED]:
            self.store[SERVED].put(str(entry.number), {"source": entry.source})
        for (name, then), now in said.items():
            self.store[ECHOED].put(f"{name}\n{then}", {"name": name, "then": then, "now": now})

    def _answer_of(self, entry: Entry, call: Call) -> Response:
        exchange = entry.exchange
        body = _led_here(exchange.answered, exchange.origin, call.request.origin)
        if is_json(media_type(exchange.headers)):
            body = spoken(body, {(each["name"], each["then"]): each["now"] for each in self.store[ECHOED]})
        headers = [
            (name, _led_here(value.encode(), exchange.origin, call.request.origin).decode())
            for name, value in exchange.headers
            if name.lower() not in UNREPEATED
        ]
        return Response(exchange.status, headers, b"" if call.request.method == "HEAD" else body)

    def _recorded_operations(self) -> frozenset[str]:
        return frozenset() if self._library is None else operations_of(self, self._library)


def _digest(credential: str) -> str:
    """Return what stands for a credential in the state, which may be looked at."""
    return hashlib.sha256(credential.encode()).hexdigest()


def operations_of(system: System, library: Library) -> frozenset[str]:
    """Return the operations that were recorded."""
    found = set()
    for entry in library.entries:
        try:
            found.add(system.routes.find(entry.exchange.method, entry.exchange.path)[0].id)
        except Problem:
            continue
    return frozenset(found)


def _led_here(content: bytes, origin: str, own: str) -> bytes:
    """Return content whose absolute links lead to this simulator."""
    escaped, own_escaped = origin.replace("/", "\\/"), own.replace("/", "\\/")
    return content.replace(origin.encode(), own.encode()).replace(escaped.encode(), own_escaped.encode())
