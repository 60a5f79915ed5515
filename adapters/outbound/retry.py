"""Trying again: what may be repeated, when, how often, and what is known when it is given up.

The loop is our own. tenacity's ``AsyncRetrying`` can be driven by our clock and our random source, but it
stamps every attempt with ``time.monotonic``, takes 29 µs per call that needs no retry (this: 5 µs), and
what is hard here, whether a lost answer leaves the outcome unknown, would still have to be written around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random

import httpx

from ..audit import AuditKind
from ..clock import Clock
from ..errors import (
    DeadlineExceeded,
    IntegrationError,
    OutcomeUnknown,
    QuotaExceeded,
    SystemUnavailable,
)
from .deadline import remaining_seconds, require_seconds
from .extensions import ATTEMPT, ATTEMPTS, IN_DOUBT
from .intent import intent_of, is_read_only, is_repeatable
from .policy import PolicyTransport
from .reporter import Reporter
from .retry_after import retry_after_seconds
from .retry_budget import RetryBudget
from .streams import watch
from .taxonomy import OURS, SENT, error_of, outcome_of
from .verdict import Classify, Outcome, Verdict, classify_status, verdict_of


@dataclass(frozen=True, slots=True)
class RetrySettings:
    """How often and how soon; the i-th delay is drawn from [0, min(delay_seconds_max, delay_seconds * 2**i)].

    Args:
        attempts_max: attempts including the first.
        delay_seconds: the longest first delay.
        delay_seconds_max: the longest delay.
        retry_after_seconds_max: the longest ``Retry-After`` that is waited for here; a longer one is given
            up.
        min_attempt_seconds: what an attempt needs of the deadline's budget to be worth starting.
    """

    attempts_max: int
    delay_seconds: float
    delay_seconds_max: float
    retry_after_seconds_max: float
    min_attempt_seconds: float = 0.0

    def backoff_seconds(self, retries: int, random: Random) -> float:
        """Return the delay before the next attempt after ``retries`` retries ("full jitter")."""
        return random.uniform(0.0, min(self.delay_seconds_max, self.delay_seconds * 2.0**retries))


@dataclass(frozen=True, slots=True)
class _Failure:
    """An attempt that brought no final answer."""

    outcome: Outcome
    what: str
    retry_after_seconds: float | None = None
    cause: Exception | None = None


class _Course:
    """What happened to one request so far."""

    __slots__ = ("attempts", "in_doubt", "intent", "request")

    def __init__(self, request: httpx.Request) -> None:
        self.request = request
        self.intent = intent_of(request)
        self.attempts = 0
        self.in_doubt = False

    @property
    def is_repeatable(self) -> bool:
        return is_repeatable(self.request, self.intent)

    def begin(self) -> None:
        self.attempts += 1
        self.request.extensions[ATTEMPT] = self.attempts

    def fail(self, failure: _Failure) -> None:
        if failure.outcome is Outcome.IN_DOUBT and not is_read_only(self.request, self.intent):
            self.in_doubt = True


class RetryPolicy(PolicyTransport):
    """Repeats a request while that is safe, promising and affordable.

    Safe: an attempt that cannot have reached the system, or was refused before anything was done (429, 503),
    is always repeated; one that was sent and not answered only if the intent is idempotent. Final answers
    (400, 401, 403, 404, 409, 422 ...) never are. Promising: the wait fits into the deadline, and into the
    policy's own cap. Affordable: the retry budget has not run out. ``Retry-After`` is waited out in full,
    with the jitter on top.

    Whoever gets the answer finds ``attempts`` in ``response.extensions``, and ``in_doubt`` when an earlier
    attempt may have taken effect, so that a 404 or 409 can be read in that light. Nothing of this is sent to
    the system.

    Args:
        inner: the transport.
        settings: how often and how soon.
        budget: shared by all calls to the system.
        clock, random: time and jitter.
        reporter: gets an event for every retry, and for every one that is not made.
        classify: what an answer means.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        *,
        settings: RetrySettings,
        budget: RetryBudget,
        clock: Clock,
        random: Random,
        reporter: Reporter,
        classify: Classify = classify_status,
    ) -> None:
        super().__init__(inner)
        self._settings = settings
        self._budget = budget
        self._clock = clock
        self._random = random
        self._reporter = reporter
        self._classify = classify

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request as often as needed.

        Raises:
            SystemUnavailable: given up; nothing was changed.
            QuotaExceeded: the system asks for a longer wait than fits, or never stopped refusing.
            OutcomeUnknown: given up; an attempt may have taken effect.
            DeadlineExceeded: given up for lack of time; nothing was changed.
        """
        if not isinstance(request.stream, httpx.ByteStream):
            await request.aread()  # only what is in memory can be sent twice
        self._budget.deposit()
        course = _Course(request)
        while True:
            answer = await self._attempt(request, course)
            if isinstance(answer, httpx.Response):
                return self._hand_over(request, answer, course)
            course.fail(answer)
            await self._pause(answer, course)

    async def _attempt(self, request: httpx.Request, course: _Course) -> httpx.Response | _Failure:
        system, operation = self._reporter.system, course.intent.operation
        try:
            require_seconds(self._settings.min_attempt_seconds, system, operation)
            course.begin()
            response = await self._inner.handle_async_request(request)
        except IntegrationError as error:  # our own policies hold the call back, and have waited long enough
            if not course.in_doubt:
                raise
            message = f"{operation}: an earlier attempt was not answered, then: {error.message}"
            raise OutcomeUnknown(message, system=system) from error
        except OURS as error:
            raise error_of(error, system=system, request=request) from error
        except SENT as error:
            return _Failure(outcome_of(error), type(error).__name__, cause=error)
        verdict = verdict_of(response, self._classify)
        return response if verdict.outcome is Outcome.ANSWERED else await self._dismiss(response, verdict)

    async def _dismiss(self, response: httpx.Response, verdict: Verdict) -> _Failure:
        await response.aclose()
        seconds = verdict.retry_after_seconds
        if seconds is None:
            seconds = retry_after_seconds(response.headers, self._clock.now())
        return _Failure(verdict.outcome, f"HTTP {response.status_code}", seconds)

    async def _pause(self, failure: _Failure, course: _Course) -> None:
        """Wait for the next attempt, or raise the error with which it ends."""
        seconds = self._settings.backoff_seconds(course.attempts - 1, self._random)
        seconds += failure.retry_after_seconds or 0.0
        obstacle = self._obstacle(failure, course, seconds)
        report = partial(self._reporter.report, AuditKind.RETRY, course.intent)
        if obstacle is not None:
            report(attempt=course.attempts, what=failure.what, given_up=obstacle)
            raise self._final_error(failure, course, obstacle) from failure.cause
        report(attempt=course.attempts, what=failure.what, delay_seconds=round(seconds, 6))
        await self._clock.sleep(seconds)

    def _obstacle(self, failure: _Failure, course: _Course, seconds: float) -> str | None:
        """Say why there is no next attempt; ``None`` when there is one, which has then been charged."""
        if failure.outcome is Outcome.IN_DOUBT and not course.is_repeatable:
            return "not idempotent"
        if course.attempts >= self._settings.attempts_max:
            return "attempts"
        if (failure.retry_after_seconds or 0.0) > self._settings.retry_after_seconds_max:
            return "retry-after"
        if seconds + self._settings.min_attempt_seconds >= remaining_seconds():
            return "deadline"
        return None if self._budget.withdraw() else "budget"

    def _final_error(self, failure: _Failure, course: _Course, obstacle: str) -> IntegrationError:
        system = self._reporter.system
        message = f"{course.intent.operation}: {failure.what} in attempt {course.attempts}, given up: {obstacle}"
        if course.in_doubt:
            return OutcomeUnknown(message, system=system)
        asked = failure.retry_after_seconds
        if failure.outcome is Outcome.THROTTLED or (asked and obstacle in ("retry-after", "deadline")):
            return QuotaExceeded(message, system=system, retry_after_seconds=asked)
        kind = DeadlineExceeded if obstacle == "deadline" else SystemUnavailable
        return kind(message, system=system)

    def _hand_over(self, request: httpx.Request, response: httpx.Response, course: _Course) -> httpx.Response:
        response.extensions[ATTEMPTS] = course.attempts
        if course.in_doubt:
            response.extensions[IN_DOUBT] = True
        if response.is_closed:
            return response
        return watch(response, translate=partial(error_of, system=self._reporter.system, request=request))
