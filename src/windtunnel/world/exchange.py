"""One request and its answer on the way between a client and a system, and what may be done to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from .http import Request, Response


class Loss(StrEnum):
    """How a connection fails."""

    REFUSE = "refuse"
    """Nobody listens: the request is never sent."""
    RESET = "reset"
    """The connection is torn down at once."""
    SILENCE = "silence"
    """Nothing ever comes back; the client waits until its own timeout."""
    UNRESOLVED = "unresolved"
    """The host's name has no address."""
    CERTIFICATE_EXPIRED = "certificate-expired"
    """The server's certificate is no longer valid."""
    CERTIFICATE_FOR_ANOTHER_HOST = "certificate-for-another-host"
    """The server's certificate names somebody else."""
    CERTIFICATE_UNTRUSTED = "certificate-untrusted"
    """The server's certificate comes from an authority that the client does not know."""
    PROTOCOL_TOO_OLD = "protocol-too-old"
    """The server speaks no version of TLS that the client accepts."""


@dataclass(frozen=True)
class Pass:
    """Leave the exchange alone."""


@dataclass(frozen=True)
class Delay:
    """Hold the exchange back for a while."""

    seconds: float


@dataclass(frozen=True)
class Replace:
    """Answer with something else."""

    response: Response


@dataclass(frozen=True)
class Drop:
    """Lose the request (before) or the answer (after)."""

    loss: Loss


@dataclass(frozen=True)
class Cut:
    """Break the connection once ``after_bytes`` of the body have been sent."""

    after_bytes: int


Decision = Pass | Delay | Replace | Drop | Cut
PASS = Pass()


@dataclass(slots=True)
class Exchange:
    """A request on its way.

    Args:
        role: which role the called system plays.
        operation: the contract's operationId, or ``METHOD path`` when there is none.
        parameters: path parameters by name.
        request: what was sent.
        at: world time of sending.
        attempt: number of the attempt in the journal.
        key: the business key it belongs to, where one is known.
        faults: names of the faults that have touched it.
    """

    role: str
    operation: str
    parameters: Mapping[str, str]
    request: Request
    at: float
    attempt: int = 0
    key: str | None = None
    faults: list[str] = field(default_factory=list)


class Endpoint(Protocol):
    """Something that answers requests: a simulator."""

    def identify(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Return the operation that ``request`` calls and its path parameters, without side effects."""
        ...

    def handle(self, request: Request) -> Response:
        """Answer ``request``; state changes happen now, whatever becomes of the answer."""
        ...

    def finished(self, request: Request) -> None:
        """Learn that the answer to ``request`` has left, or that nobody waits for it any more."""
        ...


class Interceptor(Protocol):
    """Something between client and system: a fault, or a drift operator."""

    def before(self, exchange: Exchange) -> Decision:
        """Decide on a request that the system has not seen."""
        ...

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Decide on an answer; the state of the system has already changed."""
        ...


@dataclass(slots=True)
class Outcome:
    """What becomes of an exchange.

    Args:
        delay_seconds: how long the client waits for the first byte, or for the loss.
        response: what the client receives, unless ``loss`` says otherwise.
        loss: how the connection fails.
        reached: whether the system saw the request.
        cut_after_bytes: where the body breaks off.
    """

    delay_seconds: float = 0.0
    response: Response | None = None
    loss: Loss | None = None
    reached: bool = False
    cut_after_bytes: int | None = None


def conduct(exchange: Exchange, endpoint: Endpoint, interceptors: Sequence[Interceptor]) -> Outcome:
    """Take ``exchange`` through the interceptors and the system, and say what the client will see.

    The first interceptor that replaces or drops wins; delays add up. No time passes in here: whoever calls waits
    ``delay_seconds`` on the world's clock.
    """
    outcome = Outcome()
    for interceptor in interceptors:
        if _settled(outcome, interceptor.before(exchange)):
            return outcome
    response = endpoint.handle(exchange.request)
    outcome.reached = True
    outcome.response = response
    outcome.delay_seconds += response.delay_seconds
    for interceptor in interceptors:
        if _settled(outcome, interceptor.after(exchange, outcome.response or response)):
            break
    if outcome.cut_after_bytes is not None and outcome.cut_after_bytes >= len(
        (outcome.response or response).whole_body()
    ):
        outcome.cut_after_bytes = None
    return outcome


def _settled(outcome: Outcome, decision: Decision) -> bool:
    """Enter ``decision`` into ``outcome`` and tell whether it ends the matter."""
    if decision is PASS:  # nearly always
        return False
    match decision:
        case Pass():
            return False
        case Delay(seconds):
            outcome.delay_seconds += seconds
            return False
        case Replace(response):
            outcome.response = response
            return not outcome.reached
        case Drop(loss):
            outcome.loss = loss
            return True
        case Cut(after_bytes):
            outcome.cut_after_bytes = after_bytes
            return False
