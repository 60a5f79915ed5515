"""What is told of a document."""

from __future__ import annotations

from adapters.canonical import Message
from adapters.patterns.document_intake.reading import Finding
from adapters.patterns.document_intake.telling import tell_job

FINDING = Finding(
    document_id="F1", name="bill.txt", size_bytes=5, created_at=1760000000, kind="invoice", title="T", summary="S",
    confidence=0.9,
)  # fmt: skip


def message(finding: Finding, channel: str = "documents") -> Message:
    """Return the message that would be posted."""
    return Message.model_validate_json(tell_job(finding, channel=channel, found_by="sweep").payload["message"])


def test_a_document_is_told_with_its_facts() -> None:
    """For people in the text, for programs in the fields."""
    told = message(FINDING)
    assert told.key == "tell:F1"
    assert told.text == "bill.txt (F1): invoice, confidence 0.90\nT\nS"
    fields = dict(told.fields)
    assert (fields["document_id"], fields["kind"], fields["found_by"]) == ("F1", "invoice", "sweep")
    assert fields["needs_review"] == "no"


def test_what_nobody_could_read_is_told_as_such() -> None:
    """With the reason, in place of what is not known."""
    unread = FINDING.model_copy(update={"kind": None, "title": None, "summary": None, "confidence": None})
    told = message(unread.model_copy(update={"review": "no text"}))
    assert told.text == "bill.txt (F1): unknown, confidence unknown\nNeeds a person: no text"
    assert dict(told.fields)["needs_review"] == "yes"


def test_a_channel_can_be_named_after_the_kind() -> None:
    """So that every kind has its own."""
    assert message(FINDING, "documents-{kind}").channel == "documents-invoice"
