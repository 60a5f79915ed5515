"""Where requests get their token: refreshed ahead of its end and when it is rejected, by one at a time."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol

import httpx

from ..audit import AuditKind
from ..clock import Clock
from ..errors import (
    AuthenticationFailed,
    BreakerOpen,
    ContractError,
    DeadlineExceeded,
    IntegrationError,
    OutcomeUnknown,
    QuotaExceeded,
    SystemUnavailable,
    TransientError,
)
from ..outbound.deadline import no_deadline, remaining_seconds
from ..outbound.reporter import Reporter
from .grants import Grant
from .token import Token, TokenStore
from .token_endpoint import exchange

REMEMBERED = 4
"""Replaced tokens that are still masked wherever they turn up."""


class Tokens(Protocol):
    """What ``BearerPolicy`` needs: the token to send, and another one for a token that was rejected."""

    async def current(self) -> Token:
        """Return the token to send."""
        ...

    async def replace(self, rejected: Token) -> Token:
        """Return the token to send instead of ``rejected``; ``rejected`` itself if there is no other."""
        ...

    def accepted(self, token: Token) -> None:
        """Learn that a request with ``token`` was a success."""
        ...


class StaticToken:
    """A token that never changes, such as an API key or a bot token."""

    def __init__(self, token: Token) -> None:
        self._token = token

    async def current(self) -> Token:
        """Return the token."""
        return self._token

    async def replace(self, rejected: Token) -> Token:
        """Return ``rejected``: there is no other."""
        return rejected

    def accepted(self, token: Token) -> None:
        """Learn nothing: there is no other."""


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """When to refresh.

    Args:
        margin_seconds: this long before its end a token is replaced, at the latest after half its life.
        jitter_seconds: up to this much earlier, so that several instances do not do it at once.
        cool_down_seconds: between a failed refresh and the next, and between a refresh and the next rejection
            that is believed.
    """

    margin_seconds: float
    jitter_seconds: float
    cool_down_seconds: float

    def renew_at(self, ends_at: float, now: float, random: Random) -> float:
        """Return when a token is to be replaced that was obtained ``now`` and ends at ``ends_at``; may be infinite."""
        if math.isinf(ends_at):
            return ends_at
        ahead = self.margin_seconds + random.uniform(0.0, self.jitter_seconds)
        return max(ends_at - ahead, now + (ends_at - now) / 2.0)


class TokenSource:
    """Gets tokens from a token endpoint.

    However many requests need a new token, one refresh is made, and all wait for it; a request that is
    cancelled meanwhile does not cancel it, since an answer that nobody takes would be a refresh token lost. A
    new token is saved before it is used. After a failure nothing is sent for the cool-down; a token that is
    still valid is used meanwhile.

    Args:
        grant: how to ask.
        transport: to the token endpoint; with timeouts, without retries.
        store: where tokens are kept.
        settings: when to refresh.
        clock, random: time and jitter.
        reporter: gets an event for every refresh.
    """

    def __init__(
        self,
        grant: Grant,
        transport: httpx.AsyncBaseTransport,
        *,
        store: TokenStore,
        settings: TokenSettings,
        clock: Clock,
        random: Random,
        reporter: Reporter,
    ) -> None:
        self._grant = grant
        self._transport = transport
        self._store = store
        self._settings = settings
        self._clock = clock
        self._random = random
        self._reporter = reporter
        self._token: Token | None = None
        self._unsaved: Token | None = None
        self._asked_at = (0.0, 0.0)  # time of day, and what the steady clock showed then
        self._loaded = False
        self._proven = False
        self._renew_at = self._ends_at = self._obtained_at = self._not_before = -math.inf
        self._failure: IntegrationError | None = None
        self._refreshing: asyncio.Task[Token] | None = None
        self._replaced: deque[Token] = deque(maxlen=REMEMBERED)

    async def current(self) -> Token:
        """Return the token to send; get one first if there is none, or if it is about to expire.

        Raises:
            AuthenticationFailed: the endpoint refuses us, or has done so within the cool-down.
            TransientError: no token can be had now.
            ContractError: the endpoint's answer is not understood.
        """
        token = self._token
        if token is not None and self._clock.steady() < self._renew_at:
            return token
        try:
            return await self._refresh()
        except IntegrationError:
            if token is None or self._clock.steady() >= self._ends_at:
                raise
            return token

    async def replace(self, rejected: Token) -> Token:
        """Return the token to send instead of ``rejected``.

        If ``rejected`` has been replaced already, that is its successor, and nothing is sent. One that is rejected
        while it is new is replaced before the first use after the cool-down; until then it is used on only if it was
        accepted before, since then it is the request that is refused and not the token.

        Raises:
            AuthenticationFailed: the endpoint refuses us, or the system rejects tokens as fast as we get
            them. TransientError: no token can be had now. ContractError: the endpoint's answer is not
            understood.
        """
        if self._refreshing is None:
            if self._token is not None and self._token is not rejected:
                return self._token
            believed_at = self._obtained_at + self._settings.cool_down_seconds
            if self._clock.steady() < believed_at:
                raise self._rejected_while_new(believed_at)
            self._renew_at = self._ends_at = -math.inf
        return await self._refresh()

    def accepted(self, token: Token) -> None:
        """Learn that a request with ``token`` was a success: from now on its rejection is not taken for the token's."""
        if token is self._token:
            self._proven = True

    def _rejected_while_new(self, believed_at: float) -> AuthenticationFailed:
        error = AuthenticationFailed("a new token was rejected", system=self._reporter.system)
        if self._proven:
            self._renew_at = min(self._renew_at, believed_at)
        else:
            self._renew_at = self._ends_at = -math.inf
            self._not_before, self._failure = believed_at, error
        return error

    async def aclose(self) -> None:
        """Wait for a refresh that is under way, so that its token is saved."""
        if self._refreshing is not None:
            await asyncio.wait([self._refreshing])

    async def _refresh(self) -> Token:
        """Join the refresh that is under way, or begin one; give up waiting at the caller's deadline."""
        if self._refreshing is None:
            self._hold_back()
            self._refreshing = asyncio.create_task(self._renew(), name=f"{self._reporter.system} token refresh")
            self._refreshing.add_done_callback(self._finish)
        left = remaining_seconds()
        try:
            async with asyncio.timeout(None if math.isinf(left) else left):
                return await asyncio.shield(self._refreshing)
        except TimeoutError as error:
            raise DeadlineExceeded("no token before the deadline", system=self._reporter.system) from error

    def _finish(self, task: asyncio.Task[Token]) -> None:
        self._refreshing = None
        if not task.cancelled():
            task.exception()  # nobody may be left to ask for it

    def _hold_back(self) -> None:
        wait_seconds = self._not_before - self._clock.steady()
        if wait_seconds <= 0.0 or self._failure is None:
            return
        message = f"{self._failure.message}; the next attempt is in {wait_seconds:.1f} s"
        kind = SystemUnavailable if isinstance(self._failure, TransientError) else AuthenticationFailed
        raise kind(message, system=self._reporter.system)

    async def _renew(self) -> Token:
        with no_deadline():  # it is done for everybody, not only for the caller who happened to be first
            try:
                token = await self._load() or await self._obtain()
            except IntegrationError as error:
                self._remember_failure(error)
                raise
        self._failure = None
        self._adopt(token)
        self._renew_at = self._settings.renew_at(self._ends_at, self._clock.steady(), self._random)
        return token

    async def _load(self) -> Token | None:
        """Return a stored token that can be used as it is; keep any other for its refresh token.

        After a failure the store is read again: a person may have authorised the integration anew.
        """
        if self._loaded and self._failure is None:
            return None
        stored = await self._store.load()
        self._loaded = True
        if stored is None or stored == self._token:
            return None
        self._asked_at = self._clock.now(), self._clock.steady()
        self._adopt(stored)
        return stored if self._clock.steady() < self._ends_at - self._settings.margin_seconds else None

    async def _obtain(self) -> Token:
        if self._unsaved is None:
            self._unsaved = await self._ask()
        token = self._unsaved
        await self._store.save(token)  # if this fails, the next refresh begins here: nothing is sent twice
        self._unsaved = None
        self._obtained_at = self._clock.steady()
        self._reporter.report(AuditKind.REFRESH, outcome="refreshed")
        return token

    async def _ask(self) -> Token:
        system, now = self._reporter.system, self._clock.now()
        self._asked_at = now, self._clock.steady()
        request = self._grant.request(self._token)
        try:
            token = await exchange(request, self._transport, system=system, now=now)
        except (OutcomeUnknown, ContractError) as error:
            if not self._grant.serves_once:
                raise
            await self._spend()
            message = f"{error.message}: with the answer the next refresh token is lost, authorise again"
            raise AuthenticationFailed(message, system=system) from error
        kept = self._token.refresh if self._token else None
        return token if token.refresh else replace(token, refresh=kept)

    async def _spend(self) -> None:
        """Forget a refresh token that may be used up, also for the time after a restart."""
        if self._token is not None:
            self._token = replace(self._token, refresh=None)
            await self._store.save(self._token)

    def _adopt(self, token: Token) -> None:
        """Use a token; it lives for as long as it was granted, whatever the time of day becomes."""
        if self._token is not None:
            self._replaced.append(self._token)
        now, steady = self._asked_at
        self._token, self._proven = token, False
        self._ends_at = math.inf if token.expires_at is None else steady + token.expires_at - now

    def _remember_failure(self, error: IntegrationError) -> None:
        asked = error.retry_after_seconds if isinstance(error, QuotaExceeded | BreakerOpen) else None
        wait_seconds = max(self._settings.cool_down_seconds, asked or 0.0)
        self._failure = error
        self._not_before = self._clock.steady() + wait_seconds
        self._reporter.report(AuditKind.REFRESH, outcome=type(error).__name__, wait_seconds=wait_seconds)
