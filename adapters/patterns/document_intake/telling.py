"""Words what was found in a document for the chat, and posts it in a job of its own."""

from __future__ import annotations

from ...canonical import Message
from ...inbound.job import NewJob
from .reading import Finding

TELL = "tell"
KIND = "{kind}"
UNKNOWN = "unknown"


def tell_job(finding: Finding, *, channel: str, found_by: str) -> NewJob:
    """Return the job that tells of a document, in a lane of its own.

    Title and summary wait in the queue until they are posted, and are erased with the job's payload.

    Args:
        finding: what was found.
        channel: where it is told; ``{kind}`` in it becomes the kind.
        found_by: ``webhook`` or ``sweep``.
    """
    key = f"{TELL}:{finding.document_id}"
    message = told(finding, key=key, channel=channel, found_by=found_by)
    return NewJob(key, TELL, lane=key, payload={"message": message.model_dump_json()})


def told(finding: Finding, *, key: str, channel: str, found_by: str) -> Message:
    """Return the message that tells of a document; its metadata holds what a program wants to know."""
    kind = finding.kind or UNKNOWN
    fields = (
        ("document_id", finding.document_id),
        ("name", finding.name),
        ("size_bytes", str(finding.size_bytes)),
        ("created_at", str(finding.created_at)),
        ("kind", kind),
        ("confidence", _confidence(finding)),
        ("needs_review", "no" if finding.review is None else "yes"),
        ("found_by", found_by),
    )
    return Message(key=key, channel=channel.replace(KIND, kind), text=_text(finding), fields=fields)


def _text(finding: Finding) -> str:
    lines = [f"{finding.name} ({finding.document_id}): {finding.kind or UNKNOWN}, confidence {_confidence(finding)}"]
    if finding.review is not None:
        lines.append(f"Needs a person: {finding.review}")
    lines += [line for line in (finding.title, finding.summary) if line]
    return "\n".join(lines)


def _confidence(finding: Finding) -> str:
    return UNKNOWN if finding.confidence is None else f"{finding.confidence:.2f}"
