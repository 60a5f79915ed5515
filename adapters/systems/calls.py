"""One request to one system: from its intent to an answer that can be read, or an error to act on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

import httpx
from pydantic import JsonValue

from ..clock import Clock
from ..errors import ContractError
from ..json_values import encoded
from ..outbound.client import Http
from ..outbound.extensions import STALE_SECONDS
from ..outbound.intent import SAFE_METHODS, Intent
from ..outbound.taxonomy import check_status, error_of, expect_json
from .vendor_time import VendorTime
from .wire import Place

Refuse = Callable[[httpx.Response, Place, float], None]
"""Raises the error for an answer by which the vendor refuses; gets the place and the time of the answer."""

HEADERS: Mapping[str, str] = {
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": f"python-httpx/{httpx.__version__}",
}
URLS_KEPT = 512
"""Parsed URLs that are remembered: most are asked for again and again."""
UNSENT = (httpx.RequestError, httpx.InvalidURL)
"""What httpx raises in place of an answer."""


def refuse_by_status(response: httpx.Response, place: Place, now: float, detail: str = "") -> None:
    """Raise the error for a status that is no success; ``detail`` is the vendor's code, no payload."""
    check_status(
        response,
        system=place.system,
        version=place.version,
        operation=place.operation,
        now=now,
        detail=detail,
    )


def json_of(response: httpx.Response, place: Place) -> JsonValue:
    """Return the decoded body.

    Raises:
        ContractError: it is not JSON.
    """
    return expect_json(response, system=place.system, version=place.version, operation=place.operation)


def json_of_refusal(response: httpx.Response, place: Place) -> JsonValue:
    """Return the decoded body of a refusal, ``None`` when it is not JSON: then the status has to do."""
    try:
        return json_of(response, place)
    except ContractError:
        return None


class Answer(NamedTuple):
    """A decoded answer; ``stale`` when a cache gave it because the system could not be asked."""

    body: JsonValue
    stale: bool


@dataclass(frozen=True, slots=True)
class Calls:
    """Sends the requests of one spoke.

    Args:
        http: carries them, over any transport, with policies or without.
        system: the system, named in errors.
        version: the version of its contract that the spoke was written for.
        clock: for waits that count from the answer.
        timeout: of a request, where no policy sets another.
        refuse: tells the vendor's refusals from answers.
        vendor_time: learns from every answer, where somebody wants to know.
    """

    http: Http
    system: str
    version: str
    clock: Clock
    timeout: httpx.Timeout
    refuse: Refuse
    vendor_time: VendorTime | None = None

    def place(self, intent: Intent) -> Place:
        """Return the place that errors of this intent name."""
        return Place(self.system, self.version, intent.operation)

    async def get(self, url: str, intent: Intent, parameters: Mapping[str, str] | None = None) -> Answer:
        """Read ``url``, with ``parameters`` as its query, and return the decoded answer.

        Raises:
            IntegrationError: the request failed or was refused, or the answer is not JSON.
        """
        return await self._answer(self._request("GET", url, intent, parameters=parameters), intent)

    async def send(
        self,
        method: str,
        url: str,
        intent: Intent,
        body: object,
        *,
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, object] | None = None,
    ) -> Answer:
        """Send ``body`` as JSON and return the decoded answer.

        Args:
            method, url, headers: of the request.
            intent: what it is meant to do.
            body: anything that JSON can write.
            extensions: what the spoke's own ``Dialect`` wants to know of the request.

        Raises:
            IntegrationError: the request failed or was refused, or the answer is not JSON.
        """
        request = self._request(method, url, intent, body=body, headers=headers)
        request.extensions.update(extensions or {})
        return await self._answer(request, intent)

    @asynccontextmanager
    async def stream(
        self, method: str, url: str, intent: Intent, body: object, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """Send ``body`` as JSON and give the answer before its body has arrived; close it in any case.

        Raises:
            IntegrationError: the request failed or was refused, or the connection broke while the body was
                read.
        """
        request = self._request(method, url, intent, body=body, headers=headers)
        try:
            response = await self.http.send(request, stream=True)
            try:
                await self._check(response, intent)
                yield response
            finally:
                await response.aclose()
        except UNSENT as error:
            raise error_of(error, system=self.system, request=request) from error

    def _request(
        self,
        method: str,
        url: str,
        intent: Intent,
        *,
        parameters: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        target = _parsed(f"{url}?{urlencode(parameters)}" if parameters else url)
        content = b"" if body is None else encoded(body)
        request = httpx.Request(
            method,
            target,
            headers=_headers(method, target, headers, content),
            stream=httpx.ByteStream(content),
            extensions={"timeout": self.timeout.as_dict(), **intent.extensions()},
        )
        request.read()
        return request

    async def _answer(self, request: httpx.Request, intent: Intent) -> Answer:
        try:
            response = await self.http.send(request)
        except UNSENT as error:
            raise error_of(error, system=self.system, request=request) from error
        await self._check(response, intent)
        return Answer(json_of(response, self.place(intent)), STALE_SECONDS in response.extensions)

    async def _check(self, response: httpx.Response, intent: Intent) -> None:
        if self.vendor_time is not None:
            self.vendor_time.learn(response)
        if not response.is_success:
            await response.aread()
        self.refuse(response, self.place(intent), self.clock.now())


@lru_cache(maxsize=URLS_KEPT)
def _parsed(url: str) -> httpx.URL:
    return httpx.URL(url)


def _headers(
    method: str, target: httpx.URL, given: Mapping[str, str] | None, content: bytes
) -> Sequence[tuple[bytes, bytes]]:
    """Return all headers, those that httpx would add included; it takes three times as long over them."""
    own = _OWN if given is None else _with(given)
    fields = [(b"Host", target.netloc), *own]
    if content or method not in SAFE_METHODS:
        fields.append((b"Content-Length", b"%d" % len(content)))
    if content and not any(name.lower() == b"content-type" for name, _ in own):
        fields.append((b"Content-Type", b"application/json"))
    return fields


def _with(given: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    fields = [(name.encode("ascii"), value.encode("utf-8")) for name, value in given.items()]
    replaced = {name.lower() for name, _ in fields}
    return [*(field for field in _OWN if field[0].lower() not in replaced), *fields]


_OWN = httpx.Headers(HEADERS).raw
