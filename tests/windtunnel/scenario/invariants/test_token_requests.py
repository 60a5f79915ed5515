"""Requests for tokens in a history."""

from __future__ import annotations

from windtunnel.scenario.history import History
from windtunnel.scenario.invariants.token_requests import asks_for_token, tokens_given

from .stories import Story


def test_a_token_is_given_when_its_request_is_answered() -> None:
    """By a path that is one of the usual ones, or one that was named; refused and lost requests give none."""
    story = Story()
    story.now = 1.0
    story.ask("Token", None, path="/oauth/token", seconds=2.0)
    story.ask("Token", None, path="/services/oauth2/token", status=400)
    story.send("Token", None, path="/oauth/token")
    story.ask("SignIn", None, path="/sessions")
    attempts = History(story.journal, story.settings, story.surfaces).attempts
    assert [asks_for_token(attempt) for attempt in attempts] == [True, True, True, False]
    assert list(tokens_given(attempts)) == [3.0]
    assert len(list(tokens_given(attempts, ("/sessions",)))) == 1
