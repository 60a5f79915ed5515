"""Tells the team: words a decision for the chat channel, and posts it in a job of its own."""

from __future__ import annotations

from ..audit import AuditKind
from ..canonical import Message
from ..errors import BreakerOpen, QuotaExceeded
from ..inbound.job import Job, NewJob, StepState
from ..inbound.store import Store
from ..inbound.worker import Outcome
from ..ports import Chat
from ..trail import Trail
from .decision import Decision

ANNOUNCE = "announce"
TEAM = "{team}"
UNKNOWN = "unknown"


class Announcer:
    """Posts one announcement; a chat that is away delays nothing else.

    Args:
        store: records the step.
        chat: where it is posted.
        trail: where it is noted.
    """

    def __init__(self, store: Store, chat: Chat, *, trail: Trail) -> None:
        self._store = store
        self._chat = chat
        self._trail = trail

    async def __call__(self, job: Job) -> Outcome:
        """Post the message of one job, unless it is there.

        Raises:
            IntegrationError: it could not be posted, or nobody knows whether it was.
        """
        state = self._store.steps.begin(job, "post").state
        if state is not StepState.DONE:
            await self._post(job, state)
        return Outcome(totals={"announced": 1})

    async def _post(self, job: Job, state: StepState) -> None:
        message = Message.model_validate_json(job.payload["message"])
        try:
            posted = await self._chat.post(message, in_doubt=state is StepState.IN_DOUBT)
        except (BreakerOpen, QuotaExceeded):
            if state is StepState.NEW:  # certainly not posted: the next delivery need not look for it
                self._store.steps.abandon(job, "post")
            raise
        self._store.steps.finish(job, "post")
        self._trail.note(AuditKind.ANNOUNCED, job.key, channel=posted.channel, message_id=posted.id)


def announce_job(decision: Decision, *, channel: str, event_key: str) -> NewJob:
    """Return the job that announces what was decided in the job ``event_key``, in a lane of its own."""
    key = f"{ANNOUNCE}:{event_key.partition(':')[2]}"
    message = announcement(decision, key=key, channel=channel, event_key=event_key)
    return NewJob(key, ANNOUNCE, lane=key, payload={"message": message.model_dump_json()})


def announcement(decision: Decision, *, key: str, channel: str, event_key: str) -> Message:
    """Return the message for the team: ids and our own words only, nothing that the customer wrote.

    Args:
        decision: what was decided.
        key: makes the message recognisable.
        channel: where it is posted; ``{team}`` in it becomes the team's name.
        event_key: the job that led to it.
    """
    confidence = UNKNOWN if decision.confidence is None else f"{decision.confidence:.2f}"
    fields = (
        ("ticket_id", decision.ticket_id),
        ("team", decision.team),
        ("category", decision.category or UNKNOWN),
        ("confidence", confidence),
        ("opened_at", decision.opened_at),
        ("customer_id", decision.customer_id or UNKNOWN),
        ("event_key", event_key),
    )
    return Message(
        key=key, channel=channel.replace(TEAM, decision.team), text=_text(decision, confidence), fields=fields
    )


def _text(decision: Decision, confidence: str) -> str:
    said = f"{decision.category or UNKNOWN} (confidence {confidence})"
    what = "needs review" if decision.review else f"is for team {decision.team}"
    marks = f" [{', '.join(decision.degraded)}]" if decision.degraded else ""
    return f"Ticket {decision.ticket_id} {what}: {said}, priority {decision.priority or 'unset'}{marks}"
