"""From a question to an answer: what is known, what the AI makes of it, and what is said of both."""

from __future__ import annotations

from collections.abc import Mapping

from ...audit import AuditKind
from ...canonical import Customer
from ...clock import Clock
from ...outbound.correlation import correlation
from ...outbound.deadline import deadline
from ...trail import Trail
from .background import Background, Found, Investigator, Part, Source
from .messages import VERSION, CustomerSeen, Freshness, Metadata, Missing, Prediction, Reply, ReplyRequest
from .writer import Writer, Writing

SAID: Mapping[tuple[Part, Source], str] = {
    (Part.CUSTOMER, Source.MEMORY): "The account is as it was known earlier.",
    (Part.CUSTOMER, Source.NONE): "The account could not be looked up: nothing is known of the customer.",
    (Part.HISTORY, Source.MEMORY): "The earlier cases are as they were known earlier.",
    (Part.HISTORY, Source.NONE): "The earlier cases could not be looked up: the reply does not take them into account.",
    (Part.REPLY, Source.MEMORY): "The AI did not reply: this is what it wrote when the question was asked before.",
    (Part.REPLY, Source.NONE): "The AI did not reply: this is a standing text.",
}
"""What a caller is told of a missing part, by what stands in for it."""


class Responder:
    """Answers questions.

    Args:
        investigator: finds out what is known.
        writer: has the reply written.
        clock: for the deadline.
        trail: where replies that a person should look at are noted.
        confidence_min: below it, a person should.
    """

    def __init__(
        self, investigator: Investigator, writer: Writer, *, clock: Clock, trail: Trail, confidence_min: float
    ) -> None:
        self._investigator = investigator
        self._writer = writer
        self._clock = clock
        self._trail = trail
        self._confidence_min = confidence_min

    async def respond(self, id: str, request_id: str, request: ReplyRequest, seconds: float) -> Reply:
        """Answer within ``seconds``, with whatever can be had by then.

        Args:
            id: of the reply: the caller's idempotency key.
            request_id: of the request.
            request: the question.
            seconds: the deadline of everything that is done for it.
        """
        started_at, key = self._clock.steady(), f"reply:{id}"
        with correlation(key), deadline(self._clock, seconds):
            background = await self._investigator.investigate(key, request.customer_email)
            writing = await self._writer.write(key, request.customer_email, request.question, background)
        reply = self._reply(id, request_id, request, background, writing, self._clock.steady() - started_at)
        if reply.needs_review:
            reason = f"confidence {reply.confidence:.2f}, source {writing.draft.source.value}"
            self._trail.note(AuditKind.REVIEWED, key, reason=reason)
        return reply

    def _reply(
        self,
        id: str,
        request_id: str,
        request: ReplyRequest,
        background: Background,
        writing: Writing,
        elapsed_seconds: float,
    ) -> Reply:
        parts: dict[Part, Found[object]] = {
            Part.CUSTOMER: background.customer,
            Part.HISTORY: background.history,
            Part.REPLY: writing.draft,
        }
        missing = [_missing(part, found.reason, found.source) for part, found in parts.items() if found.reason]
        return Reply(
            id=id,
            reference=request.reference,
            prediction=Prediction(reply=writing.text.reply),
            confidence=writing.text.confidence,
            explanation=writing.text.explanation,
            degraded=bool(missing),
            needs_review=self._needs_review(writing),
            missing=missing,
            customer=_seen(background.customer.value, background),
            metadata=_metadata(request_id, writing, parts, elapsed_seconds),
        )

    def _needs_review(self, writing: Writing) -> bool:
        """Tell whether a person should look at it: it stands in for another, is doubtful, or is another model's."""
        changed = bool(writing.evidence and writing.evidence.degraded)
        return changed or writing.draft.source is not Source.SYSTEM or writing.text.confidence < self._confidence_min


def _missing(part: Part, reason: str, stand_in: Source) -> Missing:
    return Missing(part=part, reason=reason, replaced_by=stand_in, message=SAID[part, stand_in])


def _metadata(
    request_id: str, writing: Writing, parts: Mapping[Part, Found[object]], elapsed_seconds: float
) -> Metadata:
    evidence = writing.evidence
    return Metadata(
        request_id=request_id,
        version=VERSION,
        model=evidence.model if evidence else None,
        model_version=evidence.model_version if evidence else None,
        cost_usd=writing.cost.usd,
        cost_complete=writing.cost.complete,
        elapsed_seconds=round(elapsed_seconds, 6),
        data_freshness={part: _freshness(found) for part, found in parts.items()},
    )


def _seen(customer: Customer | None, background: Background) -> CustomerSeen | None:
    if customer is None:
        return None
    cases = background.history.value
    return CustomerSeen(
        id=customer.id,
        tier=customer.tier,
        company=customer.account_name,
        earlier_cases=None if cases is None else len(cases),
    )


def _freshness(found: Found[object]) -> Freshness:
    age_seconds = None if found.age_seconds is None else round(found.age_seconds, 6)
    return Freshness(source=found.source, age_seconds=age_seconds)
