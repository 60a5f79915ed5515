"""The shapes of Anthropic's stream."""

from __future__ import annotations

import pytest

from adapters.errors import ContractError
from adapters.systems.anthropic.wire import BlockGrows, Failure, FinalUsage, MessageDelta, Usage
from adapters.systems.wire import Place, read

from .player import USAGE, delta, end

PLACE = Place("anthropic", "2026-10-21", "Messages.create")


def test_cached_tokens_are_part_of_the_prompt() -> None:
    """They may be missing or null."""
    given = USAGE | {"cache_creation_input_tokens": 5, "cache_read_input_tokens": 7}
    assert read(Usage, given, PLACE).prompt_tokens == 132
    nothing = USAGE | {"cache_creation_input_tokens": None, "cache_read_input_tokens": None}
    assert read(Usage, nothing, PLACE).prompt_tokens == 120
    assert read(Usage, {"input_tokens": 120, "output_tokens": 1}, PLACE).prompt_tokens == 120


def test_the_end_tells_the_input_only_when_it_has_changed() -> None:
    """Or says null."""
    assert read(FinalUsage, {"output_tokens": 3}, PLACE).model_dump(exclude_none=True) == {"output_tokens": 3}
    assert read(FinalUsage, {"output_tokens": 3, "input_tokens": None}, PLACE).input_tokens is None


def test_any_kind_of_delta_is_read() -> None:
    """New ones come, and only text is ours."""
    assert read(BlockGrows, delta({"type": "citations_delta", "citation": {}}), PLACE).delta.text is None


def test_details_of_the_stop_are_optional() -> None:
    """And an open list."""
    event = end("refusal")[0]
    assert read(MessageDelta, event, PLACE).delta.stop_details is None
    event["delta"]["stop_details"] = {"type": "refusal", "category": "new", "explanation": None}
    details = read(MessageDelta, event, PLACE).delta.stop_details
    assert details is not None
    assert details.category == "new"


@pytest.mark.parametrize("count", [-1, 1.5, "1", None, True, 2**53])
def test_tokens_are_counted_in_whole_numbers(count: object) -> None:
    """Anything else would make a wrong cost."""
    with pytest.raises(ContractError, match="input_tokens"):
        read(Usage, USAGE | {"input_tokens": count}, PLACE)


def test_the_code_of_a_failure_is_its_detail_or_its_type() -> None:
    """Whichever is more exact."""
    assert Failure(type="a", message="m").code == "a"
    body = {"type": "a", "message": "m", "details": {"error_code": "b"}}
    assert read(Failure, body, PLACE).code == "b"
