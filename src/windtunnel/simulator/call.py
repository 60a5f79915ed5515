"""A request on its way through a simulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from windtunnel.world.http import Request

from .problem import MalformedBody

if TYPE_CHECKING:
    from windtunnel.contract.document import Operation

    from .quotas.meters import Allowance
    from .system import System


@dataclass(frozen=True)
class Caller:
    """Who is calling.

    Args:
        id: the user or bot on whose behalf the call is made.
        app: the application that the credentials were given to.
        kind: how the caller came in (``token``, ``basic``, ``anonymous``).
        scopes: what it may do.
        token: key of the token record in the store, if it came with one.
    """

    id: str
    app: str = ""
    kind: str = "token"
    scopes: tuple[str, ...] = ()
    token: str | None = None


ANONYMOUS = Caller(id="", kind="anonymous")


class Call:
    """One request as a handler sees it.

    Args:
        system: the simulator.
        request: what was sent.
    """

    def __init__(self, system: System, request: Request) -> None:
        self.system = system
        self.request = request
        self.operation: Operation | None = None
        self.parameters: Mapping[str, str] = {}
        self.caller: Caller = ANONYMOUS
        self.allowances: list[Allowance] = []
        self.facts: dict[str, Any] = {}

    def enter(self, operation: Operation, parameters: Mapping[str, str]) -> None:
        """Learn which operation is called, with its path parameters as they stand in the path."""
        self.operation = operation
        decode = "%" in self.request.path
        self.parameters = {name: unquote(value) for name, value in parameters.items()} if decode else parameters

    @property
    def operation_id(self) -> str:
        """The operation called; empty while it is unknown."""
        return self.operation.id if self.operation else ""

    @property
    def now(self) -> float:
        """World time in seconds since the Unix epoch."""
        return self.system.clock.now()

    @property
    def arguments(self) -> dict[str, str]:
        """Query parameters by name."""
        return self.request.arguments

    @cached_property
    def json(self) -> Any:
        """The body as JSON; ``None`` when there is no body.

        Raises:
            MalformedBody: it is not JSON.
        """
        if not self.request.body:
            return None
        try:
            return self.request.json()
        except ValueError as error:
            raise MalformedBody(str(error)) from error

    @cached_property
    def form(self) -> dict[str, str]:
        """The body as form fields.

        Raises:
            MalformedBody: it is not text.
        """
        try:
            return self.request.form()
        except ValueError as error:
            raise MalformedBody(str(error)) from error

    def link(self, target: str) -> str:
        """Return ``target`` as an absolute URL with the scheme, host and port that the caller used."""
        return self.request.origin + target
