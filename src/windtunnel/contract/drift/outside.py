"""Drift on traffic that no world carries: through a proxy, in front of a real system, inside somebody's test client.

Whoever carries the traffic keeps its sockets and hands over plain values::

    drift = OutsideDrift(contract, descriptions, seed=1, start=0.0)
    passing = drift.ask("GET", "/api/v2/tickets/7.json?include=users", headers, b"", now=12.5)
    if passing.answer is None:  # not refused: send passing.method, .target, .headers, .body on
        status, headers, body = ...  # what the system answered
        status, headers, body = passing.answered(status, headers, body)
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.randomness import derive
from windtunnel.world.courier import Parcel
from windtunnel.world.exchange import Exchange, Replace
from windtunnel.world.http import Request, Response

from ..document import Contract
from ..locating import Locator
from .description import DriftDescription
from .operator import Drift, Target
from .parcels import drifted

Headers = Sequence[tuple[str, str]]
Answer = tuple[int, Headers, bytes]
"""Status, headers in order, body."""
BODY_BYTES_MAX = 64 * 1024 * 1024
"""A compressed body that becomes larger than this is passed on as it is."""
COMPRESSED = {
    "gzip": zlib.MAX_WBITS | 16,
    "x-gzip": zlib.MAX_WBITS | 16,
    "deflate": zlib.MAX_WBITS,
}
"""By content coding: how zlib reads it. Bodies in other codings cannot be changed and pass as they are."""


class OutsideDrift:
    """Changes requests, answers and webhooks that somebody else carries.

    Args:
        contract: what the system promised before the change; operations are found by its paths.
        descriptions: the changes, in the order in which they are applied.
        seed: of the changes' chance.
        start: the time at which ``from`` of a change counts as zero, in seconds on the caller's clock.
        target: words refusals as the vendor does; without it the contract's examples do, else RFC 9457.

    Raises:
        UsageError: the contract has no place that a change names.
    """

    def __init__(
        self,
        contract: Contract,
        descriptions: Sequence[DriftDescription],
        *,
        seed: int,
        start: float = 0.0,
        target: Target | None = None,
    ) -> None:
        if not descriptions:
            raise UsageError("no drift was given", place="drift")
        self._locator = Locator(contract.operations.values())
        self.drifts: Sequence[Drift] = [
            each.build(contract, Random(derive(seed, f"drift.{position}.{each.name}")), start)  # noqa: S311  # simulation
            for position, each in enumerate(descriptions)
        ]
        for drift in self.drifts:
            drift.target = target

    @property
    def injected(self) -> Mapping[str, int]:
        """How often each change has changed something, by its name."""
        return {drift.name: drift.injected for drift in self.drifts}

    def operation(self, method: str, target: str) -> str:
        """Return the operationId that is called; ``METHOD path`` where the contract has none."""
        path = target.partition("?")[0]
        found = self._locator.find(method.upper(), path)
        return found[0].id if found is not None else f"{method.upper()} {path}"

    def ask(self, method: str, target: str, headers: Headers, body: bytes, *, now: float) -> Passing:
        """Return what becomes of a request.

        Args:
            method: of the request.
            target: path and query, as sent.
            headers: as sent.
            body: the whole body, as sent.
            now: seconds on the same clock as ``start``.
        """
        path, _, query = target.partition("?")
        request = Request(method.upper(), path, query, _joined(headers), body)
        found = self._locator.find(request.method, path)
        operation, parameters = (found[0].id, found[1]) if found is not None else (f"{request.method} {path}", {})
        return Passing(self.drifts, Exchange("", operation, parameters, request, now), headers)

    def deliver(self, parcel: Parcel, *, now: float) -> tuple[Parcel, str | None]:
        """Return a webhook after the changes, and the name of the first that touched it.

        The vendor's signature is not renewed: a payload that changed on the way no longer fits it, and a receiver that
        checks signatures refuses it. Only changes of signed webhooks are of use here.
        """
        return drifted(parcel, self.drifts, now)


class Passing:
    """A request on its way to the system, and its answer on the way back.

    Attributes:
        answer: set when a change answered, most often refused, the request: the system is not asked.
        touched: names of the changes that touched request or answer.
    """

    def __init__(self, drifts: Sequence[Drift], exchange: Exchange, headers: Headers) -> None:
        self._drifts = drifts
        self._exchange = exchange
        self._sent = exchange.request
        self._headers = headers
        self.answer: Answer | None = None
        for drift in drifts:
            decision = drift.before(exchange)
            if isinstance(decision, Replace):
                self.answer = _triple(decision.response)
                break

    @property
    def touched(self) -> Sequence[str]:
        """Names of the changes that touched the request or its answer."""
        return tuple(self._exchange.faults)

    @property
    def operation(self) -> str:
        """The operationId that is called; ``METHOD path`` where the contract has none."""
        return self._exchange.operation

    @property
    def changed(self) -> bool:
        """Whether the request that is to be sent on differs from the one that came."""
        return self._exchange.request is not self._sent

    @property
    def method(self) -> str:
        """The method to send on."""
        return self._exchange.request.method

    @property
    def target(self) -> str:
        """The path and query to send on."""
        return self._exchange.request.target

    @property
    def body(self) -> bytes:
        """The body to send on."""
        return self._exchange.request.body

    @property
    def headers(self) -> Headers:
        """The headers to send on: those that came, in their order, but for what changed."""
        now = self._exchange.request.headers
        if now is self._sent.headers:
            return self._headers
        kept = [(name, value) for name, value in self._headers if now.get(name.lower()) == self._was(name)]
        known = {name.lower() for name, _ in kept}
        return [*kept, *((name, value) for name, value in now.items() if name not in known)]

    def answered(self, status: int, headers: Headers, body: bytes) -> Answer:
        """Return the system's answer after the changes; the same values where nothing changes.

        A body in gzip or deflate is read and passed on uncompressed when it changes; ``Content-Length`` follows the
        body where there was one.
        """
        response, decoded = Response(status, list(headers), body), _decoded(headers, body)
        if decoded is not None:
            response = replace(response, body=decoded)
        changed = response
        for drift in self._drifts:
            decision = drift.after(self._exchange, changed)
            changed = decision.response if isinstance(decision, Replace) else changed
        if changed is response:
            return status, headers, body
        return _triple(_without_coding(changed) if decoded is not None else changed)

    def _was(self, name: str) -> str | None:
        return self._sent.headers.get(name.lower())


def change_answer(
    drift: OutsideDrift, answer: Answer, *, method: str = "GET", target: str = "/", now: float = 0.0
) -> Answer:
    """Return one answer after the changes, where the request itself is of no interest.

    Args:
        drift: the changes.
        answer: status, headers and body as the system gave them.
        method: of the request that was answered.
        target: its path and query, by which its operation is found.
        now: seconds on the clock of ``drift``.
    """
    passing = drift.ask(method, target, (), b"", now=now)
    return passing.answer or passing.answered(*answer)


def _joined(headers: Headers) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        lowered = name.lower()
        joined[lowered] = f"{joined[lowered]}, {value}" if lowered in joined else value
    return joined


def _triple(response: Response) -> Answer:
    body = response.whole_body()
    if response.header("content-length") is not None:
        response.set_header("Content-Length", str(len(body)))
    return response.status, tuple(response.headers), body


def _decoded(headers: Headers, body: bytes) -> bytes | None:
    """Return a compressed body as data; ``None`` when it is not compressed or cannot be read."""
    coding = next((value.strip().lower() for name, value in headers if name.lower() == "content-encoding"), "")
    return _inflated(body, COMPRESSED[coding]) if coding in COMPRESSED and body else None


def _inflated(body: bytes, window_bits: int) -> bytes | None:
    reader = zlib.decompressobj(window_bits)
    try:
        data = reader.decompress(body, BODY_BYTES_MAX)
    except zlib.error:
        return None
    return data if reader.eof else None


def _without_coding(response: Response) -> Response:
    """Return a decoded answer without the coding that it came in, unless a change gave it one of its own."""
    return replace(response, headers=[pair for pair in response.headers if pair[0].lower() != "content-encoding"])
