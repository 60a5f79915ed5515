"""Reading a document with the AI's help."""

from __future__ import annotations

import asyncio

import pytest

from adapters.errors import ContractError, IntegrationError, QualityError, Rejected, SystemUnavailable
from adapters.patterns.document_intake.reading import Finding, Reader, text_of
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.patterns.document_intake.plant import FILING, FakeAI, document

BROKEN = ContractError("cut off", system="openai", version="v1", operation="ask")


def read(ai: FakeAI, content: bytes = b"hello", media_type: str = "text/plain", **limits: int) -> Finding:
    """Read a document."""
    given = {"tries_max": 2, "text_length_max": 100, **limits}
    trail = Trail(RecordingSink(), SteppedClock())
    reader = Reader(ai, ("invoice", "report"), confidence_min=0.6, trail=trail, **given)
    return asyncio.run(reader.read("read:F1", document(media_type=media_type), content))


def test_a_document_is_filed() -> None:
    """With kind, title, summary, confidence and what it cost."""
    found = read(FakeAI())
    assert found.model_dump(include=set(FILING)) == FILING
    assert (found.review, found.cost_usd, found.document_id) == (None, 0.25, "F0AAAAAAAA")


def test_a_doubtful_filing_needs_a_person() -> None:
    """What the AI said is kept, and marked."""
    found = read(FakeAI([{**FILING, "confidence": 0.4}]))
    assert found.kind == "invoice"
    assert found.review == "confidence 0.40 is below 0.60"


def test_an_unusable_answer_is_asked_for_again() -> None:
    """Under another key, so that no cache gives the same answer."""
    ai = FakeAI([BROKEN])
    assert read(ai).review is None
    assert [key for key, _ in ai.asked] == ["read:F1:1", "read:F1:2"]


@pytest.mark.parametrize("error", [BROKEN, QualityError("refused", gate="refusal", system="openai")])
def test_unusable_answers_end_with_a_person(error: IntegrationError) -> None:
    """After as many tries as are allowed, and no more."""
    ai = FakeAI([error, error, error])
    found = read(ai)
    assert found.kind is None
    assert found.review is not None
    assert found.review.startswith("the AI's answer cannot be used")
    assert len(ai.asked) == 2


def test_a_refused_question_ends_with_a_person_at_once() -> None:
    """Asking the same again would change nothing."""
    ai = FakeAI([Rejected("too long", system="openai")])
    assert read(ai).review == "the AI refused the document: too long"
    assert len(ai.asked) == 1


def test_a_service_that_is_away_is_somebody_elses_business() -> None:
    """The queue tries again later."""
    with pytest.raises(SystemUnavailable):
        read(FakeAI([SystemUnavailable("away", system="openai")]))


@pytest.mark.parametrize(
    ("media_type", "content", "review"),
    [
        ("application/pdf", b"%PDF", "application/pdf is not read as text here"),
        ("text/plain", b"\xff\xfe\xfd", "text/plain is not read as text here"),
        ("text/plain", b" \n", "there is no text in the document"),
    ],
)
def test_what_is_no_text_is_not_shown_to_the_ai(media_type: str, content: bytes, review: str) -> None:
    """A person gets it."""
    ai = FakeAI()
    assert read(ai, content, media_type).review == review
    assert ai.asked == []


def test_long_documents_are_cut() -> None:
    """The AI is shown their beginning."""
    ai = FakeAI()
    read(ai, b"abcdef", text_length_max=3)
    assert [text for _, text in ai.asked] == ["abc"]


def test_text_is_decoded_by_its_mark() -> None:
    """UTF-8 with or without a mark, UTF-16 with one."""
    assert text_of(document(), "Łódź".encode()) == "Łódź"
    assert text_of(document(), "Łódź".encode("utf-8-sig")) == "Łódź"
    assert text_of(document(), "Łódź".encode("utf-16")) == "Łódź"
    assert text_of(document(media_type="application/json"), b"{}") == "{}"
