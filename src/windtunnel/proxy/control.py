"""The control API: Toxiproxy's HTTP API as a table of routes."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import orjson

import windtunnel
from windtunnel.world.http import Request, Response, json_response

from .body import read_value
from .errors import ControlError
from .http_server import error_response
from .metrics import CONTENT_TYPE, ByteCounts, process_lines
from .registry import PartlyPopulatedError, Registry

API_VERSION = "2.12.0"
"""The version of Toxiproxy whose API this is; clients ask for it to learn what a server can do."""
BROWSER = "Mozilla/"


@dataclass(frozen=True)
class Asked:
    """A request, as a route sees it.

    Args:
        names: the parts of the path that are names.
        body: as sent.
    """

    names: tuple[str, ...]
    body: bytes

    def value(self) -> Any:
        """Return the body, decoded.

        Raises:
            BadBodyError: it is not JSON.
        """
        return read_value(self.body)


@dataclass(frozen=True)
class MetricsWanted:
    """Which counters ``/metrics`` shows; without any there is no such route."""

    proxies: bool = False
    process: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything to show."""
        return self.proxies or self.process


Route = Callable[[Asked], Awaitable[Response]]
NAME = "{}"


class Control:
    """Answers control requests.

    Args:
        registry: the proxies.
        counts: bytes for the metrics.
        metrics: which of them are shown.
    """

    def __init__(self, registry: Registry, counts: ByteCounts, metrics: MetricsWanted) -> None:
        self._registry = registry
        self._counts = counts
        self._metrics = metrics
        self._request_ids = itertools.count(1)
        self._routes = self._table()

    async def __call__(self, request: Request) -> Response:
        """Answer a request."""
        response = await self._answer(request)
        response.set_header("X-Toxiproxy-Request-Id", f"{next(self._request_ids):020x}")
        response.set_header("Server", f"windtunnel/{windtunnel.__version__}")
        return response

    async def _answer(self, request: Request) -> Response:
        if request.headers.get("user-agent", "").startswith(BROWSER) or "origin" in request.headers:
            return error_response("User agent not allowed", HTTPStatus.FORBIDDEN)
        methods, names = self._find(request.path)
        if methods is None:
            return error_response("404 page not found", HTTPStatus.NOT_FOUND)
        route = methods.get(request.method)
        if route is None:
            refused = error_response("method not allowed", HTTPStatus.METHOD_NOT_ALLOWED)
            refused.set_header("Allow", ", ".join(sorted(methods)))
            return refused
        try:
            return await route(Asked(names, request.body))
        except ControlError as error:
            return json_response(error.answer(), error.status, charset=False)

    def _find(self, path: str) -> tuple[dict[str, Route] | None, tuple[str, ...]]:
        parts = path.split("/")[1:]
        for pattern, methods in self._routes.items():
            wanted = pattern.split("/")[1:]
            if len(wanted) == len(parts) and all(
                part if want == NAME else part == want for want, part in zip(wanted, parts, strict=True)
            ):
                return methods, tuple(unquote(part) for want, part in zip(wanted, parts, strict=True) if want == NAME)
        return None, ()

    def _table(self) -> dict[str, dict[str, Route]]:
        routes: dict[str, dict[str, Route]] = {
            "/version": {"GET": self._version},
            "/reset": {"POST": self._reset},
            "/populate": {"POST": self._populate},
            "/proxies": {"GET": self._proxies, "POST": self._create},
            "/proxies/{}": {
                "GET": self._proxy,
                "POST": self._change,
                "PATCH": self._change,
                "DELETE": self._remove,
            },
            "/proxies/{}/toxics": {"GET": self._toxics, "POST": self._add_toxic},
            "/proxies/{}/toxics/{}": {
                "GET": self._toxic,
                "POST": self._change_toxic,
                "PATCH": self._change_toxic,
                "DELETE": self._remove_toxic,
            },
        }
        if self._metrics.any:
            routes["/metrics"] = {"GET": self._show_metrics}
        return routes

    async def _version(self, asked: Asked) -> Response:
        body = f'{{"version": "{API_VERSION}"}}\n'.encode()
        return Response(HTTPStatus.OK, [("Content-Type", "application/json;charset=utf-8")], body)

    async def _reset(self, asked: Asked) -> Response:
        await self._registry.reset()
        return Response(HTTPStatus.NO_CONTENT)

    async def _populate(self, asked: Asked) -> Response:
        try:
            proxies = await self._registry.populate(asked.value())
        except ControlError as error:
            made = error.proxies if isinstance(error, PartlyPopulatedError) else []
            return _json({**error.answer(), "proxies": [proxy.show() for proxy in made]}, error.status)
        return _json({"proxies": [proxy.show() for proxy in proxies]}, HTTPStatus.CREATED)

    async def _proxies(self, asked: Asked) -> Response:
        return _json({name: proxy.show() for name, proxy in self._registry.proxies().items()})

    async def _create(self, asked: Asked) -> Response:
        return _json((await self._registry.create(asked.value())).show(), HTTPStatus.CREATED)

    async def _proxy(self, asked: Asked) -> Response:
        return _json(self._registry.proxy(asked.names[0]).show())

    async def _change(self, asked: Asked) -> Response:
        self._registry.proxy(asked.names[0])
        return _json((await self._registry.change(asked.names[0], asked.value())).show())

    async def _remove(self, asked: Asked) -> Response:
        await self._registry.remove(asked.names[0])
        return Response(HTTPStatus.NO_CONTENT)

    async def _toxics(self, asked: Asked) -> Response:
        return _json([toxic.show() for toxic in self._registry.proxy(asked.names[0]).toxics])

    async def _add_toxic(self, asked: Asked) -> Response:
        self._registry.proxy(asked.names[0])
        return _json(self._registry.add_toxic(asked.names[0], asked.value()).show())

    async def _toxic(self, asked: Asked) -> Response:
        return _json(self._registry.proxy(asked.names[0]).toxic(asked.names[1]).show())

    async def _change_toxic(self, asked: Asked) -> Response:
        proxy, toxic = asked.names
        self._registry.proxy(proxy).toxic(toxic)
        return _json(self._registry.change_toxic(proxy, toxic, asked.value()).show())

    async def _remove_toxic(self, asked: Asked) -> Response:
        self._registry.remove_toxic(*asked.names)
        return Response(HTTPStatus.NO_CONTENT)

    async def _show_metrics(self, asked: Asked) -> Response:
        body = "".join(f"{line}\n" for line in self._metric_lines())
        return Response(HTTPStatus.OK, [("Content-Type", CONTENT_TYPE)], body.encode())

    def _metric_lines(self) -> Iterator[str]:
        if self._metrics.proxies:
            yield from self._counts.lines()
        if self._metrics.process:
            yield from process_lines()


def _json(content: Any, status: int = HTTPStatus.OK) -> Response:
    return Response(status, [("Content-Type", "application/json")], orjson.dumps(content))
