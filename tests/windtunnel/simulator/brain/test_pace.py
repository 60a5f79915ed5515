"""How long generation takes."""

from __future__ import annotations

from statistics import median

from tests.simulators.openai.desk import Desk


def test_without_service_times_nothing_takes_time() -> None:
    """A plain system never waits."""
    pace = Desk().system.pace
    assert (pace.whole("createResponse", 9000), pace.first_token(9000), pace.of_tokens(9000)) == (0, 0, 0)


def test_a_whole_answer_takes_at_least_its_tokens() -> None:
    """The profile's latency, or longer when the tokens take longer."""
    pace = Desk(latency=True).system.pace
    assert pace.whole("createChatCompletion", 80 * 60) == 60
    assert 0.5 < median(pace.whole("createChatCompletion", 0) for _ in range(200)) < 1.5


def test_the_first_token_comes_by_the_profile() -> None:
    """Its median is the profile's, and thinking comes on top."""
    pace = Desk(latency=True).system.pace
    assert 0.3 < median(pace.first_token(0) for _ in range(200)) < 0.5
    assert median(pace.first_token(800) for _ in range(200)) > 10
