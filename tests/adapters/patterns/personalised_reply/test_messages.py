"""What is taken, and in which form it is given."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from adapters.patterns.personalised_reply.messages import VERSION, ReplyRequest

CONTRACT: Any = yaml.safe_load((Path(__file__).parents[4] / "contracts/pipeline/openapi.yaml").read_text("utf-8"))
FIELDS: Any = CONTRACT["components"]["schemas"]["ReplyRequest"]["properties"]

EMAILS = {
    "ann@mail.example": True,
    "a+b.c@mail-1.example": True,
    "o'neil@mail": True,
    "ann@mail.example\n": False,
    "ann@@mail.example": False,
    "ann@-mail.example": False,
    "ann mail@mail.example": False,
    "änn@mail.example": False,
}
QUESTIONS = {"x": True, "どこ?": True, " \t\n": False, "\u3000\u200b": False, "\ufeff": False, "\x00": False}


@pytest.mark.parametrize(("email", "fits"), EMAILS.items())
def test_an_address_is_one_to_us_exactly_when_the_contract_says_so(email: str, fits: bool) -> None:
    """The pattern in the contract and the one in the code agree."""
    assert bool(re.fullmatch(FIELDS["customer_email"]["pattern"][1:-1], email)) is fits
    assert accepted(customer_email=email) is fits


@pytest.mark.parametrize(("question", "fits"), QUESTIONS.items())
def test_a_question_has_something_to_read(question: str, fits: bool) -> None:
    """Blanks of every kind are nothing, by the contract and by the code."""
    assert bool(re.search(FIELDS["question"]["pattern"], question)) is fits
    assert accepted(question=question) is fits


@pytest.mark.parametrize(
    "changes",
    [{"question": "x" * 4_001}, {"question": 7}, {"reference": "x" * 65}, {"customer_email": None}, {"colour": "red"}],
)
def test_what_the_contract_does_not_know_is_refused(changes: dict[str, Any]) -> None:
    """Types are not converted, and nothing is ignored."""
    assert not accepted(**changes)


def test_halves_of_characters_are_made_whole() -> None:
    """JSON can hold them, and no other system could be sent them."""
    read = ReplyRequest.model_validate({"customer_email": "ann@mail.example", "question": "why \ud800?"})
    assert read.question == "why \N{REPLACEMENT CHARACTER}?"


def test_the_version_is_that_of_the_contract() -> None:
    """One number, told in two places."""
    assert CONTRACT["info"]["version"] == VERSION


def accepted(**changes: Any) -> bool:
    """Tell whether a request is taken."""
    given = {"customer_email": "ann@mail.example", "question": "Where is it?"}
    try:
        ReplyRequest.model_validate({**given, **changes})
    except ValidationError:
        return False
    return True
