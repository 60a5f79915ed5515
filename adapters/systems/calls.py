"""One request to one system, from its intent to an answer that can be read or an error that can be acted on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from pydantic import JsonValue

from ..clock import Clock
from ..errors import ContractError
from ..outbound.intent import Intent
from ..outbound.taxonomy import check_status, error_of, expect_json
from .wire import Place

Refuse = Callable[[httpx.Response, Place, float], None]
"""Raises the error for an answer that the vendor means as a refusal; gets the place and the time of the answer."""


def refuse_by_status(response: httpx.Response, place: Place, now: float, detail: str = "") -> None:
    """Raise the error for an answer whose status is no success; ``detail`` is the vendor's error code."""
    check_status(
        response, system=place.system, version=place.version, operation=place.operation, now=now, detail=detail
    )


def json_of(response: httpx.Response, place: Place) -> JsonValue:
    """Return the decoded body of ``response``.

    Raises:
        ContractError: it is not JSON.
    """
    return expect_json(response, system=place.system, version=place.version, operation=place.operation)


def error_body(response: httpx.Response, place: Place) -> JsonValue:
    """Return the decoded body of a refusal, ``None`` when it is not JSON: the status says enough."""
    try:
        return json_of(response, place)
    except ContractError:
        return None


@dataclass(frozen=True, slots=True)
class Calls:
    """Sends the requests of one adapter.

    Args:
        http: carries them; its transport may be any, with policies or without.
        system: the system, named in errors.
        version: the version of its contract that the adapter was written for.
        clock: for times that count from the answer.
        timeout: of one request, where no policy sets another.
        refuse: tells the vendor's refusals from answers.
    """

    http: httpx.AsyncClient
    system: str
    version: str
    clock: Clock
    timeout: httpx.Timeout
    refuse: Refuse = refuse_by_status

    def place(self, operation: str) -> Place:
        """Return the place that errors of ``operation`` name."""
        return Place(self.system, self.version, operation)

    async def get(self, url: str, intent: Intent, parameters: Mapping[str, str] | None = None) -> httpx.Response:
        """Read something; errors are those of ``send``."""
        return await self.send(self._request("GET", url, intent, params=parameters))

    async def send_json(
        self, method: str, url: str, intent: Intent, body: object, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send ``body`` as JSON; errors are those of ``send``."""
        return await self.send(self._request(method, url, intent, json=body, headers=headers))
