"""The base of every simulator: routing, authentication, quotas, state and effects in one place.

A vendor's package subclasses ``System``, binds handlers to operationIds, and overrides the few methods in which vendors
differ. It exports the class under one name: ``__all__ = ["System"]``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from windtunnel.contract.document import Contract, Operation
from windtunnel.kernel.agenda import Agenda
from windtunnel.kernel.clock import Clock
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.kernel.ids import Ids
from windtunnel.kernel.randomness import Randomness
from windtunnel.world.courier import Courier, NoCourier
from windtunnel.world.http import Request, Response

from .authentication import Tokens
from .blueprint import blueprint
from .call import Call, Caller
from .guard import Guard
from .latency import ServiceTime
from .operations import Handler, Operations, merge
from .problem import NotBuilt, Problem, Refusal
from .quotas.meters import Meters, named_resource
from .store import Effect, Store

EffectObserver = Callable[[Effect, Call | None], None]
_Located = tuple[Request, tuple[Operation, Mapping[str, str]]]


class System:
    """A simulated system: state plus handlers, no sockets and no waiting.

    Args:
        contract: what the system promises.
        clock: the world's clock.
        randomness: the world's seed; the system draws from streams of its own.
        options: what a scenario or a user sets for this system; each vendor documents its own.
    """

    operations: ClassVar[tuple[Operations, ...]] = ()
    misbehaviours: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        contract: Contract,
        clock: Clock,
        randomness: Randomness,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.contract = contract
        self.profile = contract.profile
        self.name = contract.system
        self.clock = clock
        self.randomness = randomness.branch("system", self.name)
        self.options = dict(options or {})
        self.random = self.randomness.stream("behaviour")
        self.ids = Ids(self.randomness.stream("ids"))
        self.store = Store(self._effect)
        self.agenda = Agenda(clock)
        self.meters = Meters(self.profile.quotas)
        self.service_time: ServiceTime | None = None
        self.courier: Courier = NoCourier()
        self.on_effect: EffectObserver = lambda effect, call: None
        self.reshape: Callable[[Any], Any] = lambda payload: payload
        self.fail_items: Callable[[Request, int], frozenset[int]] = lambda request, count: frozenset()
        self._world = randomness
        shared = blueprint(contract)
        self.routes = shared.routes
        self.validation = shared.validation
        self.inference = shared.inference
        self.refusals = shared.refusals
        self.handlers: Mapping[str, Handler] = merge(self.operations)
        self.credentials = self._make_credentials()
        self._current: Call | None = None
        self._latest: _Located | None = None
        self.begin()
        self.seed()

    # What a vendor overrides

    def begin(self) -> None:
        """Register agenda handlers and make the vendor's own parts; runs once, before ``seed``."""

    def seed(self) -> None:
        """Put in what an account has on its first day."""

    def normalise_path(self, path: str) -> str:
        """Return the path that routes know for the path that was sent."""
        return path

    def locate(self, request: Request) -> tuple[Operation, Mapping[str, str]]:
        """Return the operation that ``request`` calls and its path parameters as they stand in the path.

        Raises:
            UnknownRoute: nothing is served there.
            MethodNotAllowed: not with this method.
        """
        return self.routes.find(request.method, self.normalise_path(request.path))

    def resource(self, name: str, call: Call) -> str:
        """Return the value of the parameter or field ``name``, by which a quota of scope ``resource`` is counted."""
        return named_resource(name, call)

    def authenticate(self, call: Call) -> Caller:
        """Return who is calling; by default as the contract's security schemes say it.

        Raises:
            NotAuthenticated: nobody the system knows.
            NotPermitted: somebody who may not do this.
        """
        return self.guard.admit(call)

    def refuse(self, problem: Problem, call: Call) -> Response:
        """Return ``problem`` in the vendor's error envelope; by default as the contract describes errors."""
        return self.refusals.answer(problem, call)

    def finish(self, call: Call, response: Response) -> None:
        """Add to ``response`` what the vendor sends with every answer: request ids, rate-limit headers."""

    def arrive(self, row: Mapping[str, Any]) -> str:
        """Let something happen in this system as its own users would cause it, and return the record's id.

        Args:
            row: one row of a workload, with the fields that the vendor's simulator documents.

        Raises:
            NotBuilt: this simulator has no arrivals.
        """
        raise NotBuilt(f"{self.name} does not simulate arrivals")

    def connect(self, url: str) -> Mapping[str, str]:
        """Have this account's webhooks delivered to ``url``, as its administrator would set it up.

        Returns:
            What the receiver must know to verify deliveries, by the vendor's names (``signing_secret``).

        Raises:
            NotBuilt: this system sends no webhooks.
        """
        raise NotBuilt(f"{self.name} sends no webhooks")

    def expire_tokens(self) -> int:
        """Make every access token given out so far expire now and return how many there were."""
        return self.guard.expire_tokens()

    def scale_quota(self, factor: float, name: str | None = None) -> None:
        """Multiply the limit of one quota, or of all, by ``factor``.

        Raises:
            UnknownNameError: no quota has that name.
        """
        self.meters.scale(factor, name)

    def error(self, status: int, retry_after_seconds: float | None = None) -> Response:
        """Return the vendor's own answer with a given error status, as its front door would give it."""
        problem = Problem(f"simulated failure {status}")
        problem.status = status
        response = self.refuse(problem, Call(self, Request("GET", "/")))
        if retry_after_seconds is not None:
            response.set_header("Retry-After", str(math.ceil(retry_after_seconds)))
        return response

    def spoil(self, way: str, request: Request, response: Response) -> Response:
        """Return ``response`` as this system gets it wrong in a ``way``, one of its ``misbehaviours``."""
        raise AssertionError(f"{self.name} lists misbehaviours, and does nothing about them")

    # What the kit does

    def misbehave(self, way: str, request: Request, response: Response) -> Response:
        """Return ``response`` as this system would get it wrong in a ``way`` of its own.

        Raises:
            UnknownNameError: it has no such way; ``misbehaviours`` lists them.
        """
        if way not in self.misbehaviours:
            raise UnknownNameError(f"misbehaviour of {self.name}", way, self.misbehaviours)
        return self.spoil(way, request, response)

    @cached_property
    def guard(self) -> Guard:
        """Asks callers for what the contract's security schemes ask for, where a vendor does not do so itself."""
        tokens = Tokens(self.store, self.clock, Ids(self.randomness.stream("tokens")))
        return Guard(self.contract, self.credentials, tokens)

    def identify(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Return the operation that ``request`` calls and its path parameters."""
        try:
            operation, parameters = self._located(request)
        except Problem:
            return f"{request.method} {request.path}", {}
        return operation.id, parameters

    def handle(self, request: Request) -> Response:
        """Answer ``request``, changing state as it asks."""
        call = Call(self, request)
        outer, self._current = self._current, call
        try:
            response = self._answer(call)
        except Problem as problem:
            response = problem.response if isinstance(problem, Refusal) else self.refuse(problem, call)
            response.cause = type(problem).__name__
        finally:
            self._current = outer
        response.buckets = tuple(allowance.bucket for allowance in call.allowances)
        self.finish(call, response)
        if self.service_time is not None and not response.delay_seconds:
            response.delay_seconds = self.service_time.draw(call.operation_id)
        return response

    def finished(self, request: Request) -> None:
        """Learn that nobody waits for the answer to ``request`` any more."""
        self.meters.finished(request, self.clock.now())

    def handler(self, operation: Operation) -> Handler:
        """Return what answers ``operation``.

        Raises:
            NotBuilt: nothing was bound to it and nothing can be inferred.
        """
        handler = self.handlers.get(operation.id) or self.guard.handler(operation) or self.inference.handler(operation)
        if handler is None:
            raise NotBuilt(f"{self.name} does not simulate {operation.id}")
        return handler

    def acting(self, call: Call | None) -> Call | None:
        """Attribute the effects that follow to ``call`` and return what they were attributed to before."""
        before, self._current = self._current, call
        return before

    def snapshot(self) -> dict[str, Any]:
        """Return the whole state as a value: records, usage, pending appointments and chance."""
        return {
            "store": self.store.snapshot(),
            "meters": self.meters.snapshot(),
            "agenda": self.agenda.snapshot(),
            "randomness": self.randomness.snapshot(),
            "now": self.clock.now(),
        }

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Become what ``snapshot`` was. The clock is set back by whoever owns it."""
        self.store.restore(snapshot["store"])
        self.meters.restore(snapshot["meters"])
        self.randomness.restore(snapshot["randomness"])
        self.agenda.restore(snapshot["agenda"])

    def fork(self, clock: Clock) -> System:
        """Return an independent copy of this system as it is now, living on ``clock``."""
        twin = type(self)(self.contract, clock, Randomness(self._world.seed), self.options)
        twin.restore(self.snapshot())
        return twin

    def _answer(self, call: Call) -> Response:
        request = call.request
        operation, parameters = self._located(request)
        call.enter(operation, parameters)
        handler = self.handler(operation)
        if not operation.public:
            call.caller = self.authenticate(call)
        self.meters.charge_call(call)
        return handler(call)

    def _located(self, request: Request) -> tuple[Operation, Mapping[str, str]]:
        """Locate ``request`` once: it is identified for the journal, and then handled."""
        if self._latest is None or self._latest[0] is not request:
            self._latest = (request, self.locate(request))
        return self._latest[1]

    def _effect(self, effect: Effect) -> None:
        self.on_effect(effect, self._current)

    def _make_credentials(self) -> dict[str, str]:
        ids = Ids(Randomness(self.randomness.seed).stream("credentials"))  # drawn from once, so no snapshot carries it
        return {
            credential.name: credential.value if credential.value is not None else ids.fill(credential.pattern or "")
            for credential in self.profile.credentials
        }


__all__ = ["EffectObserver", "System"]
