"""The way from a request's path and method to what answers it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from .asgi import Answer, BodyTooLarge, Disconnected, Receive, Request, Scope, Send, read_request, send_answer

Handle = Callable[[Request], Awaitable[Answer]]
Routes = Mapping[str, Mapping[str, Handle]]
"""By path, by method. A path is a regular expression; its groups become parameters, unquoted as ASGI has them."""


async def _unguarded(handle: Handle, request: Request) -> Answer:
    return await handle(request)


class Router:
    """An ASGI application for HTTP requests: 404 and 405 for what there is not, 413 for what is too long.

    Args:
        routes: what there is; the first path that fits is taken.
        body_bytes_max: longest body that is read.
        guarded: calls a handler and turns what it raises into an answer.
    """

    def __init__(
        self,
        routes: Routes,
        body_bytes_max: int,
        *,
        guarded: Callable[[Handle, Request], Awaitable[Answer]] = _unguarded,
    ) -> None:
        self._routes = tuple((re.compile(path), methods) for path, methods in routes.items())
        self._body_bytes_max = body_bytes_max
        self._guarded = guarded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; nothing is answered to a client that went away."""
        try:
            answer = await self._answer(scope, receive)
        except BodyTooLarge:
            answer = Answer(413, {"error": f"the body is longer than {self._body_bytes_max} bytes"})
        except Disconnected:
            return
        await send_answer(send, answer)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        matches = ((path.fullmatch(scope["path"]), methods) for path, methods in self._routes)
        match, methods = next(((match, methods) for match, methods in matches if match), (None, {}))
        if match is None:
            return Answer(404, {"error": "not found"})
        handle = methods.get(scope["method"])
        if handle is None:
            return Answer(405, {"error": "method not allowed"}, {"allow": ", ".join(methods)})
        request = await read_request(scope, receive, self._body_bytes_max)
        return await self._guarded(handle, replace(request, parameters=match.groups()))
