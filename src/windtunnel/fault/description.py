"""What every fault says of itself: where, when, how often."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.http import Request, Response

from .back_ends import BYTES, ON_REQUESTS, BackEnd, Reasons, refuse
from .harm import Harm

if TYPE_CHECKING:
    from .strike import Fault


class Target(Protocol):
    """What a fault may ask of the system that it strikes."""

    def error(self, status: int, retry_after_seconds: float | None = None) -> Response:
        """Return the vendor's own answer with an error status."""
        ...

    def misbehave(self, way: str, request: Request, response: Response) -> Response:
        """Return an answer that is wrong in a way of this system's own."""
        ...

    def expire_tokens(self) -> int:
        """Make every access token expire now and return how many there were."""
        ...

    def scale_quota(self, factor: float, name: str | None = None) -> None:
        """Multiply the limit of one quota, or of all."""
        ...


class FaultDescription(BaseModel):
    """A fault as data.

    Args:
        on: the role it strikes.
        kind: which fault.
        operations: operationIds it is limited to; empty for all.
        keys: business keys it is limited to (a poison message); empty for all.
        from_: when it begins, in seconds after the start of the run.
        for_: how long it lasts; ``None`` until the end of the run.
        every: strike only each n-th opportunity.
        count: strike at most so many times.
        probability: strike with this probability, drawn from the seed.
        through: ``tcp-proxy`` to have it made by a TCP proxy in front of the system where there are sockets, so that it
            acts on connections; otherwise the system's own edge makes it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)
    cannot: ClassVar[Reasons] = ON_REQUESTS
    """Which back ends cannot make it, and why; every other can."""
    on_the_way_in: ClassVar[bool] = False
    """Whether it strikes what is on its way to the subject: webhooks, and calls."""
    slows: ClassVar[bool] = False
    """Whether it makes answers come slowly, and leaves them as they are."""

    on: str
    kind: Any  # each kind narrows it to its own name
    operations: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    from_: Annotated[Seconds, Field(ge=0, alias="from")] = 0.0
    for_: Annotated[Annotated[Seconds, Field(gt=0)] | None, Field(alias="for")] = None
    every: Annotated[int, Field(ge=1)] = 1
    count: Annotated[int, Field(ge=1)] | None = None
    probability: Annotated[float, Field(gt=0, le=1)] = 1.0
    through: Literal["tcp-proxy"] | None = None

    @model_validator(mode="after")
    def _a_tcp_proxy_can_make_it(self) -> Self:
        reason = self.reason_against(BackEnd.TCP_PROXY) if self.through else None
        if reason is not None:
            raise ValueError(f"{self.kind} cannot go through a TCP proxy: {reason}")
        return self

    def build(self, random: Random, start: float) -> Fault:
        """Return the fault at work, for a run that starts at world time ``start``."""
        raise NotImplementedError

    def harms(self) -> tuple[Harm, ...]:
        """Return what a TCP proxy does for this fault.

        Raises:
            BackEndError: a TCP proxy cannot make it.
        """
        self.require(BackEnd.TCP_PROXY)
        return self.on_tcp()

    def on_tcp(self) -> tuple[Harm, ...]:
        """Return what a TCP proxy does, where the kind says that one can."""
        raise NotImplementedError

    def reason_against(self, back_end: BackEnd) -> str | None:
        """Return why a back end cannot make this fault as it is described; ``None`` when it can."""
        if back_end in self.cannot:
            return self.cannot[back_end]
        if back_end is BackEnd.TCP_PROXY and self._selects():
            return f"{BYTES}, so {self._selects()} cannot be obeyed"
        if self.through is not None and back_end in (BackEnd.SERVED, BackEnd.HTTP_PROXY):
            return "there is no TCP proxy for it to go through"
        return None

    def require(self, back_end: BackEnd) -> None:
        """Make sure that a back end can make this fault.

        Raises:
            BackEndError: it cannot; the message says why, and what can.
        """
        reason = self.reason_against(back_end)
        if reason is not None:
            able = tuple(each for each in BackEnd if self.reason_against(each) is None)
            raise refuse(self.kind, back_end, reason, able)

    @property
    def worlds(self) -> tuple[str, ...]:
        """The worlds in which it can be rehearsed."""
        return tuple(each.value for each in (BackEnd.VIRTUAL, BackEnd.WIRE) if self.reason_against(each) is None)

    def _selects(self) -> str:
        """Return the terms of the description that pick single requests."""
        chosen = {
            "operations": bool(self.operations),
            "keys": bool(self.keys),
            "every": self.every > 1,
            "count": self.count is not None,
        }
        return ", ".join(name for name, given in chosen.items() if given)

    @property
    def until(self) -> float | None:
        """When it ends, in seconds after the start of the run."""
        return None if self.for_ is None else self.from_ + self.for_


class Schedule:
    """Decides which opportunities a fault takes.

    Args:
        description: the fault.
        random: the fault's own stream.
        start: world time at which the run starts.
    """

    def __init__(self, description: FaultDescription, random: Random, start: float) -> None:
        self._description = description
        self._random = random
        self._from = start + description.from_
        self._until = None if description.until is None else start + description.until
        self._opportunities = 0
        self.struck = 0

    def active(self, now: float) -> bool:
        """Tell whether the fault is in force."""
        return now >= self._from and (self._until is None or now < self._until)

    def strikes(self, now: float) -> bool:
        """Tell whether the fault takes this opportunity; an opportunity counts even when it is not taken."""
        description = self._description
        if not self.active(now) or (description.count is not None and self.struck >= description.count):
            return False
        self._opportunities += 1
        if self._opportunities % description.every:
            return False
        if description.probability < 1.0 and self._random.random() >= description.probability:
            return False
        self.struck += 1
        return True
