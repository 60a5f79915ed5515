"""The one place where a simulator meets sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from .date_header import DateHeader
from .exchange import Endpoint, Exchange, Loss, Outcome
from .http import Request, Response
from .http_connection import ClientGone, HttpConnection
from .network import CERTAINTY_OF_LOSS, AnswerKind, Network, Site

CONTROL_PREFIX = "/__admin/"

Control = Callable[[Request], Response]


class Edge:
    """Answers the requests of a connection with what a site says.

    Args:
        network: journal, clock and correlation of the world.
        site: what is served.
        control: answers requests under ``/__admin/``.
        enter: told when a request begins, for clocks that jump when nothing is in flight.
        leave: told when it has ended.
    """

    def __init__(
        self,
        network: Network,
        site: Site,
        control: Control,
        enter: Callable[[], None] = lambda: None,
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self._network = network
        self._site = site
        self._control = control
        self._enter = enter
        self._leave = leave
        self._date = DateHeader(network.clock)

    def __call__(self, request: Request, connection: HttpConnection) -> Coroutine[Any, Any, None] | None:
        """Answer one request, at once where nothing has to be waited for."""
        if request.path.startswith(CONTROL_PREFIX):
            connection.send(self._control(request), self._date.value())
            return None
        self._enter()
        try:
            exchange = self._network.begin(self._site, request)
            outcome = self._network.conduct(self._site, exchange)
            response = outcome.response
            at_once = _is_plain(outcome)
            if at_once and response is not None:
                connection.send(response, self._date.value())
                self._network.end(self._site, exchange, AnswerKind.OK, response)
        except BaseException:
            self._leave()
            raise
        if at_once:
            self._leave()
            return None
        return self._serve(exchange, outcome, connection)

    async def _serve(self, exchange: Exchange, outcome: Outcome, connection: HttpConnection) -> None:
        try:
            await self._deliver(exchange, outcome, connection)
        except (asyncio.CancelledError, ClientGone) as error:
            self._network.end(self._site, exchange, AnswerKind.INFO, None, reason="abandoned")
            if isinstance(error, asyncio.CancelledError):
                raise
        finally:
            self._leave()

    async def _deliver(self, exchange: Exchange, outcome: Outcome, connection: HttpConnection) -> None:
        await self._wait(outcome.delay_seconds, connection)
        if outcome.loss is not None or outcome.cut_after_bytes is not None:
            await self._fail(exchange, outcome, connection)
            return
        assert outcome.response is not None
        if outcome.response.chunks is None:
            connection.send(outcome.response, self._date.value())
        else:
            await self._stream(outcome.response, connection)
        self._network.end(self._site, exchange, AnswerKind.OK, outcome.response)

    async def _stream(self, response: Response, connection: HttpConnection) -> None:
        connection.send_head(response, self._date.value(), None)
        for chunk in response.parts():
            await self._wait(chunk.delay_seconds, connection)
            await connection.send_part(chunk.data)
        connection.send_end()

    async def _wait(self, seconds: float, connection: HttpConnection) -> None:
        """Wait on the world's clock, which may jump meanwhile: a request that waits is not in flight.

        Raises:
            ClientGone: the client hung up first.
        """
        if seconds <= 0:
            return
        slept = asyncio.ensure_future(self._network.clock.sleep(seconds))
        gone = asyncio.ensure_future(connection.hung_up())
        self._leave()
        try:
            await asyncio.wait((slept, gone), return_when=asyncio.FIRST_COMPLETED)
            if not slept.done():
                raise ClientGone
        finally:
            self._enter()
            slept.cancel()
            gone.cancel()

    async def _keep_silent(self, connection: HttpConnection) -> None:
        self._leave()
        try:
            await connection.hung_up()
        finally:
            self._enter()

    async def _fail(self, exchange: Exchange, outcome: Outcome, connection: HttpConnection) -> None:
        reason = outcome.loss.value if outcome.loss else "cut"
        certainty = CERTAINTY_OF_LOSS[outcome.loss, outcome.reached] if outcome.loss else AnswerKind.INFO
        self._network.end(self._site, exchange, certainty, outcome.response, reason=reason)
        if outcome.loss is Loss.SILENCE:
            await self._keep_silent(connection)
        if outcome.cut_after_bytes is not None and outcome.response is not None:
            body = outcome.response.whole_body()
            connection.send_head(outcome.response, self._date.value(), len(body))
            await connection.send_part(body[: outcome.cut_after_bytes])
        connection.abort(reset=outcome.loss is not None)


def _is_plain(outcome: Outcome) -> bool:
    """Whether nothing has to be waited for and nothing goes wrong."""
    return (
        outcome.delay_seconds <= 0
        and outcome.loss is None
        and outcome.cut_after_bytes is None
        and outcome.response is not None
        and outcome.response.chunks is None
    )


__all__ = ["CONTROL_PREFIX", "Control", "Edge", "Endpoint"]
