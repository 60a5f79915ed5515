"""Options of the system."""

from __future__ import annotations

import pytest

from simulators.openai.options import read_options
from tests.simulators.openai.desk import Desk
from windtunnel.kernel.errors import UsageError


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"brian": {}}, "did you mean 'brain'"),
        ({"brain": "examples"}, "brain: expected a mapping"),
        ({"models": "gpt-4o"}, "models: expected a mapping"),
        ({"models": {"mine": {"colour": "red"}}}, "models.mine"),
        ({"default_model": 4}, "default_model: expected a text"),
        ({"insufficient_quota": "no_money"}, "unknown code of insufficient_quota"),
    ],
)
def test_a_wrong_option_says_what_is_wrong(options: dict[str, object], told: str) -> None:
    """The message names the place, and what was meant where it can."""
    with pytest.raises(UsageError, match=told):
        read_options(options)


def test_true_means_the_usual_code() -> None:
    """``insufficient_quota: true`` is the code that most callers know."""
    assert read_options({"insufficient_quota": True}).insufficient_quota == "insufficient_quota"
    assert read_options({"insufficient_quota": False}).insufficient_quota is None


def test_the_organization_is_told_as_it_was_set() -> None:
    """Headers and messages name the organization of the option."""
    desk = Desk(organization="org-mine")
    assert desk.chat().header("openai-organization") == "org-mine"
