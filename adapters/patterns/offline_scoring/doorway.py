"""The HTTP interface: scores, feedback, and the models behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...audit import AuditKind
from ...canonical.text import Text
from ...errors import Conflict, IntegrationError, NotFound, Rejected
from ...inbound.asgi import Answer, Receive, Request, Scope, Send
from ...inbound.router import Handle, Router, Routes
from ...masking import mask
from ...stores.errors import StoreUnavailable
from ...trail import Trail
from .model import Model
from .scorer import Scorer
from .settings import MODEL_NAME, Settings

RETRY_AFTER_SECONDS = 1

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
Name = Annotated[str, Field(pattern=MODEL_NAME)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class ScoreRequest(_Body):
    """A text to be sorted; the same id gets the same answer."""

    id: Id
    text: Annotated[Text, Field(min_length=1)]


class Feedback(_Body):
    """What the right answer to a request would have been."""

    id: Id
    label: Annotated[str, Field(min_length=1, max_length=200)]


class Candidate(_Body):
    """A model to be tried."""

    version: Name
    source: Name
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


BodyT = TypeVar("BodyT", bound=_Body)

REFUSALS: tuple[tuple[type[IntegrationError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (Rejected, 422),
    (StoreUnavailable, 503),
)
"""The first row whose error matches decides the status."""


class Doorway:
    """An ASGI application for HTTP requests.

    Args:
        scorer: what it opens to.
        settings: limits.
        trail: where refusals are noted.
        cold_start_seconds: how long it took until the first model was ready.
        breakers: states of the breakers, for ``/status``.
    """

    def __init__(
        self,
        scorer: Scorer,
        settings: Settings,
        *,
        trail: Trail,
        cold_start_seconds: float,
        breakers: Callable[[], Mapping[str, str]],
    ) -> None:
        self._scorer = scorer
        self._settings = settings
        self._trail = trail
        self._cold_start_seconds = cold_start_seconds
        self._breakers = breakers
        routes: Routes = {
            "/v1/scores": {"POST": self._score},
            "/v1/feedback": {"POST": self._learn},
            "/v1/model": {"GET": self._show_model},
            "/v1/model/candidate": {"POST": self._propose},
            "/healthz": {"GET": self._health},
            "/status": {"GET": self._show_model},
        }
        self._router = Router(routes, settings.body_bytes, guarded=self._guarded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        await self._router(scope, receive, send)

    async def _guarded(self, handle: Handle, request: Request) -> Answer:
        try:
            return await handle(request)
        except IntegrationError as error:
            status = next((status for kind, status in REFUSALS if isinstance(error, kind)), 500)
            reason = f"{type(error).__name__}: {mask(error.message)}"
            self._trail.note(AuditKind.THROTTLE, "doorway", status=status, reason=reason)
            headers = {"retry-after": str(RETRY_AFTER_SECONDS)} if status == 503 else {}
            return Answer(status, {"error": mask(error.message)}, headers)

    async def _score(self, request: Request) -> Answer:
        asked = _read(ScoreRequest, request)
        if len(asked.text) > self._settings.text_length_max:
            raise Rejected(f"text: longer than {self._settings.text_length_max} characters", fields=("text",))
        answer, _ = await self._scorer.score(asked.id, asked.text)
        told = {"id": answer.id, "label": answer.label, "confidence": round(answer.confidence, 4)}
        return Answer(200, {**told, "source": answer.source, "degraded": answer.degraded, "model": answer.active})

    async def _learn(self, request: Request) -> Answer:
        said = _read(Feedback, request)
        event = await self._scorer.learn(said.id, said.label)
        return Answer(200, {"id": said.id, "models": None if event is None else event.value})

    async def _propose(self, request: Request) -> Answer:
        wanted = _read(Candidate, request)
        state = await self._scorer.propose(wanted.source, wanted.version, wanted.digest)
        return Answer(202, {"active": state.active, "shadow": state.shadow, "phase": state.phase.value})

    async def _show_model(self, request: Request) -> Answer:
        report = await self._scorer.report()
        tally = report.tally
        trial = {"answers": tally.answers, "active_right": tally.active_right, "shadow_right": tally.shadow_right}
        told = {**_told(report.active), "phase": report.state.phase.value, "trial": trial}
        shadow = None if report.shadow is None else _told(report.shadow)
        bounds = {"memory_bytes_max": self._settings.memory_bytes_max, "cold_start_seconds": self._cold_start_seconds}
        return Answer(200, {**told, **bounds, "shadow": shadow, "breakers": dict(self._breakers())})

    async def _health(self, request: Request) -> Answer:
        await self._scorer.report()  # a store that cannot be read answers 503
        return Answer(200, {"status": "ok"})


def _read(model: type[BodyT], request: Request) -> BodyT:
    try:
        return model.model_validate_json(request.body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "body"
    raise Rejected(f"{place}: {first['msg']}", fields=(place,))


def _told(model: Model) -> dict[str, object]:
    told = {"version": model.version, "digest": model.digest, "rows": model.rows, "labels": len(model.labels)}
    return {**told, "terms": len(model.terms), "memory_bytes": model.memory_bytes}
