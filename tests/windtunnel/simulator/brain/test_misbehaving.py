"""Answers that go wrong, whoever gave them."""

from __future__ import annotations

from random import Random

import orjson
import pytest

from windtunnel.simulator.brain.misbehaving import REFUSAL, SPOILED, WAYS, Change, Lapse
from windtunnel.world.http import Chunk, Response

SCHEMA = {
    "type": "object",
    "properties": {"category": {"type": "string", "enum": ["card", "loan"]}, "confidence": {"type": "number"}},
    "required": ["category", "confidence"],
}
TEXT = '{"category": "card", "confidence": 0.4}'
ENDED = Response(500)


class Said:
    """One text, that a schema describes."""

    def __init__(self) -> None:
        self.model = "model-1"
        self.text = TEXT

    def rewrite(self, change: Change) -> None:
        """Change the text."""
        self.text = change(self.text, SCHEMA)

    def refuse(self, text: str) -> None:
        """Say no."""
        self.text = text

    def render(self, response: Response) -> Response:
        """Answer with model and text."""
        return Response(response.status, body=f"{self.model}|{self.text}".encode())


def spoilt(way: str, response: Response | None = None, seed: int = 1) -> Response:
    """Return an answer that went wrong."""
    lapse = Lapse(
        Said(), response or Response(200), Random(seed), {"model-1": "model-2"}.__getitem__, broken_off=lambda: ENDED
    )
    return SPOILED[way](lapse)


def said(way: str) -> tuple[str, str]:
    """Return the model and the text of an answer that went wrong."""
    model, _, text = spoilt(way).body.decode().partition("|")
    return model, text


def test_the_overloaded_service_is_a_way_of_its_own() -> None:
    """The others begin with an answer that was right."""
    assert set(WAYS) - set(SPOILED) == {"overloaded"}


def test_half_of_an_answer_in_one_piece_is_half_of_its_text() -> None:
    """It is cut in its middle."""
    assert said("truncated-json") == ("model-1", TEXT[: len(TEXT) // 2])


def test_half_of_a_stream_is_half_of_its_pieces() -> None:
    """As they were."""
    pieces = tuple(Chunk(bytes([number])) for number in range(5))
    assert spoilt("truncated-json", Response(200, chunks=pieces)).chunks == pieces[:2]


def test_a_refusal_says_so_in_words() -> None:
    """In the place of the answer."""
    assert said("refusal") == ("model-1", REFUSAL)


def test_an_empty_answer_has_no_text() -> None:
    """And is an answer all the same."""
    assert said("empty") == ("model-1", "")


def test_a_new_model_answers_in_the_old_one_s_place() -> None:
    """Its answer is still one by the schema."""
    model, text = said("new-model-version")
    assert (model, orjson.loads(text)["category"] in {"card", "loan"}) == ("model-2", True)


def test_nonsense_is_sure_of_itself() -> None:
    """It is well formed, and wrong."""
    answer = orjson.loads(said("nonsense")[1])
    assert (answer["category"], answer["confidence"] > 0.9) == ("loan", True)


def test_an_answer_outside_the_schema_breaks_it() -> None:
    """In one place or another."""
    assert said("outside-schema")[1] != TEXT


@pytest.mark.parametrize("response", [Response(200), Response(200, chunks=(Chunk(b"a"),))])
def test_what_breaks_off_ends_as_the_vendor_ends_it(response: Response) -> None:
    """Whole or streamed."""
    assert spoilt("stream-error", response) is ENDED
