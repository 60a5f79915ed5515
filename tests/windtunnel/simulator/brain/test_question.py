"""Questions and answers."""

from __future__ import annotations

import dataclasses

import pytest

from windtunnel.simulator.brain.question import Answer, Question


def test_a_question_cannot_be_changed() -> None:
    """It is remembered by its content."""
    question = Question("a", "a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        question.text = "b"  # type: ignore[misc]  # that is what is tested
    assert question == Question("a", "a")


def test_an_answer_is_no_refusal_unless_told() -> None:
    """Refusing is the exception."""
    assert not Answer("text").refused
