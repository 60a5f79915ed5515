"""Which replies can be sent."""

from __future__ import annotations

import pytest

from adapters.errors import QualityError
from adapters.patterns.personalised_reply.draft import check_draft

from .fakes import EVIDENCE


def test_a_plain_reply_passes() -> None:
    """Brackets and numbers are no reason for suspicion."""
    check_draft("It is on its way (tracking [42]).", "It rests on the delivery time.", EVIDENCE)


@pytest.mark.parametrize(
    ("reply", "explanation", "wrong"),
    [
        (" ?! ", "because", "no words"),
        ("It is on its way.", "  ", "no explanation"),
        ("word " * 1_001, "because", "too long"),
        ("It is on its way.", "why " * 251, "explanation is too long"),
        ("Dear [customer name], it is on its way.", "because", "gap"),
        ("Dear {{ name }}, it is on its way.", "because", "gap"),
        ("Write to help@mail.example please.", "because", "e-mail address"),
    ],
)
def test_a_reply_that_cannot_be_sent_is_refused(reply: str, explanation: str, wrong: str) -> None:
    """Nothing of it is repeated in the error."""
    with pytest.raises(QualityError, match=wrong):
        check_draft(reply, explanation, EVIDENCE)


def test_a_negative_cost_is_refused() -> None:
    """A budget must not grow by asking."""
    with pytest.raises(QualityError, match="cost"):
        check_draft("It is on its way.", "because", EVIDENCE.model_copy(update={"cost_usd": -0.1}))
