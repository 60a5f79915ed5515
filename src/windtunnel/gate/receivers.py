"""Receivers: what of an integration takes a system's webhooks, and where a project keeps them.

A receiver is any object with the attributes of ``Receiver``. A project names them by convention in
``adapters/drift_receivers.py``, as ``RECEIVERS``: system -> receivers; or in ``windtunnel.toml``::

    [drift]
    receivers = "adapters.my_receivers:RECEIVERS"
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from windtunnel.content.project import Project

from .probes import RECEIVERS_MODULE, check_mapping, configured

CONVENTION = "adapters.drift_receivers:RECEIVERS"
KEY = "receivers"
ATTRIBUTES = ("name", "receive", "answer", "errors", "options", "arrivals")


@dataclass(frozen=True)
class Delivered:
    """A webhook as it reaches the integration.

    Args:
        method: nearly always POST.
        headers: as sent, signature included.
        body: as it arrived.
    """

    method: str
    headers: Mapping[str, str]
    body: bytes


class Receiver(Protocol):
    """A piece of an integration that takes webhooks.

    Attributes:
        name: of the receiver, unique among the probes and receivers of its system.
        receive: takes one webhook and returns what the integration makes of it: an event, a job, anything that pydantic
            can write as JSON; ``None`` is what it makes of a webhook that it ignores.
        answer: what the vendor is told in the body of the answer, for those who check an address before they use it.
        errors: the base classes of the integration's own errors; what it raises besides these is a crash.
        options: of the simulator, as scenarios give them.
        arrivals: rows whose arrival makes the system send its webhooks.
    """

    @property
    def name(self) -> str: ...
    @property
    def receive(self) -> Callable[[Any, Delivered], Awaitable[object]]: ...
    @property
    def answer(self) -> Callable[[Delivered], bytes]: ...
    @property
    def errors(self) -> tuple[type[Exception], ...]: ...
    @property
    def options(self) -> Mapping[str, Any]: ...
    @property
    def arrivals(self) -> Sequence[Mapping[str, Any]]: ...


def receivers_of(project: Project) -> Mapping[str, Sequence[Receiver]]:
    """Return the receivers of a project by system; none where it has no module of receivers.

    Raises:
        UsageError: ``windtunnel.toml`` cannot be read, or what it names are no receivers.
        UnknownNameError: there is no such module.
    """
    named = configured(project, KEY)
    if named is None and project.own("adapters", RECEIVERS_MODULE) is None:
        return {}
    reference = named or CONVENTION
    found = project.object(reference)
    check_mapping(found, ATTRIBUTES, "receiver", reference)
    return cast(Mapping[str, Sequence[Receiver]], found)
